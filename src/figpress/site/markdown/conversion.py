"""One page while it becomes HTML: what the schemes of the extension share."""

import hashlib
import html
import posixpath
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.equations.symbol_marks import Symbol, marked
from figpress.freshness.figure import Artifact
from figpress.pages.displays import Display, display, displays
from figpress.pages.links import links
from figpress.pages.numbering import Numbered, anchor
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded
from figpress.site.katex import BadFormula
from figpress.site.markdown.library import Library, Mathematics

# What would only be noise in a search: Material's leaves it out, others ignore the attribute.
UNSEARCHED = {"data-search-exclude": ""}
REFERENCE = re.compile(r"\\(?P<how>eqref|ref)\{(?:eq:)?(?P<name>[^{}]+)\}")
_ANNOTATION = re.compile(r'(<annotation encoding="application/x-tex">).*?(</annotation>)', re.S)


class Conversion:
    """What is known of the page in hand, and what was found wrong on it.

    Python-Markdown forgets lines, so a place is found again: the page was read once by `rules.links` and
    `rules.displays`, and each thing met is struck off the list of those like it, in order.
    """

    def __init__(self, library: Library, page: Page):
        self.library, self.page = library, page
        self.findings: list[Finding] = []
        self._links = list(links(page.body, page.path, page.first_line))
        self._displays = list(displays(page.body, page.path, page.first_line))
        self._counts: dict[str, int] = {}
        self.cards = library.equations.symbols(page.path)
        self._symbols = tuple(card.symbol for card in self.cards)

    def place(self, scheme: str, target: str, embeds: bool = False) -> Place:
        """Where this link stands; equal links are taken in order."""
        for link in self._links:
            if (link.scheme, link.target, link.embeds) == (scheme, target, embeds):
                self._links.remove(link)
                return link.place
        return self.find(f"{scheme}:{target}")

    def display(self, source: str) -> Display:
        """The display whose text this is; equal ones are taken in order."""
        mine = display(source, self.page.path, 0)
        for known in self._displays:
            if (known.printed, known.label) == (mine.printed, mine.label):
                self._displays.remove(known)
                return known
        return mine

    def formula(self, tex: str, display: bool = False) -> str:
        """The HTML of a formula, its symbols marked for the page's cards. Raises BadFormula."""
        tex = REFERENCE.sub(self._referred, tex)
        return set_formula(self.library.mathematics, tex, display, self._symbols)

    def _referred(self, found: re.Match[str]) -> str:
        """What stands in a formula for a reference to another."""
        entry = self.library.numbering.get(f"eq:{found['name'].strip()}")
        if entry is None:
            name = found["name"].strip()
            self.report("unknown-equation", self.find(found[0]), f"no equation is labelled eq:{name}")
        number = entry.number if entry else "??"
        return rf"\text{{({number})}}" if found["how"] == "eqref" else rf"\text{{{number}}}"

    def find(self, words: str) -> Place:
        """The first line on which `words` stand outside code, or the page."""
        at = uncoded(self.page.body).find(words)
        return Place(self.page.path, line_of(self.page.body, at, self.page.first_line) if at >= 0 else 0)

    def report(self, rule: str, where: Place, message: str, hint: str = "", severity: str = "error") -> None:
        """Note a finding; the same one is noted once."""
        finding = Finding(where, rule, severity, message, hint)  # type: ignore[arg-type]
        if finding not in self.findings:
            self.findings.append(finding)

    def problem(self, rule: str, where: Place, message: str, hint: str = "", tag: str = "span") -> Element:
        """A finding, and the box that shows it where it matters."""
        self.report(rule, where, message, hint)
        box = Element(tag, {"class": "fp-problem", "role": "note"})
        box.text = AtomicString(f"{where}: {message}" + (f". {hint}" if hint else ""))
        return box

    def href(self, entry: Numbered) -> str:
        """A link to a numbered thing, written as authors write links: the site generator resolves it."""
        if entry.source == self.page.source:
            return f"#{entry.anchor}"
        return f"{self.to(entry.source)}#{entry.anchor}"

    def to(self, source: str) -> str:
        """The path of a page or an asset (both relative to docs/) from this page."""
        return posixpath.relpath(source, posixpath.dirname(self.page.source) or ".")

    def url(self, asset: str) -> str:
        """The URL of an asset from the built page, for attributes that no site generator resolves."""
        return self.library.links.url(self.page.source, asset)

    def next(self, key: str) -> int:
        """1, 2, … for each key on this page."""
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key]

    def unique(self, key: str) -> str:
        """An id of an element: the anchor of `key`, with a number from the second on."""
        count = self.next(f"id {key}")
        return anchor(key) + (f"-{count}" if count > 1 else "")


def set_formula(mathematics: Mathematics, tex: str, display: bool, symbols: Sequence[Symbol]) -> str:
    """A formula with its symbols marked; what is copied from it is the TeX of its author."""
    with_marks = marked(tex, symbols)
    if with_marks == tex:
        return mathematics.html(tex, display)
    try:
        told = mathematics.html(with_marks, display)
    except BadFormula:  # a mark stood where KaTeX takes none: the formula matters more than its cards
        return mathematics.html(tex, display)
    return _ANNOTATION.sub(lambda m: m[1] + html.escape(tex, quote=False) + m[2], told)


def asset_path(id: str, artifact: Artifact) -> str:
    """Where an artifact stands on the site: its name says what it is, its digest lets caches keep it for
    ever.
    """
    suffix = PurePosixPath(artifact.path.name).suffix or PurePosixPath(artifact.name).suffix
    return f"assets/figures/{id.replace('/', '-')}-{artifact.sha256[:12]}{suffix}"


def program_path(name: str, source: str) -> str:
    """Where a set of programs stands on the site."""
    return f"assets/programs/{name}-{hashlib.sha256(source.encode()).hexdigest()[:12]}.mjs"


def text_element(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """A child whose text no inline processor touches."""
    child = SubElement(
        parent, tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    )
    child.text = AtomicString(text)
    return child
