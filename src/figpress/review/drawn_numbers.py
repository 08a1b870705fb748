"""Which numbers a picture shows: those that it prints, and where what it draws begins, ends and is largest."""

import csv
import io
from collections.abc import Iterator

from lxml import etree

from figpress.numbers.printed import numerals
from figpress.pages.svg_text import words


def printed_in(svg: bytes) -> tuple[float, ...]:
    """The numbers among the words of an SVG."""
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    return tuple(float(one.number) for text in words(root) for one in numerals(text.text))


def ends_of(table: str) -> tuple[float, ...]:
    """Of each mark of a table of drawn numbers: how many they are, the first, last, smallest and largest."""
    marks: dict[str, list[tuple[str, ...]]] = {}
    for what, *numbers in list(csv.reader(io.StringIO(table)))[1:]:
        marks.setdefault(what, []).append(tuple(numbers))
    return tuple(end for rows in marks.values() for end in (float(len(rows)), *_ends(rows)))


def _ends(rows: list[tuple[str, ...]]) -> Iterator[float]:
    for column in zip(*rows):
        numbers = [x for text in column if (x := _number(text)) is not None]
        if numbers:
            yield from (numbers[0], numbers[-1], min(numbers), max(numbers))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
