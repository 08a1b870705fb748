"""Numbers in a figure's alternative text against what the figure publishes, prints and draws."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from figpress.base.finding import Finding
from figpress.numbers.hand_typed import unnamed
from figpress.numbers.printed import Numeral, numerals, within
from figpress.pages.links import links
from figpress.pages.page import Page

ROUGH = 0.2  # how far off a number may be that is said to be rough
_ROUGHLY = re.compile(
    r"(?:\b(?:about|around|nearly|near|almost|some|between|from|and|to|below|above|over|under|than)|[~≈–-])\s*(?:minus\s+)?$", re.I
)  # fmt: skip


def alternative_findings(
    pages: Iterable[Page],
    values: Callable[[str], Mapping[str, float] | None],
    drawn: Callable[[str], Iterable[float]],
) -> Iterator[Finding]:
    """A notice for each number of an alternative text that stands nowhere in its figure; of figures that were
    drawn.

    values  what a figure published; None where it never was drawn
    drawn   the numbers that its picture prints, and the ends of what it draws
    """
    for page in pages:
        for link in links(page.body, page.path, page.first_line):
            if link.scheme != "fig" or not link.embeds:
                continue
            id = link.target.partition("#")[0]
            published = values(id)
            if published is None:
                continue
            known = [abs(x) for x in (*published.values(), *drawn(id))]
            text = unnamed(link.text)
            for numeral in numerals(text):
                if not any(_says(text, numeral, x) for x in known):
                    said = text[numeral.start : numeral.end].strip(" .,")
                    yield Finding(
                        link.place, "alt-number", "notice",
                        f"{said} stands in the alternative text of {id}, which neither publishes, prints nor ends at it",
                        "Say what the picture shows, or publish the number: figpress.value(…).",
                    )  # fmt: skip


def _says(text: str, numeral: Numeral, x: float) -> bool:
    """Whether a number is the one that is told, without its sign: "minus" is a word, and a way down is a length."""
    number = abs(float(numeral.number))
    if within(numeral, x) or within(numeral, -x) or (numeral.scale == 1 and within(numeral, 100 * x)):
        return True
    rough = bool(_ROUGHLY.search(text[: numeral.start]))
    return rough and any(abs(number - way * x) <= ROUGH * number for way in (1, 100))
