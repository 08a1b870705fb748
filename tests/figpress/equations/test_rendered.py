"""From a page and a symbols script to a finding: rendered by the press, checked without running anything."""

import json

import pytest
from tiny import site

from figpress.freshness.records import Records
from figpress.review.check import check
from figpress.running.render import render

SCRIPT = '''"""A linear layer."""
import figpress


def forward(draw, n, d, f):
    X, W = draw(n, d), draw(d, f)
    Y = X @ W
    return {"X": X, "W": W, "Y": Y, "L": (Y * draw.constant(n, f)).sum() + (Y**2).sum()}


figpress.symbols(forward, {
    "X": ("n×d", "the input"), "W": ("d×f", "the weights"), "Y": ("n×f", ""), "L": ("scalar", "the loss"),
    "n": ("size", "tokens"), "d": ("size", "width"), "f": ("size", "outputs"),
})
'''
PAGE = """---
title: Home
status: draft
symbols: a/symbols
---
# Home

$$
\\bar X = \\bar Y W^\\top ,\\qquad
\\bar W = {wrong}
$$
"""


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """A site with one false statement, rendered once, then with the statement put right."""
    folder = tmp_path_factory.mktemp("site")
    made = site(
        folder, {"figures/a/symbols.py": SCRIPT, "docs/index.md": PAGE.format(wrong=r"2X^\top\bar Y")}
    )
    assert render(made).good
    first = errors(made)
    (folder / "docs/index.md").write_text(PAGE.format(wrong=r"X^\top\bar Y"), "utf-8")
    unseen = errors(made)
    assert render(made).rendered == ("a/symbols",)
    return made, first, unseen


def errors(made):
    return [f for f in check(made) if f.rule.startswith("equation")]


def test_a_false_statement_is_found_where_it_stands(rendered):
    (finding,) = rendered[1]
    assert str(finding.where) == "docs/index.md:10" and finding.rule == "equation-false"
    message, tex, marks = finding.message.split("\n")
    assert "the right side is 2 times the left" in message
    assert tex[marks.index("~") : marks.rindex("~") + 1] == r"2X^\top\bar Y"


def test_a_changed_display_is_not_believed_before_it_is_rendered(rendered):
    (finding,) = rendered[2]
    assert finding.rule == "equation-unevaluated" and finding.hint == "figpress render a/symbols"


def test_a_true_one_leaves_nothing_to_say(rendered):
    assert errors(rendered[0]) == []
    assert [f.message for f in check(rendered[0]) if f.rule == "symbol-undescribed"] == [
        "nobody says what Y means"
    ]


def test_the_lock_alone_knows_that_it_holds(rendered):
    made = rendered[0]
    for artifact in Records(made).read("a/symbols").artifacts:
        artifact.path.unlink()
    assert errors(made) == []
    assert json.loads(made.lock.read_text("utf-8"))["targets"]["a/symbols"]["errors"].popitem()[1] == 1e-12


def test_a_script_that_contradicts_its_table_fails(tmp_path):
    made = site(
        tmp_path,
        {
            "figures/a/symbols.py": SCRIPT.replace('"W": ("d×f"', '"W": ("f×d"'),
            "docs/index.md": PAGE.format(wrong=r"X^\top\bar Y"),
        },
    )
    (failed,) = render(made).failed
    assert "W is said to be f×d" in failed.message
