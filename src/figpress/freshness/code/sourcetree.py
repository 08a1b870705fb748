"""Project code on disk: files under the site's folder, read once, parsed into units, remembered in
.figpress/.
"""

import functools
import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.sealed import opened, sealed
from figpress.base.site import Site
from figpress.base.stamp import Stamp, now, settled, stamp
from figpress.base.writing import private_folder, write_beside
from figpress.freshness.code import canon, units
from figpress.freshness.code.units import Module
from figpress.freshness.code.whose import NEVER

NOT_OURS = {*NEVER, "site-packages", "dist-packages"}
AT_THE_TOP = {"venv", "site", "build", "dist"}  # what tools put into the site's own folder
Entry = tuple[
    Stamp, int, str, msgspec.Raw
]  # of the file, when it was read, the digest of its text, its Module

UNPARSED = msgspec.Raw(b"\xc0")  # in the place of a module: only the text was asked for


@dataclass(frozen=True)
class Head:
    """Of a module: see units.Module."""

    caption: str
    calls: frozenset[str]


class SourceTree:
    """Implements rules.closure.Code. Every file is read once in its life; `save` remembers for the next
    command.
    """

    def __init__(self, site: Site):
        self.site = site
        self._modules: dict[str, Module | None] = {}
        self._known: dict[str, Entry] | None = None
        self._located: dict[tuple[str, str], str | None] = {}
        self._learned: dict[str, Entry] = {}
        self._texts: dict[str, str] = {}
        self._faults: dict[str, SyntaxError] = {}
        self._folders: dict[str, frozenset[str]] = {}

    @property
    def _cache(self) -> Path:
        return self.site.private / "tables" / f"{_dialect()}.msgpack"

    def module(self, path: str) -> Module | None:
        """The units of a file, or None where there is no such file or it does not parse (see `fault`)."""
        if path not in self._modules:
            self._modules[path] = self._read(path)
        return self._modules[path]

    def head(self, path: str) -> "Head | Module | None":
        """What a file says of itself, without its units where they need not be unpacked; None as for `module`."""
        if path not in self._modules:
            try:
                known = self._current(path, os.stat(os.path.join(self.site.root, path)))
                if known:
                    return msgspec.msgpack.decode(known[3], type=Head)
            except (OSError, msgspec.DecodeError):
                pass
        return self.module(path)

    def fault(self, path: str) -> SyntaxError | None:
        """Why a file does not parse."""
        self.module(path)
        return self._faults.get(path)

    def locate(self, name: str, script: str) -> str | None:
        """The project file that `import name` finds when `script` runs, or None: relative to the site's
        folder.
        """
        folder = script.rpartition("/")[0]
        key = (name, folder)
        if key not in self._located:
            self._located[key] = self._locate(name, folder)
        return self._located[key]

    def _locate(self, name: str, folder: str) -> str | None:
        parts = name.split(".")
        if parts[0] == "figpress" or not all(parts):
            return None
        for base in dict.fromkeys((folder, *self.site.source_dirs, "")):
            found = self._within(base, parts)
            if found:
                return found
        return None

    def _within(self, base: str, parts: list[str]) -> str | None:
        """A module under one folder. Namespace packages (folders without __init__.py) are only passed
        through.
        """
        for part in parts[:-1]:
            if part not in self._names(base):
                return None
            base = f"{base}/{part}" if base else part
        last, names = parts[-1], self._names(base)
        here = f"{base}/{last}" if base else last
        if last in names and "__init__.py" in self._names(here):
            return f"{here}/__init__.py"
        return f"{here}.py" if f"{last}.py" in names else None

    def _names(self, folder: str) -> frozenset[str]:
        if folder not in self._folders:
            try:
                self._folders[folder] = frozenset(os.listdir(self.site.root / folder))
            except OSError:
                self._folders[folder] = frozenset()
        return self._folders[folder]

    def every(self) -> tuple[str, ...]:
        """Every Python file under the site's folder."""
        found = []
        for folder, folders, names in os.walk(self.site.root):
            left = NOT_OURS | AT_THE_TOP if folder == str(self.site.root) else NOT_OURS
            folders[:] = sorted(f for f in folders if f not in left and not f.startswith("."))
            found += [
                os.path.relpath(os.path.join(folder, n), self.site.root).replace(os.sep, "/")
                for n in names
                if n.endswith(".py")
            ]
        return tuple(sorted(found))

    def _read(self, path: str) -> Module | None:
        full = os.path.join(self.site.root, path)
        try:
            state = os.stat(full)
        except OSError:
            return None
        if not stat.S_ISREG(state.st_mode):  # a folder that is a package without an __init__.py
            return None
        known = self._current(path, state)
        if known:
            try:
                module = msgspec.msgpack.decode(known[3], type=Module)
            except msgspec.DecodeError:  # a cache that cannot be read is no cache
                pass
            else:
                self._learned[path] = known
                return module
        try:
            with open(full, "rb") as file:
                source = file.read().decode("utf-8-sig")
            module = units.parse(path, source)
        except SyntaxError as error:
            self._faults[path] = error
            return Module(path, hashlib.sha256(source.encode()).hexdigest())
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise Mistake(
                f"cannot be read: byte {error.object[error.start]:#04x} is not UTF-8",
                Place(path, line),
                "Save the file as UTF-8.",
            ) from None
        except OSError as error:
            raise Mistake(f"cannot be read: {error.strerror}", Place(path)) from None
        try:
            kept = msgspec.Raw(msgspec.msgpack.encode(module))
        except UnicodeEncodeError:
            raise Mistake("a name that is not UTF-8", Place(path), "Rename the file.") from None
        self._learned[path] = (stamp(state), now(), _hashed(source.encode()), kept)
        return module

    def _current(self, path: str, state: os.stat_result) -> Entry | None:
        """What is remembered of a file, if it certainly is as it was."""
        known = self._remembered().get(path)
        return known if known and settled(known[0], known[1], state) else None

    def text(self, path: str) -> str:
        """The digest of a file's text, or "" where there is none: no need to parse it."""
        if path not in self._texts:
            full = os.path.join(self.site.root, path)
            try:
                state = os.stat(full)
                known = self._current(path, state)
                if known:
                    self._texts[path] = known[2]
                else:
                    with open(full, "rb") as file:
                        text = _hashed(file.read().decode("utf-8-sig", "replace").encode())
                    self._texts[path] = text
                    self._learned.setdefault(path, (stamp(state), now(), text, UNPARSED))
            except OSError:
                self._texts[path] = ""
        return self._texts[path]

    @property
    def dialect(self) -> str:
        """Names the interpreter and the reader of code."""
        return _dialect()

    def _remembered(self) -> dict[str, Entry]:
        if self._known is None:
            try:
                self._known = msgspec.msgpack.decode(opened(self._cache.read_bytes()), type=dict[str, Entry])
            except (OSError, ValueError, msgspec.DecodeError):  # a cache that cannot be read is no cache
                self._known = {}
        return self._known

    def save(self) -> None:
        """Remember what was parsed. A cache only: failing to write it is no failure."""
        known = self._remembered()
        if any(known.get(path) != entry for path, entry in self._learned.items()):
            try:
                private_folder(self.site.private)
                write_beside(self._cache, sealed(msgspec.msgpack.encode({**known, **self._learned})))
            except OSError:
                pass


def _hashed(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


@functools.cache
def _dialect() -> str:
    """Names the interpreter and this very reader: a changed reader reads everything again."""
    here = sorted(Path(__file__).parent.glob("*.py"))
    text = "".join(path.read_text("utf-8") for path in here)
    return f"{sys.version_info.major}{sys.version_info.minor}-{canon.digest(text)[:16]}"
