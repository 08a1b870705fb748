"""A branch that GitHub Pages shows: one commit a publication, pushed where there is a remote."""

from dataclasses import dataclass
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.git import Repository, commit_folder
from figpress.publishing.model import Manifest
from figpress.site.model import MANIFEST


@dataclass(frozen=True)
class Branch:
    """`name` in the site's own repository, and at its remote when it has one."""

    repository: Repository
    name: str = "gh-pages"
    remote: str = "origin"

    def current(self) -> Manifest | None:
        tip = self._tip()
        try:
            return Manifest.parse(self.repository.run("show", f"{tip}:{MANIFEST}")) if tip else None
        except (Mistake, ValueError):
            return None

    def send(self, folder: Path, manifest: Manifest) -> str:
        """One commit on what is there; the push, or the move of the branch, is the one step that counts."""
        (folder / ".nojekyll").touch()  # or GitHub would leave out folders that begin with an underscore
        tip = self._tip()
        what = "Preview" if manifest.preview else "Publish"
        made = commit_folder(self.repository, folder, tip, f"{what} {manifest.commit[:10]}", manifest.when)
        local = f"refs/heads/{self.name}"
        if self._has_remote() and made != tip:
            self.repository.run("push", "--quiet", self.remote, f"{made}:{local}")
        self.repository.run("update-ref", "-m", f"figpress publish {manifest.commit[:10]}", local, made)
        where = (
            f"{self.remote}/{self.name}"
            if self._has_remote()
            else f"branch {self.name} (no remote to push to)"
        )
        return f"{where} at {made[:10]}" + (" (as it was)" if made == tip else "")

    def _has_remote(self) -> bool:
        return self.remote in self.repository.run("remote").split()

    def _tip(self) -> str:
        """The newest commit of the branch, or "": the remote's, where there is one."""
        reference = f"refs/heads/{self.name}"
        if self._has_remote():
            if not self.repository.run("ls-remote", self.remote, reference).strip():
                return ""
            self.repository.run("fetch", "--quiet", self.remote, reference)
            return self.repository.run("rev-parse", "FETCH_HEAD").strip()
        try:
            return self.repository.run("rev-parse", "--verify", "--quiet", reference).strip()
        except Mistake:
            return ""
