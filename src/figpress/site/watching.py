"""Notices which files of a site changed, by looking."""

import os
from collections.abc import Iterable
from pathlib import Path

from figpress.base.site import Site

State = dict[str, tuple[int, int]]
_IGNORED = {"__pycache__", "node_modules"}


def watched(site: Site) -> tuple[Path, ...]:
    """What a preview depends on."""
    folders = [site.docs, site.figures, *(site.root / folder for folder in site.source_dirs)]
    files = [site.root / "mkdocs.yml", site.sources, site.root / "overrides"]
    return tuple(dict.fromkeys(path for path in (*folders, *files) if path.exists()))


def look(paths: Iterable[Path]) -> State:
    """Path to (time of change, size) of every file below `paths`."""
    state: State = {}
    for path in paths:
        if path.is_file():
            _note(path.as_posix(), state)
        for folder, folders, files in os.walk(path):
            folders[:] = [name for name in folders if name not in _IGNORED and not name.startswith(".")]
            for name in files:
                if not name.startswith("."):
                    _note(f"{folder}/{name}", state)
    return state


def changes(before: State, after: State) -> tuple[str, ...]:
    """The files that came, went or changed."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))


def _note(path: str, state: State) -> None:
    try:
        stat = os.stat(path)
    except OSError:  # gone in between
        return
    state[path] = (stat.st_mtime_ns, stat.st_size)
