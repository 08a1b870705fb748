"""Writes files so that a reader meets the old one or the new one, never half of one."""

import os
import tempfile
from pathlib import Path


def write_beside(path: Path, content: bytes | str) -> None:
    """Write under another name in the same folder, then rename. Raises OSError."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        try:
            os.unlink(beside)
        except OSError:
            pass
        raise
