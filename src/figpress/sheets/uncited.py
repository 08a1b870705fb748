"""Where a page seems to claim something and names nothing that supports it: a reader's eye, not a judge."""

import re
from dataclasses import dataclass
from typing import Literal

from figpress.base.places import Place
from figpress.pages.critic import without_comments
from figpress.pages.links import LINK
from figpress.pages.page import Page
from figpress.pages.uncoded import uncoded
from figpress.sheets.claims import claim_in, of_others
from figpress.sources.citations import NARRATIVE

_NO_PROSE = re.compile(r"\s*(?:#|-+8<-|\{%|:::|\||!!!|\?\?\?|\$\$|\[[^\]]*\]:|\[[A-Z-]+\]\s*$|<|!\[|\Z)")
_POINTED = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_END = re.compile(r"[.!?][”\")]?\s+(?=[A-Z“\"(\[*_$])")
_MARKS = re.compile(
    r"(\$[^$]+\$)|(?<!\\)(?:\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)|`+|\{[.#][^{}]*\})|\\([\\`*_{}\[\]()#+\-.!$>|~])"
)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph or list item of prose.

    support  what it leans on: "citation", "figure", "value", "equation", "code"; empty when on nothing
    claim    the words of the first sentence that claims something and leans on nothing, or ""
    """

    place: Place
    text: str
    support: tuple[str, ...]
    claim: str

    @property
    def flag(self) -> Literal["claim", "plain", ""]:
        """claim: a claim that nothing supports; plain: no support, and no need of any that can be seen."""
        return "claim" if self.claim else "" if self.support else "plain"

    @property
    def sentence(self) -> str:
        """The sentence of the claim, as words without Markdown's marks; the whole paragraph where there is no
        claim.
        """
        words = _POINTED.sub(r"\1", self.text)
        ends = [found.end() for found in _END.finditer(words)]
        at = words.find(self.claim)
        start = max((end for end in ends if end <= at), default=0)
        stop = (
            next((end for end in ends if end >= at + len(self.claim)), len(words))
            if self.claim
            else len(words)
        )
        return _MARKS.sub(lambda mark: mark[1] or mark[2] or "", words[start:stop]).strip()


def paragraphs(page: Page) -> tuple[Paragraph, ...]:
    """The paragraphs of prose on a page, in order; headings, tables, displays, code and pictures alone are
    none.
    """
    text = without_comments(uncoded(page.body))
    found, start, lines, display = [], 0, [], False
    for number, line in enumerate([*text.split("\n"), ""]):
        odd = line.count("$$") % 2
        if not line.strip() or display or odd or "$$" in line:
            display ^= bool(odd)
            if lines:
                found.append((start, "\n".join(lines)))
            lines = []
            continue
        if lines and re.match(r"\s*(?:[-*+]|\d+[.)])\s", line):  # each item stands for itself
            found.append((start, "\n".join(lines)))
            lines = []
        if not lines:
            start = number
        lines.append(line)
    written = page.body.split("\n")
    return tuple(
        _paragraph(page, start, words, written[start : start + words.count("\n") + 1])
        for start, words in found
        if not _NO_PROSE.match(words)
    )


def _paragraph(page: Page, start: int, words: str, written: list[str]) -> Paragraph:
    """`words` without its code is what is looked at, `written` what is told."""
    sentences = _sentences(words)
    leans = [_support(sentence) for sentence in sentences]
    claim = next(filter(None, (_unsupported(sentences, leans, i) for i in range(len(sentences)))), "")
    whole = " ".join("\n".join(written).split())
    together = tuple(dict.fromkeys(kind for kinds in leans for kind in kinds))
    return Paragraph(Place(page.path, page.first_line + start), whole, together, claim)


def _sentences(words: str) -> list[str]:
    ends = [0, *(found.end() for found in _END.finditer(words)), len(words)]
    return [words[start:end] for start, end in zip(ends, ends[1:], strict=False)]


def _support(sentence: str) -> tuple[str, ...]:
    kinds = {"fig": "figure", "borrowed": "figure", "val": "value", "eq": "equation", "code": "code"}
    leans = [kinds[match["scheme"]] for match in LINK.finditer(sentence)]
    return (*leans, *(["citation"] if NARRATIVE.search(sentence) else []))


def _unsupported(sentences: list[str], leans: list[tuple[str, ...]], at: int) -> str:
    """The words of a claim in one sentence that neither it nor a neighbour supports; what is said of others
    wants
    a work.
    """
    near = {kind for kinds in leans[max(0, at - 1) : at + 2] for kind in kinds}
    told = of_others(sentences[at])
    if told and "citation" not in near:
        return told
    return "" if near else claim_in(sentences[at])
