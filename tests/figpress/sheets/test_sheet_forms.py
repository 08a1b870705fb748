"""The sheet in its other forms: JSON for programs, Markdown for a pull request, an index over all."""

import contextlib
import io
import json

import pytest

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.cli.cli import figpress
from figpress.pages.page import Page
from figpress.pages.section import Section
from figpress.sheets.model import MarkSeen, Sheet
from figpress.sheets.text import as_markdown

SITE = {
    "mkdocs.yml": "site_name: Blog\nplugins: [figpress]\nmarkdown_extensions: [figpress]\nnav: [index.md, "
    "a.md, b.md]\n",
    "docs/index.md": "# Home\n",
    "docs/a.md": "---\nstatus: draft\nplan: Say it\nquestions: [Is it so]\n---\n# First\n\n## One\n\nIt "
    "was shown to be 3 [@ito2020, p. 7]. It was shown twice.\n\n"
    "Boxes are faster than {>>which?<<} circles.\n\n$$\na = b\n% unchecked: definition, it names a\n$$\n",
    "docs/b.md": "---\nstatus: planned\n---\n# Second\n",
    "sources.yaml": "works:\n  ito2020: {type: article-journal, title: On boxes, author: ['Ito, Mo'], "
    "issued: 2020, opened: no}\n",
}


@pytest.fixture
def press(tmp_path):
    for name, text in SITE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    def run(*arguments):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert not figpress.main([*arguments, "-C", str(tmp_path)], standalone_mode=False)
        return said.getvalue()

    return run


def test_json_keeps_its_names(press):
    data = json.loads(press("review", "a", "--json"))
    assert {
        "section",
        "status",
        "figures",
        "values",
        "citations",
        "equations",
        "findings",
        "approvals",
    } <= data.keys()
    assert (data["section"], data["status"], data["plan"], data["questions"]) == (
        "a",
        "draft",
        "Say it",
        ["Is it so"],
    )
    (citation,) = data["citations"]
    assert (citation["key"], citation["locator"], citation["title"], citation["read"]) == (
        "ito2020",
        "p. 7",
        "On boxes",
        None,
    )
    assert [mark["text"] for mark in data["comments"]] == ["which?"] and data["comments"][0][
        "where"
    ] == "docs/a.md:12"
    assert [paragraph["where"] for paragraph in data["uncited"]] == ["docs/a.md:12"]
    assert [(e["state"], e["note"]) for e in data["equations"]] == [("unchecked", "definition, it names a")]
    assert data["missing"] == ["docs/a.md:8: no figure under 'One'"]


def test_nothing_that_an_author_writes_runs_on_the_sheet(press, tmp_path):
    page = tmp_path / "docs" / "a.md"
    page.write_text(
        page.read_text() + '\n<p onclick="evil()">A <a '
        'href="javascript:evil()">link</a></p>\n\n<script>evil()</script>\n\n<iframe '
        'src="https://evil.org"></iframe>\n'
    )
    press("review", "a", "--to", str(tmp_path / "out"))
    sheet = (tmp_path / "out" / "a.html").read_text()
    assert "evil" not in sheet.replace("evil()&lt;", "") and "default-src 'none'" in sheet


def test_without_a_name_all_sections_come_with_an_index(press, tmp_path):
    assert [sheet["section"] for sheet in json.loads(press("review", "--json"))["sections"]] == ["a", "b"]
    told = press("review", "--to", str(tmp_path / "out"))
    assert told.rstrip().endswith("index.html")
    index = (tmp_path / "out" / "index.html").read_text()
    for slug in ("a", "b"):
        assert f'href="{slug}.html"' in index and (tmp_path / "out" / f"{slug}.html").is_file()


def test_markdown_says_first_what_wants_looking_at(press):
    text = press("review", "a", "--format", "markdown")
    assert text.startswith("## First (`a`)")
    head = text.partition("<details>")[0]
    assert "- comment: `docs/a.md:12` which?" in head and "- uncited: `docs/a.md:12`" in head
    assert "**ito2020**, p. 7: On boxes (2020); not opened." in text


def test_markdown_of_an_author_cannot_break_out_of_the_comment():
    page = Page("docs/a.md", "a.md", "A", Section("a", "a.md", 1, "<img src=x>", "draft"), "")
    mark = MarkSeen("comment", Place("docs/a.md", 3), "<script>alert(1)</script> [x](http://evil) @all")
    text = as_markdown([Sheet(page.section, page, marks=(mark,))])
    assert "<script>" not in text and "<img" not in text and "[x](" not in text and "@all" not in text


def test_markdown_stays_within_what_a_comment_may_hold():
    page = Page("docs/a.md", "a.md", "A", Section("a", "a.md", 1, "A", "draft"), "")
    marks = tuple(MarkSeen("comment", Place("docs/a.md", n), "words " * 20) for n in range(2000))
    assert len(as_markdown([Sheet(page.section, page, marks=marks)])) < 65_000


def test_an_unknown_section_is_named(press):
    with pytest.raises(Mistake, match="no such section: c"):
        press("review", "c")


def test_a_base_needs_a_repository(press):
    with pytest.raises(Mistake, match="in no git repository"):
        press("review", "a", "--base", "HEAD")
