"""Figures in papers: list them, take one, register it so that the crop can be proved."""

from dataclasses import dataclass
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.extras import needed
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.archive import keep_file, sha256_of, source_file
from figpress.sources.model import Registry, Unavailable
from figpress.sources.pdf import Box, PaperFigure, figures_of, pixels_digest, render_box
from figpress.sources.registry import open_registry
from figpress.sources.registry_edit import add_entries
from figpress.sources.web import Web

THUMBNAIL = 60  # dpi


@dataclass(frozen=True)
class Listed:
    """A figure of a paper with its number in the list, from 1, and a small picture of it."""

    number: int
    figure: PaperFigure
    thumbnail: Path


@dataclass(frozen=True)
class Paper:
    """A work's PDF: where it is published, and the verified file."""

    work: str
    url: str
    path: Path
    sha256: str


def open_paper(site: Site, key: str, web: Web | None, pdf: Path | None = None) -> Paper:
    """The PDF of a work: a file given by hand, else its archive."""
    registry = open_registry(site)
    if key not in registry.works:
        raise Mistake(f"no such work: {key}", Place(registry.path), did_you_mean(key, registry.works))
    work = registry.works[key]
    if pdf is not None:
        if not pdf.is_file():
            raise Mistake(f"no such file: {pdf}")
        url = work.archived.url if work.archived else work.url
        if not url:
            raise Mistake(f"works.{key} has no address", work.where, "Add URL: where the PDF is published.")
        return Paper(key, url, pdf, sha256_of(pdf))
    if work.archived is None or work.archived.media_type != "application/pdf":
        raise Mistake(
            f"works.{key} has no archived PDF",
            work.where,
            "Add archived: {url, sha256, media_type: application/pdf}, or name a file: --pdf FILE",
        )
    found = source_file(site, work.archived, web)
    if isinstance(found, Unavailable):
        raise Mistake(found.reason, work.at("archived"), found.hint)
    return Paper(key, work.archived.url, found, work.archived.sha256)


def listed(site: Site, paper: Paper) -> tuple[Listed, ...]:
    """The figures of a paper, each with a thumbnail under .figpress/extract/."""
    pypdfium2 = needed("pypdfium2", "pdf", "reading a PDF")

    folder = site.private / "extract" / paper.work
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    try:
        for number, figure in enumerate(figures_of(paper.path), 1):
            path = folder / f"{number:02}-page-{figure.page}.png"
            render_box(paper.path, figure.page, figure.box, THUMBNAIL).save(path)
            found.append(Listed(number, figure, path))
    except pypdfium2.PdfiumError as error:
        raise Mistake(f"{paper.path.name} cannot be read as a PDF: {error}") from None
    return tuple(found)


def take(site: Site, paper: Paper, id: str, page: int, box: Box, locator: str, dpi: int = 200) -> int:
    """Register a crop as borrowed: page, box and the digest of its pixels. Returns its line; a basis is for
    its author to add.
    """
    registry: Registry = open_registry(site)
    if id in registry.borrowed:
        raise Mistake(f"borrowed.{id} exists already", registry.borrowed[id].where, "Choose another id.")
    box = tuple(round(side, 1) for side in box)
    try:
        digest = pixels_digest(render_box(paper.path, page, box, dpi))
    except ValueError as error:
        raise Mistake(str(error)) from None
    keep_file(site, paper.path, paper.sha256, "application/pdf")
    entry = {
        "work": paper.work,
        "locator": locator,
        "use": "reproduced",
        "file": {
            "url": paper.url,
            "sha256": paper.sha256,
            "media_type": "application/pdf",
            "crop": {"page": page, "box": list(box), "dpi": dpi, "sha256": digest},
        },
        "changes": "cropped from the page",
    }
    return add_entries(site.sources, "borrowed", {id: entry}, site.sources.name)[id]
