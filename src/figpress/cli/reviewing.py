"""figpress review --take, --threads and --accept: what reviewers said, a line a mark."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.cli.whole import findings_on
from figpress.freshness.seams import Gallery
from figpress.pages.page import Page
from figpress.pages.reading import read_pages
from figpress.review import approval as rules
from figpress.review.approve import approve, section_page, standings
from figpress.sheets.annotations import Review
from figpress.sheets.taking import Thread, accept, take, threads


@dataclass(frozen=True)
class Line:
    """One mark: what became of it, its short id, where, who, and the words."""

    outcome: str
    id: str
    where: str
    by: str
    words: str

    def __str__(self) -> str:
        return f"{self.outcome:<9} {self.id:<12} {self.where:<28} {self.by}: {self.words}"

    def as_json(self) -> dict[str, str]:
        return {
            "outcome": self.outcome,
            "id": self.id,
            "where": self.where,
            "by": self.by,
            "words": self.words,
        }


def taken(site: Site, gallery: Gallery, files: Iterable[str]) -> list[Line]:
    """Merge the files in; where each of their marks belongs now, and what became of an approval."""
    paths = [Path(name) for name in files]
    if not paths:
        raise Mistake(
            "no file to take", hint="figpress review --take FILE..., with files that reviewers saved"
        )
    reviews = take(site, paths)
    pages = read_pages(site)
    lines: list[Line] = []
    for review in reviews:
        page = section_page(pages, review.section)
        parts = standings(site, gallery, [page]).parts[page.source]
        mine = {one.id for one in review.items}
        lines += [
            _line(one, page) for one in threads(site, page, parts) if one.placement.annotation.id in mine
        ]
        if any(one.motivation == "assessing" and one.text == "approve" for one in review.items):
            lines.append(_approved(site, gallery, review, page, parts))
    return lines


def said(site: Site, gallery: Gallery, slugs: tuple[str, ...], accepted: str) -> list[Line]:
    """What was said of these sections (of all when none is named); `accepted`: that proposal is written."""
    pages = read_pages(site)
    chosen = [section_page(pages, slug) for slug in slugs] or [page for page in pages if page.section]
    lines = []
    for page in chosen:
        parts = standings(site, gallery, [page]).parts[page.source]
        found = threads(site, page, parts)
        if accepted:
            if not any(one.placement.annotation.id.endswith(accepted) for one in found):
                continue
            where = accept(site, page, parts, accepted)
            return [Line("accepted", accepted, str(where), "", "is in the text, marked: settle the mark")]
        lines += [_line(one, page) for one in found]
    if accepted:
        raise Mistake(f"no such proposal: {accepted}", hint="figpress review --threads lists them.")
    return lines


def _line(thread: Thread, page: Page) -> Line:
    placement = thread.placement
    where = (
        str(placement.anchor.place) if placement.anchor else f"{page.path} ({placement.annotation.anchor})"
    )
    state = "resolved" if thread.resolved else placement.outcome
    return Line(state, placement.annotation.id[-12:], where, placement.annotation.by, thread.said)


def _approved(site: Site, gallery: Gallery, review: Review, page: Page, parts: rules.Parts) -> Line:
    """An approval that was given on a sheet is of that sheet alone."""
    given = next(one for one in review.items if one.motivation == "assessing" and one.text == "approve")
    if given.digest != rules.digest(parts):
        why = "was of an earlier state of the section: not taken; a new sheet can be approved"
        return Line("changed", given.id[-12:], page.path, given.by, why)
    today = datetime.date.today().isoformat()
    approve(
        site,
        gallery,
        review.section,
        given.by,
        today,
        "Given on the sheet",
        findings_on(site, review.section),
    )
    return Line("approved", given.id[-12:], page.path, given.by, "is kept under approvals/: commit it")
