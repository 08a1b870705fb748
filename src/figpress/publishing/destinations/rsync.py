"""Another machine by rsync: a release folder beside the target, then the link, which rsync replaces in one
step.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from figpress.base.errors import Mistake
from figpress.base.working import working_folder
from figpress.base.writing import copy_tree
from figpress.publishing.model import Manifest
from figpress.site.model import MANIFEST


@dataclass(frozen=True)
class Rsync:
    """`target` is `HOST:PATH`, `rsync://HOST/MODULE/PATH` or a plain path; nothing but rsync is asked of the
    other side.
    """

    target: str

    def current(self) -> Manifest | None:
        with working_folder() as scratch:
            try:
                self._run(f"{self.target.rstrip('/')}/{MANIFEST}", str(scratch))
                return Manifest.parse((scratch / MANIFEST).read_text("utf-8"))
            except (Mistake, OSError, ValueError):
                return None

    def send(self, folder: Path, manifest: Manifest) -> str:
        """The release first: nothing points at it until it is whole. Its name is of its content, so a broken
        transfer resumes.
        """
        parent, name = self._parted()
        with working_folder() as scratch:
            staging = scratch
            release = staging / f".{name}.releases" / manifest.name
            copy_tree(folder, release)
            self._run(
                "--archive",
                "--checksum",
                "--no-owner",
                "--no-group",
                "--chmod=D755,F644",
                f"{release.parent}",
                parent,
            )
            link = staging / name
            link.symlink_to(PurePosixPath(f".{name}.releases") / manifest.name)
            self._run("--links", "--no-implied-dirs", str(link), parent)
        return f"{self.target} → .{name}.releases/{manifest.name}"

    def _parted(self) -> tuple[str, str]:
        """The folder that holds the target, with its trailing slash, and the target's name."""
        head, slash, name = self.target.rstrip("/").rpartition("/")
        if not slash:
            host, colon, name = self.target.rpartition(":")
            head, slash = f"{host}{colon}.", "/"
        if not name or name in (".", ".."):
            raise Mistake(
                f"{self.target!r} names no folder",
                hint="Write HOST:PATH/NAME; NAME becomes a link to the newest release",
            )
        return head + slash, name

    def _run(self, *arguments: str) -> None:
        try:
            done = subprocess.run(["rsync", *arguments], capture_output=True, encoding="utf-8", check=False)
        except FileNotFoundError:
            raise Mistake(
                "rsync is not installed", hint="Install it, or publish to a folder or to gh-pages"
            ) from None
        if done.returncode:
            raise Mistake(
                f"rsync: {done.stderr.strip() or f'exit {done.returncode}'}",
                hint="What was published before is still there",
            )
