"""Where a thing stands: a file of the site and a line in it."""

import re
from dataclasses import dataclass

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """A text for a terminal: letters that would move its cursor, set its title or turn its writing round, and
    bytes that are no letters, are seen as what they are.
    """
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


@dataclass(frozen=True, order=True)
class Place:
    """A file, relative to the site's folder with forward slashes, and a line counted from 1 (0: the whole
    file).
    """

    path: str
    line: int = 0

    def __str__(self) -> str:
        path = shown(self.path)
        return f"{path}:{self.line}" if self.line else path
