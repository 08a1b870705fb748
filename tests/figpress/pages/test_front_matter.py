"""An edit of the front matter changes its own key and no other byte."""

import difflib

import pytest

from figpress.pages import front_matter
from figpress.pages.reading import parse_page
from figpress.pages.section import Approval

MO = Approval(
    "Mo Ito: reviewer",
    "2026-01-02",
    "sha256:" + "a" * 64,
    "fine # really",
    {"text": "ab12", "value q/p#worst": "2.4e-07"},
)
JO = Approval("Jo", "2026-01-03", "sha256:" + "b" * 64)

PAGE = """---
title:   Attention   # the title keeps its spaces
status: in-review    # a comment on the status
# a comment on its own line
questions:
  - "Is 'quoted' text kept?"
{approvals}plan: >
  Folded
  text.
---
# Attention

--- not front matter
"""

FORMS = {
    "absent": "",
    "null": "approvals:\n",
    "null with a comment": "approvals:  # who\n",
    "empty": "approvals: []\n",
    "empty with a comment": "approvals: []  # nobody\n",
    "one": "approvals:\n- by: Al\n  on: 2026-01-01\n  digest: sha256:c\n# after\n",
    "indented": "approvals:\n    - by: Al   # first\n      on: 2026-01-01\n      digest: sha256:c\n      "
    "note: |\n        long\n        note\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_an_approval_is_added_and_nothing_else_moves(form, newline):
    before = PAGE.format(approvals=form).replace("\n", newline)
    earlier = parse_page(before, "docs/a.md", "a.md").section.approvals
    once = front_matter.with_approval(before, "docs/a.md", MO)
    twice = front_matter.with_approval(once, "docs/a.md", JO)
    assert parse_page(twice, "docs/a.md", "a.md").section.approvals == (*earlier, MO, JO)
    lost = [line for line in difflib.ndiff(before.splitlines(), twice.splitlines()) if line.startswith("- ")]
    assert [line for line in lost if "approvals: []" not in line] == []
    assert twice.split("# Attention")[1] == before.split("# Attention")[1]


def test_a_page_without_front_matter_gets_one():
    text = front_matter.with_value(
        front_matter.with_approval("# Bare\n", "docs/a.md", JO), "docs/a.md", "status", "approved"
    )
    assert parse_page(text, "docs/a.md", "a.md").section.approvals == (JO,)
    assert text.endswith("---\n# Bare\n")


def test_a_status_changes_and_its_comment_stays():
    after = front_matter.with_value(PAGE.format(approvals=""), "docs/a.md", "status", "approved")
    assert "status: approved    # a comment on the status\n" in after
    assert after.replace("status: approved", "status: in-review") == PAGE.format(approvals="")


def test_a_question_mark_before_a_bracket_is_read_by_all_as_mkdocs_reads_it():
    text = "---\nstatus: in-review\nquestions: [Is it clear?]\n---\n# A\n"
    assert parse_page(text, "docs/a.md", "a.md").section.questions == ("Is it clear?",)
    assert front_matter.parted(text)[0]["questions"] == ["Is it clear?"]
    after = front_matter.with_value(
        front_matter.with_approval(text, "docs/a.md", JO), "docs/a.md", "status", "approved"
    )
    assert after.startswith("---\nstatus: approved\nquestions: [Is it clear?]\napprovals:\n")


def test_a_mark_of_the_byte_order_stays_first_and_hides_nothing():
    text = "\ufeff---\nstatus: in-review\n---\n# A\n"
    assert front_matter.parted(text)[0] == {"status": "in-review"}
    after = front_matter.with_value(
        front_matter.with_approval(text, "docs/a.md", JO), "docs/a.md", "status", "approved"
    )
    assert after.startswith("\ufeff---\nstatus: approved\napprovals:\n") and after.count("---") == 2
    assert (
        front_matter.with_value("\ufeff# Bare\n", "docs/a.md", "status", "draft")
        == "\ufeff---\nstatus: draft\n---\n# Bare\n"
    )
