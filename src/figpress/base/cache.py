"""The user's own cache folder: where what the interpreter would execute is kept, because no clone can write
there.

What lies under a site's folder may have been written by whoever made the site. Compiled code and converted
pages are therefore kept outside it, under the user's name and the site's place: `$FIGPRESS_CACHE`, or
`figpress` in `$XDG_CACHE_HOME` or `~/.cache`. Where there is no such folder that is the user's alone,
nothing is kept.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path


def cache_folder(root: Path, name: str) -> Path | None:
    """The folder `name` of the site at `root`, made where there is none; None where nothing can be kept
    safely.
    """
    base = _base()
    if base is None or _reaches(root, base):
        return None
    folder = _of(base, root)
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in (base / "sites", folder, folder / name):
            part.mkdir(mode=0o700, exist_ok=True)
            if not _ours_alone(part):
                return None
        if not (folder / "root").exists():
            (folder / "root").write_text(str(root), "utf-8", "surrogatepass")
    except (OSError, ValueError):
        return None
    return folder / name


def folders(root: Path) -> Iterator[Path]:
    """The folders in which files are kept for the site at `root`."""
    base = _base()
    for folder, _, _ in os.walk(_of(base, root)) if base else ():
        yield Path(folder)


def sweep() -> None:
    """Take away what was kept for sites that are no more. A cache only: nothing that fails here matters."""
    base = _base()
    try:
        for folder in list((base / "sites").iterdir()) if base else ():
            if not Path((folder / "root").read_text("utf-8", "surrogatepass")).exists():
                shutil.rmtree(folder, ignore_errors=True)
    except (OSError, ValueError):
        pass


def _of(base: Path, root: Path) -> Path:
    return base / "sites" / hashlib.sha256(str(root).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _base() -> Path | None:
    named = os.environ.get("FIGPRESS_CACHE")
    try:
        home = (
            Path(named)
            if named
            else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "figpress")
        )
        return home.resolve()
    except (OSError, RuntimeError):
        return None


def _reaches(root: Path, base: Path) -> bool:
    """Whether a clone could bring its own cache: it lies in the site's folder, or in the repository around
    that.
    """
    around = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    return base.is_relative_to(around)


def _ours_alone(folder: Path) -> bool:
    """Whether only this user can write in a folder."""
    state = folder.lstat()
    owned = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return stat.S_ISDIR(state.st_mode) and owned and not state.st_mode & 0o022
