"""What one run looks at: asked of the kernel where it can be, else of Python's own audit events."""

from __future__ import annotations

import builtins
import importlib
import os
import sys
from collections.abc import Callable
from typing import Any

from figpress.freshness.code.whose import is_project
from figpress.freshness.look import ABSENT
from figpress.freshness.trace import Seen
from figpress.running.watch.blindness import blind_modules
from figpress.running.watch.looks import Looks
from figpress.running.watch.naming import Naming, Watched, absolute
from figpress.running.watch.quiet import Quiet
from figpress.running.watch.resolving import hush_resolving
from figpress.running.watch.watch import Door, Watch

STARTS = {"subprocess.Popen": 0, "os.system": 0, "os.exec": 0, "os.posix_spawn": 0}
Tell = Callable[..., None]


class Files:
    """The files of one run. `begin` starts the watch, `report` says what was seen.

    causes  why there may be more than was seen
    tell    told of every look in a forked child, which cannot report for itself
    """

    def __init__(self, run: Watched, door: Door | None):
        self.run, self.door = run, door if run.kernel else None
        self.press = door.modules if door else frozenset()
        self.asked: set[str] = set()  # packages that the run imports, loaded already or not
        self.naming = Naming(run)
        self.looks = Looks(self.naming, run.hidden)
        self.quiet = Quiet(door.page if door else None)
        self.causes: set[str] = set()
        self.idle = False  # where nothing counts: in a warm process that waits, and in what it forks
        self.watch: Watch | None = None
        self.tell: Tell = lambda *fact: None
        self.told: dict[str, Any] = {"seen": [], "written": {}, "causes": []}

    def begin(self) -> None:
        """Watch from here on. There is no way back."""
        sys.meta_path[:] = [
            Hushed(f, self.quiet) if getattr(f, "__name__", "") == "PathFinder" else f for f in sys.meta_path
        ]
        _hush_tracebacks(self.quiet, self.run.root)
        _hush_metadata(self.quiet)
        hush_resolving(self.quiet, self.see, lambda: self.idle)
        self.watch = self.door.begin(self.run) if self.door else None
        if self.watch is None:
            self._wrap()

    def see(self, path: object, how: str) -> None:
        """The run looks at a path; a number is an open folder's."""
        if isinstance(path, int):
            path = self._of_number(path)
        if not isinstance(path, str | bytes | os.PathLike):
            return
        with self.quiet:
            text = absolute(os.fsdecode(path))
            before = len(self.looks.seen)
            self.looks.see(text, how)
            if len(self.looks.seen) != before:
                (how, name), digest = next(reversed(self.looks.seen.items()))
                self.tell("seen", how, name, digest)

    def wrote(self, path: object) -> None:
        """The run is about to change a path."""
        if isinstance(path, str | bytes | os.PathLike):
            with self.quiet:
                text = absolute(os.fsdecode(path))
                if text not in self.looks.written:
                    self.looks.write(text)
                    self.tell("written", text, self.looks.written.get(text))

    def blind(self, cause: str) -> None:
        """Something happened that the watch cannot see through."""
        if cause not in self.causes:
            self.causes.add(cause)
            self.tell("cause", cause)

    def audit(self, event: str, arguments: tuple) -> None:
        """Python's own word, where the kernel is not asked."""
        if self.idle or self.watch is not None or self.quiet.depth:
            return
        if event == "open":
            self._opened(*arguments)
        elif event in ("os.listdir", "os.scandir"):
            path = arguments[0] if arguments[0] is not None else "."
            self.see(path, "listing")
            if event == "os.scandir":  # its entries know more than their names
                self._entries(path)
        elif event in ("os.rename", "os.link", "os.symlink"):
            if event != "os.symlink":
                self.see(arguments[0], "content")
                self.wrote(arguments[0])
            self.wrote(arguments[1])
        elif event in ("os.remove", "os.rmdir", "os.mkdir", "os.truncate"):
            self.wrote(arguments[0])
        elif event in STARTS:
            self.blind("it starts another program")
        elif event == "ctypes.dlopen":
            self.blind("it calls a compiled library (ctypes)")
        elif event == "sqlite3.connect" and arguments[0] != ":memory:":
            self.see(arguments[0], "content")
            self.blind("sqlite3 reads files by itself")

    def ask(self) -> None:
        """Ask the watching process, before anything else. Raises Lost."""
        if self.watch is not None:
            self.told = self.watch.report()

    def times(self) -> None:
        """The project asks when files were changed, perhaps of every one that it looked at."""
        for how, name, _ in (*self.looks.report()["seen"], *self.told["seen"]):
            if how in ("state", "link") and not os.path.isabs(name) and name != ".":
                self.see(os.path.join(self.run.root, name), "times")

    def report(self) -> tuple[dict[Seen, str], dict[str, Any]]:
        """What was seen, with the first digest of each; `written` as name → (before, after), and `causes`."""
        own, told = self.looks.report(), self.told
        if self.watch is None:
            unasked = frozenset(name for name in self.press if name.partition(".")[0] not in self.asked)
            self.causes |= blind_modules(self.naming, unasked)
        written = {**own["written"], **told["written"]}
        made = {name for name, (before, _) in written.items() if before == ABSENT}
        digests: dict[Seen, str] = {}
        for how, name, digest in (*own["seen"], *told["seen"]):
            if digest == ABSENT and name in made:  # another time it would be there
                self.causes.add(f"it looks for {name}, and writes it where there is none")
            else:
                digests.setdefault(Seen(name, how), digest)
        return digests, {"written": written, "causes": sorted({*self.causes, *told["causes"]})}

    def _opened(self, path: object, mode: object, flags: int | None) -> None:
        if isinstance(path, int):
            return
        flags = flags or 0
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        fresh = bool(flags & os.O_TRUNC) or bool(flags & os.O_EXCL)
        if isinstance(mode, str):
            writes, fresh = any(c in mode for c in "wxa+"), any(c in mode for c in "wx")
            reads = not writes or "r" in mode or ("a" in mode and "+" in mode)
        else:
            reads = not flags & os.O_WRONLY and not fresh
        if reads:
            self.see(path, "content")
        if writes or fresh:
            self.wrote(path)

    def _entries(self, folder: Any) -> None:
        with self.quiet:
            try:
                names = os.listdir(folder)
            except OSError:
                return
        base = self._of_number(folder) if isinstance(folder, int) else os.fsdecode(folder)
        for name in names if base else ():
            self.see(os.path.join(base, os.fsdecode(name)), "link")

    def _of_number(self, number: int) -> str | None:
        try:
            return os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            self.blind("it reaches files by the number of an open folder")
            return None

    def _wrap(self) -> None:
        """Looks that leave no audit event."""
        for name, how in {"stat": "state", "lstat": "link", "access": "state", "readlink": "link"}.items():
            setattr(os, name, self._looking(getattr(os, name), how))
        os.open = self._opening(os.open)  # type: ignore[assignment]
        import _posixsubprocess

        start = _posixsubprocess.fork_exec

        def fork_exec(*arguments):
            self.blind("it starts another program")
            return start(*arguments)

        _posixsubprocess.fork_exec = fork_exec  # multiprocessing starts programs without a word
        builtins.__import__ = self._importing(builtins.__import__)
        importlib.import_module = self._importing(importlib.import_module)

    def _importing(self, original):
        """What the press has loaded for itself is imported without an audit event: a run that asks for it reads
        through it."""

        def import_it(name, *arguments, **keywords):
            asks = sys._getframe(1).f_globals.get("__name__", "")
            if not self.idle and not self.quiet.depth and not asks.startswith("figpress."):
                self.asked.add(name.partition(".")[0])
            return original(name, *arguments, **keywords)

        return import_it

    def _looking(self, original, how):
        def look_at(path, *arguments, dir_fd=None, **keywords):
            if not self.idle and not self.quiet.depth and not isinstance(path, int):
                follow = keywords.get("follow_symlinks", True)
                self.see(self._beside(path, dir_fd), how if follow else "link")
            return original(path, *arguments, **({} if dir_fd is None else {"dir_fd": dir_fd}), **keywords)

        return look_at

    def _opening(self, original):
        def open(path, flags, mode=0o777, *, dir_fd=None):
            if dir_fd is not None and not self.idle and not self.quiet.depth:
                self._opened(self._beside(path, dir_fd), None, flags)
            return original(path, flags, mode, dir_fd=dir_fd)

        return open

    def _beside(self, path: Any, folder: int | None) -> Any:
        base = None if folder is None else self._of_number(folder)
        return path if base is None else os.path.join(base, os.fsdecode(path))


class Hushed:
    """Finds modules as another finder does, without a word: what is imported counts as code."""

    def __init__(self, finder: Any, quiet: Quiet):
        self.finder, self.quiet = finder, quiet

    def find_spec(self, name: str, path=None, target=None):
        with self.quiet:
            return self.finder.find_spec(name, path, target)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.finder, name)


def _hush_tracebacks(quiet: Quiet, root: str) -> None:
    """The lines that a warning or a traceback shows are not what the picture shows, but where the project itself
    asks for one. `inspect` reads the same way, and counts.
    """
    import linecache

    def hushed(original):
        def call(*arguments, **keywords):
            frame = sys._getframe(1)
            while frame and frame.f_code.co_filename == linecache.__file__:
                frame = frame.f_back
            showing = frame and os.path.basename(frame.f_code.co_filename)
            while frame and os.path.basename(frame.f_code.co_filename) == "traceback.py":
                frame = frame.f_back
            asks = frame is not None and is_project(frame.f_code.co_filename, root)
            if showing == "warnings.py" or (showing == "traceback.py" and not asks):
                with quiet:
                    return original(*arguments, **keywords)
            return original(*arguments, **keywords)

        return call

    for name in ("updatecache", "checkcache"):
        setattr(linecache, name, hushed(getattr(linecache, name)))


def _hush_metadata(quiet: Quiet) -> None:
    """Who asks for a version has every folder searched in which packages might lie; versions count by
    themselves.
    """
    from importlib import metadata

    searched = metadata.FastPath.children

    def children(self):
        with quiet:
            return list(searched(self))

    metadata.FastPath.children = children
