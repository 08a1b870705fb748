"""Notices which files of a site changed, by looking."""

import functools
import os
from collections.abc import Iterable
from pathlib import Path

from figpress.base.site import Site
from figpress.freshness.records import Records

State = dict[str, tuple[int, int]]
_IGNORED = {"__pycache__", "node_modules"}


def watched(site: Site) -> tuple[Path, ...]:
    """What a preview depends on: the site's folders, and whatever the figures read when they were drawn last."""
    folders = [site.docs, site.figures, *(site.root / folder for folder in site.source_dirs)]
    files = [site.root / site.config, site.sources, site.root / "overrides"]
    paths = (*folders, *files, *_read_by_figures(site, _drawn_at(site)))
    return tuple(dict.fromkeys(path for path in paths if path.exists()))


def _drawn_at(site: Site) -> int:
    """When a record was written last."""
    times = [os.stat(folder).st_mtime_ns for folder, _, _ in os.walk(Records(site).folder)]
    return max(times, default=0)


@functools.lru_cache(maxsize=4)
def _read_by_figures(site: Site, drawn_at: int) -> tuple[Path, ...]:
    """Files that figures opened or looked for, wherever they lie; folders that they listed are in the site's
    own.
    """
    seen = {name.partition(" ")[2] for record in Records(site).every() for name in record.prints.files}
    return tuple(sorted(path for name in seen if name and not (path := site.root / name).is_dir()))


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
