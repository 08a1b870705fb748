"""An edit of the front matter changes its own key and no other byte."""

from figpress.pages import front_matter
from figpress.pages.reading import parse_page

PAGE = """---
title:   Attention   # the title keeps its spaces
status: in-review    # a comment on the status
# a comment on its own line
questions:
  - "Is 'quoted' text kept?"
plan: >
  Folded
  text.
---
# Attention

--- not front matter
"""


def test_a_page_without_front_matter_gets_one():
    text = front_matter.with_value("# Bare\n", "docs/a.md", "status", "approved")
    assert text == "---\nstatus: approved\n---\n# Bare\n"


def test_a_status_changes_and_its_comment_stays():
    after = front_matter.with_value(PAGE, "docs/a.md", "status", "approved")
    assert "status: approved    # a comment on the status\n" in after
    assert after.replace("status: approved", "status: in-review") == PAGE


def test_a_question_mark_before_a_bracket_is_read_by_all_as_mkdocs_reads_it():
    text = "---\nstatus: in-review\nquestions: [Is it clear?]\n---\n# A\n"
    assert parse_page(text, "docs/a.md", "a.md").section.questions == ("Is it clear?",)
    assert front_matter.parted(text)[0]["questions"] == ["Is it clear?"]
    after = front_matter.with_value(text, "docs/a.md", "status", "approved")
    assert after.startswith("---\nstatus: approved\nquestions: [Is it clear?]\n---\n")


def test_a_mark_of_the_byte_order_stays_first_and_hides_nothing():
    text = "\ufeff---\nstatus: in-review\n---\n# A\n"
    assert front_matter.parted(text)[0] == {"status": "in-review"}
    after = front_matter.with_value(text, "docs/a.md", "status", "approved")
    assert after.startswith("\ufeff---\nstatus: approved\n---\n") and after.count("---") == 2
    assert (
        front_matter.with_value("\ufeff# Bare\n", "docs/a.md", "status", "draft")
        == "\ufeff---\nstatus: draft\n---\n# Bare\n"
    )
