"""Draws what a section showed at another revision, through the same store."""

from collections.abc import Iterable
from dataclasses import replace

from figpress.base.git import Repository
from figpress.base.site import Site
from figpress.freshness.assessment import Assessment
from figpress.freshness.code.closure import difference
from figpress.freshness.figure import Drawn
from figpress.freshness.gallery import open_gallery
from figpress.freshness.seams import Reporter
from figpress.pages.included import included
from figpress.pages.reading import read_pages
from figpress.review.approve import standings
from figpress.running.checkouts import open_revision
from figpress.running.render import render
from figpress.sheets.code_changed import CodeChange, changes, places, sources
from figpress.sheets.gathering import Base
from figpress.sources.registry import read_registry


class Taken:
    """A gallery that was looked at once: its checkout is gone."""

    def __init__(self, figures: dict[str, Drawn]):
        self._figures = figures

    def figure(self, id: str) -> Drawn | None:
        return self._figures.get(id)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._figures)


def draw_base(
    site: Site, repository: Repository, revision: str, wanted: Iterable[str], reporter: Reporter | None = None
) -> Base:
    """The wanted figures as they were at `revision`, drawn there where the store does not have them."""
    commit = repository.commit(revision)
    with open_revision(site, repository, commit) as inner:
        there = set(open_gallery(inner).ids())
        ids = tuple(id for id in dict.fromkeys(wanted) if id in there)
        if ids:
            render(inner, ids, reporter)
        gallery = open_gallery(inner)
        figures = {id: _kept(drawn) for id in ids if (drawn := gallery.figure(id))}
        then = Assessment(inner)
        before, was = _code(then, ids)
        texts = sources(then, (path for keys in was.values() for path, _ in keys.values()))
        pages = {page.source: page for page in read_pages(inner)}
        sections = [page for page in pages.values() if page.section]
        parts = standings(inner, Taken(figures), sections).parts
        bodies = {page.source: included(inner, page).body for page in sections}
        registry, _ = read_registry(inner)
    current = Assessment(site)
    now, where = _code(current, ids)
    both = [id for id in ids if id in before and id in now]
    changed = {id: tuple(difference(before[id], now[id])) for id in both}
    code: dict[str, tuple[CodeChange, ...]] = {}
    for id in both:
        keys = {
            key: (where[id].get(key) or was[id].get(key))
            for key in sorted({*before[id], *now[id]})
            if before[id].get(key) != now[id].get(key)
        }
        known = {key: place for key, place in keys.items() if place}
        here = sources(current, (path for path, _ in known.values()))
        code[id] = tuple(changes(known, texts, here))
    return Base(commit, pages, Taken(figures), lambda id: changed.get(id, ()), parts, bodies, registry, code)


def _kept(drawn: Drawn) -> Drawn:
    """The same with its files where they really lie: in the site's own store."""
    return replace(
        drawn,
        artifacts=tuple(replace(artifact, path=artifact.path.resolve()) for artifact in drawn.artifacts),
    )


def _code(
    assessment: Assessment, ids: Iterable[str]
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, tuple[str, str]]]]:
    """The digests of the code behind each figure, by unit, through shared results; and where each unit stands."""
    found: dict[str, dict[str, str]] = {}
    where: dict[str, dict[str, tuple[str, str]]] = {}
    for id in ids:
        target = assessment.target(id)
        standing = assessment.standing(target) if target else None
        if standing and standing.now:
            found[id] = dict(standing.now.code)
            where[id] = places(standing, standing.now.code)
            for name in standing.record.trace.computed if standing.record else ():
                result = assessment.result(name)
                if result and result.now:
                    found[id] |= result.now.code
                    where[id] |= places(result, result.now.code)
    return found, where
