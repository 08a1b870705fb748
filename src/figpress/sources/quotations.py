"""Quotations in prose: what stands in quotation marks, or in a block quote, before a citation of one work, or
behind its name in a sentence.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.pages.critic import without_comments
from figpress.pages.uncoded import line_of
from figpress.sources.citation_model import Citation, Cite
from figpress.sources.citations import NARRATIVE, parse_cluster, parse_narrative
from figpress.sources.model import Registry
from figpress.sources.shown import Cited

SHORTEST = 4  # words: a term in quotation marks is no quotation
_CLUSTER = re.compile(r"(?<![!\]\\])\[([^\[\]]*@[^\[\]]*)\](?![(\[])")
_FENCE = re.compile(
    r"^( {0,3})(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_INERT = (
    re.compile(r"\A---\n.*?\n(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE),  # front matter
    _FENCE,
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL),
    re.compile(r"(?<!\\)\$\$.*?\$\$", re.DOTALL),
    re.compile(r"(?<![\\\w$])\$(?=\S)[^$\n]+?(?<=\S)\$(?!\w)"),
)
_QUOTED = re.compile(r"(?:“([^“”]+)”|(?<!\w)\"([^\"]+)\")[ \t\n]*[.,]?[ \t\n]*\Z")
# @key [p. 3] writes: “…”, in one sentence, with no other quotation between.
_SAID = re.compile(r"[^“”\"\[\].!?\n]{0,60}(?:“([^“”]+)”|(?<!\w)\"([^\"]+)\")")
_BLOCK = re.compile(r"(?:^>[^\n]*\n?)+", re.MULTILINE)


@dataclass(frozen=True)
class Quotation:
    """Somebody's words, and the one work that they are said to stand in."""

    where: Place
    text: str
    cite: Cite


def without_code(markdown: str) -> str:
    """The page with code, mathematics, comments and front matter blanked out; lines and columns stay."""
    for inert in _INERT:
        markdown = inert.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), markdown)
    return without_comments(markdown)


def citations_in(markdown: str, path: str) -> tuple[tuple[Cited, ...], tuple[Finding, ...]]:
    """The citations of a page in its order, and a finding for each that cannot be read."""
    prose = without_code(markdown)
    begins = [0, *(match.end() for match in re.finditer(r"\n", prose))]
    found: list[tuple[int, Cited]] = []
    findings = []
    for match in _CLUSTER.finditer(prose):
        where = Place(path, bisect_right(begins, match.start()))
        try:
            citation = parse_cluster(match[1], where)
        except Mistake as mistake:
            findings.append(Finding(where, "bad-citation", "error", mistake.message, mistake.hint))
            continue
        if citation:
            found.append((match.start(), Cited(where, citation)))
    for match in NARRATIVE.finditer(_CLUSTER.sub(lambda m: " " * len(m[0]), prose)):
        found.append(
            (match.start(), Cited(Place(path, bisect_right(begins, match.start())), parse_narrative(match)))
        )
    return tuple(cited for _, cited in sorted(found, key=lambda one: one[0])), tuple(findings)


def quotations_in(markdown: str, path: str) -> tuple[Quotation, ...]:
    """The quotations of a page that say where they come from."""
    return tuple(_quotations(without_code(markdown), path))


def _quotations(prose: str, path: str) -> Iterator[Quotation]:
    for match in _CLUSTER.finditer(prose):
        citation = _parsed(match[1])
        if citation is None or len(citation.cites) != 1:
            continue
        before = prose[: match.start()]
        paragraph = before[before.rfind("\n\n") + 2 if "\n\n" in before else 0 :]
        quoted = _QUOTED.search(_unquoted(paragraph))
        text = (quoted[1] or quoted[2]) if quoted else _block_before(prose, match.start())
        if text and len(text.split()) >= SHORTEST:
            yield Quotation(
                Place(path, line_of(prose, match.start())), " ".join(text.split()), citation.cites[0]
            )

    clear = _CLUSTER.sub(lambda m: " " * len(m[0]), prose)
    for match in NARRATIVE.finditer(clear):
        said = _SAID.match(clear, match.end())
        text = " ".join((said[1] or said[2]).split()) if said else ""
        # A quotation with a citation of its own is that one's.
        if said and len(text.split()) >= SHORTEST and not _CLUSTER.match(prose[said.end() :].lstrip(" .,")):
            (cite,) = parse_narrative(match).cites
            yield Quotation(Place(path, line_of(prose, match.start())), text, cite)


def _block_before(prose: str, at: int) -> str:
    """The block quote whose last line holds the citation: its words without the dash that introduces the
    source.
    """
    for block in _BLOCK.finditer(prose):
        if block.start() < at < block.end():
            return _unquoted(prose[block.start() : at]).strip().rstrip("—–-").strip().strip('“”"')
    return ""


def _unquoted(text: str) -> str:
    return re.sub(r"^>[ \t]?", "", text, flags=re.MULTILINE)


def _parsed(inner: str) -> Citation | None:
    try:
        return parse_cluster(inner)
    except Mistake:
        return None


_ENDED = re.compile("[-‐‑\u00ad\ufffe\x02][ \t]*\r?\n[ \t\f]*")  # a word that a line's end broke
_EMPHASIS = re.compile(r"\*\*|__|[*_]")


@dataclass(frozen=True)
class Folded:
    """Text as it is compared: letters and digits alone, and where words begin and end among them.

    Ligatures, hyphens at line ends, dashes, quotation marks and spaces differ between a page and its PDF.
    """

    letters: str
    begins: frozenset[int]
    ends: frozenset[int]

    def find(self, piece: str, start: int) -> int:
        """Where `piece` stands as whole words from `start` on, or -1."""
        at = self.letters.find(piece, start)
        while at >= 0 and not (at in self.begins and at + len(piece) in self.ends):
            at = self.letters.find(piece, at + 1)
        return at


def folded(text: str) -> Folded:
    """`text` without what differs between two settings of the same words."""
    plain = unicodedata.normalize("NFKC", _ENDED.sub("", _EMPHASIS.sub("", text))).casefold()
    words = re.findall(r"[^\W_]+", plain)
    begins, ends, at = set(), set(), 0
    for word in words:
        begins.add(at)
        at += len(word)
        ends.add(at)
    return Folded("".join(words), frozenset(begins), frozenset(ends))


def stands_in(quotation: str, archived: str | Folded) -> bool:
    """Whether the words stand in the text; an ellipsis, or words of ours in square brackets, may leave
    something out.
    """
    pieces = [folded(piece).letters for piece in re.split(r"\[[^\[\]]*+\]|…|\.\.\.|\. \. \.", quotation)]
    text, at = archived if isinstance(archived, Folded) else folded(archived), 0
    for piece in filter(None, pieces):
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return any(pieces)


def quotation_findings(
    quotations: tuple[Quotation, ...], registry: Registry, texts: dict[str, str]
) -> tuple[Finding, ...]:
    """Words that do not stand in their source's archived text; those that could not be looked up are
    warnings.

    texts  key of a work -> its archived text, for the works whose archive is at hand
    """
    findings = []
    read: dict[str, Folded] = {}
    for one in quotations:
        key = registry.key(one.cite.key)
        if key not in registry.works:
            continue  # an unknown work is a finding of its own
        shown = one.text if len(one.text) <= 60 else f"{one.text[:57]}…"
        if key not in texts:
            why = "its archive is not at hand" if registry.works[key].archived else "the work has no archive"
            findings.append(
                Finding(
                    one.where,
                    "quotation-unchecked",
                    "warning",
                    f"“{shown}” was not looked up: {why}",
                    "figpress sources fetch",
                )
            )
        elif not stands_in(one.text, read.get(key) or read.setdefault(key, folded(texts[key]))):
            findings.append(
                Finding(
                    one.where,
                    "quotation-differs",
                    "error",
                    f"“{shown}” does not stand in {key}",
                    "Quote the words as they stand there; mark what you leave out with …",
                )
            )
    return tuple(findings)
