"""Draws what is stale: finds the targets, asks which must run and why, runs them, files what they leave."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import private_folder
from figpress.freshness.assessment import Assessment, Standing, computed_target
from figpress.freshness.code.imports import packages
from figpress.freshness.discovery import choose
from figpress.freshness.figure import Failure
from figpress.freshness.hazards import Written, borrowed, kept, trespass
from figpress.freshness.lock import Entry, Lock
from figpress.freshness.lockfile import lock_text, read_lock, write_lock
from figpress.freshness.plan import UNSEEN, fingerprint
from figpress.freshness.same import same_entry
from figpress.freshness.seams import Executor, Job, Outcome, Reporter, Request, Shared, Turn
from figpress.freshness.shared_store import SharedStore, shelf_for
from figpress.freshness.target import Target
from figpress.freshness.trace import ANYWHERE, EVERY, LOOKED_UP, Prints, Record, Trace, Tried
from figpress.freshness.turns import Turns
from figpress.running import results
from figpress.running.early import note
from figpress.running.executors.local import LocalExecutor, Reach
from figpress.running.leftovers import sweep_leftovers
from figpress.running.parent import WarmProcess

TICK = 0.01  # seconds: how much a file system's clock may be behind


@dataclass(frozen=True)
class Failed:
    """A target that did not finish."""

    id: str
    where: str
    message: str
    traceback: str = ""


@dataclass(frozen=True)
class RenderReport:
    """What a render did. `skipped`: id and reason of scripts that are not drawn; `behind`: ids whose lock
    entry is old.
    """

    rendered: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    failed: tuple[Failed, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    behind: tuple[str, ...] = ()
    seconds: float = 0.0
    standings: Mapping[str, Standing] = field(
        default_factory=dict, repr=False, compare=False
    )  # where nothing was run: what was looked at

    @property
    def good(self) -> bool:
        return not self.failed and not self.behind


class Silent:
    """A Reporter that says nothing."""

    def begin(self, total: int) -> None: ...
    def line(self, verb: str, id: str, reason: str = "", seconds: float | None = None) -> None: ...
    def end(self) -> None: ...


def render(
    site: Site,
    ids: tuple[str, ...] | None = None,
    reporter: Reporter | None = None,
    locked: bool = False,
    executor: Executor | str | None = None,
    force: bool = False,
    early: WarmProcess | None = None,
) -> RenderReport:
    """Bring figures up to date.

    ids     only these, or all
    executor  what runs the scripts, or the address of a cluster ("dask://host:port"); this machine when there
              is none
    locked  leave figures.lock as it is, and name the entries that would change
    early   a warm process that was started before anything was known; it is used or ended

    Raises Mistake for an unknown id, and for a disk that cannot be written.
    """
    return Rendering(site, reporter or Silent(), executor, early).run(ids, locked, force)


def open_executor(site: Site, address: str, reach: Reach, early: WarmProcess | None = None) -> Executor:
    """This machine, or the cluster at an address. Raises Mistake for an address of no known kind."""
    if not address:
        return LocalExecutor(site, reach, early=early)
    if address.startswith("dask://"):
        from figpress.running.executors.dask import DaskExecutor

        return DaskExecutor(site, address, reach)
    raise Mistake(f"unknown executor: {address}", hint="dask://HOST:PORT, or none for this machine.")


class Studio:
    """Keeps a warm process between renders, for whoever renders again and again: a redraw then costs no more
    than its script.
    """

    def __init__(self, site: Site):
        self.site = site
        self.executor: LocalExecutor | None = None

    def render(
        self, ids: tuple[str, ...] | None = None, reporter: Reporter | None = None, site: Site | None = None
    ) -> RenderReport:
        """As `render`; the process is started the first time, and anew when the site is configured
        otherwise.
        """
        if site is not None and site != self.site:
            self.close()
            self.site = site
        reach = Rendering(self.site, Silent(), None).reach  # of the code as it is now
        if self.executor is None:
            self.executor = LocalExecutor(self.site, reach)
        self.executor.reach = reach
        return render(self.site, ids, reporter, executor=self.executor)

    def close(self) -> None:
        """End the warm process."""
        if self.executor:
            self.executor.close()
            self.executor = None


class Rendering:
    """One render."""

    def __init__(
        self,
        site: Site,
        reporter: Reporter,
        executor: Executor | str | None,
        early: WarmProcess | None = None,
    ):
        self.site, self.reporter, self.early = site, reporter, early
        self.address = executor if isinstance(executor, str) else ""
        self.executor: Executor | None = None if isinstance(executor, str) else executor
        self.lent = self.executor is not None
        self.assessment = Assessment(site)
        self.turns = Turns(site)
        self.committed = read_lock(site)
        self.shared: SharedStore | None = None
        if site.store_url:
            self.shared = SharedStore(
                shelf_for(site.store_url, site.root),
                self.assessment.store,
                self.assessment.records,
                lambda text: reporter.line("warning", "store", text),
            )
        self.elsewhere: set[str] = set()
        self.forced: set[str] = set()
        self.looked: dict[str, Standing] = {}
        self.known: dict[str, Record | None] = {}  # what we assessed
        self.rendered: list[str] = []
        self.fresh: list[str] = []
        self.failed: list[Failed] = []
        self.reasons: dict[str, str] = {}
        self.failures: dict[str, Failure] = {}
        self._reached: dict[str, tuple[str, ...]] = {}
        self.written: dict[str, Written] = {}  # what runs left, by id

    def run(self, ids: tuple[str, ...] | None, locked: bool, force: bool) -> RenderReport:
        started = time.perf_counter()
        targets = choose(self.assessment.targets, ids)
        skipped = tuple((t.id, t.skip) for t in targets if t.skip)
        for id, reason in skipped:
            self.reporter.line("skipped", id, reason)
        targets = tuple(t for t in targets if not t.skip)
        try:
            private_folder(self.site.private)
            sweep_leftovers(self.site)
            self._draw(targets, force, named=ids is not None)
            with self.turns.alone("figures.lock"):
                behind = self._lock(targets, locked, whole=ids is None)
            note(
                self.site, self.assessment.tree, tuple(t.path for t in self.assessment.targets if not t.skip)
            )
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Mistake(
                f"cannot be written: {error.strerror or error}",
                Place(self._named(error)),
                "Make the folder writable, or free some space. Nothing that was there is lost.",
            ) from None
        finally:
            self.turns.close()
            self.assessment.save()
            if self.executor and not self.lent:
                self.executor.close()
            if self.early:
                self.early.close()
            self.reporter.end()
        ran = self.executor is not None or self.shared is not None
        return RenderReport(
            tuple(self.rendered),
            tuple(self.fresh),
            tuple(self.failed),
            skipped,
            behind,
            time.perf_counter() - started,
            {} if ran else self.looked,
        )

    def _named(self, error: OSError) -> str:
        """What could not be written, as the author calls it."""
        return str(error.filename or ".figpress").removeprefix(f"{self.site.root}/")

    def _draw(self, targets: tuple[Target, ...], force: bool, named: bool) -> None:
        standings = [self.assessment.standing(t) for t in targets]
        stale = [s for s in standings if force or not self._is_fresh(s)]
        self.reporter.begin(len(stale))
        if not force and self.shared:
            standings = [self._fetched(s) for s in standings]
            stale = [s for s in standings if not self._is_fresh(s)]
        # results that might come out as they were are computed first: what only waits for them may be fresh
        # after all
        if not force:
            self._recompute(tuple(dict.fromkeys(id for s in stale for id in s.verdict.waits)))
            standings = [self.assessment.standing(s.target) if s.verdict.waits else s for s in standings]
        jobs = []
        self.looked = {s.target.id: s for s in standings}
        self.forced = {s.target.id for s in standings} if force else set()
        self.known.update({s.target.id: s.record for s in standings})
        for standing in standings:
            if self._is_fresh(standing) and not force:
                self.fresh.append(standing.target.id)
                self._deepen(standing)
                self.reporter.line("fresh", standing.target.id)
            elif standing.verdict.settled and not named and not force:
                self._failed(
                    standing.target, standing.record.failure, "as before: nothing that it read has changed"
                )
            else:
                self.reasons[standing.target.id] = self._reason(standing)
                jobs.append(
                    (
                        standing.record.seconds if standing.record else 0.0,
                        Job(standing.target, extras=self.extras(standing.target)),
                    )
                )
        jobs.sort(key=lambda pair: -pair[0])  # the longest first, so that none is left alone at the end
        self._run(tuple(job for _, job in jobs))

    def _failed(self, target: Target, failure: Failure, remark: str = "") -> None:
        if target.kind != "computed":
            self.failed.append(Failed(target.id, failure.where, failure.message, failure.traceback))
        self.reporter.line(
            "failed", target.id, f"{failure.where}  {failure.message}{f' ({remark})' if remark else ''}"
        )

    def _deepen(self, standing: Standing) -> None:
        """A shared result came out as it was although its code changed: the figure stays, its fingerprint
        moves on.
        """
        record, now = standing.record, standing.now
        if record and now and record.fingerprint != standing.fingerprint:
            self.assessment.records.write(
                replace(
                    record, prints=replace(record.prints, deep=now.deep), fingerprint=standing.fingerprint
                )
            )

    def _reason(self, standing: Standing) -> str:
        if standing.verdict.state == "failed":
            return "failed last time"
        return standing.verdict.reasons[0] if standing.verdict.reasons else "asked for"

    def extras(self, target: Target) -> tuple[dict, ...]:
        return (
            tuple(asdict(e) for e in self.assessment.equations(target.id)) if target.kind == "symbols" else ()
        )

    def _fetched(self, standing: Standing) -> Standing:
        """The standing after a look into the shared store: what somebody drew on this code and environment is
        as good as ours.
        """
        entry = self.committed.targets.get(standing.target.id)
        trace = (
            standing.record.trace
            if standing.record and standing.record.drawn
            else entry.trace
            if entry
            else None
        )
        if self._is_fresh(standing) or trace is None or self.shared is None:
            return standing
        for told in [t for t in (trace, entry.trace if entry else None) if t]:
            for id in told.computed:
                self._fetch_result(id)
            found = self.shared.fetch(standing.target.id, self.assessment.prints(standing.target, told))
            if found:
                self.assessment.records.write(found)
                self.reporter.line("fetched", standing.target.id, "from the shared store")
                return self.assessment.standing(standing.target)
        return standing

    def _fetch_result(self, id: str) -> None:
        """Bring a shared result, and those that it is made of, from the shared store."""
        standing, entry = self.assessment.result(id), self.committed.targets.get(id)
        if self.shared is None or entry is None or (standing and self._is_fresh(standing)):
            return
        for inner in entry.trace.computed:
            self._fetch_result(inner)
        calls = id.removeprefix("computed:").rpartition(":")[0]
        target = Target(id, entry.trace.modules.get(calls.partition(":")[0], ""), "computed", calls=calls)
        if found := self.shared.fetch(id, self.assessment.prints(target, entry.trace)):
            self.assessment.records.write(found)
            self.assessment.forget(id)

    def _is_fresh(self, standing: Standing) -> bool:
        return standing.verdict.state == "fresh"

    def _recompute(self, ids: tuple[str, ...]) -> None:
        for id in ids:
            standing = self.assessment.result(id)
            if standing and standing.record and standing.verdict.state != "fresh":
                arguments = self.assessment.store.find(standing.record.arguments, results.SUFFIX)
                if arguments:
                    self.known[id] = standing.record
                    self.reasons[id] = standing.verdict.reasons[0]
                    self._run((Job(standing.target, arguments),))

    def _run(self, jobs: tuple[Job, ...]) -> None:
        if not jobs:
            return
        if self.executor is None:
            self.executor, self.early = (open_executor(self.site, self.address, self.reach, self.early), None)
        if isinstance(self.executor, LocalExecutor):
            self.executor.tell = lambda id, seconds: self.reporter.line("running", id, f"for {seconds:.0f} s")
        for outcome in self.executor.run(jobs, self._demand, self._claim):
            self._file(outcome)
            self.turns.release(outcome.job.target.id)

    def _claim(self, job: Job) -> Turn:
        """Our turn, unless another command is drawing this very target, or has just done so."""
        id = job.target.id
        if id in self.turns.held:
            return "ours"
        if not self.turns.take(id):
            self.elsewhere.add(id)
            return "busy"
        if id in self.elsewhere or self.assessment.records.read(id) != self.known.get(
            id
        ):  # somebody drew it since we looked
            self.elsewhere.discard(id)
            another = Assessment(self.site)
            standing = another.result(id) if job.target.kind == "computed" else another.standing(job.target)
            if standing and standing.verdict.state == "fresh" and id not in self.forced:
                self.turns.release(id)
                self.assessment.forget(id)
                if job.target.kind != "computed":
                    self.fresh.append(id)
                    self.reporter.line("fresh", id, "drawn by another command")
                return "done"
        return "ours"

    def reach(self, job: Job) -> tuple[str, ...]:
        """What the code of a job imports, as far as can be read off it."""
        path = job.target.path
        if path not in self._reached:
            self._reached[path] = packages(self.assessment.tree, [path])
        return self._reached[path]

    def _demand(self, request: Request) -> Shared | Job:
        """A shared result that is fresh, or the job that makes it so."""
        if request.id in self.failures:
            return Shared(request.id, failure=self.failures[request.id])
        standing = self.assessment.result(request.id)
        if standing and standing.record and standing.verdict.state == "fresh":
            artifact = standing.record.artifacts[0]
            return Shared(request.id, artifact.path, standing.record.value)
        from pathlib import Path

        from figpress.freshness.seams import File

        self.known[request.id] = standing.record if standing else None
        kept = self.assessment.store.take(
            File("arguments", Path(request.arguments), results.MEDIA_TYPE, "data")
        )
        target = Target(request.id, request.path, "computed", calls=request.calls, arguments=kept.sha256)
        self.reasons.setdefault(
            request.id, standing.verdict.reasons[0] if standing and standing.verdict.reasons else "asked for"
        )
        return Job(target, kept.path)

    def _file(self, outcome: Outcome) -> None:
        """Take what a run left into the store and its record, or keep the last good one and say why it
        failed.
        """
        target = outcome.job.target
        before = self.assessment.records.read(target.id)
        outcome = self._trespassing(outcome)
        if outcome.failure:
            kept = before or Record(target.id, target.kind, target.path)
            tried = Tried(outcome.trace, self._prints(outcome)) if outcome.settled else None
            self.assessment.records.write(replace(kept, failure=outcome.failure, tried=tried))
            self.failures[target.id] = outcome.failure
            self._failed(target, outcome.failure)
        else:
            artifacts = tuple(self.assessment.store.take(file) for file in outcome.files)
            outcome = self._owing(outcome, before)
            prints = self._prints(outcome)
            trace = _counting(outcome.trace, prints.code)
            prints = replace(prints, code=self.assessment.prints(target, trace).code)
            record = Record(
                target.id, target.kind, target.path, trace, prints, fingerprint(prints), outcome.values,
                artifacts,
                outcome.provenance, round(outcome.seconds, 3), target.calls, target.arguments, outcome.value,
                outcome.errors,
                findings=outcome.findings, printed=outcome.printed,
                written=outcome.written,
            )  # fmt: skip
            self.assessment.records.write(record)
            self.assessment.judged.learn(target, record, prints.code)
            if self.shared:
                self.shared.offer(record)
            if target.kind != "computed":
                self.rendered.append(target.id)
            self.reporter.line("render", target.id, self.reasons.get(target.id, ""), outcome.seconds)
        if target.kind == "computed":
            self.assessment.forget(target.id)

    def _prints(self, outcome: Outcome) -> Prints:
        """The digests behind a run: files as they were in it, all else as it is now."""
        now = self.assessment.prints(outcome.job.target, outcome.trace)
        files = {**self._steady(now.files, outcome), **outcome.digests}
        return Prints(now.code, files, now.environment, outcome.computed, now.deep)

    def _trespassing(self, outcome: Outcome) -> Outcome:
        """An outcome that is a failure where the run changed what the site is made of. It is settled: another
        run would change it again.
        """
        if outcome.failure or outcome.job.target.kind == "measurement":
            return outcome
        said = trespass(self.site, outcome.written, self._all_written().values())
        if not said:
            return outcome
        return replace(outcome, failure=Failure(outcome.job.target.path, said), settled=True)

    def _all_written(self) -> dict[str, Written]:
        self.written = self.written or {r.id: r.written for r in self.assessment.records.every() if r.written}
        return self.written

    def _owing(self, outcome: Outcome, before: Record | None) -> Outcome:
        """An outcome that says what it owes to files that earlier runs wrote."""
        own = kept(str(self.site.root), before.written if before else {})
        id, trace = outcome.job.target.id, outcome.trace
        others = {other: written for other, written in self._all_written().items() if other != id}
        written = {**own, **outcome.written}
        self.written[id] = written
        causes = () if trace.declared else borrowed(outcome.digests, own, others)
        opaque = tuple(dict.fromkeys((*trace.opaque, *causes)))
        return replace(
            outcome, written=written, trace=replace(trace, opaque=opaque, wrote=tuple(sorted(written)))
        )

    def _steady(self, files: Mapping[str, str], outcome: Outcome) -> dict[str, str]:
        """The digests of files that an opaque run may have read: of one that changed meanwhile nothing is
        known.
        """

        def digest(key: str, found: str) -> str:
            if not key.startswith(f"{UNSEEN} "):
                return found
            path = self.site.root / key.removeprefix(f"{UNSEEN} ")
            return found if path.lstat().st_ctime < outcome.begun - TICK else "changed while it was drawn"

        return {key: digest(key, found) for key, found in files.items()}

    # The committed lock.

    def _lock(self, targets: tuple[Target, ...], locked: bool, whole: bool) -> tuple[str, ...]:
        """Bring figures.lock up to date, or name what would change in it."""
        lock = read_lock(self.site)
        wanted = dict(lock.targets)
        failed = {f.id for f in self.failed}
        for target in targets:
            record = self.assessment.records.read(target.id)
            if record and record.drawn and target.id not in failed:
                wanted[target.id] = entry_of(record)
        used = self._results(wanted)
        wanted.update(used)
        if whole:  # what is no longer there leaves the lock
            known = {t.id for t in self.assessment.targets if not t.skip} | set(used)
            wanted = {id: entry for id, entry in wanted.items() if id in known}
        merged = {
            id: lock.targets[id] if id in lock.targets and same_entry(lock.targets[id], e) else e
            for id, e in wanted.items()
        }
        behind = tuple(
            sorted(id for id in {*merged, *lock.targets} if merged.get(id) != lock.targets.get(id))
        )
        if locked:
            return behind
        if merged or self.site.lock.exists():
            write_lock(self.site, Lock(merged))
        return ()

    def _results(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """The entries of the shared results that these targets use, and those use."""
        found: dict[str, Entry] = {}
        waiting = [id for entry in entries.values() for id in entry.trace.computed]
        while waiting:
            id = waiting.pop()
            standing = self.assessment.result(id)
            record = standing.record if standing else None
            current = (
                record and record.drawn and (standing.verdict.state == "fresh" or id not in entries)
            )  # not one of code that was undone since
            entry = entry_of(record) if current else entries.get(id)
            if id not in found and entry:
                found[id] = entry
                waiting += entry.trace.computed
        return found


def entry_of(record: Record) -> Entry:
    """What is committed of a record: nothing that another machine would compute otherwise, but its values."""
    environment = {name: text for name, text in record.prints.environment.items() if not name.startswith("$")}
    trace = replace(record.trace, files=tuple(f for f in record.trace.files if not f.path.startswith("/")))
    return Entry(record.kind, record.fingerprint, trace, record.values, environment, record.errors)


__all__ = [
    "Failed",
    "RenderReport",
    "Rendering",
    "Silent",
    "computed_target",
    "entry_of",
    "lock_text",
    "render",
]


def _counting(trace: Trace, code: Mapping[str, str]) -> Trace:
    """The same trace without what ran at import and is nothing to this run; what ran for a statement that
    acts
    ran, whatever the statement binds.
    """
    ran: set[str] = set(trace.functions)
    kept: dict[str, tuple[str, ...]] = {}
    names = {key.rpartition(":")[2] for key in code}
    for name, hits in trace.at_import.items():
        if name in code:
            kept[name] = hits
            continue
        called = {hit for hit in hits if f"{hit}()" in code}
        ran |= called | {hit for hit in hits if hit.endswith(LOOKED_UP) and hit[:-1] in code}
        ran |= {  # compiled text named it
            hit for hit in hits if hit.startswith(f"{ANYWHERE}:") and hit[2 : -len(LOOKED_UP)] in names
        }
        if called:
            ran |= {
                hit for hit in hits if hit.endswith(f":{EVERY}{LOOKED_UP}") or hit.startswith(f"{ANYWHERE}:")
            }
    return replace(trace, functions=tuple(sorted(ran)), at_import=kept)
