"""What runs that were killed have left, taken away at the start of the next."""

import contextlib
import shutil

from figpress.base import cache, git
from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.base.working import forsaken
from figpress.base.writing import alive, sweep


def sweep_leftovers(site: Site) -> None:
    """Files beside files, scratch folders, working folders, and a built site that was about to be replaced."""
    private = site.private
    sweep(site.root, private, private / "records", *(private / "objects").glob("*"))
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
