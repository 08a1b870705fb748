"""Runs jobs on a Dask cluster: the project travels by digest, results come back as files.

Start one with `dask scheduler` and, on every machine, in an environment with the site's packages, `dask
worker tcp://host:8786`.
A worker unpacks the project under the digest of its content, so no worker ever runs an old module; there it
draws as this
machine would, in a forked process, and sends back data. Dask itself speaks pickle: a cluster runs your code,
so let only machines that you trust into it, over TLS. What a lost worker had in hand is done elsewhere.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import shutil
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.base.working import make
from figpress.freshness.figure import Failure
from figpress.freshness.seams import Claim, Demand, File, Job, Outcome, Request, Shared, Turn
from figpress.freshness.target import Target
from figpress.freshness.trace import Trace
from figpress.running.bundle import bundle, unpack
from figpress.running.executors.local import LocalExecutor, Reach, scratch_folder
from figpress.running.results import SUFFIX


class SentFile(msgspec.Struct):
    """A file that a run elsewhere left."""

    name: str
    suffix: str
    media_type: str
    role: str
    width: float
    height: float
    content: bytes


_HINTS = get_type_hints(Outcome)
Returned = msgspec.defstruct(
    "Returned", [(f.name, _HINTS[f.name]) for f in fields(Outcome) if f.name not in ("job", "files")]
)


class Sent(msgspec.Struct):
    """What a worker sends back of one target: data, every field of its type, whoever wrote it."""

    target: Target
    outcome: Returned  # type: ignore[valid-type]
    files: list[SentFile]
    arguments: bytes


class DaskExecutor:
    """Implements seams.Executor through `Client.get_executor()`."""

    def __init__(self, site: Site, address: str, reach: Reach):
        try:
            from distributed import Client
        except ImportError:
            raise Mistake(
                "--executor dask:// needs dask.distributed", hint='pip install "figpress[dask]"'
            ) from None
        host = address.removeprefix("dask://")
        try:
            self.client = Client(host if "://" in host else f"tcp://{host}", timeout="5s")
        except (OSError, TimeoutError) as error:
            raise Mistake(
                f"no Dask scheduler answers at {address}: {error}",
                hint="Start one: dask scheduler, and dask worker HOST:8786",
            ) from None
        self.site, self.reach = site, reach
        self.pool = self.client.get_executor(pure=False, retries=3)
        self.digest, content = bundle(site)
        # a task, not scattered data: the scheduler makes it again when the worker that held it is lost
        self.content = self.client.submit(bytes, content, key=f"project-{self.digest}")
        self.scratch = scratch_folder(site)
        self.files = 0

    def run(self, jobs: tuple[Job, ...], demand: Demand, claim: Claim) -> Iterator[Outcome]:
        """Yields outcomes as they come. Shared results that are fresh here are sent along; others are
        computed where they are wanted.
        """
        import time
        from concurrent.futures import FIRST_COMPLETED, wait

        queue, running = deque(jobs), {}
        while queue or running:
            for _ in range(len(queue)):
                job = queue.popleft()
                turn = claim(job)
                if turn == "ours":
                    running[self._submit(job)] = job
                elif turn == "busy":
                    queue.append(job)
            if not running:
                time.sleep(0.05)
                continue
            for future in wait(running, timeout=0.2 if queue else None, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                error = future.exception()
                if error is not None:
                    yield Outcome(
                        job, Trace(), failure=Failure(job.target.path, f"the cluster gave it up: {error}")
                    )
                    continue
                try:
                    whole = msgspec.msgpack.decode(future.result(), type=list[Sent])
                except (msgspec.DecodeError, TypeError) as error:
                    said = f"the cluster sent back something else than an outcome: {error}"
                    yield Outcome(job, Trace(), failure=Failure(job.target.path, said))
                    continue
                yield from (self._received(job, sent, demand) for sent in whole)

    def _submit(self, job: Job) -> Any:
        settings = {
            "figures_dir": self.site.figures_dir,
            "source_dirs": self.site.source_dirs,
            "title": self.site.title,
        }
        arguments = job.arguments.read_bytes() if job.arguments else None
        return self.pool.submit(
            work,
            self.digest,
            self.content,
            settings,
            tuple(self.reach(job)),
            asdict(job.target),
            arguments,
            job.extras,
            tuple((name, dict(changed)) for name, changed in job.turns),
            job.wanted,
        )

    def _received(self, job: Job, sent: Sent, demand: Demand) -> Outcome:
        """What came back, its files in our scratch folder. Shared results that were computed on the way come
        as outcomes of their own.
        """
        folder = self.scratch / str(self.files)
        folder.mkdir()
        self.files += 1
        files = []
        for number, file in enumerate(sent.files):
            path = folder / f"{number}{file.suffix if _SUFFIX.fullmatch(file.suffix) else ''}"
            path.write_bytes(file.content)
            files.append(File(file.name, path, file.media_type, file.role, file.width, file.height))
        target = sent.target
        if (
            target.kind == "computed" and target.id != job.target.id
        ):  # file its arguments here, as a run of our own would
            path = folder / f"arguments{SUFFIX}"
            path.write_bytes(sent.arguments)
            digest = hashlib.sha256(sent.arguments).hexdigest()
            answer = demand(Request(target.calls, target.path, str(path), digest))
            target = answer.target if isinstance(answer, Job) else target
        own = job if target.id == job.target.id else Job(target)
        return Outcome(own, files=tuple(files), **msgspec.structs.asdict(sent.outcome))

    def close(self) -> None:
        """Leave the cluster; it goes on without us."""
        self.client.close()


# On the worker.

_SUFFIX = re.compile(r"(\.[a-z0-9]{1,10})?")
_executors: dict[str, LocalExecutor] = {}


def work(
    digest: str,
    content: bytes,
    settings: dict[str, Any],
    packages: tuple[str, ...],
    target: dict[str, Any],
    arguments: bytes | None,
    extras: tuple,
    turns: tuple[Turn, ...],
    wanted: tuple[str, ...],
) -> bytes:
    """Draw one target here. Returns its outcome as data, after those of the shared results that it asked
    for.
    """
    if digest not in _executors:
        # a folder of this process's own: what lies about on a machine may be anybody's
        folder, _ = make()  # held until this process ends
        root = unpack(content, digest, folder / "in").resolve()
        _executors[digest] = LocalExecutor(Site(root=root, **settings), (), workers=1)
        atexit.register(_end, _executors[digest], folder)
    executor = _executors[digest]
    executor.reach = lambda job: packages
    results: dict[str, Shared] = {}
    asked: dict[str, bytes] = {}

    def demand(request: Request) -> Shared | Job:
        if request.id in results:
            return results[request.id]
        asked[request.id] = Path(request.arguments).read_bytes()
        return Job(
            Target(request.id, request.path, "computed", calls=request.calls, arguments=request.digest),
            Path(request.arguments),
        )

    path = None
    if arguments is not None:
        path = executor.scratch / f"arguments-{target['arguments'][:16]}{SUFFIX}"
        path.write_bytes(arguments)
    sent: list[Sent] = []
    for outcome in executor.run(
        (Job(Target(**target), path, extras, turns, wanted),), demand, lambda job: "ours"
    ):
        if outcome.job.target.kind == "computed":
            kept = outcome.files[0].path if outcome.files else None
            results[outcome.job.target.id] = Shared(
                outcome.job.target.id, kept, outcome.value, outcome.failure
            )
        files = [
            SentFile(f.name, f.path.suffix, f.media_type, f.role, f.width, f.height, f.path.read_bytes())
            for f in outcome.files
        ]
        plain = {f.name: getattr(outcome, f.name) for f in fields(outcome) if f.name not in ("job", "files")}
        given = asked.get(outcome.job.target.id, b"")
        sent.append(Sent(outcome.job.target, Returned(**plain), files, given))
    return msgspec.msgpack.encode(sent)


def _end(executor: LocalExecutor, folder: Path) -> None:
    executor.close()
    shutil.rmtree(folder, ignore_errors=True)
