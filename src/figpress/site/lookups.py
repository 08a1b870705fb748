"""Writes down what a page looks up while it becomes HTML, so that the same can be asked again."""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from figpress.site.markdown.library import Library

SAME_FOR_ALL = {
    "site",
    "links",
    "mathematics",
}  # part of every page's key, or functions of nothing but their arguments
ASKED = {"numbering", "gallery", "listings", "equations"}  # each answer counts
ASKED_OF_ALL = {"users", "page_with", "replicated", "varies"}
OUTSIDE = tuple(os.path.join(os.path.realpath(p), "") for p in {sys.prefix, sys.base_prefix, "/dev", "/proc"})


class Lookups:
    """What one conversion asked. `lasting` is False once it did something that cannot be asked again."""

    def __init__(self) -> None:
        self.asked: dict[tuple[str, str, tuple], str] = {}
        self.files: dict[str, str] = {}
        self.lasting = True

    def as_data(self) -> dict[str, Any]:
        """Plain data: arguments are texts and numbers."""
        asked = [
            [part, method, list(arguments), digest]
            for (part, method, arguments), digest in self.asked.items()
        ]
        return {"asked": asked, "files": self.files}

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> Lookups:
        """What `as_data` wrote."""
        lookups = cls()
        lookups.asked = {
            (part, method, tuple(arguments)): digest for part, method, arguments, digest in data["asked"]
        }
        lookups.files = data["files"]
        return lookups

    def answers_now(self, library: Library) -> bool:
        """Whether every question has the same answer still."""
        same_files = all(content_digest(path) == digest for path, digest in self.files.items())
        return same_files and all(
            _answer(library, *question) == digest for question, digest in self.asked.items()
        )


class Watched:
    """A library that writes down what it is asked."""

    def __init__(self, library: Library, lookups: Lookups):
        self._library, self._lookups = library, lookups

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._library, name)
        if name in SAME_FOR_ALL or name == "link_to_code":
            return found
        if name in ASKED:
            return Channel(found, name, self._lookups)
        if name == "bibliography":
            self._lookups.asked[name, "state", ()] = digest(found.state())
            return Aside(found)
        if name in ASKED_OF_ALL:
            return functools.partial(_asked, found, self._lookups, "", name)
        self._lookups.lasting = False
        return found


class Channel:
    """One part of a library that writes down what it is asked."""

    def __init__(self, part: Any, name: str, lookups: Lookups):
        self._part, self._name, self._lookups = part, name, lookups

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._part, method)
        if not callable(found):
            self._lookups.lasting = False
            return found
        return functools.partial(_asked, found, self._lookups, self._name, method)

    def __getitem__(self, key: Any) -> Any:
        return _asked(self._part.__getitem__, self._lookups, self._name, "__getitem__", key)


class Aside:
    """A part whose state is written down whole: which files it opens to answer, and what it keeps of the answer
    for itself, are no look-ups of the page.
    """

    def __init__(self, part: Any):
        self._part = part

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return functools.partial(_aside, found) if callable(found) else found


def _aside(function: Callable[..., Any], *arguments: Any) -> Any:
    lookups, _watched.lookups = getattr(_watched, "lookups", None), None
    try:
        return function(*arguments)
    finally:
        _watched.lookups = lookups


def _asked(function: Callable[..., Any], lookups: Lookups, part: str, method: str, *arguments: Any) -> Any:
    answer = function(*arguments)
    lookups.asked[part, method, arguments] = digest(answer)
    return answer


def _answer(library: Library, part: str, method: str, arguments: tuple) -> str:
    try:
        return digest(getattr(getattr(library, part) if part else library, method)(*arguments))
    except (AttributeError, LookupError, TypeError):
        return ""


def digest(thing: Any) -> str:
    """sha256 of plain data and frozen types, which say in full what they are."""
    return hashlib.sha256(repr(thing).encode("utf-8", "surrogatepass")).hexdigest()


def content_digest(path: str) -> str:
    """sha256 of a file; "absent" where there is none."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "absent"


# Files are seen by an audit hook, which cannot be taken away again: one for all builds of a process. Each
# thread has its own.
_watched = threading.local()


class watching(logging.Handler):
    """While it lasts, what this thread opens and is warned of goes to these look-ups."""

    def __init__(self, lookups: Lookups):
        super().__init__(logging.WARNING)
        self.lookups = lookups

    def __enter__(self) -> None:
        _hooked()
        _watched.lookups = self.lookups
        logging.getLogger("mkdocs").addHandler(self)

    def __exit__(self, *_: object) -> None:
        _watched.lookups = None
        logging.getLogger("mkdocs").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.lookups.lasting = False


@functools.cache
def _hooked() -> None:
    sys.addaudithook(_seen)


def _seen(event: str, arguments: tuple) -> None:
    if not event.startswith(("open", "os.", "socket.", "subprocess.")):
        return
    lookups = getattr(_watched, "lookups", None)
    if lookups is None:
        return
    if event == "open":
        path, mode, flags = arguments
        if not isinstance(path, str | bytes | os.PathLike):
            return
        name = os.path.realpath(os.fsdecode(path))
        if (flags or 0) & (os.O_WRONLY | os.O_RDWR) or (isinstance(mode, str) and set(mode) & set("wxa+")):
            lookups.lasting = False
        elif not name.endswith(".pyc") and not _installed(name):
            _watched.lookups = None  # our own look is nobody's
            lookups.files[os.path.abspath(os.fsdecode(path))] = content_digest(name)
            _watched.lookups = lookups
    elif event in ("os.listdir", "os.scandir"):
        folder = (
            os.path.realpath(os.fsdecode(arguments[0] or ".")) if not isinstance(arguments[0], int) else ""
        )
        if not _installed(folder + os.sep) and not _importing():
            lookups.lasting = False
    elif event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")):
        lookups.lasting = False


def _installed(path: str) -> bool:
    """Whether a file belongs to the interpreter or a package: those count by their versions."""
    return path.startswith(OUTSIDE) or f"{os.sep}site-packages{os.sep}" in path


def _importing() -> bool:
    frame = sys._getframe(2)
    while frame:
        if "importlib" in frame.f_code.co_filename:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
