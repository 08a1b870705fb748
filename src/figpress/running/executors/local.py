"""Runs jobs on this machine: one warm parent, a forked child a job, as many at once as there are cores."""

from __future__ import annotations

import json
import os
import select
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from figpress.base.cache import cache_folder
from figpress.base.site import Site
from figpress.freshness.figure import Failure
from figpress.freshness.records import finding_from, trace_from
from figpress.freshness.seams import Claim, Demand, File, Job, Outcome, Request, Shared, Turned
from figpress.freshness.trace import Trace
from figpress.running.limits import usual
from figpress.running.parent import OUTDATED, WarmProcess, in_order
from figpress.running.watch.watch import LOST

Reach = Callable[[Job], Iterable[str]]
REMIND = 30.0  # seconds: what has run for longer is named, so that nobody wonders what a build waits for


class LocalExecutor:
    """Implements seams.Executor.

    reach     what a job's own code imports: its process holds just that; or the same for all jobs
    early     a warm process that was started before
    watch     whether the kernel is asked for the files; by default where FIGPRESS_WATCH is not "off"
    """

    def __init__(
        self,
        site: Site,
        reach: Reach | tuple[str, ...],
        workers: int = 0,
        device: str = "",
        early: WarmProcess | None = None,
        watch: bool | None = None,
    ):
        self.site, self.workers, self.device = site, workers or cores(), device
        self.scratch = scratch_folder(site)
        self.reach: Reach = reach if callable(reach) else lambda job: reach
        self.watch = os.environ.get("FIGPRESS_WATCH") != "off" if watch is None else watch
        self.parent = early or WarmProcess(site)
        self.lines: deque[bytes] = deque()
        self.rest = b""
        self.numbers = 0
        self.struck: set[str] = set()  # in hand when the warm process was killed: tried once more, alone
        self.began: dict[int, float] = {}
        self.told = 0.0
        self.tell: Callable[[str, float], None] = lambda id, seconds: None  # what has run for long
        self.outdated: set[str] = set()  # those whose packages had to be imported anew
        self.bare: set[str] = set()  # and again: they import for themselves
        self.unwatched: list[Job] = []  # those whose watch went away

    def run(self, jobs: tuple[Job, ...], demand: Demand, claim: Claim) -> Iterator[Outcome]:
        """Yields outcomes as they come. A run that asks for a shared result waits, and gives its core to
        others.
        """
        queue, running, waiting = deque(jobs), {}, {}
        self.parent.warm(self.reach(job) for job in jobs)
        while queue or running:
            busy: list[Job] = []
            while queue and self._room(queue[0], running, waiting):
                job = queue.popleft()
                turn = claim(job)
                if turn == "ours":
                    running[self._begin(job)] = job
                elif turn == "busy":
                    busy.append(job)
                else:
                    self._tell(job, demand, queue, running, waiting)
            queue.extend(busy)
            message = self._receive(0.05 if busy else None, bool(running))
            if message is None:
                self._remind(running, waiting)
                continue
            if "gone" in message:
                yield from self._again(queue, running, waiting)
                continue
            number = message["job"]
            if "ask" in message:
                request = Request(**message["ask"])
                self._meet(number, request, demand(request), queue, running, waiting)
                continue
            job = running.pop(number)
            waiting.pop(number, None)
            if message["ended"] == LOST and job not in self.unwatched:
                self.unwatched.append(job)
                queue.appendleft(job)
                continue
            if message["ended"] == OUTDATED:
                self.bare.add(job.target.id) if job.target.id in self.outdated else self.outdated.add(
                    job.target.id
                )
                queue.appendleft(job)
                yield from self._again(queue, running, waiting)
                continue
            self.struck.discard(job.target.id)
            yield self._outcome(job, number, message["ended"], message["over"])
            self._tell(job, demand, queue, running, waiting)

    def _room(self, job: Job, running: dict[int, Job], waiting: dict) -> bool:
        """Whether a job may begin. What was in hand when the warm process was killed has it to itself."""
        alone = {job.target.id, *(other.target.id for other in running.values())} & self.struck
        return len(running) == len(waiting) if alone else len(running) - len(waiting) < self.workers

    def _again(self, queue: deque, running: dict[int, Job], waiting: dict) -> Iterator[Outcome]:
        """The warm process was killed, by the system or by a run: another one tries what was in hand,
        once.
        """
        self.parent.close()
        self.parent = WarmProcess(self.site)
        self.lines.clear()
        self.rest = b""
        lost = list(running.values())
        running.clear()
        waiting.clear()
        for job in lost:
            if job.target.id in self.struck:
                self.struck.discard(job.target.id)
                said = "the process that it ran in was killed, and again when it was tried alone"
                yield Outcome(job, Trace(), failure=Failure(job.target.path, said))
            else:
                self.struck.add(job.target.id)
                queue.append(job)

    def _remind(self, running: dict[int, Job], waiting: dict) -> None:
        """Says what is running where that takes long."""
        now = time.monotonic()
        if now - self.told > REMIND:
            self.told = now
            for number, job in running.items():
                if number not in waiting and now - self.began[number] > REMIND / 2:
                    self.tell(job.target.id, now - self.began[number])

    def _tell(self, job: Job, demand: Demand, queue: deque, running: dict, waiting: dict) -> None:
        """Answers the runs that waited for a job."""
        for number, request in [(n, r) for n, r in waiting.items() if r.id == job.target.id]:
            self._meet(number, request, demand(request), queue, running, waiting)

    def _meet(
        self, number: int, request: Request, answer: Shared | Job, queue: deque, running: dict, waiting: dict
    ) -> None:
        """Answers a run, or lets it wait for a job that will tell."""
        if isinstance(answer, Job):
            waiting[number] = request
            if all(job.target.id != answer.target.id for job in (*queue, *running.values())):
                queue.appendleft(answer)
            return
        waiting.pop(number, None)
        said = (
            {"failure": answer.failure.message}
            if answer.failure
            else {"id": answer.id, "path": str(answer.path), "digest": answer.digest}
        )
        self.parent.send({"do": "answer", "number": number, "answer": said})

    def _begin(self, job: Job) -> int:
        self.numbers += 1
        self.began[self.numbers] = time.monotonic()
        folder = self.scratch / str(self.numbers)
        folder.mkdir()
        target = job.target
        data = {
            "id": target.id, "path": target.path, "kind": target.kind, "calls": target.calls,
            "root": str(self.site.root),
            "packages": () if target.id in self.bare else in_order(self.reach(job)),
            "arguments": str(job.arguments or ""), "source_dirs": list(self.site.source_dirs),
            "scratch": str(folder),
            "environment": dict(os.environ), "hidden": [self.site.site_dir],
            "watch": self.watch and job not in self.unwatched, "extras": list(job.extras),
            "device": self.device,
            "turns": [[name, dict(changed)] for name, changed in job.turns],
            "wanted": list(job.wanted),
            "limits": usual(target.kind, 1 + len(job.turns)),
            "cache": str(cache_folder(self.site.root, "code") or ""),
        }  # fmt: skip
        self.parent.send({"do": "run", "number": self.numbers, "job": data})
        return self.numbers

    def _outcome(self, job: Job, number: int, status: int, over: str) -> Outcome:
        folder = self.scratch / str(number)
        if over:
            return Outcome(job, Trace(), failure=Failure(job.target.path, f"it {over}"))
        try:
            data = json.loads((folder / "outcome.json").read_text("utf-8"))
        except (OSError, ValueError):
            said = (
                (folder / "output.txt").read_text("utf-8", "replace")[-2000:]
                if (folder / "output.txt").exists()
                else ""
            )
            how = f"was ended by signal {-status}" if status < 0 else "left nothing behind"
            return Outcome(job, Trace(), failure=Failure(job.target.path, f"its process {how}", said))
        return read_outcome(job, data)

    def _receive(self, patience: float | None, running: bool) -> dict[str, Any] | None:
        """The next message of the warm parent; None when there was none within `patience` seconds, or can be
        none.
        """
        if patience and not running:
            time.sleep(patience)
            return None
        if not running:
            return None
        if not self.lines:
            if not select.select([self.parent.answers], [], [], patience or REMIND / 2)[0]:
                return None
            read = os.read(self.parent.answers, 1 << 16)
            if not read:
                return {"gone": True}
            *whole, self.rest = (self.rest + read).split(b"\n")
            self.lines.extend(whole)
        return json.loads(self.lines.popleft()) if self.lines else None

    def close(self) -> None:
        """End the parent and its children, and clear the scratch folder."""
        self.parent.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def read_outcome(job: Job, data: dict[str, Any]) -> Outcome:
    """What a child wrote, parsed."""
    return Outcome(
        job,
        trace_from(data["trace"]),
        tuple(File(**{**f, "path": Path(f["path"])}) for f in data["files"]),
        data["values"],
        data["provenance"],
        data["digests"],
        data["computed"],
        data["errors"],
        data["seconds"],
        data["begun"],
        Failure(**data["failure"]) if data["failure"] else None,
        data["settled"],
        data["value"],
        {name: Turned(**one) for name, one in data["turned"].items()},
        tuple(finding_from(f) for f in data["findings"]),
        data["printed"],
        {name: (before, after) for name, (before, after) in data["written"].items()},
    )


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def scratch_folder(site: Site) -> Path:
    """A new folder for this process."""
    base = site.private / "scratch"
    base.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=base))
