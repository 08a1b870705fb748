"""What would stand on a page unread is an error: a number that looks checked, a display that nobody
evaluates.
"""

import pytest

from figpress.pages.displays import displays
from figpress.pages.links import links
from figpress.pages.page import Page
from figpress.pages.unread import unread_findings


def told(text: str) -> list[tuple[int, str]]:
    page = Page("docs/a.md", "a.md", "A", None, f"# A\n\n{text}\n", 1)
    return [(finding.where.line, finding.message) for finding in unread_findings([page])]


@pytest.mark.parametrize(
    "text, message",
    [
        ("It is [0.9](vall:s/a#x).", "no such scheme: vall:"),
        ("It is [0.9](Val:s/a#x).", "Val: is not read"),
        ("It is [0.9](val: s/a#x).", "val: is not read"),
        ("It is [0.9] (val:s/a#x).", "val:s/a#x is not read"),
        (r"It is [0.9]\(val:s/a#x).", "val:s/a#x is not read"),
        ("It is [0.9][v].\n\n[v]: val:s/a#x", "val: is not read"),
        ("It is <a class=x href='val:s/a#x'>0.9</a>.", "val: is not read"),
        ("<img src=fig:s/a>", "fig: is not read"),
        ("![0.9](val:s/a#x)", "val: points and cannot be embedded"),
        ("![](eq:a)", "eq: points and cannot be embedded"),
        ("so $$a = b$$ holds", "$$ begins no display, so nobody evaluates what stands there"),
        ("$$\na = b\n\nText.", "$$ begins no display, so nobody evaluates what stands there"),
        (r"> \[ a = b \]", r"\[ a = b \] begins no display, so nobody evaluates what stands there"),
        ("\\[\na = b\n\nText.", r"\[ begins no display, so nobody evaluates what stands there"),
        (
            "\\begin{align}\na &= b\n\nText.",
            r"\begin{align} begins no display, so nobody evaluates what stands there",
        ),
    ],
)
def test_what_is_nearly_read_is_told_with_its_line(text, message):
    ((line, said),) = told(text)
    assert said == message and (text.splitlines()[line - 3 :] or [""])[0].strip()


def test_each_line_of_a_quoted_display_is_told_once():
    assert [line for line, _ in told("> $$\n> a = b\n> $$ $$")] == [3, 5]


@pytest.mark.parametrize(
    "text",
    [
        "It is [0.9](val:s/a#x), ![a](fig:s/a), [](eq:a), ![](code:m.f), [b](borrowed:b).",
        "[a](https://x.org/fig:1) <https://x.org> [b](mailto:a@b.org) <a href='tel:1'>c</a> [d](b.md#fig:x) [z](zotero://select/1)",
        "`[0.9](vall:s/a#x)` and\n\n```\n$$\n```\n\n    \\[\n\n<!-- $$ -->",
        r"\$\$ and \[brackets\](x.md), costs $5 or $6",
        "$$\na = \\begin{aligned} b \\end{aligned}\n$$\n\n- x\n\n    $$\n    c = d\n    $$",
    ],
)
def test_what_is_read_or_somebody_elses_is_left_alone(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "written", ["[0.9](<val:s/a#x>)", "[0.9]( val:s/a#x )", "[0.9](\nval:s/a#x)", "[0.9](<val:s/a#x> 'T')"]
)
def test_a_link_in_any_form_that_markdown_takes_is_read(written):
    (link,) = links(written, "docs/a.md")
    assert (link.scheme, link.target, link.text) == ("val", "s/a#x", "0.9")
    assert told(written) == [] and displays(written, "docs/a.md") == ()
