"""A store that colleagues and CI share: a folder, or any URL that fsspec can open.

    objects/<sha256>            files; what is read is compared with its name
    records/<sha256 of key>     what a target left on exactly this code and environment: the sha256 of its
                                record

A record is an object, too, so everything that is read is checked by digest; what is wrong or truncated is
refused and
drawn here instead. A record is validated, its files lie where their digests say, and a shared result is
data: whoever can write to the store can lie about a picture, and can neither run code here nor reach a file
outside the store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.writing import write_beside
from figpress.freshness.records import Records
from figpress.freshness.store import LocalStore
from figpress.freshness.trace import Prints, Record


class Shelf(Protocol):
    """Bytes by name, elsewhere."""

    def read(self, name: str) -> bytes | None: ...
    def write(self, name: str, content: bytes) -> None: ...


class FolderShelf:
    """A shelf in a folder, perhaps on a network drive."""

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, content: bytes) -> None:
        write_beside(self.folder / name, content)


class RemoteShelf:
    """A shelf behind a URL."""

    def __init__(self, url: str):
        try:
            import fsspec
        except ImportError:
            raise Mistake(
                f"store: {url} needs fsspec", Place("mkdocs.yml"), 'pip install "figpress[dask]"'
            ) from None
        try:
            self.system, self.base = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise Mistake(
                f"store: {url}: {error}", Place("mkdocs.yml"), "Name a folder, or a URL that fsspec knows."
            ) from None

    def read(self, name: str) -> bytes | None:
        try:
            return self.system.cat_file(f"{self.base}/{name}")
        except Exception:
            return None

    def write(self, name: str, content: bytes) -> None:
        path = f"{self.base}/{name}"
        self.system.makedirs(path.rpartition("/")[0], exist_ok=True)
        self.system.pipe_file(path, content)


class SharedStore:
    """What others drew, and what we drew for them."""

    def __init__(
        self,
        shelf: Shelf,
        store: LocalStore,
        records: Records,
        warn: Callable[[str], None] = lambda text: None,
    ):
        self.shelf, self.store, self.records, self.warn = shelf, store, records, warn

    def fetch(self, id: str, now: Prints) -> Record | None:
        """The record of a run on exactly this code and environment, its files taken into the local store;
        None where there is none.
        """
        named = self.shelf.read(f"records/{key(id, now)}")
        if named is None:
            return None
        content = self._object(named.decode("ascii", "replace").strip())
        if content is None:
            return None
        try:
            record = self.records.parse(content)
        except ValueError:
            self.warn(f"the shared store's record of {id} cannot be read")
            return None
        if record.id != id or comparable(record.prints) != comparable(now):
            return None
        for artifact in record.artifacts:
            if not self.store.holds((artifact,)):
                found = self._object(artifact.sha256)
                if found is None:
                    return None
                write_beside(artifact.path, found)
        return record

    def offer(self, record: Record) -> None:
        """Put a run where others find it. A store that cannot be written is no failure, but is said."""
        try:
            for artifact in record.artifacts:
                self._put(artifact.path.read_bytes())
            sha256 = self._put(self.records.text(record).encode())
            self.shelf.write(f"records/{key(record.id, record.prints)}", sha256.encode())
        except Exception as error:
            self.warn(f"the shared store cannot be written: {error}")

    def _put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self.shelf.write(f"objects/{sha256}", content)
        return sha256

    def _object(self, sha256: str) -> bytes | None:
        content = self.shelf.read(f"objects/{sha256}")
        if content is None:
            return None
        if hashlib.sha256(content).hexdigest() != sha256:
            self.warn(f"the shared store's object {sha256[:12]}… is not what its name says: refused")
            return None
        return content


def shelf_for(url: str, root: Path) -> Shelf:
    """A shelf for the option `store:`: a folder, relative to the site's, or a URL."""
    return RemoteShelf(url) if "://" in url else FolderShelf((root / url).resolve())


def comparable(prints: Prints) -> tuple:
    """What must be equal for a run elsewhere to stand for one here: code, the site's files, versions; results
    by their
    code. What lies elsewhere is compared by the verdict on what was fetched.
    """
    files = {key: digest for key, digest in prints.files.items() if not key.partition(" ")[2].startswith("/")}
    return dict(prints.code), files, dict(prints.environment), dict(prints.deep)


def key(id: str, prints: Prints) -> str:
    """The name of a run: what it is, and all that it depended on."""
    return hashlib.sha256(json.dumps([id, *comparable(prints)], sort_keys=True).encode()).hexdigest()
