"""Where a real and a test implementation may stand in for one another."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from figpress.base.finding import Finding
from figpress.freshness.figure import Artifact, Drawn, Failure
from figpress.freshness.target import Target
from figpress.freshness.trace import Trace


class Gallery(Protocol):
    """Drawn figures by id. Cheap: it reads records and code, and runs nothing."""

    def figure(self, id: str) -> Drawn | None: ...
    def ids(self) -> tuple[str, ...]: ...


Turn = tuple[str, Mapping[str, int]]  # its name, and what it changes: "seed", "draw", or what scripts vary


@dataclass(frozen=True)
class Turned:
    """What one turn of `replicate` came to: the values, and why it did not end if it did not."""

    values: Mapping[str, float]
    failure: str = ""


@dataclass(frozen=True)
class Job:
    """One target to run in a fresh process.

    extras     what the run is given besides its script: the displayed equations of a symbols context
    turns      what `replicate` asks for besides: each ("seed 3", {"seed": 3, "draw": 3})
    wanted     the values that are asked of a turn: it ends when it has published them
    """

    target: Target
    arguments: Path | None = None  # of a computed: the stored arguments
    extras: tuple[Any, ...] = ()
    turns: tuple[Turn, ...] = ()
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """A file that a run left in a scratch folder, to be taken into the store."""

    name: str
    path: Path
    media_type: str
    role: str = "image"
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What came of a job: files and values, or a failure; a trace in either case."""

    job: Job
    trace: Trace
    files: tuple[File, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)  # files as they were when they were looked at
    computed: Mapping[str, str] = field(
        default_factory=dict
    )  # shared results that it used, by id: digests of their values
    errors: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    begun: float = 0.0  # when, in seconds since the epoch
    failure: Failure | None = None
    settled: bool = False  # the failure is the script's own: it would fail again
    value: str = ""  # of a computed: digest of what it returned
    turned: Mapping[str, Turned] = field(default_factory=dict)  # what each turn published, by its name
    findings: tuple[Finding, ...] = ()  # what was seen in its pictures, and what it warned of
    printed: str = ""
    written: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # files that it wrote: before, after


@dataclass(frozen=True)
class Request:
    """A run asks for a shared result: the function ("byhand.model:train"), its module's path, its
    arguments as data.
    """

    calls: str
    path: str
    arguments: str
    digest: str

    @property
    def id(self) -> str:
        return f"computed:{self.calls}:{self.digest[:16]}"


@dataclass(frozen=True)
class Shared:
    """A result handed from one run to another: where it lies, and the digest of its value; or why there is
    none.
    """

    id: str
    path: Path | None = None
    digest: str = ""
    failure: Failure | None = None


Demand = Callable[[Request], "Shared | Job"]
Turn = Literal["ours", "busy", "done"]  # run it; another command is at it; another command did it
Claim = Callable[[Job], Turn]


class Executor(Protocol):
    """Runs jobs in fresh processes.

    demand  answers a run that asks for a shared result, perhaps with a job to run first
    claim   is asked before a job is begun
    """

    def run(self, jobs: tuple[Job, ...], demand: Demand, claim: Claim) -> Iterator[Outcome]: ...
    def close(self) -> None: ...


class Store(Protocol):
    """Files by content."""

    def take(self, file: File) -> Artifact: ...
    def find(self, sha256: str, suffix: str) -> Path | None: ...


class Reporter(Protocol):
    """Says what happens: a line a thing, or nothing."""

    def begin(self, total: int) -> None: ...
    def line(self, verb: str, id: str, reason: str = "", seconds: float | None = None) -> None: ...
    def end(self) -> None: ...
