"""Two commands at once share the work: who draws a target holds its lock file until the record is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from figpress.base.site import Site
from figpress.base.writing import file_name

try:
    import fcntl
except (
    ImportError
):  # no such locks here: two commands at once may then draw the same figure twice, to the same end
    fcntl = None  # type: ignore[assignment]


class Turns:
    """The targets that this process is drawing. The system gives a lock back when its holder dies, however it
    dies.
    """

    def __init__(self, site: Site):
        self.folder = site.private / "locks"
        self.held: dict[str, int] = {}

    def take(self, id: str) -> bool:
        """True when the target is ours to draw; False when another command is at it."""
        if id in self.held or fcntl is None:
            return True
        descriptor = self._open(id)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self.held[id] = descriptor
        return True

    def release(self, id: str) -> None:
        """Give a target back."""
        if id in self.held:
            os.close(self.held.pop(id))

    def close(self) -> None:
        """Give everything back."""
        for id in list(self.held):
            self.release(id)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Wait for a short turn at something that all commands write."""
        descriptor = self._open(name)
        try:
            if fcntl is not None:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open(self, name: str) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        return os.open(self.folder / file_name(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
