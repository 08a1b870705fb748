"""Writes sheets: reads the site once, converts the pages as the site would, and puts the files where they are
asked for.
"""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from figpress.base import git
from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.seams import Gallery, Reporter
from figpress.pages.links import links
from figpress.pages.page import Page
from figpress.pages.reading import read_pages
from figpress.review.approve import section_page
from figpress.sheets.before import draw_base
from figpress.sheets.formulas import style
from figpress.sheets.gathering import open_review, sheet
from figpress.sheets.html import as_html, index_html
from figpress.sheets.model import LoanSeen, Sheet
from figpress.site.katex import Katex
from figpress.site.markdown import FigpressExtension
from figpress.site.markdown.converting import markdown
from figpress.site.markdown.library import Library
from figpress.site.markdown.opening import open_library


def make_sheets(
    site: Site,
    gallery: Gallery,
    slugs: Iterable[str],
    base: str,
    check: Callable[[Site, Collection[str]], tuple[Finding, ...]],
    reporter: Reporter | None = None,
) -> tuple[Sheet, ...]:
    """The facts of these sections' sheets (of all when none is named), against `base` when it is not ""."""
    pages = read_pages(site)
    chosen = [section_page(pages, slug) for slug in slugs] or [page for page in pages if page.section]
    if not chosen:
        raise Mistake(
            "no section to review",
            hint="A section is a page with a status in its front matter: figpress new section SLUG",
        )
    try:
        repository = git.repository(site)
    except Mistake:
        if base:
            raise
        repository = None
    compared = draw_base(site, repository, base, _figures(chosen), reporter) if base and repository else None
    review = open_review(
        site,
        pages,
        chosen,
        gallery,
        findings=check(site, [page.path for page in chosen]),
        base=compared,
        repository=repository,
        marks=_marks(pages, gallery),
    )
    return tuple(sheet(review, page) for page in chosen)


def write_sheets(
    site: Site, gallery: Gallery, sheets: Iterable[Sheet], folder: Path, made: str, index: bool
) -> tuple[Path, ...]:
    """One HTML file a sheet, and an index when there are several; the files, the one to open first
    in front.
    """
    sheets = tuple(sheets)
    mine = {sheet.page.source for sheet in sheets}
    others = tuple(page.source for page in read_pages(site) if page.source not in mine)
    library, _ = open_library(site, gallery, without=others)
    convert = _converter(site, library)
    written = []
    for one in sheets:
        path = folder / f"{one.section.slug}.html"
        write_beside(
            path,
            as_html(
                one,
                convert,
                lambda loan: _file(library, loan),
                made,
                lambda html: _mathematics(library, html),
            ),
        )
        written.append(path)
    if index:
        write_beside(folder / "index.html", index_html(sheets, made, site.title))
        written.insert(0, folder / "index.html")
    return tuple(written)


def _figures(pages: Iterable[Page]) -> list[str]:
    """Ids of the figures that these pages show, take numbers from, or name as their card."""
    pages = tuple(pages)
    found = [link for page in pages for link in links(page.body, page.path) if link.scheme in ("fig", "val")]
    return [link.target.partition("#")[0] for link in found if link.scheme == "val" or link.embeds] + [
        page.card for page in pages if page.card
    ]


def _marks(
    pages: tuple[Page, ...], gallery: Gallery
) -> Callable[[str, int], tuple[str, str, tuple[str, ...]]]:
    from figpress.site.markdown.evaluated import EvaluatedEquations

    evaluated = EvaluatedEquations(pages, gallery)

    def mark(page: str, line: int) -> tuple[str, str, tuple[str, ...]]:
        found = evaluated.mark(page, line)
        return (
            (found.state, found.note, found.reading)
            if found
            else ("unknown", "not evaluated: figpress render", ())
        )

    return mark


def _converter(site: Site, library: Library) -> Callable[[Page, str], str]:
    """Converts as the site does, with those of its Markdown extensions that only convert."""
    extension = FigpressExtension(library)

    def convert(page: Page, body: str) -> str:
        extension.begin(page)
        return markdown(site, extension).convert(body)

    return convert


def _mathematics(library: Library, html: str) -> str:
    mathematics = library.mathematics
    return style(mathematics.assets(), html) if isinstance(mathematics, Katex) and mathematics.used else ""


def _file(library: Library, loan: LoanSeen) -> Path | None:
    found = library.bibliography.loan(loan.id)
    return found.file if found and isinstance(found.file, Path) else None
