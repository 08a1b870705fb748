"""The passage that a citation means: found by the quoted words, by section, by caption, by page, or said not to be found."""

import pytest

from figpress.sources.model import Archived, Work
from figpress.sources.passages import passage

WORK = Work("k", "book", "T", archived=Archived("https://x.org/a.pdf", "0" * 64, "application/pdf"))
PAGES = """Contents
3.2 Of boxes ........ 2
Introduction to all of it, at some length, so that there is something before.
\fFigure 2: A box with a lid, seen from above.
3.2 Of boxes
Boxes are square, as the of-
\ffice of boxes says: “they are e\ufb03cient – and cheap”, and then goes on about round ones for a while.
"""


@pytest.mark.parametrize(
    "locator, quote, page, holds",
    [
        ("sec. 3.2", "the office of boxes says", 2, "office of boxes"),
        ("", "they are efficient - and cheap", 3, "cheap"),
        ("", "Boxes are square … they are efficient", 3, "they are"),
        ("sec. 3.2", "", 2, "3.2 Of boxes Boxes are square, as the office"),
        ("fig. 2", "", 2, "Figure 2: A box with a lid"),
        ("p. 3", "", 3, "ﬃce of boxes says"[3:]),
        ("sec. “Of boxes”", "", 1, "Of boxes"),
    ],
)
def test_a_place_is_found_with_its_page_and_a_link(locator, quote, page, holds):
    found = passage(WORK, PAGES, locator, quote)
    whole = f"{found.before} {found.quoted} {found.after}"
    assert holds in whole and (found.page, found.url) == (page, f"https://x.org/a.pdf#page={page}")
    assert bool(found.quoted) == bool(quote) and "\f" not in whole


@pytest.mark.parametrize(
    "locator, quote", [("sec. 9", ""), ("p. 9", ""), ("", "boxes are round"), ("", ""), ("verse 3", "")]
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
