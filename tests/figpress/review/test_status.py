"""A section moves one step at a time, each with its condition."""

import pytest

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.pages.reading import parse_page
from figpress.review.approval import Standing
from figpress.review.status import headings, missing, next_status, status_findings

NONE, APPROVED = Standing("none"), Standing("approved", "Jo", "2026-01-01")
WRONG = Finding(Place("docs/a.md", 9), "value-differs", "error", "2.4 is 2.5")
ODD = Finding(Place("docs/a.md", 9), "typed-number", "warning", "a typed number")


def page(status, body="", **front):
    lines = "".join(f"{key}: {value}\n" for key, value in {"status": status, **front}.items())
    return parse_page(f"---\n{lines}---\n{body}", "docs/a.md", "a.md")


FULL = "## One\n\n![alt](fig:a/b) after [@vaswani2017, sec. 3.2]\n\n## Two\n\n![alt](borrowed:x)\n"


@pytest.mark.parametrize(
    "lacking, ready",
    [
        (page("planned"), page("planned", plan="Say it", questions="[Why]")),
        (page("agreed"), page("agreed", agreed_by="Jo")),
        (page("draft", "## One\n\nwords\n"), page("draft", FULL)),
    ],
    ids=["planned", "agreed", "draft"],
)
def test_the_early_steps(lacking, ready):
    assert missing(lacking, NONE, ()) and not missing(ready, NONE, ())


def test_in_review_waits_for_errors_and_not_for_warnings():
    assert missing(page("in-review"), NONE, (WRONG, ODD)) == ("docs/a.md:9: 2.4 is 2.5",)
    assert missing(page("in-review"), NONE, (ODD,)) == ()


def test_approved_waits_for_an_approval_that_stands():
    assert missing(page("approved"), NONE, ()) == ("not approved",)
    assert missing(page("approved"), APPROVED, ()) == ()
    assert next_status("published") is None and missing(page("published"), APPROVED, ()) == ()


def test_each_heading_wants_a_figure_and_a_source_and_says_where():
    body = FULL + "\n## Three\n\n`[@notacitation]` and mail@example.org\n\n## Exercises {.aside}\n\nnone\n"
    draft = page("draft", body)
    assert [(h.title, h.figures, h.sources) for h in headings(draft)] == [
        ("One", 1, 1),
        ("Two", 1, 1),
        ("Three", 0, 0),
        ("Exercises", 0, 0),
    ]
    assert missing(draft, NONE, ()) == ("docs/a.md:12: no figure and no source under 'Three'",)


@pytest.mark.parametrize(
    "standing, rule",
    [
        (NONE, "approval-missing"),
        (Standing("changed", "Jo", "2026-01-01", ("text changed",)), "approval-changed"),
    ],
)
@pytest.mark.parametrize("status", ["approved", "published"])
def test_a_status_that_claims_too_much_is_an_error(status, standing, rule):
    (finding,) = status_findings(page(status), standing)
    assert (finding.rule, finding.severity) == (rule, "error") and "figpress approve a" in finding.hint


def test_what_is_missing_is_a_warning():
    assert {f.severity for f in status_findings(page("draft", "## One\n"), NONE)} == {"warning"}
    assert status_findings(page("published"), APPROVED) == ()
