"""Numbers of an alternative text are those of its figure."""

import pytest

from figpress.numbers.alternatives import alternative_findings
from figpress.pages.reading import parse_page
from figpress.review.drawn_numbers import ends_of, printed_in

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text x="1" y="1">step 200: 3.2e\xe2\x88\x925</text></svg>'
TABLE = 'what,x,y,value\n"a, b",1,0.5,\n"a, b",2,7,\n"a, b",3,-2.25,\n'


def found(alt: str, values=None):
    page = parse_page(f"# A\n\n![{alt}](fig:a/b)\n", "docs/a.md", "a.md")
    known = {"share": 0.461, "errors": 30848.0} if values is None else values
    drawn = (*printed_in(SVG), *ends_of(TABLE))
    return [
        f.message.split(" stands")[0]
        for f in alternative_findings([page], lambda id: known, lambda id: drawn)
    ]


@pytest.mark.parametrize(
    "alt",
    [
        "It ends at 46 %", "the share is 0.46", "30,848 of them", "at step 200", "down to 0.00003", "from minus 2.25 to 7",
        "three of W2 in layer 9", "about 6.1 at most", "2024-05-06", "3 points", "46 per cent",
    ],
)  # fmt: skip
def test_what_the_figure_says_or_shows_may_be_said(alt):
    assert found(alt) == []


@pytest.mark.parametrize(
    ("alt", "wrong"),
    [("It ends at 47 %", ["47 %"]), ("from 0.5 to 9", ["9"]), ("6.1 at most", ["6.1"]), ("0.0003 at the end, 30,849", ["0.0003", "30,849"])],
)  # fmt: skip
def test_other_numbers_are_told(alt, wrong):
    assert found(alt) == wrong


def test_of_a_figure_that_was_never_drawn_nothing_is_known():
    page = parse_page("# A\n\n![12](fig:a/b)\n", "docs/a.md", "a.md")
    assert not list(alternative_findings([page], lambda id: None, lambda id: ()))
