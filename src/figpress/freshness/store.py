"""The content-addressed store under .figpress/objects/: a file's name is its sha256, so what is there is
right.
"""

import hashlib
from pathlib import Path

from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.figure import Artifact
from figpress.freshness.seams import File

SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/webp": ".webp",
    "text/html": ".html",
    "application/json": ".json",
    "text/javascript": ".js",
    "application/msgpack": ".msgpack",
}


def digest_of(path: Path) -> str:
    """sha256 of a file; "" where there is none that can be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


class LocalStore:
    """Implements seams.Store in a folder."""

    def __init__(self, site: Site):
        self.folder = site.private / "objects"

    def take(self, file: File) -> Artifact:
        """Take a file in. Raises OSError when the disk is full or read-only; nothing is lost then but this
        file.
        """
        content = file.path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256, SUFFIXES.get(file.media_type, file.path.suffix))
        if digest_of(path) != sha256:
            write_beside(path, content, lasting=True)
        return Artifact(file.name, path, sha256, file.media_type, file.role, file.width, file.height)  # type: ignore[arg-type]

    def path(self, sha256: str, suffix: str) -> Path:
        """Where a file is kept."""
        return self.folder / sha256[:2] / f"{sha256}{suffix}"

    def find(self, sha256: str, suffix: str) -> Path | None:
        """The kept file, or None where there is none of that content."""
        path = self.path(sha256, suffix)
        return path if digest_of(path) == sha256 else None

    def holds(self, artifacts: tuple[Artifact, ...]) -> bool:
        """True when every one of these is there, and is what its name says: disks and neighbours change
        bytes.
        """
        return all(digest_of(a.path) == a.sha256 for a in artifacts)
