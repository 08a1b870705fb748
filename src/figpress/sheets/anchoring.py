"""Where a reviewer's mark belongs on the text as it is now: exact, moved, changed under it, or gone.

Our own ids come first, then quoted words with their context, then their position. Nothing is attached by
likeness: of words that stand nowhere, the place between their old neighbours is named, and that it changed.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from figpress.base.places import Place
from figpress.sheets.annotations import Annotation
from figpress.sources.citations import KEY

Outcome = Literal["exact", "moved", "changed", "gone"]
OBJECT = "\ufffc"  # what stands for a formula, a citation, a reference: it is never matched in part
_CONTEXT = 12  # letters of a neighbour that say that it is the neighbour
_ALONE = 24  # letters that are enough without one, where they stand only once
_TOKEN = re.compile(
    r"(?P<object>\$[^$]+\$|\\\(.+?\\\)|\[[^\[\]]*(?<![\w@\\/.+])@[^\[\]]*\](?![(\[])|(?<![\w@\\/.+-])@"
    rf"{KEY}|\[\]\([^()\s]*\))"
    r"|(?P<comment>\{>>.*?<<\})|(?P<dropped>!?\[(?=[^\[\]]*\]\([^()]*\))|\]\([^()]*\)|\[\^[^\]]+\]|\{[.#][^{}]*\}|<[^<>]+>)",
    re.S,
)


@dataclass(frozen=True)
class Anchor:
    """A thing on a page that can be marked.

    words  the Markdown of a paragraph; "" for all else
    place  where it stands now
    """

    id: str
    digest: str
    place: Place
    words: str = ""


@dataclass(frozen=True)
class Placement:
    """An annotation on the text as it is now; `start`, `end`: offsets in its paragraph's Markdown, or -1."""

    annotation: Annotation
    outcome: Outcome
    anchor: Anchor | None = None
    start: int = -1
    end: int = -1


def letters(text: str, markdown: bool = True) -> tuple[str, list[tuple[int, int]]]:
    """Letters and digits alone, folded, with the span of `text` that each stands for."""
    told: list[str] = []
    spans: list[tuple[int, int]] = []

    def plain(start: int, end: int) -> None:
        for at in range(start, end):
            for character in unicodedata.normalize("NFKC", text[at]).casefold():
                if character.isalnum() or character == OBJECT:
                    told.append(character)
                    spans.append((at, at + 1))

    at = 0
    for token in _TOKEN.finditer(text) if markdown else ():
        plain(at, token.start())
        if token["object"]:
            told.append(OBJECT)
            spans.append(token.span())
        at = token.end()
    plain(at, len(text))
    return "".join(told), spans


def digest_of(words: str) -> str:
    """Of a paragraph: the same for other line breaks and other marks around the same letters."""
    return hashlib.sha256(letters(words)[0].encode()).hexdigest()[:16]


def placed(annotations: Iterable[Annotation], anchors: Sequence[Anchor]) -> tuple[Placement, ...]:
    """Where each belongs now; replies and what is said of a whole sheet belong nowhere and are left out."""
    page = _Page(anchors)
    return tuple(page.place(one) for one in annotations if one.anchor)


class _Page:
    def __init__(self, anchors: Sequence[Anchor]):
        self.anchors = {anchor.id: anchor for anchor in anchors}
        self.paragraphs = [anchor for anchor in anchors if anchor.words]
        self.folded = [letters(anchor.words) for anchor in self.paragraphs]
        self.text = "".join(told for told, _ in self.folded)
        self.begins = [0]
        for told, _ in self.folded:
            self.begins.append(self.begins[-1] + len(told))

    def place(self, one: Annotation) -> Placement:
        known = self.anchors.get(one.anchor)
        if not one.anchor.startswith("paragraph"):
            if known is None:
                return Placement(one, "gone")
            return Placement(one, "exact" if known.digest == one.digest else "changed", known)
        if one.quote is None or not letters(one.quote.exact, False)[0]:
            return self._whole(one, known)
        exact, prefix, suffix = (
            letters(text, False)[0] for text in (one.quote.exact, one.quote.prefix, one.quote.suffix)
        )
        found = self._stands(exact, prefix, suffix, one, known)
        if found is not None:
            return self._at(one, found, found + len(exact), known)
        between = self._between(prefix, suffix, len(exact))
        if between is None:
            return Placement(one, "gone")
        at = self._paragraph(between[0])
        return Placement(one, "changed", self.paragraphs[at])

    def _whole(self, one: Annotation, known: Anchor | None) -> Placement:
        if known is not None and known.digest == one.digest:
            return Placement(one, "exact", known)
        same = [anchor for anchor in self.paragraphs if anchor.digest == one.digest]
        return Placement(one, "moved", same[0]) if len(same) == 1 else Placement(one, "gone")

    def _stands(
        self, exact: str, prefix: str, suffix: str, one: Annotation, known: Anchor | None
    ) -> int | None:
        """The one place where the words stand, with the neighbours that they had, or long and alone."""
        everywhere = [found.start() for found in re.finditer(f"(?={re.escape(exact)})", self.text)]
        before, behind = prefix[-_CONTEXT:], suffix[:_CONTEXT]

        def neighbours(at: int) -> int:
            left = self.text[max(0, at - len(before)) : at] == before
            right = self.text[at + len(exact) : at + len(exact) + len(behind)] == behind
            return left + right

        both = [at for at in everywhere if neighbours(at) == 2]
        if known is not None and known.digest == one.digest:  # the paragraph is as it was: position decides
            inside = [at for at in both or everywhere if self.paragraphs[self._paragraph(at)] is known]
            if inside:
                return min(inside, key=lambda at: abs(self._letter(at) - max(one.start, 0)))
        if len(both) == 1:
            return both[0]
        here = [at for at in both if known is not None and self.paragraphs[self._paragraph(at)] is known]
        if len(here) == 1:
            return here[0]
        if both:
            return None
        one_side = [at for at in everywhere if self._beside(at, len(exact), before, behind)]
        if len(one_side) == 1:
            return one_side[0]
        return everywhere[0] if len(everywhere) == 1 and len(exact) >= _ALONE else None

    def _beside(self, at: int, length: int, before: str, behind: str) -> bool:
        """Whether an old neighbour stands beside it in its own paragraph: paragraphs change places."""
        number = self._paragraph(at)
        left = at - len(before) >= self.begins[number] and self.text[at - len(before) : at] == before
        end = at + length
        right = end + len(behind) <= self.begins[number + 1] and self.text[end : end + len(behind)] == behind
        return (left and len(before) == _CONTEXT) or (right and len(behind) == _CONTEXT)

    def _letter(self, at: int) -> int:
        return at - self.begins[self._paragraph(at)]

    def _between(self, prefix: str, suffix: str, length: int) -> tuple[int, int] | None:
        """Where the words stood, if both old neighbours stand once, and near one another."""
        if min(len(prefix), len(suffix)) < _CONTEXT:
            return None
        before, behind = prefix[-_CONTEXT:], suffix[:_CONTEXT]
        starts = [found.end() for found in re.finditer(re.escape(before), self.text)]
        spans = []
        for start in starts:
            end = self.text.find(behind, start)
            if 0 <= end <= start + 3 * length + 80:
                spans.append((start, end))
        return spans[0] if len(spans) == 1 else None

    def _paragraph(self, at: int) -> int:
        return min(bisect_right(self.begins, at), len(self.paragraphs)) - 1

    def _at(self, one: Annotation, start: int, end: int, known: Anchor | None) -> Placement:
        number = self._paragraph(start)
        anchor, begin = self.paragraphs[number], self.begins[number]
        spans = self.folded[number][1]
        last = min(end - begin, len(spans)) - 1
        outcome: Outcome = "exact" if known is anchor and anchor.digest == one.digest else "moved"
        return Placement(one, outcome, anchor, spans[start - begin][0], spans[last][1])
