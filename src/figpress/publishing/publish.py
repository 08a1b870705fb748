"""Publishes a commit: what is approved in it, whole or not at all."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from figpress.base import git
from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.working import working_folder
from figpress.base.writing import write_beside
from figpress.freshness.lock import Lock
from figpress.freshness.lockfile import read_lock
from figpress.freshness.seams import Gallery
from figpress.pages.critic import marks
from figpress.pages.displays import displays
from figpress.pages.links import links
from figpress.pages.page import Page
from figpress.pages.reading import read_pages
from figpress.publishing import syndication
from figpress.publishing.card_files import Cards, make
from figpress.publishing.model import Card, Destination, Difference, Manifest
from figpress.review.approve import Standings, standings
from figpress.review.cards import shown as figures_of
from figpress.running.checkouts import open_revision
from figpress.running.draw_again import VerifyReport
from figpress.site import built
from figpress.site.closed_files import leave_at_home
from figpress.site.model import MANIFEST, Entry, Shown

VERIFYING = 5.0  # minutes, unless somebody says otherwise


@dataclass(frozen=True)
class Press:
    """What publishing asks of the rest of the house; tests hand in their own.

    check  the findings of a site, nothing executed
    draw   these targets, from the store where they are there
    build  a site from a gallery into a folder, without some pages; the errors met
    verify  these targets again, each alone in a clean copy, in so many minutes
    """

    check: Callable[[Site], tuple[Finding, ...]]
    draw: Callable[[Site, tuple[str, ...]], Gallery]
    build: Callable[[Site, Gallery, Path, tuple[str, ...], str], tuple[Finding, ...]]
    verify: Callable[[Site, tuple[str, ...], float], VerifyReport] = lambda site, ids, minutes: VerifyReport()


@dataclass(frozen=True)
class Published:
    """What was sent, or why nothing was.

    refusals   one line each; then nothing was sent
    left_out   sections that are not approved: slug → its status
    sent       where it is, in words; "" for a dry run
    ignored    files of the working tree that differ from the commit
    at_home    files of docs/ that no published page asks for: they were not sent
    verified   what came of drawing again what goes out; nothing of a preview is
    """

    commit: str
    refusals: tuple[str, ...] = ()
    manifest: Manifest | None = None
    difference: Difference = field(default_factory=Difference)
    left_out: Mapping[str, str] = field(default_factory=dict)
    sent: str = ""
    ignored: tuple[str, ...] = ()
    at_home: tuple[str, ...] = ()
    verified: VerifyReport = field(default_factory=VerifyReport)


def publish(
    site: Site,
    destination: Destination,
    press: Press,
    *,
    revision: str = "HEAD",
    preview: bool = False,
    dry_run: bool = False,
    minutes: float = VERIFYING,
) -> Published:
    """Build `revision` in a clean checkout that shares the store, finish it, and send it. What goes out is drawn
    again before, each figure alone in a clean copy, as far as that takes so many minutes.

    Nothing of the working tree is published, and nothing of it is touched.
    """
    if not site.url:
        raise Mistake(
            "site_url is not set, and a publication has addresses in it",
            Place("mkdocs.yml"),
            "Set site_url: https://…/",
        )
    repository = git.repository(site)
    commit = repository.commit(revision)
    if not preview and repository.shallow():
        raise Mistake(
            "this clone is shallow, so every page would be dated to its last commit",
            hint="git fetch --unshallow; in a workflow, actions/checkout with fetch-depth: 0",
        )
    ignored = repository.uncommitted()
    with open_revision(site, repository, commit) as inner, working_folder() as scratch:
        pages = read_pages(inner)
        with _dated(repository.time(commit)):
            lock = read_lock(inner)
            shown, left_out = _chosen(pages, preview)
            gallery = press.draw(inner, needed(shown))
            findings = press.check(
                inner
            )  # of what was drawn for this commit, not of what the working tree drew last
            stood = standings(inner, gallery, shown)
            refusals = (
                () if preview else (*_refusals(inner, shown, stood, findings), *_stale(shown, gallery, lock))
            )
            absent = _submodules(repository, commit)
            verified = VerifyReport()
            if not preview and not refusals:
                verified = press.verify(inner, needed(shown), minutes)
                refusals = tuple(str(f) for f in verified.findings if f.severity == "error")
            if refusals:
                return Published(
                    commit, (*refusals, *absent), left_out=left_out, ignored=ignored, verified=verified
                )
            without = tuple(page.source for page in pages if page not in shown)
            out = scratch / "site"
            errors = press.build(inner, gallery, out, without, "preview" if preview else "publish")
        if errors and not preview:
            return Published(
                commit, tuple(dict.fromkeys([*map(str, errors), *absent])), left_out=left_out, ignored=ignored
            )
        made = Cards() if preview else make(shown, gallery, out)
        if made.refusals:
            return Published(commit, made.refusals, left_out=left_out, ignored=ignored)
        at_home = leave_at_home(out, inner, [page for page in pages if page not in shown])
        entries = built.entries(
            out,
            {page.source: _days(repository, commit, page) for page in shown}
            | _labs(repository, commit, inner),
        )
        manifest = finish(
            inner, out, entries, frozenset(without), commit, repository.time(commit), preview, made.of
        )
        changes = syndication.difference(destination.current(), manifest)
        sent = "" if dry_run else destination.send(out, manifest)
    return Published(commit, (), manifest, changes, left_out, sent, ignored, at_home, verified)


def finish(
    site: Site,
    out: Path,
    entries: Iterable[Entry],
    without: frozenset[str],
    commit: str,
    when: int,
    preview: bool,
    cards: Mapping[str, Card],
) -> Manifest:
    """Add to a built folder what a publication has and a build has not; its manifest comes last.

    cards  by page; the home page's stands for those that have none
    """
    entries = tuple(entries)
    general = next((cards.get(entry.source) for entry in entries if not entry.address), None)
    card_of = {entry.path: cards.get(entry.source, general) for entry in entries}
    by_path = {entry.path: entry for entry in entries}
    words = f"Preview of {commit[:10]}: not approved, not for citing."

    def finished(path: str, text: str) -> str:
        text = built.without_links(text, path, by_path[path].source if path in by_path else "", without)
        if preview:
            return built.with_banner(
                built.with_head(text, syndication.unindexed()), syndication.banner(words)
            )
        return (
            built.with_head(text, syndication.metadata(site, by_path[path], card_of[path]))
            if path in by_path
            else text
        )

    built.every_page(out, finished)
    if preview:
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (out / name).unlink(missing_ok=True)
        (out / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    else:
        text = syndication.sitemap(site, entries)
        (out / "sitemap.xml").write_text(text, "utf-8")
        (out / "sitemap.xml.gz").write_bytes(built.zipped(text))
        (out / syndication.FEED).write_text(syndication.feed(site, entries), "utf-8")
    sent_round = [
        Shown(path, card.path, "card", card.id, Path(card.path).stem)
        for path, card in card_of.items()
        if card
    ]
    if sent_round:
        built.list_pictures(out, [*built.pictures(out), *sent_round])
    pages = {entry.address: entry.title for entry in entries}
    manifest = Manifest(commit, when, preview, pages, built.hashes(out))
    write_beside(out / MANIFEST, manifest.text())
    return manifest


def _chosen(pages: Iterable[Page], preview: bool) -> tuple[tuple[Page, ...], dict[str, str]]:
    """The pages that go out, and the sections that do not with their status."""
    shown, left_out = [], {}
    for page in pages:
        ready = page.section is None or page.section.status in ("approved", "published")
        if ready or preview:
            shown.append(page)
        elif page.section:
            left_out[page.section.slug] = page.section.status
    if left_out and not any(page.section for page in shown):
        raise Mistake(
            "no section is approved, so there is nothing to publish",
            hint="figpress review SECTION, figpress approve SECTION --by NAME, git commit; or publish "
            "--preview",
        )
    return tuple(shown), left_out


def _refusals(
    site: Site, shown: Iterable[Page], stood: Standings, findings: Iterable[Finding]
) -> tuple[str, ...]:
    """Why what is approved cannot go out as it is."""
    shown = tuple(shown)
    lines = []
    for page in shown:
        if page.section and stood.standings[page.source].state != "approved":
            lines.append(f"{page.path}: {stood.standings[page.source]}")
        lines += [
            f"{mark.place}: {mark.kind} still open: {mark.text}"
            for mark in marks(page.body, page.path, page.first_line)
        ]
    ours = {page.path for page in shown}
    for finding in findings:
        elsewhere = finding.where.path.startswith(f"{site.docs_dir}/") and finding.where.path not in ours
        if finding.severity == "error" and not elsewhere and not finding.rule.startswith("approval-"):
            lines.append(str(finding))
    return tuple(dict.fromkeys(lines))


def needed(pages: Iterable[Page]) -> tuple[str, ...]:
    """Ids of all that stands behind these pages: their figures, their numbers' figures, their equations'
    symbols, their labs.
    """
    found: dict[str, None] = {}
    for page in pages:
        if page.section:
            found[f"labs/{page.section.slug}"] = None
        for link in links(page.body, page.path):
            if link.scheme == "val":
                found[link.target.partition("#")[0]] = None
        found |= dict.fromkeys(figures_of(page))
        for display in displays(page.body, page.path):
            found[display.context or (page.section.symbols if page.section else "")] = None
    found.pop("", None)
    return tuple(found)


def _stale(shown: Iterable[Page], gallery: Gallery, lock: Lock) -> Iterator[str]:
    """Figures that are not as the commit says: they could not be drawn, or its lock is behind its code."""
    behind: dict[str, None] = {}
    for page in shown:
        for id, place in figures_of(page).items():
            drawn, entry = gallery.figure(id), lock.targets.get(id)
            if drawn is not None and drawn.state != "fresh":
                yield f"{place}: figure {id} is {drawn.state}: {'; '.join(drawn.reasons)}"
            elif drawn is not None and (entry is None or entry.fingerprint != drawn.fingerprint):
                behind[id] = None
    if behind:
        some = f"{', '.join(list(behind)[:3])}{' …' if len(behind) > 3 else ''}"
        yield f"figures.lock: {len(behind)} stale in this commit ({some}): run figpress render and commit figures.lock"


def _submodules(repository: git.Repository, commit: str) -> tuple[str, ...]:
    """Where something is missing, a submodule may be why: a clean checkout of a commit has none of its files."""
    return tuple(
        f"{path}: is a submodule, and a checkout of the commit has none of its files: install that library, or "
        "copy into this repository what figures use of it"
        for path in repository.submodules(commit)
    )


def _days(repository: git.Repository, commit: str, page: Page) -> tuple[int, str]:
    """When a page last changed, and the day of its newest approval."""
    history = repository.history(page.path, commit)
    approved = max((approval.on for approval in page.section.approvals), default="") if page.section else ""
    return (history[0][1] if history else repository.time(commit)), approved


def _labs(repository: git.Repository, commit: str, site: Site) -> dict[str, tuple[int, str]]:
    """When each lab last changed; one that is not on the site is passed over. Its approval is its
    section's.
    """
    found = {}
    for script in sorted((site.docs / "labs").glob("*.py")):
        history = repository.history(f"{site.docs_dir}/labs/{script.name}", commit)
        found[f"labs/{script.stem}.ipynb"] = (history[0][1] if history else repository.time(commit), "")
    return found


@contextlib.contextmanager
def _dated(when: int) -> Iterator[None]:
    """The commit's own time as the build's date, so that the same commit gives the same bytes on
    another day.
    """
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(when)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
