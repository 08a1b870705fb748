"""What a run may take: time, memory, and how much it may print. A script that needs more says so."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from figpress.running import processes

MINUTES = 10.0
PRINTED = 10_000_000  # bytes
LARGEST = 2 << 30  # bytes of one file that a run writes
SHARE = 0.75  # of the machine's memory


def usual(kind: str, runs: int = 1) -> dict[str, float]:
    """The limits of a script that says nothing and runs so many times: minutes (0: none, as what measures is meant to take long,
    and is run by hand), and gigabytes.
    """
    return {
        "minutes": 0 if kind == "measurement" else MINUTES * runs,
        "gigabytes": SHARE * processes.memory_here() / 1e9,
    }


def hold(gigabytes: float) -> None:
    """In the run: asking for more memory than this fails at once, with the script's own line."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, LARGEST)
        if gigabytes and hasattr(resource, "RLIMIT_DATA"):
            _lower(resource.RLIMIT_DATA, int(gigabytes * 1e9))


def _lower(which: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


@dataclass
class Watch:
    """One run as its parent sees it."""

    process: int
    output: Path
    minutes: float
    gigabytes: float
    began: float = field(default_factory=time.monotonic)
    asked: float = 0.0  # since when it has waited for a shared result; that is not its own time

    def wait(self) -> None:
        self.asked = self.asked or time.monotonic()

    def go_on(self) -> None:
        if self.asked:
            self.began += time.monotonic() - self.asked
            self.asked = 0.0

    def over(self) -> str:
        """Which limit it has passed, in words; "" while it has not."""
        if self.minutes and not self.asked and time.monotonic() - self.began > 60 * self.minutes:
            return f"took longer than {_count(self.minutes, 'minute')}: {MORE.format('minutes')}"
        if self.gigabytes and processes.memory_of(self.process) > 1e9 * self.gigabytes:
            return f"took more than {self.gigabytes:.3g} GB of memory: {MORE.format('gigabytes')}"
        with contextlib.suppress(OSError):
            if os.stat(self.output).st_size > PRINTED:
                return f"printed more than {PRINTED // 1_000_000} MB"
        return ""


MORE = "figpress.limits({}=…) in the script allows more"


def _count(number: float, unit: str) -> str:
    return f"{number:g} {unit}{'' if number == 1 else 's'}"
