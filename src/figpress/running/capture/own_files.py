"""What a script writes below the site's folder goes to its scratch folder: it litters nothing, it is nobody's
dependency, and the script finds it again where it put it.
"""

from __future__ import annotations

import builtins
import io
import os
import shutil
from collections.abc import Callable
from typing import Any

_PICTURES = {
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
}
_PICTURES |= {".jpeg": "image/jpeg"}


class OwnFiles:
    """Stands between a script and the site's folder.

    root    the site's folder
    folder  where what is written goes
    keep    paths below the root that are written as they are
    aside   asked whether it is the press itself that looks: it sees what is really there
    """

    def __init__(self, root: str, folder: str, keep: Callable[[str], bool], aside: Callable[[], bool]):
        self.root, self.folder = root.rstrip(os.sep) + os.sep, folder
        self.keep, self.step_aside = keep, aside
        self.written: dict[str, str] = {}  # as the script calls it → where it is

    def install(self) -> None:
        """Stand in the way of what Python writes; there is no way back."""
        opened, os_open = io.open, os.open
        builtins.open = io.open = self._opening(opened)
        os.open = self._os_opening(os_open)
        for name in ("stat", "lstat", "access", "unlink", "remove", "rmdir", "chdir"):
            setattr(os, name, self._reading(getattr(os, name)))
        os.listdir, os.scandir = self._listing(os.listdir), self._scanning(os.scandir)
        for name in ("mkdir", "makedirs"):
            setattr(os, name, self._making(getattr(os, name)))
        for name in ("rename", "replace"):
            setattr(os, name, self._both(getattr(os, name)))

    def images(self) -> tuple[str, ...]:
        """The image files that the script wrote and left, in the order of writing."""
        left = (where for where in self.written.values() if os.path.splitext(where)[1].lower() in _PICTURES)
        return tuple(where for where in left if os.path.isfile(where))

    def _inside(self, path: Any) -> str | None:
        """The absolute path, where it lies below the site's folder and not in the scratch folder."""
        if not isinstance(path, str | bytes | os.PathLike) or self.step_aside():
            return None
        text = os.path.abspath(os.fsdecode(path))
        if not text.startswith(self.root) or text.startswith(self.folder) or self.keep(text):
            return None
        return text

    def found(self, path: Any) -> Any:
        """Where a path is to be read: what was written is where it went."""
        text = self._inside(path)
        if text is None:
            return path
        if text in self.written:
            return self.written[text]
        aside = os.path.join(self.folder, text[len(self.root) :])
        return aside if any(w.startswith(text + os.sep) for w in self.written) and not _there(text) else path

    def aside(self, path: Any, copied: bool) -> Any:
        """Where a path is to be written; what was there is copied when the writer only changes it."""
        text = self._inside(path)
        if text is None:
            return path
        if text not in self.written:
            where = os.path.join(self.folder, text[len(self.root) :])
            if not _there(os.path.dirname(text)) and not _there(os.path.dirname(where)):
                return path  # no such folder: as it would be without us
            _folder(os.path.dirname(where))
            if copied and _there(text):
                shutil.copyfile(text, where)
            self.written[text] = where
        return self.written[text]

    def _opening(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def open(file, mode="r", *arguments, **keywords):
            writes = isinstance(mode, str) and any(c in mode for c in "wxa+")
            where = self.aside(file, copied="w" not in mode) if writes else self.found(file)
            return original(where, mode, *arguments, **keywords)

        return open

    def _os_opening(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def open(path, flags, *arguments, **keywords):
            if keywords.get("dir_fd") is not None:
                return original(path, flags, *arguments, **keywords)
            writes = flags & (os.O_WRONLY | os.O_RDWR)
            where = self.aside(path, copied=not flags & os.O_TRUNC) if writes else self.found(path)
            return original(where, flags, *arguments, **keywords)

        return open

    def _reading(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def asked(path=".", *arguments, **keywords):
            return original(self.found(path), *arguments, **keywords)

        return asked

    def _beside(self, path: Any) -> list[str]:
        """The files that were written into a folder that was there before."""
        text = self._inside(path)
        return (
            []
            if text is None
            else [w for at, w in self.written.items() if os.path.dirname(at) == text and _there(w)]
        )

    def _listing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def listdir(path="."):
            names = original(self.found(path))
            return [*names, *(n for w in self._beside(path) if (n := os.path.basename(w)) not in names)]

        return listdir

    def _scanning(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def scandir(path="."):
            where, more = self.found(path), self._beside(path)
            if not more or where is not path:
                return original(where)
            aside = os.path.join(self.folder, os.path.relpath(os.path.abspath(os.fsdecode(path)), self.root))
            return Both(original(path), original(aside))

        return scandir

    def _making(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def made(path, *arguments, **keywords):
            text = self._inside(path)
            if text is None or _there(text):
                return original(path, *arguments, **keywords)
            where = os.path.join(self.folder, text[len(self.root) :])
            self.written[text] = where
            _folder(os.path.dirname(where))
            return original(where, *arguments, **keywords)

        return made

    def _both(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def moved(source, target, *arguments, **keywords):
            origin, text = self.found(source), self._inside(target)
            where = self.aside(target, copied=False) if text else target
            return original(origin, where, *arguments, **keywords)

        return moved


class Both:
    """Two scans of a folder as one; of two entries of one name the second counts."""

    def __init__(self, first: Any, second: Any):
        later = {entry.name: entry for entry in second}
        self.entries = iter([*(entry for entry in first if entry.name not in later), *later.values()])

    def __iter__(self) -> Any:
        return self.entries

    def __next__(self) -> Any:
        return next(self.entries)

    def __enter__(self) -> Both:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open."""


_stat = os.stat


def _there(path: str) -> bool:
    try:
        _stat(path)
    except OSError:
        return False
    return True


def _folder(path: str) -> None:
    missing = []
    while not _there(path):
        missing.append(path)
        path = os.path.dirname(path)
    for one in reversed(missing):
        _mkdir(one)


_mkdir = os.mkdir
