"""Knows what an approval of each section would be of, whether one stands, and writes one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.figure import Drawn
from figpress.freshness.lock import Lock
from figpress.freshness.seams import Gallery
from figpress.freshness.target import Target
from figpress.pages import front_matter
from figpress.pages.approvals import write_approval
from figpress.pages.critic import marks
from figpress.pages.included import included
from figpress.pages.listing import Listings
from figpress.pages.page import Page
from figpress.pages.reading import read_pages
from figpress.pages.section import STATUSES, Approval
from figpress.review import approval as rules
from figpress.review.cards import shown
from figpress.review.status import status_findings
from figpress.sources.model import Registry
from figpress.sources.registry import read_registry

UNRESOLVED = "Nobody can approve what nobody here can read: write it out, or include a file of the site."


@dataclass(frozen=True)
class Standings:
    """Every section's page with what an approval of it would be of, and how its approvals stand."""

    parts: dict[str, rules.Parts]
    standings: dict[str, rules.Standing]


def standings(site: Site, gallery: Gallery, pages: Iterable[Page] | None = None) -> Standings:
    """Read the pages, and compare each section's approvals with what they would be of now; by path relative
    to docs/.
    """
    registry, _ = read_registry(site)
    listings = Listings(site)
    parts = {}
    found = {}
    for page in pages if pages is not None else read_pages(site):
        if page.section:
            parts[page.source] = parts_of(site, page, gallery.figure, listings.get, registry)
            found[page.source] = rules.standing(page.section.approvals, parts[page.source])
    return Standings(parts, found)


def parts_of(site: Site, page: Page, figure, listing, registry: Registry) -> rules.Parts:
    """What an approval of a page would be of now: its file, what that includes, and what both show."""
    front, _ = front_matter.parted(front_matter.read(site.docs / page.source))
    return rules.parts_of(page, front, figure, listing, registry, included(site, page).body, site.style)


class Locked:
    """A gallery of what figures.lock says: values and fingerprints, and no pictures."""

    def __init__(self, targets: Iterable[Target], lock: Lock):
        self._targets, self._lock = {target.id: target for target in targets}, lock

    def figure(self, id: str) -> Drawn | None:
        id = id.partition("#")[0]
        target, entry = self._targets.get(id), self._lock.targets.get(id)
        if target is None:
            return None
        return (
            Drawn(target.script, "fresh", values=entry.values, fingerprint=entry.fingerprint)
            if entry
            else Drawn(target.script, "missing")
        )

    def ids(self) -> tuple[str, ...]:
        return tuple(self._targets)


def section_findings(
    site: Site, pages: Iterable[Page], targets: Iterable[Target], lock: Lock
) -> tuple[Finding, ...]:
    """What each section lacks for its next step, and reviewers' marks that are still in its text; nothing is
    executed.
    """
    pages = tuple(pages)
    stood = standings(site, Locked(targets, lock), pages).standings
    findings: list[Finding] = []
    for page in pages:
        public = page.section is None or page.section.status in ("approved", "published")
        for mark in marks(page.body, page.path, page.first_line):
            hint = "Settle it and take the mark out; nothing with marks in it is published."
            findings.append(
                Finding(
                    mark.place,
                    "open-mark",
                    "error" if public else "warning",
                    f"{mark.kind} still open: {mark.text}",
                    hint,
                )
            )
        if page.section:
            findings += page.section.bad_approvals
            findings += _old_approvals(page, site)
            findings += status_findings(page, stood[page.source])
            findings += (
                Finding(place, "unresolved-include", "error" if public else "warning", why, UNRESOLVED)
                for place, why in included(site, page).unresolved
            )
    return tuple(findings)


def _old_approvals(page: Page, site: Site) -> Iterator[Finding]:
    """An approval in the front matter is of less than is asked today, and of nobody's file."""
    text = front_matter.read(site.docs / page.source)
    if front_matter.parted(text)[0].get("approvals"):
        line = next((n for n, line in enumerate(text.split("\n"), 1) if line.startswith("approvals")), 1)
        yield Finding(
            Place(page.path, line),
            "old-approval",
            "warning",
            "approvals in the front matter count for nothing: each is a file of its own under approvals/",
            "Take the key out, and approve again what you still approve.",
        )


def section_page(pages: Iterable[Page], slug: str) -> Page:
    """The page of a section by its slug, or a Mistake with the nearest known one."""
    sections = {page.section.slug: page for page in pages if page.section}
    if slug not in sections:
        raise Mistake(
            f"no such section: {slug}",
            hint=did_you_mean(slug, sections)
            or f"Sections: {', '.join(sections) or 'none; a section is a page with a status'}",
        )
    return sections[slug]


def obstacles(site: Site, page: Page, gallery: Gallery, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Why a section cannot be approved as it is, one line each."""
    section = page.section
    lines = []
    if section and STATUSES.index(section.status) < STATUSES.index("in-review"):
        lines.append(
            f"{page.path}: its status is {section.status}, and what is approved has been in review (set "
            "status: in-review)"
        )
    lines += [
        str(finding)
        for finding in findings
        if finding.severity == "error"
        and finding.rule not in ("approval-missing", "approval-changed", "open-mark")
    ]
    lines += [
        f"{mark.place}: {mark.kind} still open: {mark.text}"
        for mark in marks(page.body, page.path, page.first_line)
    ]
    lines += [f"{place}: {why}" for place, why in included(site, page).unresolved]
    for id, place in shown(page).items():
        drawn = gallery.figure(id)
        if drawn is not None and drawn.state != "fresh":
            lines.append(
                f"{place}: figure {id} is {drawn.state}: {'; '.join(drawn.reasons) or 'figpress render'}"
            )
    return tuple(dict.fromkeys(lines))


def approve(
    site: Site,
    gallery: Gallery,
    slug: str,
    by: str,
    on: str,
    note: str = "",
    findings: Iterable[Finding] = (),
) -> Approval:
    """Write an approval into a file of its own and set the section's status; the same one twice is written
    once.

    Raises Mistake with everything that stands in its way.
    """
    if not by.strip():
        raise Mistake("an approval needs a name", hint="figpress approve SECTION --by NAME")
    pages = read_pages(site)
    page = section_page(pages, slug)
    wrong = obstacles(site, page, gallery, findings)
    if wrong:
        raise Mistake(
            "section " + slug + " cannot be approved yet:\n  " + "\n  ".join(wrong),
            Place(page.path),
            f"Mend these, then look at its sheet: figpress review {slug}",
        )
    parts = standings(site, gallery, [page]).parts[page.source]
    given = rules.approve(parts, by.strip(), on, note.strip())
    path = site.docs / page.source
    text = front_matter.read(path)
    known = (
        [a for a in page.section.approvals if (a.by, a.digest) == (given.by, given.digest)]
        if page.section
        else []
    )
    if not known:
        write_approval(site, slug, given)
    if page.section and page.section.status == "in-review":
        write_beside(path, front_matter.with_value(text, page.path, "status", "approved").encode())
    return known[0] if known else given
