"""Runs every rule over the pages, the registry and the last results. Executes nothing."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.equations.model import EquationResult
from figpress.equations.verdicts import context_of, equation_findings
from figpress.freshness.assessment import Assessment, Standing
from figpress.freshness.hazards import hazards, opaque
from figpress.freshness.lock import Lock
from figpress.freshness.lockfile import read_lock
from figpress.freshness.measured import findings as measured
from figpress.freshness.records import Records
from figpress.freshness.target import Target
from figpress.freshness.trace import Record
from figpress.numbers.alternatives import alternative_findings
from figpress.numbers.claimed import corrected, left_out, value_findings
from figpress.numbers.general import general_findings, value_lines
from figpress.numbers.hand_typed import hand_typed
from figpress.numbers.replicas import digest_of, read_replicas
from figpress.numbers.tables import CODE, declared_shapes, identifiers, rows, table_findings
from figpress.pages.displays import displays
from figpress.pages.links import links
from figpress.pages.listing import Listings
from figpress.pages.numbering import number
from figpress.pages.page import Page
from figpress.pages.reading import makes_no_pages, read_pages
from figpress.pages.references import reference_findings, unused_figures
from figpress.pages.structure import heading_findings, link_findings
from figpress.pages.unread import unread_findings
from figpress.pages.use import uses
from figpress.review.approve import section_findings
from figpress.review.drawn_numbers import ends_of, printed_in
from figpress.running.measurements import measurements
from figpress.sources.account import source_findings


class _Assessment(Assessment):
    """An assessment that looks at each target once: nothing is drawn while it is in use."""

    def __init__(self, site: Site, pages: tuple[Page, ...], standings: Mapping[str, Standing]):
        super().__init__(site, pages)
        self._standings = dict(standings)

    def standing(self, target: Target) -> Standing:
        """Looked up once."""
        if target.id not in self._standings:
            self._standings[target.id] = super().standing(target)
        return self._standings[target.id]


@dataclass(frozen=True)
class Facts:
    """What the rules look at: read once, and nothing of it is run.

    on  paths of the pages that are asked about; none for all
    """

    site: Site
    pages: tuple[Page, ...]
    lock: Lock
    assessment: Assessment
    on: frozenset[str] = frozenset()

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.assessment.targets

    @cached_property
    def asked(self) -> tuple[Page, ...]:
        """The pages that are asked about."""
        return tuple(page for page in self.pages if not self.on or page.path in self.on)

    @cached_property
    def behind(self) -> tuple[Target, ...]:
        """The targets that stand behind them: shown, pointed at, printed from, or evaluating their displays."""
        kept = tuple(target for target in self.targets if not target.skip)
        if not self.on:
            return kept
        named = {link.target.partition("#")[0] for page in self.asked for link in links(page.body, page.path)}
        named |= {page.card for page in self.asked}
        named |= {context_of(one, page) for page in self.asked for one in displays(page.body, page.path)}
        return tuple(target for target in kept if target.id in named)

    @cached_property
    def stale(self) -> tuple[Target, ...]:
        """What would be drawn or evaluated anew, because what it ran has changed since."""
        return tuple(
            target for target in self.behind if self.assessment.standing(target).verdict.state == "stale"
        )

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """What was left by the last good runs."""
        standings = (self.assessment.standing(target) for target in self.behind)
        return tuple(s.record for s in standings if s.record and s.record.drawn)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        return tuple(t.id for t in self.targets if t.kind == "figure" and not t.skip)

    @cached_property
    def contexts(self) -> tuple[str, ...]:
        return tuple(t.id for t in self.targets if t.kind == "symbols")

    def values(self, id: str) -> Mapping[str, float] | None:
        """What a figure published when it was drawn last; None where it never was."""
        entry = self.lock.targets.get(id)
        if entry is not None:
            return entry.values
        record = Records(self.site).read(id)
        return record.values if record and record.drawn else None

    def drawn(self, id: str) -> tuple[float, ...]:
        """The numbers that a figure's pictures print, and the ends of what they draw, at its last good run."""
        record = Records(self.site).read(id)
        artifacts = [a for a in record.artifacts if a.path.is_file()] if record else []
        found: list[float] = []
        for artifact in artifacts:
            if artifact.role == "image" and artifact.media_type == "image/svg+xml":
                found += printed_in(artifact.path.read_bytes())
            elif artifact.role == "numbers":
                found += ends_of(artifact.path.read_text("utf-8"))
        return tuple(found)

    def published_at(self, id: str, name: str) -> Place | None:
        """The line of a figure's script that publishes a value; None where it computes the name."""
        path = f"{self.site.figures_dir}/{id}.py"
        return value_lines(_text(self.site.root / path), path).get(name.partition("@")[0])

    def fingerprint(self, id: str) -> str | None:
        """Of a figure's code, as the lock has it."""
        entry = self.lock.targets.get(id)
        return entry.fingerprint if entry else None

    def result(self, context: str, equation: str) -> EquationResult | bool | None:
        """What came of an equation: from the store, else from the lock, which knows only those that hold."""
        if found := self._results(context).get(equation):
            return found
        entry = self.lock.targets.get(context)
        return True if entry and equation in entry.errors else None

    def _results(self, context: str) -> Mapping[str, EquationResult]:
        known: dict[str, dict[str, EquationResult]] = self.__dict__.setdefault("_read", {})
        if context not in known:
            record = Records(self.site).read(context)
            paths = [a.path for a in record.artifacts if a.name == "equations.json"] if record else []
            data = json.loads(paths[0].read_text("utf-8")) if paths and paths[0].exists() else []
            known[context] = {r.id: r for r in map(EquationResult.from_json, data)}
        return known[context]


def facts(
    site: Site, standings: Mapping[str, Standing] = MappingProxyType({}), on: Collection[str] = ()
) -> Facts:
    """Read the site. `standings` are known already; `on`: paths of the pages that are asked about, none for all.

    Raises Mistake for what cannot be read at all.
    """
    pages = read_pages(site)
    return Facts(site, pages, read_lock(site), _Assessment(site, pages, standings), frozenset(on))


def check(site: Site, known: Facts | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the files; where pages are asked about, what could concern them."""
    known = known or facts(site)
    numbering, twice = number(known.pages, site.mathematics)
    listings = Listings(site)
    files = (
        {path.relative_to(site.docs).as_posix() for path in site.docs.rglob("*") if path.is_file()}
        if site.docs.is_dir()
        else set()
    )
    # Where plugins make pages, the others are the generator's to judge: their links may lead to what is not
    # there yet.
    ours = tuple(page for page in known.asked if uses(page))
    judged = known.asked if makes_no_pages(site) else ours
    paths = {page.path for page in judged}
    dead = link_findings(
        known.pages, files, numbering, {f"{t.id}.ipynb" for t in known.targets if t.kind == "lab"}
    )
    findings = [
        *twice,
        *_stale(known.stale),
        *(() if known.on else measured(measurements(site, known.assessment.tree, known.assessment.present))),
        *hazards(known.records),
        *opaque(known.records),
        *value_findings(known.asked, known.values, known.figures),
        *left_out(known.asked, known.values, lambda id: f"{site.figures_dir}/{id}.py"),
        *general_findings(ours, known.values, known.published_at),
        *table_findings(ours, *_code_and_shapes(site, known, ours)),
        *read_replicas(site).stale(known.fingerprint, digest_of(site.root), _printed(ours)),
        *equation_findings(_of_equations(known, ours), known.contexts, known.result),
        *reference_findings(
            known.asked, numbering, known.figures, lambda name: listings.get(name) is not None, listings.known
        ),
        *(finding for finding in dead if finding.where.path in paths),
        *heading_findings(judged),
        *unread_findings(ours, site.mathematics),
        *hand_typed(ours),
        *alternative_findings(ours, known.values, known.drawn),
        *_seen(known),
        *source_findings(site, known.pages, known.figures),
        *section_findings(site, known.asked, known.targets, known.lock),
        *(
            Finding(Place(f"{site.figures_dir}/{id}.py"), "unused-figure", "notice", f"no page shows {id}")
            for id in unused_figures(known.pages, known.figures)
        ),
    ]
    whole = ("equations-unchecked",) if known.on else ()  # a share of the whole site's
    return tuple(sorted(finding for finding in set(findings) if finding.rule not in whole))


def _code_and_shapes(
    site: Site, known: Facts, ours: Iterable[Page]
) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """What tables are compared with: names of the code that pages show, shapes of the symbols scripts; nothing is read
    where no table names any.
    """
    if not any({*CODE, "shape"} & set(row.cells) for page in ours for row in rows(page)):
        return frozenset(), {}
    shown = {
        link.target.partition(".")[0]
        for page in known.pages
        for link in links(page.body, page.path)
        if link.scheme == "code"
    }
    sources = [
        path
        for folder in site.source_dirs
        for path in sorted((site.root / folder).rglob("*.py"))
        if not shown or path.relative_to(site.root / folder).parts[0].removesuffix(".py") in shown
    ]
    scripts = [site.figures / f"{id}.py" for id in known.contexts]
    return identifiers(map(_text, sources)), declared_shapes(map(_text, scripts))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _seen(known: Facts) -> Iterator[Finding]:
    """What the press saw in the pictures that are shown, and heard from their scripts."""
    for target in known.behind:
        standing = None if target.kind != "figure" else known.assessment.standing(target)
        if standing and standing.record and standing.verdict.state == "fresh":
            yield from standing.record.findings


def _printed(pages: Iterable[Page]) -> set[str]:
    """The figures whose values stand in sections."""
    found = (link for page in pages if page.section for link in links(page.body, page.path))
    return {link.target.partition("#")[0] for link in found if link.scheme == "val"}


def _of_equations(known: Facts, ours: tuple[Page, ...]) -> tuple[Page, ...]:
    """The pages whose displays somebody must answer for: all of a site that evaluates any, else its sections."""
    if not known.site.mathematics:
        return ()
    return known.asked if known.contexts else tuple(page for page in ours if page.section)


def _stale(targets: tuple[Target, ...]) -> tuple[Finding, ...]:
    """One warning for them all: the fault is one, that nobody has drawn since."""
    if not targets:
        return ()
    first, *others = targets
    what = f"{len(targets)} figures are stale; their" if others else f"{first.id} is stale; its"
    message = f"{what} numbers and equations were compared as last drawn"
    return (
        Finding(
            Place(first.path),
            "stale-figure",
            "warning",
            message,
            "figpress render, and check again; figpress list says why",
        ),
    )


def write(site: Site) -> tuple[str, ...]:
    """Correct the printed numbers, and nothing else. Returns the pages that changed.

    Raises OSError where a page cannot be written.
    """
    known = facts(site)
    changed = []
    for page in known.pages:
        body = corrected(page, known.values)
        if body != page.body:
            path = site.root / page.path
            text = path.read_bytes().decode("utf-8")
            write_beside(path, _in_file(text, page.body, body))
            changed.append(page.path)
    return tuple(changed)


def _in_file(text: str, old: str, new: str) -> str:
    """The file with one body in the place of the other, and its line ends as they were."""
    if "\r\n" in text:
        old, new = old.replace("\n", "\r\n"), new.replace("\n", "\r\n")
    head = text[: len(text) - len(old)]
    return head + new if text.endswith(old) else text.replace(old, new, 1)
