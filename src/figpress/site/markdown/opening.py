"""Opens a site's library: reads pages, registry, gallery and results once, and sets the mathematics in one
go.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from figpress.base.configuration import open_site
from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.equations.symbol_marks import marked
from figpress.freshness.seams import Gallery
from figpress.numbers.replicas import read_replicas
from figpress.pages.links import links
from figpress.pages.listing import Listings
from figpress.pages.numbering import number
from figpress.pages.page import Page
from figpress.pages.reading import read_pages
from figpress.site.katex import Formula, Katex
from figpress.site.markdown.displays import formulas
from figpress.site.markdown.evaluated import EvaluatedEquations
from figpress.site.markdown.library import Library, NoWorks, StaticLinks, by_source
from figpress.site.markdown.makers import MAKERS
from figpress.site.markdown.works import RegisteredWorks
from figpress.site.watching import look, watched
from figpress.sources.model import Unavailable


def open_library(
    site: Site | None = None,
    gallery: Gallery | None = None,
    directories: bool = True,
    fetch: bool = False,
    without: tuple[str, ...] = (),
    pages: tuple[Page, ...] | None = None,
) -> tuple[Library, tuple[Finding, ...]]:
    """The library of a site (the one in the current folder), and what is wrong with the pages together.

    `fetch` lets it ask the web for borrowed files that are neither kept nor mirrored. Pages in `without`
    (relative to docs/) are left out; figures and equations keep the numbers that they have beside them.
    `pages`
    are read already, in the order that readers see.
    """
    site = site or open_site(Path.cwd())
    pages = read_pages(site) if pages is None else pages
    numbering, findings = number(pages, site.mathematics)
    withheld = tuple(page for page in pages if page.source in without)
    pages = tuple(page for page in pages if page.source not in without)
    gallery = gallery or _gallery(site)
    mathematics = Katex(site.private, dict(site.macros))
    equations = EvaluatedEquations(pages, gallery, withheld)
    mathematics.warm(_formulas(pages, gallery, equations) if site.mathematics else ())
    return Library(
        site=site,
        pages=by_source(pages),
        numbering=numbering,
        gallery=gallery,
        mathematics=mathematics,
        listings=Listings(site),
        bibliography=open_works(site, pages, fetch),
        equations=equations,
        links=StaticLinks(directories),
        makers=MAKERS,
        replicas=read_replicas(site),
    ), findings


def library_here() -> Library:
    """The library of the site in the current folder, opened once and again only when one of its files has
    changed:
    a generator that knows nothing of figpress makes the extension anew for every page.
    """
    site = open_site(Path.cwd())
    state = (site, look(watched(site)))
    if _here.get("state") != state:
        _here["state"], _here["library"] = state, open_library(site)[0]
    return _here["library"]


_here: dict[str, Any] = {}


def _gallery(site: Site) -> Gallery:
    from figpress.freshness.gallery import open_gallery

    return open_gallery(site)


def open_works(site: Site, pages: tuple[Page, ...], fetch: bool = False) -> RegisteredWorks | NoWorks:
    """The registry in the site's style; a site without sources.yaml cites nothing."""
    if not site.sources.is_file():
        return NoWorks()
    from figpress.sources.archive import borrowed_files
    from figpress.sources.registry import open_registry

    registry = open_registry(site)
    files = borrowed_files(site, registry)
    if fetch and any(isinstance(file, Unavailable) and file.kind == "absent" for file in files.values()):
        from figpress.sources.web import Limits, Web

        # A build does not wait long: what cannot be had is replaced by a card that says why, and `sources
        # fetch` is patient.
        files = borrowed_files(site, registry, Web(Limits(connect=4.0, attempts=2, longest_wait=2.0)))
    return RegisteredWorks(registry, pages, site.style, files, site.root)


def _formulas(pages: Iterable[Page], gallery: Gallery, equations: EvaluatedEquations) -> Iterable[Formula]:
    for page in pages:
        cards = equations.symbols(page.path)
        symbols = tuple(card.symbol for card in cards)
        yield from formulas(page.body, symbols)
        yield from (Formula(marked(card.tex, symbols)) for card in cards)
        for link in links(page.body, page.path):
            if link.scheme == "fig" and link.embeds and (drawn := gallery.figure(link.target)):
                yield from formulas(drawn.script.caption, symbols)
