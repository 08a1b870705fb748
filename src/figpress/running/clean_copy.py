"""A copy of a site as its author made it: without what the press keeps and without what earlier runs left."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from figpress.base.site import Site
from figpress.base.working import make
from figpress.base.writing import BESIDE, copy_tree, sweep
from figpress.freshness.look import PRIVATE

State = tuple[int, int, int]  # of a file: its size, when it was written, when anything about it changed


class CleanCopy:
    """The site in a folder of its own; `restore` makes it what it was, whatever ran in it.

    left  files that runs left, relative to the root
    """

    def __init__(self, original: Site, folder: Path, left: Collection[str]):
        self.original, self.site = original, replace(original, root=folder)
        self.leave = {str(original.root / path) for path in left}
        copy_tree(original.root, folder, symlinks=True, ignore=self._ignored, dirs_exist_ok=True)
        self.states = self._states()

    def restore(self) -> None:
        """Put back what was changed or removed, and remove what is new."""
        now = self._states()
        for path in sorted(set(now) - set(self.states), reverse=True):  # files before their folders
            _remove(path)
        for path, state in sorted(self.states.items()):
            if now.get(path) != state:
                original = self.original.root / path.relative_to(self.site.root)
                if original.is_dir() and not original.is_symlink():
                    path.mkdir(exist_ok=True)
                else:
                    _remove(path)
                    shutil.copy2(original, path, follow_symlinks=False)
        self.states = self._states() if now != self.states else now

    def _states(self) -> dict[Path, State]:
        """Every file and folder of the copy but the press's own."""
        found: dict[Path, State] = {}
        for where, folders, names in os.walk(self.site.root):
            folders[:] = [name for name in folders if name not in PRIVATE]
            for name in names:
                state = os.lstat(os.path.join(where, name))
                found[Path(where, name)] = (state.st_size, state.st_mtime_ns, state.st_ctime_ns)
            found |= {Path(where, name): (0, 0, 0) for name in folders}
        return found

    def _ignored(self, where: str, names: list[str]) -> set[str]:
        top = where == str(self.original.root)
        hidden = {*PRIVATE, self.original.site_dir} if top else PRIVATE
        return {name for name in names if name in hidden or f"{where}/{name}" in self.leave}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def clean_copy(site: Site, left: Collection[str]) -> Iterator[CleanCopy]:
    """A clean copy beside the real site, where that may be: what lies above keeps its place."""
    made = None
    sweep(site.root.parent)
    try:
        folder = tempfile.mkdtemp(prefix=f"{BESIDE}{os.getpid()}-", dir=site.root.parent)
    except OSError:
        made, _ = make()
        folder = str(made / "in")
    try:
        yield CleanCopy(site, Path(folder).resolve(), left)
    finally:
        shutil.rmtree(made or folder, ignore_errors=True)
