"""Writes files so that a reader meets the old one or the new one, never half of one."""

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

UMASK = os.umask(0)  # the only way to ask is to set it; at import there is one thread
os.umask(UMASK)


def file_name(id: str) -> str:
    """A name for a file about `id`, without slashes and never longer than file systems take."""
    name = quote(id, safe="")
    return name if len(name) <= 180 else f"{name[:120]}-{hashlib.sha256(id.encode()).hexdigest()[:32]}"


def write_beside(path: Path, content: bytes | str) -> None:
    """Write under another name in the same folder, then rename; who may read it stays as it was. Raises
    OSError that names `path`.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        error.filename = str(path)  # what was to be written, not the name beside it
        raise
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(
            beside, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~UMASK
        )  # a temporary file is its maker's alone
        os.replace(beside, path)
    except BaseException:
        try:
            os.unlink(beside)
        except OSError:
            pass
        raise


def private_folder(folder: Path) -> Path:
    """The site's `.figpress/`, made where there is none; it keeps itself out of version control. Raises
    OSError.
    """
    ignore = folder / ".gitignore"
    if not ignore.exists():
        folder.mkdir(parents=True, exist_ok=True)
        ignore.write_text("*\n", "utf-8")
    return folder
