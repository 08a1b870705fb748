"""A folder of this machine: a symbolic link to a release folder beside it, moved in one step."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.writing import copy_tree, folder_beside, link_beside, sweep
from figpress.publishing.model import Manifest
from figpress.site.built import hashes
from figpress.site.model import MANIFEST

KEPT = 3  # releases that stay, the current one among them


@dataclass(frozen=True)
class Folder:
    """`path` is what a web server shows; `.NAME.releases/` beside it holds each release whole."""

    path: Path

    @property
    def releases(self) -> Path:
        return self._own().parent / f".{self.path.name}.releases"

    def current(self) -> Manifest | None:
        try:
            return Manifest.parse((self.path / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def send(self, folder: Path, manifest: Manifest) -> str:
        """Copy beside, rename, then move the link; a kill in between leaves what was there."""
        self._refuse_what_is_not_ours()
        self.releases.mkdir(parents=True, exist_ok=True)
        with _alone(self.releases):
            sweep(self.releases, self._own().parent)
            release = self._release(folder, manifest)
            self._point_at(release)
            self._forget_all_but(release)
        return f"{self.path} → {release}"

    def _own(self) -> Path:
        """The absolute path of the link itself: its parents resolved, the link not."""
        return self.path.absolute().parent.resolve() / self.path.name

    def _refuse_what_is_not_ours(self) -> None:
        here = self._own()
        if here.is_symlink():
            if (here.parent / os.readlink(here)).parent != self.releases:
                raise Mistake(
                    f"{self.path} is a link to {os.readlink(here)}, not to a release of figpress",
                    hint="Name another folder, or remove the link",
                )
        elif here.is_dir() and any(here.iterdir()):
            raise Mistake(
                f"{self.path} holds files that figpress did not put there",
                hint="Name a new folder, or move its files away",
            )
        elif here.exists() and not here.is_dir():
            raise Mistake(f"{self.path} is a file", hint="Name a folder")

    def _release(self, folder: Path, manifest: Manifest) -> Path:
        release = self.releases / manifest.name
        if release.exists() and not release.is_symlink() and _is_whole(release, manifest):
            return release
        if (
            release.exists()
        ):  # somebody changed a release by hand: it may be the one that is shown, so it is left
            release = release.with_name(f"{manifest.name}-{os.getpid()}")
        with folder_beside(release) as incoming:
            copy_tree(folder, incoming, dirs_exist_ok=True)
            os.sync()
        return release

    def _point_at(self, release: Path) -> None:
        here = self._own()
        if here.is_dir() and not here.is_symlink():
            here.rmdir()  # empty: it was looked at
        link_beside(here, Path(release.parent.name) / release.name)

    def _forget_all_but(self, release: Path) -> None:
        others = sorted(
            (path for path in self.releases.iterdir() if path.is_dir() and path != release),
            key=lambda path: path.name,
        )
        for old in others[: max(0, len(others) - KEPT + 1)]:
            shutil.rmtree(old, ignore_errors=True)


def _is_whole(release: Path, manifest: Manifest) -> bool:
    return hashes(release) == manifest.files and (release / MANIFEST).read_text("utf-8") == manifest.text()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One publication at a time into one folder, where the system has file locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (folder / ".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
