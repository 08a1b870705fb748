"""Starts the warm process before anybody knows that it is needed: a library's import is most of a small
redraw.

A guess by the times of files, never an answer: what is stale is decided as always, and each script runs in a
process
that holds exactly what its own code imports.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from figpress.base.site import Site
from figpress.base.stamp import stamp
from figpress.base.writing import write_beside
from figpress.running.parent import WarmProcess

if TYPE_CHECKING:
    from figpress.freshness.code.sourcetree import SourceTree

NOTE = "warm.json"
SLOW = {"torch", "matplotlib.pyplot"}


def start_early(site: Site) -> WarmProcess | None:
    """A process that imports what the scripts want whose code was touched since the last render; None where
    there are none.
    """
    try:
        if not (site.private / NOTE).exists():
            modules = _named(site)
            return WarmProcess(site, [modules]) if modules else None
        note = json.loads((site.private / NOTE).read_bytes())
        touched = {path for path, state in note["files"].items() if _state(site, path) != state}
        sets = []
        for script in note["scripts"] if touched else ():
            found, files = _reached(note["imports"], script)
            if files & touched:
                sets.append(found)
        return WarmProcess(site, sets) if any(sets) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no note, or one that was cut short
        return None


def _named(site: Site) -> set[str]:
    """What takes long to import and stands at the beginning of a line of some script: nothing was ever drawn
    here.
    """
    modules: set[str] = set()
    for folder, folders, names in os.walk(site.figures):
        folders[:] = [name for name in folders if not name.startswith(("_", "."))]
        for name in names:
            if name.endswith(".py") and not name.startswith(("_", ".")) and not name.endswith(".measure.py"):
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                    modules |= {
                        found
                        for line in file
                        if (words := line.split())[:1] in (["import"], ["from"])
                        and (found := words[1].rstrip(",")) in SLOW
                        and line[0] != " "
                    }
    return modules


def accept(site: Site) -> None:
    """What was touched changed nothing: do not guess from it again."""
    try:
        known = json.loads((site.private / NOTE).read_bytes())
        known["files"] = {path: _state(site, path) for path in known["files"]}
        write_beside(site.private / NOTE, json.dumps(known))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass


def note(site: Site, tree: SourceTree, scripts: tuple[str, ...]) -> None:
    """Write down what `start_early` wants to know. A cache only: failing to write it is no failure."""
    from figpress.freshness.code.imports import imported

    try:
        known = json.loads((site.private / NOTE).read_bytes())
        if known["scripts"] == list(scripts) and all(
            _state(site, path) == state for path, state in known["files"].items()
        ):
            return
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    imports: dict[str, list[list[str]]] = {}
    waiting = [(script, script) for script in scripts]
    while waiting:
        path, script = waiting.pop()
        if path not in imports:
            modules, files = imported(tree, path, script)
            imports[path] = [sorted(modules), sorted(files)]
            waiting += [(file, script) for file in files]
    data = {
        "scripts": scripts,
        "imports": imports,
        "files": {path: _state(site, path) for path in sorted(imports)},
    }
    try:
        write_beside(site.private / NOTE, json.dumps(data))
    except OSError:
        pass


def _reached(imports: dict[str, list[list[str]]], script: str) -> tuple[set[str], set[str]]:
    """The third-party modules and the project files that a script imports, by others or itself."""
    modules: set[str] = set()
    files: set[str] = set()
    waiting = [script]
    while waiting:
        path = waiting.pop()
        if path not in files:
            files.add(path)
            modules.update(imports[path][0])
            waiting += imports[path][1]
    return modules, files


def _state(site: Site, path: str) -> list[int]:
    try:
        state = os.stat(site.root / path)
    except OSError:
        return []
    return list(stamp(state))
