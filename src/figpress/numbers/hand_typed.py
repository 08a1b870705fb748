"""Digits in the prose of a section that nothing stands behind: no value, citation, equation, code or date."""

import re
from collections.abc import Iterable, Iterator

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded

GIVEN = "{.given}"
_BLANKED = (
    re.compile(r"(?<!\\)\$\$.*?\$\$", re.S),
    re.compile(r"(?<![\\\w$])\$(?=\S)(?:[^$\n]|\n(?!\n))+?(?<=\S)\$(?!\w)"),
    re.compile(
        r"!?\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\([^()]*(?:\([^()]*\)[^()]*)*\)(?:\{[^}]*\})?"
    ),  # links and pictures: whatever stands behind them answers for them
    re.compile(r"\[[^\[\]]*@[^\[\]]*\]"),  # citations
    re.compile(r"<[^<>\n]+>"),
    re.compile(r"^#{1,6} .*$", re.M),  # headings
    re.compile(r"^[ \t]*(?:\d+[.)]|\[\^[^\]]+\]:?)[ \t]", re.M),  # the numbers of a list
    re.compile(r"\[\^[^\]]+\]"),
    re.compile(r"^[ \t]*(?:!!!|\?\?\?\+?|===)[^\n]*$", re.M),
    re.compile(r"^\{:?[^{}\n]*\}[ \t]*$", re.M),
)
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b(?:1[6-9]|20)\d{2}s?\b|\b\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
# What only orders or names things: section 1, step 200, layers 3 and 4.
_ORDINAL = re.compile(
    r"\b(?:[Ss]ections?|[Ss]teps?|[Ll]ayers?|[Hh]eads?|[Bb]locks?|[Pp]ages?|[Cc]hapters?|[Ff]igures?|[Ee]quations?|[Tt]okens?|[Pp]ositions?|[Pp]arts?|[Rr]ows?|[Cc]olumns?|[Nn]otes?"
    r"|[Ss]eeds?|[Vv]ersions?|[Pp]ython|torch|lectures?|[Ll]evels?|sec\.|fig\.|eq\.|p\.|pp\.)\s+\d+(?:(?:\s*+(?:,|–|-|and|to|or))+\s*+\d+)*(?!\.\d)"
)
# Names that happen to end in a digit, such as W2, GPT-2, float64, and counts that only order things: layer 1,
# step 2, Figure 3.
_NAME = re.compile(
    r"(?<![A-Za-z_])[A-Za-z_][\w-]{0,80}?[A-Za-z_-]\d[\w.-]*|\b[A-Za-z]\d+\b|\b\d+-?(?:D|d|st|nd|rd|th)\b"
)
_DIGITS = re.compile(r"(?<![\w.])[-−+]?\d[\d,. ]*\d(?:[eE][-−+]?\d+)?|(?<![\w.])[-−+]?\d(?:[eE][-−+]?\d+)?")
_CITATION = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")
_SENTENCE = re.compile(r"[.!?:;]\s|\n[ \t]*\n")
_PARAGRAPH = re.compile(r"(?:(?!\n[ \t]*\n).)+", re.S)
_EXCUSED = re.compile(
    r"(?P<words>(?P<mark>\*\*|__|\*|_)[^*_\n]+(?P=mark)|\[[^\[\]]*\]|(?:[-−+]?\d[\d.,]{0,40}[ "
    r"\u00a0])?[^\s{}]{1,200})\{:?[ \t]*\.given[ \t]*\}"
)
_WHOLE = re.compile(r"\n\{:?[ \t]*\.given[ \t]*\}\s*\Z")


def hand_typed(pages: Iterable[Page]) -> tuple[Finding, ...]:
    """A warning for each number in a section's prose that was typed by hand; {.given} after it, or under its
    paragraph, excuses it.
    """
    return tuple(finding for page in pages if page.section for finding in _of_page(page))


def _of_page(page: Page) -> Iterator[Finding]:
    text = uncoded(page.body)
    for paragraph in _PARAGRAPH.finditer(text):
        if _WHOLE.search(paragraph[0]):
            text = _blank(text, *paragraph.span())
    text = _without_cited_sentences(text)
    for pattern in (_EXCUSED, *_BLANKED):
        text = pattern.sub(_spaces, text)
    text = unnamed(text)
    for match in _DIGITS.finditer(text):
        typed = page.body[match.start() : match.end()].strip(" ,.")
        where = Place(page.path, line_of(page.body, match.start(), page.first_line))
        yield Finding(
            where, "hand-typed", "warning", f"{typed} is typed by hand",
            f"Print a computed one, [{typed}](val:section/figure#name), or say that it is given: "
            f"{typed}{GIVEN}",
        )  # fmt: skip


def unnamed(text: str) -> str:
    """The text with blanks for dates and for digits that only name or order things: W2, GPT-2, layer 1."""
    for pattern in (_DATE, _ORDINAL, _NAME):
        text = pattern.sub(_spaces, text)
    return text


def _spaces(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _without_cited_sentences(text: str) -> str:
    """A sentence that ends in a citation takes its numbers from there."""
    for match in list(_CITATION.finditer(text)):
        first = max(0, match.start() - 2000)
        ends = [m.end() for m in _SENTENCE.finditer(text, first, match.start())]
        text = _blank(text, ends[-1] if ends else first, match.end())
    return text


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
