"""The passage that a citation means: found by the quoted words, by section, by caption, by page, or said not to be found."""

import pytest

from figpress.sources.images import problems_of_file
from figpress.sources.model import Archived, Work
from figpress.sources.passages import passage
from figpress.sources.plain_text import text_of

WORK = Work("k", "book", "T", archived=Archived("https://x.org/a.pdf", "0" * 64, "application/pdf"))
PAGES = """Contents
3.2 Of boxes ........ 2
Introduction to all of it, at some length, so that there is something before.
\fFigure 2: A box with a lid, seen from above.
3.2 Of boxes
Boxes are square, as the of-
\ffice of boxes says: “they are e\ufb03cient – and cheap”, and then goes on about round ones for a while.
Of a box the volume is
V = abc, as in (1) (2)
which is known.
"""


@pytest.mark.parametrize(
    "locator, quote, page, holds",
    [
        ("sec. 3.2", "the office of boxes says", 2, "office of boxes"),
        ("", "they are efficient - and cheap", 3, "cheap"),
        ("", "Boxes are square … they are efficient", 3, "they are"),
        ("sec. 3.2", "", 2, "3.2 Of boxes Boxes are square, as the office"),
        ("fig. 2", "", 2, "Figure 2: A box with a lid"),
        ("eq. 2", "", 3, "Of a box the volume is V = abc"),
        ("p. 3", "", 3, "ﬃce of boxes says"[3:]),
        ("sec. “Of boxes”", "", 2, "3.2 Of boxes Boxes are square"),
        ("sec. “at some length”", "", 1, "at some length, so that"),
    ],
)
def test_a_place_is_found_with_its_page_and_a_link(locator, quote, page, holds):
    found = passage(WORK, PAGES, locator, quote)
    whole = f"{found.before} {found.quoted} {found.after}"
    assert holds in whole and (found.page, found.url) == (page, f"https://x.org/a.pdf#page={page}")
    assert bool(found.quoted) == bool(quote) and "\f" not in whole


@pytest.mark.parametrize(
    "locator, quote",
    [
        ("sec. 9", ""),
        ("eq. 3", ""),
        ("eq. 1", ""),
        ("p. 9", ""),
        ("", "boxes are round"),
        ("", ""),
        ("verse 3", ""),
    ],
)
def test_what_is_not_found_is_not_invented(locator, quote):
    assert passage(WORK, PAGES, locator, quote) is None


def test_a_page_without_pages_is_linked_whole():
    found = passage(
        Work("k", "book", "T", archived=Archived("https://x.org/a", "0" * 64, "text/html")),
        "One two three.",
        "",
        "two",
    )
    assert (found.page, found.url, found.quoted) == (0, "https://x.org/a", "two")


HTML = b"""<?xml version="1.0"?><!-- saved --><!DOCTYPE html><html><head><title>T</title><style>p {}</style></head><body>
<ul><li><a href="#b">Of boxes</a></li><li><a href="#r">Of
<em>round</em> ones</a></li></ul>
<p>Words that are no heading: of boxes, too.</p>
<h2 id="b">2.1 Of boxes</h2><p>Boxes are
square, <!-- not said -->as H<sub>2</sub>O is wet.</p><h2>Of <em>round</em>
ones</h2><pre>a = 1
b = 2</pre></body></html>"""


def test_a_pages_headings_are_lines_and_its_words_are_whole():
    told = text_of(HTML, "text/html")
    work = Work("k", "webpage", "T", archived=Archived("https://x.org/a", "0" * 64, "text/html"))
    assert problems_of_file(HTML, "text/html") == ()
    assert passage(work, told, 'sec. "Of boxes"', "").after.startswith(
        "2.1 Of boxes Boxes are square, as H2O is wet."
    )
    assert passage(work, told, "sec. 2.1", "").after.startswith("2.1 Of boxes Boxes are")
    assert passage(work, told, 'sec. "Of round ones"', "").after.startswith("Of round ones a = 1 b = 2")
    assert "a = 1\nb = 2" in told and "not said" not in told


@pytest.mark.parametrize("broken", ["tech\x02nique", "tech\x02\r\nnique", "tech-\nnique", "tech\u00adnique"])
def test_a_word_that_a_pdf_broke_is_whole(broken):
    assert (
        passage(WORK, f"Here a new {broken} of ours is told.", "", "a new technique of").quoted
        == "a new technique of"
    )


@pytest.mark.parametrize(
    "content, media_type, wrong",
    [
        (b"<p>No doctype.</p>", "text/html", False),
        (b"\xef\xbb\xbf\n<!-- a -->\n<!-- b --><HTML>", "text/html", False),
        (b"%PDF-1.7", "text/html", True),
        (b"<!-- a --><!DOCTYPE html>", "text/plain", True),
        (b"<!-- a --><svg xmlns='http://www.w3.org/2000/svg'/>", "text/html", True),
    ],
)
def test_a_web_page_is_one_whatever_stands_before_its_first_element(content, media_type, wrong):
    assert bool(problems_of_file(content, media_type)) == wrong
