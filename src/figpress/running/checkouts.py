"""Opens the site as it was at a revision, in a clean checkout that shares the store."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from figpress.base.configuration import open_site
from figpress.base.git import Repository
from figpress.base.site import Site
from figpress.base.writing import copy_tree, folder_beside

RECORDS = "records"  # one a target, of the working tree: another revision's run must not take its place
REVISIONS = "revisions"  # the records of other revisions, so that what was drawn for one is not drawn again
KEPT = 20


@contextlib.contextmanager
def open_revision(site: Site, repository: Repository, revision: str) -> Iterator[Site]:
    """The site at `revision`. Its files are in the store of `site`, its records are its own and are kept for
    the next time.

    A figure whose code is the same in both is found, not drawn.
    """
    commit = repository.commit(revision)
    with repository.checkout(commit) as folder:
        private = folder / ".figpress"
        if private.exists():
            shutil.rmtree(private)
        private.mkdir()
        (site.private / "objects").mkdir(parents=True, exist_ok=True)
        for name in _shared(site):
            (private / name).symlink_to(site.private / name, target_is_directory=True)
        kept = site.private / REVISIONS / commit
        for records in (site.private / RECORDS, kept):  # what is known of this revision comes last, and wins
            if records.is_dir():
                copy_tree(records, private / RECORDS, dirs_exist_ok=True)
        try:
            yield open_site(folder, folder / site.config)
        finally:
            _keep(private / RECORDS, kept)


def _shared(site: Site) -> list[str]:
    """What lies in the private folder under its content's name: pictures, caches, fetched files."""
    named = (
        RECORDS,
        REVISIONS,
        "labs",
        "locks",
        "review",
        "scratch",
        "preview",
    )  # by what they are of: each tree has its own
    return sorted(
        path.name
        for path in site.private.iterdir()
        if path.is_dir() and path.name not in named and not path.name.startswith(("site-", "."))
    )


def _keep(records: Path, kept: Path) -> None:
    if not records.is_dir():
        return
    with folder_beside(kept) as beside:
        copy_tree(records, beside, dirs_exist_ok=True)
    others = sorted(
        (path for path in kept.parent.iterdir() if not path.name.startswith(".")),
        key=lambda path: path.stat().st_mtime,
    )
    for old in others[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
