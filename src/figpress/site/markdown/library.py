"""Everything that a page may look up while it becomes HTML. Nothing in it runs an author's code."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Protocol

from figpress.base.site import Site
from figpress.equations.model import Compiled
from figpress.equations.symbol_marks import Symbol
from figpress.freshness.seams import Gallery
from figpress.numbers.replicas import Replicas
from figpress.pages.listing_model import Listing
from figpress.pages.numbering import Numbering
from figpress.pages.page import Page
from figpress.pages.uncoded import uncoded
from figpress.sources.citation_model import Citation
from figpress.sources.model import Unavailable

MARKER = re.compile(r"^[ \t]*\[(?P<marker>[A-Z][A-Z-]+)\][ \t]*$", re.M)  # [REFERENCES] on a line of its own


class Mathematics(Protocol):
    """Sets TeX as HTML; raises effects.katex.BadFormula."""

    def html(self, tex: str, display: bool = False) -> str: ...


class Links(Protocol):
    """Where the site generator puts things."""

    def address(self, page: str) -> str: ...  # of a page, below the site's own

    def url(
        self, page: str, asset: str
    ) -> str: ...  # of an asset, relative to the built page; both paths relative to docs/


@dataclass(frozen=True)
class StaticLinks:
    """Links of a generator that keeps the tree of docs/, each page in a folder of its own (`directories`) or
    not.
    """

    directories: bool = True

    def address(self, page: str) -> str:
        path = PurePosixPath(page)
        if path.stem in ("index", "README"):
            folder = path.parent.as_posix()
            return "" if folder == "." else f"{folder}/" if self.directories else f"{folder}/index.html"
        return f"{path.with_suffix('')}/" if self.directories else f"{path.with_suffix('.html')}"

    def url(self, page: str, asset: str) -> str:
        path = PurePosixPath(page)
        folder = (
            path.parent / path.stem
            if self.directories and path.stem not in ("index", "README")
            else path.parent
        )
        return posixpath.relpath(asset, folder.as_posix())


class ListingsByName(Protocol):
    """Sources of functions by qualified name."""

    def get(self, name: str) -> Listing | None: ...
    def known(self, name: str) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Credit:
    """A generated credit line, and where its work stands.

    html   the line, ready for a page
    url    the work
    """

    html: str
    url: str = ""


@dataclass(frozen=True)
class Loan:
    """A borrowed picture as a page shows it.

    file     the verified file, or why there is none
    caption  what the registry calls it
    """

    id: str
    file: Path | Unavailable
    media_type: str
    sha256: str
    caption: str
    credit: Credit
    use: str


@dataclass(frozen=True)
class CitedWork:
    """A cited work on its hover card.

    html  its entry in the list of references
    """

    key: str
    html: str
    url: str = ""


class Bibliography(Protocol):
    """Works, loans and what is generated from them."""

    def keys(self) -> tuple[str, ...]: ...
    def cite(
        self, citation: Citation, link: Callable[[str, str], str]
    ) -> str: ...  # HTML; `link` wraps what stands for one work
    def work(self, key: str) -> CitedWork | None: ...
    def loans(self) -> tuple[str, ...]: ...
    def loan(self, id: str) -> Loan | None: ...
    def state(self) -> str: ...  # the same as long as every answer is the same
    def redrawn(self, figure: str) -> tuple[Credit, ...]: ...  # what a computed figure follows


@dataclass(frozen=True)
class EquationMark:
    """What came of evaluating one display.

    state   evaluated, unchecked, failed or unknown
    note    one line for readers: "evaluated against autograd, 3 sizes × 5 seeds, largest error below 1e-12"
    reading  the display as it was understood, one text a statement
    programs  the programs that were made of it
    """

    state: str
    note: str = ""
    reading: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """How far a statement's program and torch agree."""

    page: str
    line: int
    label: str
    set: str
    program: Compiled


@dataclass(frozen=True)
class SymbolCard:
    """What a symbol means on a page: its TeX, meaning and the shape that was evaluated."""

    name: str
    tex: str
    meaning: str
    shape: str

    @property
    def symbol(self) -> Symbol:
        return Symbol(self.tex, "<" in self.shape)


class Equations(Protocol):
    """Results of the last evaluation, and the symbols of a page."""

    def mark(self, page: str, line: int) -> EquationMark | None: ...
    def symbols(self, page: str) -> tuple[SymbolCard, ...]: ...
    def agreements(self) -> tuple[Agreement, ...]: ...
    def program(self, name: str) -> str: ...  # a set's module, "" where no display belongs to it
    def is_withheld(self, name: str) -> bool: ...  # a page that does not go out prints a part of it


class NoWorks:
    """A site without sources.yaml."""

    def keys(self) -> tuple[str, ...]:
        return ()

    def cite(self, citation: Citation, link: Callable[[str, str], str]) -> str:
        return ""

    def work(self, key: str) -> CitedWork | None:
        return None

    def loans(self) -> tuple[str, ...]:
        return ()

    def loan(self, id: str) -> Loan | None:
        return None

    def state(self) -> str:
        return ""

    def redrawn(self, figure: str) -> tuple[Credit, ...]:
        return ()


class NoEquations:
    """A site whose equations nobody evaluated."""

    def mark(self, page: str, line: int) -> EquationMark | None:
        return None

    def symbols(self, page: str) -> tuple[SymbolCard, ...]:
        return ()

    def agreements(self) -> tuple[Agreement, ...]:
        return ()

    def program(self, name: str) -> str:
        return ""

    def is_withheld(self, name: str) -> bool:
        return False


@dataclass(frozen=True)
class Library:
    """One site, read: what the Markdown extension is handed."""

    site: Site
    pages: Mapping[str, Page]  # by path relative to docs/
    numbering: Numbering
    gallery: Gallery
    mathematics: Mathematics
    listings: ListingsByName
    bibliography: Bibliography = field(default_factory=NoWorks)
    equations: Equations = field(default_factory=NoEquations)
    links: Links = field(default_factory=StaticLinks)
    makers: Mapping[str, "Callable[[Library, str], str | None]"] = field(
        default_factory=dict
    )  # [COLOPHON], …
    replicas: Replicas = field(default_factory=Replicas)

    def shown(self, scheme: str) -> tuple[str, ...]:
        """Ids of the numbered things on the pages of this library; a publication numbers the pages that it
        leaves out, too.
        """
        return tuple(
            id for id in self.numbering.known(scheme) if self.numbering[f"{scheme}:{id}"].source in self.pages
        )

    def replicated(self, id: str, name: str, text: str) -> str:
        """What a reader is told of a printed text under other seeds; "" where it was not tried."""
        return self.replicas.told(id, name, text)

    def varies(self, id: str, name: str, text: str) -> bool:
        """Whether a printed text was tried under other seeds and was not true each time."""
        return self.replicas.varies(id, name, text)

    def users(self, function: str) -> tuple[str, ...]:
        """Ids of the numbered figures whose run executed `function`."""
        return tuple(
            id
            for id in self.shown("fig")
            if (drawn := self.gallery.figure(id)) and function in drawn.functions
        )

    def page_with(self, marker: str) -> str:
        """The page on which a marker such as [REFERENCES] stands, relative to docs/, or ""."""
        return self._markers.get(marker, "")

    @cached_property
    def _markers(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for source, page in self.pages.items():
            for match in MARKER.finditer(uncoded(page.body)):
                found.setdefault(match["marker"], source)
        return found

    def generated(self, marker: str, page: str) -> str | None:
        """The HTML that stands for a marker on `page`, or None where nobody knows the marker."""
        maker = self.makers.get(marker)
        return maker(self, page) if maker else None

    def address(self, page: str) -> str:
        """Where a page stands below the site's address."""
        return self.links.address(page)

    def link_to_code(self, path: str, line: int = 0, last: int = 0) -> str:
        """Where a file stands in the repository, or "" before repo_url is set."""
        if not self.site.repo_url:
            return ""
        lines = f"#L{line}" + (f"-L{last}" if last > line else "") if line else ""
        return f"{self.site.repo_url.rstrip('/')}/blob/HEAD/{path}{lines}"


def by_source(pages: Iterable[Page]) -> dict[str, Page]:
    """Pages by their path relative to docs/."""
    return {page.source: page for page in pages}
