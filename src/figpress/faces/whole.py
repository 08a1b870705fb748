"""The whole press for verbs that need all of it: what is wrong, what is drawn, what is built."""

from pathlib import Path

from figpress.conductors.approve import section_page
from figpress.conductors.build import build as write_site
from figpress.conductors.check import check
from figpress.conductors.render import render
from figpress.conductors.review import concerns
from figpress.effects.drawing.gallery import open_gallery
from figpress.effects.pages.reading import read_pages
from figpress.effects.sources.registry import read_registry
from figpress.nouns.finding import Finding
from figpress.nouns.seams import Gallery
from figpress.nouns.site import Site


def draw(site: Site, wanted: tuple[str, ...]) -> Gallery:
    """What is wanted and known drawn where it is stale, and the gallery of it."""
    known = set(open_gallery(site).ids())
    if ids := tuple(id for id in wanted if id in known):  # none named would mean all
        render(site, ids)
    return open_gallery(site)


def build(site: Site, gallery: Gallery, folder: Path, without: tuple[str, ...], mode: str) -> tuple[Finding, ...]:
    """The site without some pages, in `folder`; the errors met on the pages that are left."""
    built = write_site(site, gallery, to=folder, mode=mode, without=without)  # type: ignore[arg-type]
    left_out = {f"{site.docs_dir}/{source}" for source in without}
    return tuple(finding for finding in built.findings if finding.severity == "error" and finding.where.path not in left_out)


def findings_of(site: Site) -> tuple[Finding, ...]:
    """What is wrong with the pages and the registry as they are; nothing is executed."""
    return check(site)


def findings_on(site: Site, slug: str) -> tuple[Finding, ...]:
    """What concerns one section: its page, its scripts, its entries in the registry."""
    page = section_page(read_pages(site), slug)
    registry, _ = read_registry(site)
    return tuple(finding for finding in findings_of(site) if concerns(finding, page, registry))
