"""What a run said besides its picture: warnings with their lines, and what it printed."""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections.abc import Callable
from typing import Any

from figpress.running.renderers import letters
from figpress.running.renderers.letters import line_in

MOST = 2_000  # characters of what was printed that are kept
_MISSING = re.compile(r"Glyph (\d+) \(.*?\) missing from (?:current font|font\(s\) (.*?))\.", re.S)
_NO_FONT = re.compile(r"findfont: Font family (.*?) not found", re.S)
_NOT_OURS = re.compile(
    r"FigureCanvasAgg is non-interactive|Animation was deleted without rendering|no display found", re.I
)


class Said:
    """Listens to warnings and to the log of matplotlib.

    script  the lines of this file are told
    found   is called with rule, severity, line, message and hint
    """

    def __init__(self, script: str, found: Callable[..., None]):
        self.script, self.found = script, found
        self.line = 0  # where a picture is being drawn for which the script itself is no longer running

    def listen(self) -> None:
        """From now on."""
        warnings.showwarning = self._warned
        logger = logging.getLogger("matplotlib")
        logger.addHandler(_Handler(self._logged))
        logger.propagate = False

    def _warned(
        self, message: Any, category: type, filename: str, lineno: int, file: Any = None, line: Any = None
    ) -> None:
        text = " ".join(str(message).split())
        if _NOT_OURS.search(text):
            return
        at = (lineno if filename == self.script else 0) or line_in(self.script, 2) or self.line
        if missing := _MISSING.search(text):
            self.missing(chr(int(missing[1])), missing[2] or "its font", at)
        else:
            self.found("script-warned", "warning", at, f"{category.__name__}: {text}")

    def _logged(self, record: logging.LogRecord) -> None:
        text = " ".join(record.getMessage().split())
        at = line_in(self.script, 2) or self.line
        if no_font := _NO_FONT.search(text):
            family = no_font[1].strip("[]'\"")
            self.found(
                "font-not-at-hand", "warning", at, f"the font {family} is not at hand; another one is shown",
                "Only fonts that come with matplotlib, and those that the script adds from a file, are used.",
            )  # fmt: skip
        elif record.levelno >= logging.WARNING:
            self.found("script-warned", "warning", at, f"matplotlib: {text}")

    def missing(self, letter: str, fonts: str, line: int) -> None:
        """A letter that no font at hand has."""
        line = line or next((at for text, at in letters.written.items() if letter in text), 0)
        self.found(
            "missing-glyph", "error", line, f"there is no letter {letter!r} (U+{ord(letter):04X}) in "
                                            f"{fonts}: a box is shown",
            "Add a font that has it: matplotlib.font_manager.fontManager.addfont('fonts/….ttf'), then name "
            "its family.",
        )  # fmt: skip


class _Handler(logging.Handler):
    def __init__(self, told: Callable[[logging.LogRecord], None]):
        super().__init__()
        self.told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a record on."""
        self.told(record)


def printed(path: str) -> str:
    """What a run wrote to its output, at most so much of it."""
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = "".join(line for line in file.readlines(4 * MOST) if not line.startswith("Fontconfig"))
    except OSError:
        return ""
    return text if len(text) <= MOST else text[:MOST] + "…"
