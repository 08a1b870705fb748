"""The content-addressed store under .figpress/objects/: a file's name is its sha256, so what is there is
right.
"""

import hashlib
import os
from pathlib import Path

from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.figure import Artifact
from figpress.freshness.seams import File

SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "application/json": ".json",
    "text/javascript": ".js",
    "application/msgpack": ".msgpack",
}


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
        if not path.is_file() or path.stat().st_size != len(content):
            write_beside(path, content)
        return Artifact(file.name, path, sha256, file.media_type, file.role, file.width, file.height)  # type: ignore[arg-type]

    def path(self, sha256: str, suffix: str) -> Path:
        """Where a file is kept."""
        return self.folder / sha256[:2] / f"{sha256}{suffix}"

    def find(self, sha256: str, suffix: str) -> Path | None:
        """The kept file, or None."""
        path = self.path(sha256, suffix)
        return path if path.is_file() else None

    def holds(self, artifacts: tuple[Artifact, ...]) -> bool:
        """True when every one of these is there."""
        return all(os.path.exists(a.path) for a in artifacts)
