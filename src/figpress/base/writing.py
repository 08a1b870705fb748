"""Writes files so that a reader meets the old one or the new one, never half of one."""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

BESIDE = (
    ".figpress-"  # begins the name of what is being made; then comes the number of the process that makes it
)
_LEFT = re.compile(rf"{re.escape(BESIDE)}(\d+)-")
UMASK = os.umask(0)  # the only way to ask is to set it; at import there is one thread
os.umask(UMASK)


def file_name(id: str) -> str:
    """A name for a file about `id`, without slashes and never longer than file systems take."""
    name = quote(id, safe="")
    return name if len(name) <= 180 else f"{name[:120]}-{hashlib.sha256(id.encode()).hexdigest()[:32]}"


def write_beside(path: Path, content: bytes | str, lasting: bool = False) -> None:
    """Write under another name in the same folder, then rename; who may read it stays as it was. What is
    `lasting` is on
    the disk before it has its name. Raises OSError that names `path`.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f"{BESIDE}{os.getpid()}-")
    except OSError as error:
        error.filename = str(path)  # what was to be written, not the name beside it
        raise
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
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


@contextlib.contextmanager
def first_error() -> Iterator[None]:
    """shutil's own error is a list of texts: here it is the OSError of the first file that could not be copied."""
    try:
        yield
    except shutil.Error as error:
        listed = error.args[0]
        number = re.search(r"\[Errno (\d+)\]", str(listed[0][-1])) if isinstance(listed, list) else None
        if number is None:
            raise
        raise OSError(int(number[1]), os.strerror(int(number[1])), listed[0][1]) from None


def copy_tree(source: Path, target: Path, **options: Any) -> None:
    """shutil.copytree, by the error of one file."""
    with first_error():
        shutil.copytree(source, target, **options)


@contextlib.contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """A new folder to be filled, which takes the name `path` at the end, in the place of what had it; nothing is
    left of it where filling it, or taking the name, fails. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f"{BESIDE}{os.getpid()}-"))
    try:
        yield beside
        beside.chmod(0o777 & ~UMASK)  # a temporary folder is its maker's alone
        shutil.rmtree(path, ignore_errors=True)
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def link_beside(path: Path, target: Path) -> None:
    """Make `path` a link to `target` in one step, whatever it was; nothing else is left. Raises OSError."""
    beside = path.with_name(f"{BESIDE}{os.getpid()}-{path.name}")
    try:
        beside.symlink_to(target)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sweep(*folders: Path) -> None:
    """Take away what writers that were killed have left beside the files of these folders."""
    for folder in folders:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            if (found := _LEFT.match(name)) and not alive(int(found[1])):
                path = folder / name
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def alive(process: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def private_folder(folder: Path) -> Path:
    """The site's `.figpress/`, made where there is none; it keeps itself out of version control. Raises
    OSError.
    """
    ignore = folder / ".gitignore"
    if not ignore.exists():
        folder.mkdir(parents=True, exist_ok=True)
        ignore.write_text("*\n", "utf-8")
    return folder
