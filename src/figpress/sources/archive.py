"""Other people's files, by content: kept under .figpress, found in a mirror, or fetched; never believed
unverified.
"""

from __future__ import annotations

import functools
import hashlib
import os
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from figpress.base.site import Site
from figpress.base.writing import sweep, write_beside
from figpress.sources.images import problems_of_file
from figpress.sources.model import Archived, Borrowed, Registry, SourceFile, Unavailable

if TYPE_CHECKING:
    from figpress.sources.web import Web

SUFFIXES = {
    "image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpeg", "image/webp": ".webp",
    "image/gif": ".gif",
    "application/pdf": ".pdf", "text/csv": ".csv", "application/json": ".json", "text/html": ".html",
    "text/plain": ".txt",
}  # fmt: skip


def borrowed_file(site: Site, borrowed: Borrowed, web: Web | None = None) -> Path | Unavailable:
    """The file to show, verified and safe; or why there is none. Without `web` nothing is fetched.

    A crop of a PDF is taken from the verified PDF, and its pixels are compared with the registered ones.
    """
    if borrowed.file is None:
        return Unavailable("nothing is shown: it is drawn again by us")
    found = source_file(site, borrowed.file, web)
    if isinstance(found, Unavailable) or borrowed.file.crop is None:
        return found
    from figpress.sources.pdf import cropped

    return cropped(found, borrowed.file.crop, site.private / "borrowed" / f"{borrowed.file.stem}.png")


def borrowed_files(
    site: Site, registry: Registry, web: Web | None = None
) -> Mapping[str, Path | Unavailable]:
    """Every borrowed file by id, fetched four at a time."""
    wanted = [b for b in registry.borrowed.values() if b.file is not None]
    with ThreadPoolExecutor(4) as pool:
        return dict(
            zip([b.id for b in wanted], pool.map(lambda b: borrowed_file(site, b, web), wanted), strict=True)
        )


def source_file(site: Site, file: SourceFile | Archived, web: Web | None = None) -> Path | Unavailable:
    """The file with this sha256: from the site's own store, from its mirrors, from the web, in that order.

    Whatever it comes from, its content is hashed, and looked at, before it is believed. A good file is never
    replaced.
    """
    kept = site.private / "borrowed" / f"{file.sha256}{SUFFIXES[file.media_type]}"
    if _is(kept, file.sha256):
        return _looked_at(kept, file)
    for path in _mirrored(site.mirrors):
        if _is(path, file.sha256):
            good = _looked_at(path, file)
            return good if isinstance(good, Unavailable) else _keep(path, kept, file.sha256)
    if web is None:
        return Unavailable(f"{file.url} has not been fetched", "Fetch it: figpress sources fetch")
    with _lock_of(file.sha256):  # several crops of one PDF want it at once
        if _is(kept, file.sha256):
            return _looked_at(kept, file)
        return _fetched(file, kept, web)


@functools.cache
def _lock_of(sha256: str) -> threading.Lock:
    return threading.Lock()


def keep_file(site: Site, path: Path, sha256: str, media_type: str) -> Path:
    """Put a file that an author has by hand into the store, so that nothing needs to be fetched."""
    return _keep(path, site.private / "borrowed" / f"{sha256}{SUFFIXES[media_type]}", sha256)


def _fetched(file: SourceFile | Archived, kept: Path, web: Web) -> Path | Unavailable:
    part = kept.with_name(f".{kept.name}.part")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Unavailable(f"cannot write {kept.parent}: {error.strerror}", "Make the folder writable.")
    # An error page in place of a picture is common; a picture in place of a page is not.
    refuse = () if file.media_type == "text/html" else ("text/html", "application/xhtml+xml")
    for _ in range(2):
        pieced = web.download(file.url, part, refuse=refuse)
        if isinstance(pieced, Unavailable):
            return pieced
        found = hashlib.sha256(part.read_bytes()).hexdigest()
        if found == file.sha256:
            good = _looked_at(part, file)
            if isinstance(good, Unavailable):
                part.unlink(missing_ok=True)
                return good
            os.replace(part, kept)
            return kept
        part.unlink(missing_ok=True)
        if not pieced:  # whole, and yet another file; parts are tried once more from the beginning
            break
    return Unavailable(
        f"{file.url} has changed: its sha256 is {found[:12]}…, registered is {file.sha256[:12]}…",
        "Look at the new file before you register its sha256.",
        "untrue",
    )


def _looked_at(path: Path, file: SourceFile | Archived) -> Path | Unavailable:
    stat = path.stat()
    problems = _problems(path, file.media_type, stat.st_size, stat.st_mtime_ns)
    if problems:
        return Unavailable(
            f"{file.url} is not shown: {problems[0]}"
            + (f" (and {len(problems) - 1} more)" if problems[1:] else ""),
            kind="unsafe",
        )
    return path


@functools.cache
def _problems(path: Path, media_type: str, size: int, changed: int) -> tuple[str, ...]:
    return problems_of_file(path.read_bytes(), media_type)


def _is(path: Path, sha256: str) -> bool:
    """Whether this is the file; one that cannot be read is not."""
    try:
        return path.is_file() and sha256_of(path) == sha256
    except OSError:
        return False


def sha256_of(path: Path) -> str:
    """The sha256 of a file, hashed again only when its size or time has changed."""
    stat = path.stat()
    return _hashed(path, stat.st_size, stat.st_mtime_ns)


@functools.cache
def _hashed(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mirrored(folders: Iterable[Path]) -> list[Path]:
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]


def _keep(path: Path, kept: Path, sha256: str) -> Path:
    """Copy beside and rename; where the store cannot be written the mirror's own file does."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:  # it changed under our eyes
        return path
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        sweep(kept.parent)
        write_beside(kept, content)
        return kept
    except OSError:
        return path
