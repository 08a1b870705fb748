"""Front matter becomes a Section, or an error with its line."""

import pytest

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.pages.reading import parse_page, read_pages

WHOLE = """\
---
title: QKV gradients
status: in-review
plan: Three paths add.
questions:
  - Which head?
symbols: qkv/core
---
# Heading

Text.
"""


def test_a_section_is_read_whole():
    page = parse_page(WHOLE, "docs/qkv.md", "qkv.md", 3)
    section = page.section
    assert (section.slug, section.number, section.status, section.plan) == (
        "qkv",
        3,
        "in-review",
        "Three paths add.",
    )
    assert (section.questions, section.symbols) == (("Which head?",), "qkv/core")
    assert page.body.startswith("# Heading") and page.first_line == 9


def test_a_page_names_its_card_whether_it_is_a_section_or_not():
    page = parse_page("---\nhide: [toc]\ncard: qkv/paths\n---\n# Hello\n", "docs/index.md", "index.md")
    assert (page.card, str(page.card_place)) == ("qkv/paths", "docs/index.md:3")
    assert (
        parse_page(WHOLE, "docs/qkv.md", "qkv.md").card,
        parse_page("# No front\n", "docs/a.md", "a.md").card,
    ) == ("", "")
    with pytest.raises(Mistake, match="docs/a.md:2.*card is one text"):
        parse_page("---\ncard: [a/b, a/c]\n---\n", "docs/a.md", "a.md")


def test_a_page_without_status_is_no_section():
    page = parse_page("---\nhide: [toc]\n---\n# Hello **there**\n", "docs/index.md", "index.md")
    assert page.section is None
    assert page.title == "Hello **there**"
    assert parse_page("text", "docs/x.md", "x.md").first_line == 1


@pytest.mark.parametrize(
    ("front", "line", "says"),
    [
        ("title: A\nstatus: drafted", 3, "drafted"),
        ("title: A\nstatsu: draft", 3, "statsu"),
        ("title: A\nstatus: [draft]", 3, "one text"),
        ("status: draft\nquestions: why?", 3, "list"),
        ("status: draft\ntitle: [", 3, "not YAML"),
        ("- status", 1, "keys and values"),
    ],
)
def test_a_wrong_front_matter_is_a_mistake_with_its_line(front, line, says):
    with pytest.raises(Mistake) as caught:
        parse_page(f"---\n{front}\n---\ntext\n", "docs/a.md", "a.md", 1)
    assert says in str(caught.value)
    assert caught.value.where.path == "docs/a.md"
    assert abs(caught.value.where.line - line) <= (1 if says == "not YAML" else 0)


def test_pages_come_in_the_order_of_the_nav_and_only_sections_are_numbered(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: t\nnav:\n  - index.md\n  - Part:\n      - b.md\n      - a.md\n"
    )
    for name, status in {"index": "", "a": "draft", "b": "planned", "loose": ""}.items():
        (docs / f"{name}.md").write_text(f"---\nstatus: {status}\n---\n" if status else "text\n")
    pages = read_pages(open_site(tmp_path))
    assert [(p.source, p.section.number if p.section else 0) for p in pages] == [
        ("index.md", 0),
        ("b.md", 1),
        ("a.md", 2),
        ("loose.md", 0),
    ]


def test_a_page_that_the_nav_names_and_nobody_wrote_is_a_mistake(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("hello\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: t\nnav:\n  - indx.md\n")
    with pytest.raises(Mistake, match=r"indx\.md") as caught:
        read_pages(open_site(tmp_path))
    assert "'index.md'" in caught.value.hint


def test_front_matter_without_its_end_is_a_mistake_and_a_rule_is_none():
    with pytest.raises(Mistake, match="^docs/a.md:1: front matter without its end\n"):
        parse_page("---\ntitle: A\nstatus: draft\n\n# A\n", "docs/a.md", "a.md")
    assert parse_page("---\n\n# A\n", "docs/a.md", "a.md").body.startswith("---")
    assert parse_page("---\nA note: first.\n\nMore.\n", "docs/a.md", "a.md").section is None


@pytest.mark.parametrize("what", ["latin", "folder", "link"])
def test_a_page_that_cannot_be_read_is_a_mistake(tmp_path, what):
    (tmp_path / "mkdocs.yml").write_text("site_name: t\n")
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "a.md"
    if what == "latin":
        page.write_bytes("# A\n\nZoë\n".encode("latin-1"))
    elif what == "folder":
        page.mkdir()
    else:
        page.symlink_to("nowhere.md")
    said = {
        "latin": "^docs/a.md:3: not written in UTF-8",
        "folder": "^docs/a.md: cannot be read",
        "link": "^docs/a.md: cannot be read",
    }
    with pytest.raises(Mistake, match=said[what]):
        read_pages(open_site(tmp_path))


def test_a_page_that_the_nav_names_in_vain_is_told_with_its_line(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# t\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: t\n# index.md, indx.md\nnav:\n  - A: indx.md\n")
    with pytest.raises(Mistake, match="^mkdocs.yml:4: the nav names a page that is not there: indx.md"):
        read_pages(open_site(tmp_path))
