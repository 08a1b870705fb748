"""Working folders in the system's temporary folder: gone with their maker, however that ends."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figpress.base.writing import alive

try:
    import fcntl
except ImportError:  # no such locks here: the number of the process has to do
    fcntl = None  # type: ignore[assignment]

NAMED = re.compile(r"figpress-(\d+)-\w+")
_HELD = ".held"  # locked by the maker for as long as it lives, whatever number it has elsewhere


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """An empty folder of this process's own, gone afterwards."""
    forsaken()
    folder, held = make()
    try:
        yield folder / "in"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def make() -> tuple[Path, int]:
    """A new folder whose part `in` is empty, and the number of the open file that says somebody is at it: when
    that is closed, be it by the maker's end, the folder is anybody's to take away.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"figpress-{os.getpid()}-")).resolve()
    held = os.open(folder / _HELD, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if fcntl is not None:
        fcntl.flock(held, fcntl.LOCK_EX)
    (folder / "in").mkdir()
    return folder, held


def forsaken() -> int:
    """Take away the working folders of this user whose makers were killed; how many these were."""
    count = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir(tempfile.gettempdir()):
            found = NAMED.fullmatch(entry.name)
            if found and not alive(int(found[1])) and _forsaken(Path(entry.path)):
                shutil.rmtree(entry.path, ignore_errors=True)
                count += 1
    return count


def _forsaken(folder: Path) -> bool:
    """Whether a folder is ours, and nobody holds it: a process that we cannot see may."""
    try:
        if folder.is_symlink() or (hasattr(os, "getuid") and folder.lstat().st_uid != os.getuid()):
            return False
        if fcntl is None or not (folder / _HELD).exists():
            return True
        held = os.open(folder / _HELD, os.O_RDWR | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False
    finally:
        os.close(held)
