"""The passage of a work that a citation means: its words in the archive, its page, and a link to it."""

import re
import unicodedata
from dataclasses import dataclass

from figpress.base.data import whole_number
from figpress.sources.model import Work
from figpress.sources.plain_text import PAGE

AROUND = 160  # letters of context on either side of quoted words
SHOWN = 360  # letters of a passage that nobody quotes


@dataclass(frozen=True)
class Passage:
    """What stands there: words before, the quoted words ("" where none are quoted), words after.

    page  of the PDF, from 1; 0 where the archive has no pages
    """

    before: str
    quoted: str
    after: str
    page: int = 0
    url: str = ""


def passage(work: Work, text: str, locator: str, quote: str) -> Passage | None:
    """The place in the archived text of a work that holds the quoted words, else the place that the locator names;
    None where neither is found.
    """
    span = _quoted(text, quote) if quote else None
    if span:
        begin, end = span
        before, after = text[max(0, begin - AROUND) : begin], text[end : end + AROUND]
        parts = (
            _clean(before, cut_left=begin > AROUND),
            _clean(text[begin:end]),
            _clean(after, cut_right=end + AROUND < len(text)),
        )
    else:
        found = _located(text, locator)
        if found is None:
            return None
        begin = found
        shown = text[begin : begin + SHOWN].replace(PAGE, " ")
        parts = ("", "", _clean(shown, cut_right=begin + SHOWN < len(text)))
    page = text.count(PAGE, 0, begin) + 1 if PAGE in text else 0
    return Passage(*parts, page, _link(work, page))


def _link(work: Work, page: int) -> str:
    """Into the PDF at its page, or to where the archived text is published."""
    url = work.archived.url if work.archived else ""
    return f"{url}#page={page}" if url and page else url


def _clean(text: str, cut_left: bool = False, cut_right: bool = False) -> str:
    text = re.sub(r"[\x02\u00ad\ufffe]\s*|[-\u2010]\s*\n\s*(?=[a-z])", "", text)  # a PDF's broken words
    words = text.replace(PAGE, " ").split(" " if "\n" not in text else None)
    words = [word for word in words if word]
    if cut_left and len(words) > 1:
        words = ["…", *words[1:]]
    if cut_right and len(words) > 1:
        words = [*words[:-1], "…"]
    return " ".join(words)


def _quoted(text: str, quote: str) -> tuple[int, int] | None:
    """Where the first piece of the quotation stands that is not left out by an ellipsis."""
    pieces = [_letters(piece)[0] for piece in re.split(r"\[[^\[\]]*+\]|…|\.\.\.|\. \. \.", quote)]
    piece = max(pieces, key=len, default="")
    letters, at = _letters(text)
    begin = letters.find(piece) if piece else -1
    return (at[begin], at[begin + len(piece) - 1] + 1) if begin >= 0 else None


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, and where in the text each stands."""
    letters, at = [], []
    for i, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).casefold():
            if one.isalnum():
                letters.append(one)
                at.append(i)
    return "".join(letters), at


_HEADED = {"s", "sec", "sect", "section", "ch", "chap", "chapter", "app", "appendix"}
_CAPTIONED = {
    "fig": r"fig(?:ure|\.)", "figure": r"fig(?:ure|\.)", "tab": "table", "table": "table",
    "alg": "algorithm", "algorithm": "algorithm", "thm": "theorem", "theorem": "theorem",
}  # fmt: skip


def _begin(found: re.Match[str]) -> int:
    return found.start() + len(found[0]) - len(found[0].lstrip())


_UNNUMBERED = re.compile(
    r"\A[\s#§]*(?:[A-Z]?\.?\d+(?:\.\d+)*\.?\s+)?"
)  # what stands before a heading's words


def _headed(text: str, title: str) -> int | None:
    """Where the section of this title begins: at the last line that is the title and no more, for contents stand before
    what they list; else where its words stand first.
    """
    wanted = _letters(title)[0]
    lines = list(re.finditer(r"[^\n]+", text)) if wanted else []
    heads = [
        line for line in lines if len(line[0]) < 200 and _letters(_UNNUMBERED.sub("", line[0]))[0] == wanted
    ]
    if heads:
        marked = [
            head for head in heads if head[0].lstrip(" \t\f").startswith("#")
        ]  # Markdown's own headings
        return _begin((marked or heads)[-1])
    letters, at = _letters(text)
    begin = letters.find(wanted) if wanted else -1
    return at[begin] if begin >= 0 else None


def _located(text: str, locator: str) -> int | None:
    """Where a section, a caption or a page of the PDF begins."""
    if titled := re.search(r"[\"“]([^\"”]+)[\"”]", locator):
        return _headed(text, titled[1])
    found = re.match(r"\W*([A-Za-z]+|§+)\.?\s*([A-Z]?\.?\d+(?:\.\d+)*|[A-Z])\b", locator)
    if not found:
        return None
    word, number = found[1].lower().rstrip("s") or "s", re.escape(found[2])
    if found[1].startswith("§") or word in _HEADED or found[1].lower() in ("ss",):
        heads = list(
            re.finditer(
                rf"(?m)^[ \t\f]*(?:#+ |§ ?|Section |Appendix )?{number}\.?[ \t]+[A-Z][^\n]{{2,80}}$", text
            )
        )
        # A table of contents names the section first; its lines end in page numbers.
        heads = [head for head in heads if not re.search(r"\.{3}|\s\d+$", head[0])] or heads
        return _begin(heads[0]) if heads else None
    if word in _CAPTIONED:
        head = re.search(rf"(?im)^[ \t\f]*{_CAPTIONED[word]}\s*{number}\s*[:.|]", text)
        return _begin(head) if head else None
    if word in ("eq", "equation"):  # with the line before it, for a display says little alone
        head = re.search(rf"(?m)^(?:[^\n]+\n)?[^\n]*\({number}\)[ \t\r]*$", text)
        return _begin(head) if head else None
    if word in ("p", "page", "") and PAGE in text:
        pages = [0, *(match.end() for match in re.finditer(PAGE, text))]
        nth = whole_number(number) or 0
        return pages[nth - 1] if 1 <= nth <= len(pages) else None
    return None
