"""Reads `[see @key, sec. 3.2; @other]` and `@key` into Citations: text in, nouns out.

The grammar is Pandoc's: a key is letters and digits, with `_ : . / + -` between them.
"""

import re

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.sources.citation_model import Citation, Cite, Locator

_LETTER = "A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"  # no script that is written without spaces
KEY = rf"(?!_)[{_LETTER}](?:[{_LETTER}:./+-]*[{_LETTER}])?"
# A narrative citation: not inside a word or an address (me@example.org), nor after a backslash.
NARRATIVE = re.compile(
    rf"(?<![\w@\\/.+-])(?P<minus>-?)@(?P<key>{KEY})(?![\w@])(?:[ ]\[(?P<place>[^\]@\[]+)\](?!\())?"
)
_CITE = re.compile(rf"(?<![\w@\\/.+])(?P<minus>-?)@(?P<key>{KEY})(?![\w@])")

_LABELS = {
    "page": "p pp page pages",
    "section": "s ss sec secs sect section sections §  §§",
    "figure": "fig figs figure figures",
    "equation": "eq eqs eqn eqns equation equations",
    "table": "tab tabs table tables",
    "chapter": "ch chs chap chaps chapter chapters",
    "appendix": "app apps appendix appendices",
    "paragraph": "para paras paragraph paragraphs ¶ ¶¶",
    "part": "pt pts part parts",
    "volume": "vol vols volume volumes",
    "line": "l ll line lines",
    "note": "n nn note notes footnote",
    "column": "col cols column columns",
    "verse": "v vv verse verses",
    "algorithm": "alg algorithm",
    "theorem": "thm theorem",
    "slide": "slide slides",
    "timestamp": "min minute at",
}
_LABEL_OF = {word: label for label, words in _LABELS.items() for word in words.split()}
_WORDS = "|".join(sorted((re.escape(word) for word in _LABEL_OF), key=len, reverse=True))
# 3.2, A.1, iv, 12–14, 3:25 … : holds a digit, or is a short roman number or a single capital.
_PART = r"(?:\(?[A-Za-z]{0,2}\.?\d(?:[\w.:]*\w)?\)?|(?-i:[ivxlcdm]{1,6}|[A-Z])\b(?!\.\s))"
_VALUE = rf"(?:{_PART}(?:\s?[-–—,&]\s?{_PART}|\s(?:and|to)\s{_PART})*|\"[^\"]+\"|“[^”]+”)"
_LOCATOR = re.compile(
    rf"^\s*,?\s*(?P<written>(?P<word>{_WORDS})(?:\.\s*|\s+|(?<=[§¶])\s*)(?P<value>{_VALUE}))", re.IGNORECASE
)
_BARE = re.compile(r"^\s*,\s*(?P<written>(?P<value>\d+(?:\s?[-–,]\s?\d+)*))\s*(?=$|[,;])")


def parse_cluster(text: str, where: Place | None = None) -> Citation | None:
    """The citation inside a pair of brackets (given without them), or None when it is no citation.

    Raises Mistake where it begins as one and cannot be read.
    """
    if not _CITE.search(text):
        return None
    cites = []
    for part in _split(text):
        found = list(_CITE.finditer(part))
        if len(found) != 1:
            wrong = part.strip()
            problem = "two works without a semicolon between them" if found else "no @key in it"
            raise Mistake(
                f"citation [{text.strip()}]: {problem}: {wrong!r}",
                where,
                "Write [see @key, sec. 3.2; @other].",
            )
        cites.append(
            _cite(
                found[0]["key"],
                bool(found[0]["minus"]),
                part[: found[0].start()].strip(),
                part[found[0].end() :],
            )
        )
    return Citation(tuple(cites))


def parse_narrative(match: re.Match) -> Citation:
    """The citation of a match of `NARRATIVE`: `@key` or `@key [sec. 3.2]`."""
    return Citation((_cite(match["key"], bool(match["minus"]), "", match["place"] or ""),), narrative=True)


def _split(text: str) -> list[str]:
    """At semicolons that do not stand inside quotation marks."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', text)


def _cite(key: str, minus: bool, prefix: str, rest: str) -> Cite:
    locator = parse_locator(rest)
    suffix = rest[rest.index(locator.written) + len(locator.written) :] if locator else rest
    return Cite(key, prefix, locator, suffix.strip(), minus)


def parse_locator(text: str) -> Locator | None:
    """The locator with which `text` begins ("sec. 3.2, for …"), or None."""
    if found := _LOCATOR.match(text):
        return Locator(_LABEL_OF[found["word"].lower()], found["value"].strip('"“”'), found["written"])
    if found := _BARE.match(text):
        return Locator("page", found["value"], found["written"])
    return None
