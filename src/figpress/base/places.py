"""Where a thing stands: a file of the site and a line in it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A file, relative to the site's folder with forward slashes, and a line counted from 1 (0: the whole
    file).
    """

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
