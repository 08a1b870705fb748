"""What stands aside comes back as it was, and a search meets words in its place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpress.site.aside import put_aside, put_back

FORMULA = '<span class="fp-math" data-search-exclude="" data-tex="\\bar Q &lt; 1"><span class="katex"><span>x</span><span>y</span></span></span>'
CARD = '<span class="fp-card" data-search-exclude=""><span>A work</span></span>'
FOLD = '<details class="fp-fold" data-search-exclude=""><summary>Code</summary><details><p>x</p></details></details>'
DRAWING = '<svg id="a" class="fp-svg" role="img"><text>dQ</text></svg>'


@pytest.mark.parametrize(
    "piece, left",
    [
        (FORMULA, "Q̄ &lt; 1"),
        (CARD, '<span class="fp-card" data-search-exclude=""></span>'),
        (FOLD, '<details class="fp-fold" data-search-exclude=""></details>'),
        (DRAWING, ""),
        (
            f'<div class="fp-display" data-search-exclude=""><div>{DRAWING}</div></div>',
            '<div class="fp-display" data-search-exclude=""></div>',
        ),
    ],
)
def test_others_see_words_and_the_page_is_whole_again(piece, left):
    page = f"<p>Before {piece} after.</p>"
    pieces = []
    seen = put_aside(page, pieces)
    assert re.sub(r"</?i\b[^>]*>", "", seen) == f"<p>Before {left} after.</p>"
    assert put_back(seen, pieces) == page


def test_an_element_that_is_never_closed_stays():
    assert put_aside('<p><span data-search-exclude="">x</p>', []) == '<p><span data-search-exclude="">x</p>'


@given(
    st.lists(
        st.sampled_from(
            [
                FORMULA,
                CARD,
                FOLD,
                DRAWING,
                "<p>",
                "</p>",
                "</span>",
                "<span>",
                "</details>",
                "<div>",
                "words &lt; <b>x</b>",
            ]
        ),
        max_size=12,
    )
)
def test_whatever_stands_aside_comes_back(parts):
    page, pieces = "".join(parts), []
    assert put_back(put_aside(page, pieces), pieces) == page
