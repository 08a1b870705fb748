"""What runs that were killed have left, taken away at the start of the next."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from figpress.base import cache, git
from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.base.working import forsaken
from figpress.base.writing import alive, sweep

DEEP = 2  # levels of the private folder in which files are written


def sweep_leftovers(site: Site) -> None:
    """Files beside files, scratch folders, working folders, and a built site that was about to be replaced."""
    private = site.private
    sweep(site.root, *_below(private), *cache.folders(site.root), *_written(site))
    scratch = private / "scratch"
    for old in scratch.iterdir() if scratch.is_dir() else ():
        owner = old.name.partition("-")[0]
        if owner.isdigit() and not alive(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    replaced = site.built.with_name(f".{site.built.name}.old")
    if site.built.is_dir() and replaced.is_dir():
        shutil.rmtree(replaced, ignore_errors=True)
    cache.sweep()
    if forsaken():  # checkouts among them
        with contextlib.suppress(Mistake):
            git.repository(site).run("worktree", "prune")


def _below(folder: Path, levels: int = DEEP) -> Iterator[Path]:
    """A folder and those in it, some levels down; none that a link leads to."""
    yield folder
    try:
        inner = (
            [entry for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)] if levels else []
        )
    except OSError:
        return
    for entry in inner:
        yield from _below(Path(entry.path), levels - 1)


def _written(site: Site) -> Iterator[Path]:
    """The folders of the site's own files that a verb may write into: `check --write`, `approve`, a review taken in."""
    for name in (site.docs_dir, site.figures_dir, "approvals", "reviews"):
        yield from (Path(folder) for folder, _, _ in os.walk(site.root / name))
