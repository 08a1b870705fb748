"""Says of every target whether it is fresh, and why not. Reads code, records and files; runs and writes
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from figpress.base.site import Site
from figpress.equations import COMPILED
from figpress.equations.asked import equations_on
from figpress.equations.model import Equation
from figpress.freshness.code.canon import digest
from figpress.freshness.code.sourcetree import SourceTree
from figpress.freshness.discovery import discover
from figpress.freshness.judged import Judged
from figpress.freshness.plan import Result, changed, fingerprint, prints_now, verdict
from figpress.freshness.present import Present
from figpress.freshness.records import Records
from figpress.freshness.store import LocalStore
from figpress.freshness.target import Target
from figpress.freshness.trace import Prints, Record, Trace, Verdict
from figpress.pages.page import Page
from figpress.pages.reading import read_pages


@dataclass(frozen=True)
class Standing:
    """A target, its last run, and what is to be said of it now."""

    target: Target
    record: Record | None
    now: Prints | None
    verdict: Verdict

    @property
    def fingerprint(self) -> str:
        """Of the code as it is now, through the trace of the last run."""
        if self.record and self.now == self.record.prints:
            return self.record.fingerprint
        return fingerprint(self.now) if self.now else ""


class Assessment:
    """One look at the site; make a new one after anything changed. `pages` are those of the site, where they
    have been read already.
    """

    def __init__(self, site: Site, pages: tuple[Page, ...] | None = None):
        self.site = site
        self._pages = pages
        self.tree = SourceTree(site)
        self.judged = Judged(self.tree, lambda: frozenset(target.path for target in self.targets))
        self.present = Present(site)
        self.records = Records(site)
        self.store = LocalStore(site)
        self._targets: tuple[Target, ...] | None = None
        self._by_id: dict[str, Target] = {}
        self._results: dict[str, Standing | None] = {}
        self._equations: dict[str, tuple[Equation, ...]] = {}

    @property
    def targets(self) -> tuple[Target, ...]:
        if self._targets is None:
            self._targets = discover(self.site, self.tree)
        return self._targets

    def target(self, id: str) -> Target | None:
        """The script target of this id."""
        if not self._by_id:
            self._by_id = {target.id: target for target in reversed(self.targets)}
        return self._by_id.get(id)

    def standing(self, target: Target) -> Standing:
        """What is to be said of a target now."""
        record = self.records.read(target.id)
        if record is None:
            return Standing(target, None, None, Verdict("missing", ("never drawn here",)))
        known = self.judged.units(target, record) if record.drawn else None
        now = self.prints(target, record.trace, known)
        faults = [
            (p, f)
            for p in (() if known else dict.fromkeys((target.path, *record.trace.modules.values())))
            if (f := self.tree.fault(p))
        ]
        if faults:
            state = "failed" if record.failure else "stale"
            return Standing(
                target,
                record,
                now,
                Verdict(
                    state,
                    tuple(f"{path}:{fault.lineno or 0} is not Python: {fault.msg}" for path, fault in faults),
                ),
            )
        if not known and record.drawn:
            self.judged.learn(target, record, now.code)
        held = self.store.holds(record.artifacts)
        said = verdict(record, now, held, self._waiting(record.trace))
        if said.state == "failed" and record.tried and target.kind != "computed":
            again = changed(record.tried.prints, self.prints(target, record.tried.trace))
            said = replace(said, settled=not again)
        return Standing(target, record, now, said)

    def prints(self, target: Target, trace: Trace, units: Mapping[str, str] | None = None) -> Prints:
        """What a run with this trace would be printed as now; `units`: its code, where that is known."""
        prints = prints_now(self.tree, self.present, target, trace, self._result, units)
        if target.kind == "symbols":
            texts = [f"{one.runs}: {one.tex}" for one in self.equations(target.id)]
            asked = digest("\n".join([COMPILED, *texts]))
            prints = replace(prints, code={**prints.code, "<equations>": asked})
        return prints

    def save(self) -> None:
        """Remember for the next command what was read and found."""
        self.tree.save()
        self.judged.save()

    def equations(self, id: str) -> tuple[Equation, ...]:
        """The displays that a symbols script is asked about."""
        if id not in self._equations:
            self._pages = read_pages(self.site) if self._pages is None else self._pages
            self._equations[id] = equations_on(self._pages, id)
        return self._equations[id]

    def result(self, id: str) -> Standing | None:
        """The standing of a shared result; None where it was never computed here."""
        if id not in self._results:
            record = self.records.read(id)
            self._results[id] = None
            if record:
                self._results[id] = self.standing(computed_target(record))
        return self._results[id]

    def forget(self, id: str) -> None:
        """Look again at a shared result, and at what was said of it."""
        self._results.clear()

    def _result(self, id: str) -> Result | None:
        standing = self.result(id)
        if standing is None or standing.record is None:
            return None
        record = standing.record
        return Result(record.value, standing.fingerprint, standing.verdict.state == "fresh")

    def _waiting(self, trace: Trace) -> tuple[str, ...]:
        """Shared results of a run that are not fresh, those that others wait for first."""
        waiting: list[str] = []
        for id in trace.computed:
            standing = self.result(id)
            if standing is None or standing.verdict.state != "fresh":
                waiting += [*(standing.verdict.waits if standing else ()), id]
        return tuple(dict.fromkeys(waiting))


def computed_target(record: Record) -> Target:
    """The target of a shared result's record."""
    return Target(record.id, record.path, "computed", calls=record.calls, arguments=record.arguments)
