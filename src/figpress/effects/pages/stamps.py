"""Knows that a site need not be built: everything it was built from, and everything that was built, is as it was.

A stamp is kept of every good build: one digest of the inputs, and one of each file of the output. Both are verified by
content; a page that somebody edited in the built site, or a file that is gone, is a reason to build.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path

from figpress.effects.drawing.sourcetree import NOT_OURS
from figpress.effects.writing import write_beside
from figpress.nouns.site import Site

PRESS = Path(__file__).parents[1]
PASSING = {"scratch", "locks", "code", "tables", "preview", "fonts", "stamp.json"}  # of .figpress/: no page is made of these


class Stamp:
    """The stamp of one site, built in one way (`words`: the command's options)."""

    def __init__(self, site: Site, words: str = ""):
        self.site, self.folder, self.words = site, site.built, words
        self.path = site.private / "stamp.json"
        self.before = ""

    def holds(self) -> bool:
        """True when the last build was good, and neither what it was made from nor what it made has changed."""
        self.before = self.inputs()
        try:
            kept = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return False
        return kept.get("inputs") == self.before and kept.get("outputs") == self.outputs()

    def keep(self) -> None:
        """Remember a good build, of what `holds` looked at before it. A cache only: failing to write it is no failure."""
        try:
            write_beside(self.path, json.dumps({"inputs": self.before, "outputs": self.outputs()}, sort_keys=True))
        except OSError:
            pass

    def drop(self) -> None:
        """Forget: the build was not good, or is about to change."""
        self.path.unlink(missing_ok=True)

    def inputs(self) -> str:
        """The digest of all that a build reads: the site's files, what was drawn and fetched, the press, packages, the day."""
        hasher = hashlib.sha256()
        environment = sorted((k, v) for k, v in os.environ.items() if k.startswith(("FIGPRESS_", "MKDOCS_")) or k in ("CI", "SOURCE_DATE_EPOCH"))
        packages = sorted(name for folder in sys.path if folder.endswith("-packages") for name in _names(folder) if name.endswith("-info"))
        for word in (self.words, str(self.folder), sys.version, time.strftime("%Y-%m-%d"), repr(environment), repr(packages)):
            hasher.update(f"{word}\0".encode())
        for path in _files(self.site.root, NOT_OURS | {self.folder.name}):
            hasher.update(f"{path}\0{_digest(path)}\0".encode())
        for path in (self.site.root / ".git" / "HEAD", *_files(self.site.private, PASSING), *_files(PRESS, {"__pycache__"})):
            hasher.update(f"{path}\0{_state(path)}\0".encode())
        return hasher.hexdigest()

    def outputs(self) -> dict[str, str]:
        """The digest of every file of the built site."""
        return {str(p.relative_to(self.folder)): _digest(p) for p in _files(self.folder, set())}


def _files(root: Path, without: set[str]) -> list[Path]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in without)
        found += [Path(folder, name) for name in sorted(names) if name not in without and not name.endswith(".pyc")]
    return found


def _digest(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "absent"


def _state(path: Path) -> str:
    """Size and time: for what is named by its content, or changes only when it is installed."""
    try:
        state = os.stat(path)
    except OSError:
        return "absent"
    return f"{state.st_size} {state.st_mtime_ns}"


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
