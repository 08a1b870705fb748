"""An approval is of exactly what was approved: words, pictures, numbers, borrowed files."""

from dataclasses import replace

import pytest

from figpress.freshness.figure import Drawn, FigureScript
from figpress.pages.listing_model import Listing
from figpress.pages.page import Page
from figpress.pages.prose import paragraphs, text_digest, unwrapped
from figpress.review import approval
from figpress.sources.registry import parse_registry

PARTS = {
    "text": "1" * 64,
    "figure qkv/paths": "2" * 64,
    "caption qkv/paths": "3" * 64,
    "value qkv/paths#worst": "2.4e-07",
    "listing byhand.attention.backward": "4" * 64,
    "borrowed d2l-block": "5" * 64,
}


def given(*parts):
    return tuple(approval.approve(part, f"Reader {n}", f"2026-01-0{n}") for n, part in enumerate(parts, 1))


def test_nobody_has_approved():
    assert approval.standing((), PARTS).state == "none"


def test_an_approval_of_these_parts_stands_in_any_order():
    shuffled = dict(reversed(PARTS.items()))
    assert approval.standing(given(PARTS), shuffled).state == "approved"


@pytest.mark.parametrize("name", PARTS)
def test_any_changed_part_is_named(name):
    now = {**PARTS, name: "9" * 64}
    found = approval.standing(given(PARTS), now)
    assert found.state == "changed" and len(found.changes) == 1 and name in found.changes[0]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_went_or_came_is_named(name):
    fewer = {key: value for key, value in PARTS.items() if key != name}
    assert approval.standing(given(PARTS), fewer).changes == (f"{name} is gone",)
    assert approval.standing(given(fewer), PARTS).changes == (f"{name} is new",)


def test_a_longer_number_with_the_same_beginning_is_another_number():
    now = {**PARTS, "value qkv/paths#worst": "2.4e-070"}
    assert approval.standing(given(PARTS), now).changes == ("value qkv/paths#worst: 2.4e-07 → 2.4e-070",)


def test_an_earlier_approval_stands_again_when_the_text_is_put_back():
    later = {**PARTS, "text": "9" * 64}
    assert approval.standing(given(PARTS, later), PARTS).by == "Reader 1"


def test_editing_the_shortened_parts_does_not_forge_an_approval():
    (real,) = given(PARTS)
    now = {**PARTS, "text": "9" * 64}
    forged = approval.approve(now, real.by, real.on)
    assert (
        approval.standing([type(real)(real.by, real.on, real.digest, "", forged.parts)], now).state
        == "changed"
    )


TEXT = """# Title

Gradients add up where a value
is used twice. They
are sums.

- one item
  goes on
- another

| a | b |
|---|---|

$$
x
= y
$$

```python
a = 1

b = 2
```
"""


def test_wrapping_prose_elsewhere_changes_nothing():
    rewrapped = TEXT.replace("a value\nis used twice. They\nare", "a value is\nused twice.\nThey are")
    assert rewrapped != TEXT and text_digest({}, rewrapped) == text_digest({}, TEXT)
    assert text_digest({}, TEXT.replace("\n", "\r\n")) == text_digest({}, TEXT)


@pytest.mark.parametrize(
    "old, new",
    [
        ("add", "sum"),
        ("twice. They", "twice.\n\nThey"),
        ("- another", "another"),
        ("x\n= y", "x = y"),
        ("b = 2", " b = 2"),
        ("# Title", "## Title"),
        ("a = 1\n", "a = 1 "),
    ],
)
def test_what_changes_the_page_changes_the_digest(old, new):
    assert TEXT.replace(old, new) != TEXT
    assert text_digest({}, TEXT.replace(old, new)) != text_digest({}, TEXT)


def test_approvals_and_status_are_not_part_of_the_text_but_questions_are():
    front = {"title": "T", "questions": ["Why?"]}
    assert text_digest({**front, "status": "draft", "approvals": [{"by": "x"}]}, TEXT) == text_digest(
        front, TEXT
    )
    assert text_digest({**front, "questions": []}, TEXT) != text_digest(front, TEXT)


def test_paragraphs_keep_fences_and_displays_whole():
    assert paragraphs(TEXT)[-1].startswith("```python") and paragraphs(TEXT)[-1].endswith("```")
    assert paragraphs(TEXT)[1] == "Gradients add up where a value is used twice. They are sums."
    assert unwrapped(unwrapped(TEXT)) == unwrapped(TEXT)


FIGURE = Drawn(
    FigureScript("a/f", "figures/a/f.py", "Keys get no gradient."),
    "fresh",
    values={"worst": 2.43e-7},
    fingerprint="f" * 64,
)
CODE = Listing("m.f", "src/m.py", 1, 2, 'def f(x):\n    """Doc."""\n    return x + 1  # why\n')
SOURCES = b"""
works: {w: {type: article, title: T, author: ["Ito, Mo"], issued: 2020, opened: no}}
borrowed: {b: {work: w, locator: fig. 1, use: reproduced, file: {url: "https://e.org/f.png", sha256: %s, media_type: image/png}}}
"""
BODY = "A number, [2.4e-07](val:a/f#worst).\n\n![alt](fig:a/f)\n\n![](code:m.f)\n\n![alt](borrowed:b)\n"


def parts(body=BODY, drawn=FIGURE, code=CODE, sha="1" * 64, front=None):
    registry, _ = parse_registry(SOURCES % sha.encode())
    page = Page("docs/a.md", "a.md", "A", None, body)
    return approval.parts_of(page, front or {}, {"a/f": drawn}.get, {"m.f": code}.get, registry)


def falls(**change):
    return approval.changes(
        {name: value[: approval.SHOWN] for name, value in parts().items()}, parts(**change)
    ) != ("the approval's own entry was edited",)


def test_what_does_not_count():
    reformatted = replace(CODE, source="def f( x ):\n\n    'Other words.'\n    return (x+1)\n", line=7)
    noisy = replace(FIGURE, values={"worst": 2.41e-7}, state="stale", seconds=9.0)
    assert parts(code=reformatted, drawn=noisy) == parts()


@pytest.mark.parametrize(
    "change",
    [
        {"body": BODY.replace("number", "value")},
        {"drawn": replace(FIGURE, values={"worst": 2.6e-7})},
        {"drawn": replace(FIGURE, values={})},
        {"drawn": replace(FIGURE, fingerprint="e" * 64)},
        {"drawn": replace(FIGURE, script=replace(FIGURE.script, caption="Keys get a gradient."))},
        {"drawn": None},
        {"code": replace(CODE, source="def f(x):\n    return x + 2\n")},
        {"code": None},
        {"sha": "2" * 64},
        {"front": {"title": "Other"}},
    ],
)
def test_what_counts(change):
    assert falls(**change)
