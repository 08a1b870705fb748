"""Watches one run from inside its process: functions, modules, files, the environment. Lives in a forked
child.
"""

from __future__ import annotations

import builtins
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, ModuleType

from figpress.freshness.code.whose import is_installed
from figpress.freshness.look import PRIVATE, look
from figpress.freshness.trace import EVERY, LOOKED_UP, SCRIPT, Seen, Trace
from figpress.running import instrument
from figpress.running.asking import Asking, watch
from figpress.running.capture import own_files
from figpress.running.instrument import AT, HIT, STAR, Finder

SYSTEM = ("/proc/", "/sys/", "/dev/", "/usr/", "/etc/", "/lib", "/bin/", "/sbin/", "/opt/", "/var/", "/run/")
OF_IMPORTS = (instrument.__file__, os.path.join("importlib", "metadata", "__init__.py"))
PRESS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")


class Quiet(threading.local):
    """How deep this thread is in the press's own doings, which are nobody's dependencies."""

    depth = 0


class Recorder:
    """Collects a Trace between `start` and `trace`."""

    def __init__(self, root: Path, scratch: Path, environment: Mapping[str, str], cache: Path | None = None):
        self.root, self.scratch, self.environment = str(root), str(scratch), environment
        self.hits: set[str] = set()
        self.functions: set[str] = set()
        self.at_import: dict[str, set[str]] = {}
        self.modules: dict[str, str] = {}
        self.code: set[str] = set()  # paths of what is executed
        self.classes: set[str] = set()
        self.files: set[Seen] = set()
        self.digests: dict[Seen, str] = {}
        self.written: set[str] = set()
        self.variables: set[str] = set()
        self.absent: set[str] = set()
        self.computed: dict[str, str] = {}
        self.opaque = ""
        self.owner: str | None = None
        self.outer: list[str | None] = []
        self.quiet = Quiet()
        self.finder = Finder(root, cache, self.begin, self.end, self.absent.add, self.whole)
        self.asking = Asking(self.hits, self.finder)
        self.outside = tuple(
            dict.fromkeys(
                os.path.join(os.path.realpath(p), "")
                for p in (sys.prefix, sys.base_prefix, sys.exec_prefix, *([cache] if cache else []))
            )
        )

    def start(self) -> None:
        """Install every watch. There is no way back: the process ends with the run."""
        setattr(builtins, HIT, self.hits.add)
        setattr(builtins, AT, self.at)
        self.finder.install()
        sys.addaudithook(self.audit)
        sys.addaudithook(self.asking.audit)
        for name in ("stat", "lstat", "access"):
            setattr(os, name, self._looking(getattr(os, name)))
        _watch_environment(self)

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
        watch(module, name, self.hits.add)
        return name

    def whole(self, name: str, path: str) -> None:
        """A module that is not seen at work: whatever is in it counts."""
        self.hits.add(f"{self._known(name, path)}:{EVERY}{LOOKED_UP}")
        self.seen(path, "content", unseen=True)

    def _known(self, name: str, path: str) -> str:
        """The name of a module in the trace: two of one name are two."""
        where = os.path.relpath(path, self.root).replace(os.sep, "/")
        own, number = name, 1
        while self.modules.setdefault(own, where) != where:
            number += 1
            own = f"{name}~{number}"
        self.code.add(where)
        return own

    def end(self) -> None:
        self.flush()
        self.owner = self.outer.pop()

    # Files.

    def audit(self, event: str, arguments: tuple) -> None:
        if self.quiet.depth:
            return
        if event == "open":
            path, mode, flags = arguments
            writes = (
                any(c in mode for c in "wxa+")
                if isinstance(mode, str)
                else bool((flags or 0) & (os.O_WRONLY | os.O_RDWR))
            )
            self.seen(path, "content", writes)
        elif event in ("os.listdir", "os.scandir"):
            if not self._imported():
                self.seen(arguments[0] if arguments[0] is not None else ".", "listing")
        elif event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
            if not (event == "socket.connect" and isinstance(arguments[1], str | bytes)):
                raise PermissionError(
                    "a figure has no network: fetch the data once, and commit it as a file beside the script"
                )
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"):
            self.opaque = f"it starts another process ({event})"

    def seen(self, path: object, how: str, writes: bool = False, unseen: bool = False) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        text = os.path.abspath(os.fsdecode(path))
        if (
            not unseen
            and text.endswith((".pyc", ".py"))
            and (self._imported() if how == "content" else how == "state" and self.name(text) in self.code)
        ):
            return
        if writes:
            self.written.add(text)
            return
        name = self.name(text)
        if name is None or text in self.written:
            return
        one = Seen(name, how)  # type: ignore[arg-type]
        if one not in self.digests:
            self.quiet.depth += 1
            try:
                self.digests[one] = look(text, how)
            finally:
                self.quiet.depth -= 1
            if not (
                how == "state" and os.path.isabs(name) and self.digests[one] == "folder"
            ):  # a folder above, passed on the way
                self.files.add(one)

    def name(self, text: str) -> str | None:
        """How a path is written in a trace; None where it does not count."""
        if (text + os.sep).startswith((PRESS, self.scratch)) or is_installed(text + os.sep):
            return None
        if text == self.root:
            return "."
        if text.startswith(self.root + os.sep):  # first: a site may lie under /opt, or be a venv's own folder
            inside = text[len(self.root) + 1 :].replace(os.sep, "/")
            return None if PRIVATE & set(inside.split("/")) else inside
        if (text + os.sep).startswith((*self.outside, *SYSTEM)) or self.root.startswith(text):
            return None
        return text

    def _imported(self) -> bool:
        """True when the import system itself looks, or a traceback wants its lines: that is counted as code.

        What a module reads while it is imported is data, Python source among it; what `inspect` reads, too.
        """
        frame: FrameType | None = sys._getframe(2)
        if frame and frame.f_code.co_filename == __file__:  # `seen` asks
            frame = frame.f_back
        while frame and frame.f_code.co_filename == own_files.__file__:  # it stands before whoever opens
            frame = frame.f_back
        reader = frame.f_code.co_filename if frame else ""
        if reader.endswith(("tokenize.py", "linecache.py")):
            while frame and frame.f_code.co_filename.endswith(("tokenize.py", "linecache.py")):
                frame = frame.f_back
            return not (frame and frame.f_code.co_filename.endswith("inspect.py"))
        return reader.startswith("<frozen importlib") or reader.endswith(OF_IMPORTS)

    def _looking(self, original):
        def look_at(path, *arguments, **keywords):
            if not self.quiet.depth and not isinstance(path, int):
                self.seen(path, "state")
            return original(path, *arguments, **keywords)

        return look_at

    def trace(self, packages: set[str]) -> Trace:
        """What was seen so far."""
        self.flush()
        told = self.asking.told(self.modules)
        return Trace(
            functions=tuple(sorted(told(self.functions))),
            modules=dict(sorted(self.modules.items())),
            at_import={
                n: tuple(sorted(told(hits))) for n, hits in sorted(self.at_import.items()) if told(hits)
            },
            classes=tuple(sorted(self.classes)),
            files=tuple(sorted(self.files)),
            variables=tuple(sorted(self.variables)),
            packages=tuple(sorted(packages | self.absent)),
            computed=tuple(sorted(self.computed)),
            opaque=self.opaque,
        )


def _watch_environment(recorder: Recorder) -> None:
    """Project code reads the caller's environment and is recorded; everybody else sees the scrubbed one."""
    kind = type(os.environ)

    class Watched(kind):  # type: ignore[misc, valid-type]
        def __getitem__(self, name):
            frame = sys._getframe(1)
            while frame and frame.f_code.co_filename.endswith(
                ("os.py", "_collections_abc.py", "<frozen os>", "<frozen _collections_abc>")
            ):
                frame = frame.f_back
            if frame and recorder.finder.ours(frame.f_code.co_filename):
                recorder.variables.add(name)
                if name in recorder.environment and not kind.__contains__(self, name):
                    return recorder.environment[name]
            return kind.__getitem__(self, name)

        def __contains__(self, name):
            try:
                self[name]
            except KeyError:
                return False
            return True

    os.environ.__class__ = Watched
