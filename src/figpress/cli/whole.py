"""The whole press for verbs that need all of it: what is wrong, what is drawn, what is built."""

from collections.abc import Collection
from pathlib import Path

from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.freshness.gallery import open_gallery
from figpress.freshness.seams import Gallery
from figpress.pages.reading import read_pages
from figpress.review.approve import section_page
from figpress.review.check import check, facts
from figpress.running.draw_again import VerifyReport, verify
from figpress.running.render import render
from figpress.sheets.gathering import concerns
from figpress.site.build import build as write_site
from figpress.sources.registry import read_registry


def draw(site: Site, wanted: tuple[str, ...]) -> Gallery:
    """What is wanted and known drawn where it is stale, and the gallery of it."""
    if ids := _known(site, wanted):  # none named would mean all
        render(site, ids)
    return open_gallery(site)


def verify_again(site: Site, wanted: tuple[str, ...], minutes: float) -> VerifyReport:
    """What is wanted and known drawn again, each alone in a clean copy, as long as there is time."""
    ids = _known(site, wanted)
    return verify(site, ids, minutes=minutes) if ids else VerifyReport()


def _known(site: Site, wanted: tuple[str, ...]) -> tuple[str, ...]:
    known = set(open_gallery(site).ids())
    return tuple(id for id in wanted if id in known)


def build(
    site: Site, gallery: Gallery, folder: Path, without: tuple[str, ...], mode: str
) -> tuple[Finding, ...]:
    """The site without some pages, in `folder`; the errors met on the pages that are left."""
    built = write_site(site, gallery, to=folder, mode=mode, without=without)  # type: ignore[arg-type]
    left_out = {f"{site.docs_dir}/{source}" for source in without}
    return tuple(
        finding
        for finding in built.findings
        if finding.severity == "error" and finding.where.path not in left_out
    )


def findings_of(site: Site, on: Collection[str] = ()) -> tuple[Finding, ...]:
    """What is wrong with the pages and the registry as they are; nothing is executed.

    on  paths of pages: only what could concern these is looked at
    """
    return check(site, facts(site, on=on))


def findings_on(site: Site, slug: str) -> tuple[Finding, ...]:
    """What concerns one section: its page, its scripts, its entries in the registry."""
    page = section_page(read_pages(site), slug)
    registry, _ = read_registry(site)
    return tuple(finding for finding in findings_of(site, [page.path]) if concerns(finding, page, registry))
