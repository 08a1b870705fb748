"""The audit: draws figures again, each alone in a clean copy of the site, and compares with what is called fresh."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass
from pathlib import Path

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.freshness.assessment import Assessment, Standing
from figpress.freshness.discovery import choose
from figpress.freshness.plan import changed
from figpress.freshness.same import same_number
from figpress.freshness.seams import Job, Outcome, Reporter, Request, Shared, Turn
from figpress.freshness.target import Target
from figpress.running.clean_copy import CleanCopy, clean_copy
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import Rendering, Silent


@dataclass(frozen=True)
class VerifyReport:
    """What came of an audit.

    same  ids whose pictures and values came out as they are kept
    left  ids that were not drawn again: there was no time for them
    """

    same: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    left: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not any(f.severity == "error" for f in self.findings)


def verify(
    site: Site,
    ids: tuple[str, ...] | None = None,
    reporter: Reporter | None = None,
    minutes: float = math.inf,
) -> VerifyReport:
    """Draw again everything that is called fresh, shared results included, one after the other in a copy of the
    site that is clean each time, and say what differs. Writes nothing else.

    minutes  no figure is begun later than this; what took least time before comes first
    """
    return Verifying(site, reporter or Silent(), 60 * minutes).run(ids)


class Verifying:
    """One audit."""

    def __init__(self, site: Site, reporter: Reporter, budget: float = math.inf):
        self.site, self.reporter, self.budget = site, reporter, budget
        self.started = time.perf_counter()
        self.left: list[str] = []
        self.assessment = Assessment(site)
        self.results: dict[str, Shared] = {}
        self.same: list[str] = []
        self.findings: list[Finding] = []

    def run(self, ids: tuple[str, ...] | None) -> VerifyReport:
        targets = tuple(t for t in choose(self.assessment.targets, ids) if not t.skip)
        standings = {t.id: self.assessment.standing(t) for t in targets}
        rendering = Rendering(self.site, Silent(), None)
        fresh = [t for t in targets if standings[t.id].verdict.state == "fresh"]
        fresh.sort(key=lambda t: (record.seconds if (record := standings[t.id].record) else 0.0, t.id))
        jobs = tuple(Job(t, extras=rendering.extras(t)) for t in fresh)
        for target in targets:
            if standings[target.id].verdict.state != "fresh":
                self._find(
                    target,
                    "not-fresh",
                    f"{target.id} is {standings[target.id].verdict.state}: not verified",
                    "figpress render",
                    "warning",
                )
        self.reporter.begin(len(jobs))
        left = {path for s in standings.values() if s.record for path in s.record.trace.wrote}
        with clean_copy(self.site, left) as copy:
            executor = LocalExecutor(copy.site, rendering.reach, workers=1)  # alone: beside no other run
            try:
                for outcome in executor.run(jobs, self._demand, lambda job: self._turn(job, copy)):
                    if outcome.job.target.kind == "computed":
                        self._keep(outcome)
                    else:
                        self._compare(standings[outcome.job.target.id], outcome)
            finally:
                executor.close()
                self.reporter.end()
        seconds = time.perf_counter() - self.started
        return VerifyReport(
            tuple(sorted(self.same)), tuple(sorted(self.findings)), seconds, tuple(sorted(self.left))
        )

    def _turn(self, job: Job, copy: CleanCopy) -> Turn:
        """Each figure's turn comes in a clean copy, as long as there is time."""
        if job.target.kind == "computed":  # its figure waits for it
            return "ours"
        if time.perf_counter() - self.started > self.budget:
            self.left.append(job.target.id)
            return "done"
        copy.restore()
        return "ours"

    def _demand(self, request: Request) -> Shared | Job:
        """Every shared result is computed once in an audit, whatever the store holds."""
        if request.id in self.results:
            return self.results[request.id]
        target = Target(request.id, request.path, "computed", calls=request.calls, arguments=request.digest)
        return Job(target, Path(request.arguments))

    def _keep(self, outcome: Outcome) -> None:
        target = outcome.job.target
        path = outcome.files[0].path if outcome.files else None
        self.results[target.id] = Shared(target.id, path, outcome.value, outcome.failure)
        kept = self.assessment.records.read(target.id)
        if kept and kept.drawn and outcome.value and kept.value != outcome.value:
            self._find(
                target,
                "differs",
                f"{target.calls.replace(':', '.')} has another value when it is computed again",
                "It may depend on something that the press cannot see.",
            )

    def _compare(self, standing: Standing, outcome: Outcome) -> None:
        target, record = standing.target, standing.record
        assert record
        if outcome.failure:
            self._find(
                target,
                "fails",
                f"{target.id} is called fresh, but fails: {outcome.failure.message}",
                f"at {outcome.failure.where}",
            )
            return
        drawn = tuple(hashlib.sha256(file.path.read_bytes()).hexdigest() for file in outcome.files)
        kept = tuple(a.sha256 for a in record.artifacts)
        values = {
            n
            for n in set(outcome.values) | set(record.values)
            if not same_number(outcome.values.get(n, float("nan")), record.values.get(n, float("nan")))
        }
        traced = changed(record.prints, self.assessment.prints(target, outcome.trace))
        if values:
            self._find(
                target,
                "value-differs",
                f"{target.id} is called fresh, but {', '.join(sorted(values))} came out otherwise",
                "This is a defect of figpress, or the script is not deterministic.",
            )
        elif drawn != kept and target.kind != "symbols":  # equations are filed with the lines they stood on
            self._find(
                target,
                "picture-differs",
                f"{target.id} is called fresh, but its picture came out otherwise",
                "This is a defect of figpress, or the script is not deterministic.",
            )
        else:
            self.same.append(target.id)
            self.reporter.line("same", target.id, "", outcome.seconds)
            if traced:
                self._find(
                    target,
                    "trace-differs",
                    f"{target.id} ran other code than before: {traced[0]}",
                    "The picture is the same; figpress render --force makes the trace anew.",
                    "warning",
                )

    def _find(self, target: Target, rule: str, message: str, hint: str = "", severity: str = "error") -> None:
        self.findings.append(Finding(Place(target.path), rule, severity, message, hint))  # type: ignore[arg-type]
        if severity == "error":
            self.reporter.line("failed", target.id, message)
