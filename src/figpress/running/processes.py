"""Ends runs: a process and whatever it started, also what has made itself a daemon; and says what a run took.

On Linux a run adopts the orphans below it, and the warm process adopts those of runs that have ended, so
nothing that a run started can hide by leaving its process group. Elsewhere a run is ended with its group.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator

LINUX = sys.platform.startswith("linux")
DIE_WITH_PARENT, ADOPT_ORPHANS = 1, 36  # prctl(2)
PASSES = 50  # over the processes of a run, until no new ones come


def adopt_orphans() -> None:
    """Become the parent of what is left when a process below this one ends."""
    if LINUX:
        ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0)


def begin_run() -> None:
    """In the child: a process group of its own, which ends with its parent, and adopts what it leaves
    behind.
    """
    os.setpgid(0, 0)
    if LINUX:
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        adopt_orphans()


def children(process: int) -> set[int]:
    """The processes that this one started, or adopted, and has not waited for. Empty where that cannot be
    said.
    """
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children", "rb") as file:
                found.update(map(int, file.read().split()))
    return found


def tree(process: int) -> list[int]:
    """A process and all below it."""
    found = [process]
    for one in found:
        found += children(one) - set(found)
    return found


def end(process: int) -> None:
    """Kill a process and all below it. They are stopped first, so that none starts another meanwhile."""
    if not LINUX:
        _send(-process, signal.SIGKILL)
        _send(process, signal.SIGKILL)
        return
    stopped: set[int] = set()
    for _ in range(PASSES):
        new = set(tree(process)) - stopped
        if not new:
            break
        for one in new:
            _send(one, signal.SIGSTOP)
        stopped |= new
    for one in stopped:
        _send(one, signal.SIGKILL)


def orphans(known: set[int]) -> Iterator[int]:
    """Processes that this one has adopted: their run has ended, and so shall they. Those that ended are let
    go.
    """
    for process in children(os.getpid()) - known:
        yield process
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0 if LINUX else os.WNOHANG)


def memory_of(process: int) -> int:
    """Bytes of memory that a run holds at the moment, all its processes together, what they share counted
    once.
    """
    total = 0
    for one in tree(process):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{one}/statm", "rb") as file:
                _, resident, shared, *_ = map(int, file.read().split())
            total += (resident - shared) * os.sysconf("SC_PAGE_SIZE")
    return total


def memory_here() -> int:
    """Bytes that processes of this machine, or of this container, may hold; 0 where that cannot be said."""
    found = []
    with contextlib.suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError), open(path, "rb") as file:
            found.append(int(file.read()))
    return min(found, default=0)


def _send(process: int, which: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process, which)
