"""Reads a built site's folder: its files by hash, its pages."""

import hashlib
from pathlib import Path

from figpress.nouns.publication import MANIFEST


def hashes(folder: Path) -> dict[str, str]:
    """Every file below `folder`, the manifest left out: path with forward slashes → sha256."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    found.pop(MANIFEST, None)
    found.pop(".nojekyll", None)
    return found
