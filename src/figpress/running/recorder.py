"""Watches one run from inside its process: functions, modules, files, the environment. Lives in a forked
child.
"""

from __future__ import annotations

import builtins
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from figpress.freshness.trace import EVERY, LOOKED_UP, SCRIPT, Trace
from figpress.running.asking import Asking, is_watched, watch
from figpress.running.docstrings import Shown
from figpress.running.instrument import AT, HIT, STAR, Finder
from figpress.running.watch.environment import watch_environment
from figpress.running.watch.files import Files
from figpress.running.watch.forked import Forked, facts
from figpress.running.watch.naming import Watched
from figpress.running.watch.watch import Door


class Recorder:
    """Collects a Trace between `start` and `trace`."""

    def __init__(
        self,
        root: Path,
        scratch: Path,
        environment: Mapping[str, str],
        door: Door | None = None,
        watched: Watched | None = None,
        cache: Path | None = None,
    ):
        self.root, self.scratch, self.environment = str(root), str(scratch), environment
        self.hits: set[str] = set()
        self.functions: set[str] = set()
        self.at_import: dict[str, set[str]] = {}
        self.modules: dict[str, str] = {}
        self.code: set[str] = set()  # paths of what is executed
        self.loaded: list[tuple[str, ModuleType]] = []  # name in the trace → module
        self.classes: set[str] = set()
        self.files = Files(watched or Watched(self.root, self.scratch), door)
        self.quiet = self.files.quiet
        self.variables: set[str] = set()
        self.absent: set[str] = set()
        self.computed: dict[str, str] = {}
        self.declared = False
        self.forked: Forked | None = None
        self.owner: str | None = None
        self.outer: list[str | None] = []
        self.finder = Finder(root, cache, self.begin, self.end, self.absent.add, self.whole, self.quiet)
        self.asking = Asking(self.hits, self.finder)
        self.shown = Shown()

    def start(self) -> None:
        """Install every watch. There is no way back: the process ends with the run."""
        setattr(builtins, HIT, self.hits.add)
        setattr(builtins, AT, self.at)
        self.finder.install()
        sys.addaudithook(self.audit)
        sys.addaudithook(self.asking.audit)
        os.register_at_fork(after_in_child=self.fork)
        self.shown.begin()
        watch_environment(self.environment, self.finder.ours, self.variable)
        self.files.begin()

    # Functions. What was hit since the last announcement belongs to the statement announced there.

    def flush(self) -> None:
        found = set(self.hits)
        self.hits.difference_update(found)
        if self.owner is None:
            self.functions |= found
            return
        module, _, names = self.owner.partition(":")
        if names == STAR:  # it looked up everything, for whoever asks for one of them by name
            found = {hit for hit in found if not hit.endswith(LOOKED_UP)}
            names = "<effects>"
        if module == SCRIPT:
            self.functions |= found
            return
        for name in names.split(","):
            self.at_import.setdefault(f"{module}:{name}", set()).update(found)
        if found and threading.active_count() > 1:
            self.functions |= found

    def at(self, statement: str) -> None:
        self.flush()
        self.owner = statement or None

    def begin(self, module: ModuleType, name: str, path: str) -> str:
        self.flush()
        name = self._known(name, path)
        self.outer.append(self.owner)
        self.owner = f"{name}:<effects>"
        watch(module, name, self.note)
        self.loaded.append((name, module))
        return name

    def whole(self, name: str, path: str) -> None:
        """A module that is not seen at work: whatever is in it counts."""
        self.note(f"{self._known(name, path)}:{EVERY}{LOOKED_UP}")
        self.seen(path, "content")

    def note(self, hit: str) -> None:
        """Something was looked up."""
        self.hits.add(hit)
        if self.forked:
            self.forked.function(hit)

    def replaced(self) -> None:
        """Modules in whose place another object stands now, or whose class was changed: whatever is in them was
        looked up perhaps.
        """
        known = {id(module) for _, module in self.loaded}
        for name, module in self.loaded:
            now = sys.modules.get(getattr(module, "__name__", name), module)
            if not (is_watched(module) and (id(now) in known or now is None)):
                self.note(f"{name}:{EVERY}{LOOKED_UP}")

    def _known(self, name: str, path: str) -> str:
        """The name of a module in the trace: two of one name are two."""
        where = os.path.relpath(path, self.root).replace(os.sep, "/")
        own, number = name, 1
        while self.modules.setdefault(own, where) != where:
            number += 1
            own = f"{name}~{number}"
        self.code.add(where)
        if self.forked:
            self.forked.tell("module", own, where)
        return own

    def end(self) -> None:
        self.flush()
        self.owner = self.outer.pop()

    def _sources(self) -> Iterator[tuple[str, str]]:
        script = getattr(sys.modules.get(SCRIPT), "__file__", None)
        every = {**self.modules, **({SCRIPT: script} if isinstance(script, str) else {})}
        for name, path in every.items() if self.shown.texts else ():
            try:
                yield name, Path(self.root, path).read_text("utf-8", "replace")
            except OSError:
                continue

    # What is asked of the world.

    def audit(self, event: str, arguments: tuple) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
            if not (event == "socket.connect" and isinstance(arguments[1], str | bytes)):
                raise PermissionError(
                    "a figure has no network: fetch the data once, and commit it as a file beside the script"
                )
        else:
            self.files.audit(event, arguments)

    def seen(self, path: object, how: str) -> None:
        """A look that the press knows of, whoever watches."""
        self.files.see(path, how)

    def name(self, path: str) -> str | None:
        """How a path is written in a trace; None where it does not count."""
        return self.files.naming.name(path)

    def variable(self, name: str) -> None:
        self.variables.add(name)
        if self.forked:
            self.forked.tell("variable", name)

    def fork(self) -> None:
        """In a child that was forked from the run: what it does is told by the line."""
        with self.quiet:
            self.forked = Forked(self.scratch)
        self.files.tell = self.forked.tell
        self.asking.hits = self.forked
        setattr(builtins, HIT, self.forked.function)
        setattr(builtins, AT, lambda statement: None)

    def _gather(self) -> None:
        """What forked children have told."""
        for kind, *fact in facts(self.scratch):
            if kind == "function":
                self.functions.add(fact[0])
            elif kind == "module":
                self.modules.setdefault(*fact)
            elif kind == "variable":
                self.variables.add(fact[0])
            elif kind == "seen":
                self.files.looks.seen.setdefault((fact[0], fact[1]), fact[2])
            elif kind == "written":
                self.files.looks.written.setdefault(*fact)
            elif kind == "cause":
                self.files.causes.add(fact[0])

    def trace(self, packages: set[str]) -> tuple[Trace, dict[str, Any]]:
        """What was seen so far, and what of it is no dependency: digests, and what was written. Raises Lost."""
        self.files.ask()
        self.replaced()
        self.flush()
        with self.quiet:
            self._gather()
            self.functions |= {f"{name}:__doc__{LOOKED_UP}" for name in self.shown.of(self._sources())}
            if self.finder.clock:
                self.files.times()
            digests, report = self.files.report()
        told = self.asking.told(self.modules)
        trace = Trace(
            functions=tuple(sorted(told(self.functions))),
            modules=dict(sorted(self.modules.items())),
            at_import={
                n: tuple(sorted(told(hits))) for n, hits in sorted(self.at_import.items()) if told(hits)
            },
            classes=tuple(sorted(self.classes)),
            files=tuple(sorted(digests)),
            variables=tuple(sorted(self.variables)),
            packages=tuple(sorted(packages | self.absent)),
            computed=tuple(sorted(self.computed)),
            opaque=() if self.declared else tuple(report["causes"]),
            declared=self.declared,
            wrote=tuple(sorted(report["written"])),
        )
        named = {f"{seen.how} {seen.path}": digest for seen, digest in sorted(digests.items())}
        return trace, {"digests": named, "written": report["written"]}
