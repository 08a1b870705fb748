"""The environment as a run sees it: scrubbed, but for what project code asks of the caller's own, and that is
counted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from types import FrameType

from figpress.freshness.variables import ALL, shown

MODULES = (
    "os",
    "_collections_abc",
    "collections",
    "posixpath",
    "ntpath",
    "genericpath",
    "pathlib",
    "string",
    "configparser",
    "copy",
)
ON_BEHALF = tuple(
    end for name in MODULES for end in (f"/{name}.py", f"/{name}/__init__.py", f"<frozen {name}>")
)


# Where packages keep compiled code, which may be older than the functions that it calls: each run has its own.
CACHES = {"NUMBA_CACHE_DIR": "numba"}


def own_caches(scratch: str) -> None:
    """Let no run find code that an earlier one, or its author, compiled. Nobody is shown that it is so."""
    for variable, package in CACHES.items():
        os.environ[variable] = os.path.join(scratch, package)
        if package in sys.modules:
            sys.modules[package].config.CACHE_DIR = os.environ[variable]


def watch_environment(  # noqa: C901 one method a way of asking
    caller: Mapping[str, str], ours: Callable[[str], bool], count: Callable[[str], None]
) -> None:
    """Let project code read the caller's environment, counting what it reads; everybody else sees the
    scrubbed one.

    ours   says of a file's name whether it is the project's
    count  is told each name that project code asks for, and ALL where it goes through them
    """
    kind = type(os.environ)
    given, all_shown = set(os.environ), shown(caller)

    def asked_by_project() -> bool:
        frame = sys._getframe(2)
        while frame and (frame.f_code.co_filename == __file__ or _passes_on(frame)):
            frame = frame.f_back  # type: ignore[assignment]
        return bool(frame) and ours(frame.f_code.co_filename)

    class Watched(kind):  # type: ignore[misc, valid-type]
        """Of `os.environ` and of `os.environb`, which share their data."""

        def __getitem__(self, name):
            expected = self.__dict__.get(
                "_merged", iter(())
            )  # the names that `dict(os.environ)` asks for in turn
            if name == next(expected, None):
                return self._value(name)
            self.__dict__["_merged"] = iter(())
            if not isinstance(name, str | bytes) or not asked_by_project():
                return kind.__getitem__(self, name)
            text = os.fsdecode(name)
            if text in given or not self._has(name):  # not one that the run itself has set
                count(text)
            return self._value(name)

        def _has(self, name) -> bool:
            return os.fsencode(name) in self._data

        def _value(self, name):
            text = os.fsdecode(name)
            if self._has(name) or text not in caller:
                return kind.__getitem__(self, name)
            return caller[text] if isinstance(name, str) else os.fsencode(caller[text])

        def __contains__(self, name):
            try:
                self[name]
            except (KeyError, TypeError):
                return False
            return True

        def _names(self) -> list:
            names = [name for name in kind.__iter__(self) if os.fsdecode(name) not in CACHES]
            if not asked_by_project():
                return names
            count(ALL)
            more = sorted(name for name in all_shown if not self._has(name))
            return names + [
                os.fsencode(name) if self is getattr(os, "environb", None) else name for name in more
            ]

        def __iter__(self):
            return iter(self._names())

        def __len__(self):
            return len(self._names())

        def keys(self):
            names = self._names()
            self.__dict__["_merged"] = iter(names)
            return dict.fromkeys(names).keys()

        def items(self):
            return {name: self._value(name) for name in self._names()}.items()

        def values(self):
            return [self._value(name) for name in self._names()]

        def copy(self):
            return dict(self.items())

    os.environ.__class__ = Watched
    if hasattr(os, "environb"):
        os.environb.__class__ = Watched


def _passes_on(frame: FrameType) -> bool:
    """True for code of the standard library that asks on behalf of its caller; not where it wants a setting
    of its own.
    """
    code = frame.f_code
    return code.co_filename.endswith(ON_BEHALF) and code.co_name != "get_exec_path"
