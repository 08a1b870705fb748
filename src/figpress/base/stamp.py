"""When a file that was read need not be read again."""

import os
import time

Stamp = tuple[int, int, int, int]
# ns: a file changed so shortly before it was read may change again within one tick of the clock
JUST_NOW = 2_000_000_000


def stamp(state: os.stat_result) -> Stamp:
    """What changes with every write. Size and time of change can be kept by whoever writes; when the entry
    itself
    changed is the kernel's own word.
    """
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


def settled(kept: Stamp, read: int, state: os.stat_result) -> bool:
    """True when a file is as it was when it was read, at `read` ns since the epoch."""
    return kept == stamp(state) and max(state.st_mtime_ns, state.st_ctime_ns) + JUST_NOW < read


def now() -> int:
    """ns since the epoch."""
    return time.time_ns()
