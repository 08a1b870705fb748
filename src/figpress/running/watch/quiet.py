"""Where a thread says that what it does now is the press's own affair: in memory that the watching process
shares.

A slot for each thread: its number and how deep it is in such doings. The watcher looks while the thread waits
for it, so
what it finds is what was meant; a slot that another thread took over is not believed.
"""

from __future__ import annotations

import mmap
import struct
import threading

SLOTS, WIDTH = 8192, 8


def shared_page() -> mmap.mmap:
    """Memory that this process and its children share."""
    return mmap.mmap(-1, SLOTS * WIDTH)


class Quiet:
    """`with quiet:` around the press's own doings, which are nobody's dependencies."""

    def __init__(self, page: mmap.mmap | None = None):
        self.page = page or shared_page()

    @property
    def depth(self) -> int:
        """How deep this thread is in the press's own doings."""
        return depth(self.page, threading.get_native_id())

    @depth.setter
    def depth(self, depth: int) -> None:
        task = threading.get_native_id()
        struct.pack_into("II", self.page, task % SLOTS * WIDTH, task, depth)

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *error: object) -> None:
        self.depth -= 1


def depth(page: mmap.mmap, task: int) -> int:
    """What a thread said."""
    owner, depth = struct.unpack_from("II", page, task % SLOTS * WIDTH)
    return depth if owner == task else 0
