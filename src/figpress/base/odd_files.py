"""Files of a site that are no files, and folders that are none of the site's: refused before anything is read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site

_BESIDE = ("approvals", "reviews")  # what else is read below the site's folder


def refuse_odd(site: Site) -> None:
    """Raise a Mistake for folders that reach out of the site, and for devices and pipes in those that are read.

    A link to /dev/zero has no end and a pipe waits for ever, and a clone may bring the one, an archive the other.
    """
    _refuse_folders(site)
    for entry in _entries(site):
        try:
            kind = entry.stat().st_mode
        except OSError:  # a link to nowhere
            continue
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            what = (
                "a link to a device or a pipe"
                if entry.is_symlink()
                else "no file: a device, a pipe or a socket"
            )
            raise Mistake(
                what,
                Place(os.path.relpath(entry.path, site.root).replace(os.sep, "/")),
                "Remove it: whoever reads it waits for ever.",
            )


def tree_around(root: Path) -> Path:
    """The repository that a site lies in, else the site's own folder: what is linked or included comes from there."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def within(root: Path, path: str | Path) -> bool:
    """Whether a path, its links followed, stays in the tree around a site."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(tree_around(root)))


def linked_out(site: Site, page: Path) -> bool:
    """Whether a page below docs/ is a link to something outside the tree around the site."""
    below = os.path.join(os.path.realpath(site.docs), "")
    return not os.path.realpath(page).startswith(below) and not within(site.root, page)


def _refuse_folders(site: Site) -> None:
    root = site.root
    for key, name in (
        ("docs_dir", site.docs_dir),
        ("figures_dir", site.figures_dir),
        *(("source_dirs", folder) for folder in site.source_dirs),
        *(("mirror", str(folder)) for folder in site.mirrors),
    ):
        folder = (root / name).resolve()
        if folder != root and root.is_relative_to(folder):
            raise Mistake(
                f"{key} is {name}, a folder above the site's own", Place(site.config), "Name one below it."
            )
    built = (root / site.site_dir).resolve()
    kept = [
        root,
        site.private,
        root / ".git",
        *(root / name for name in (site.figures_dir, *site.source_dirs)),
    ]
    if any(folder.resolve().is_relative_to(built) for folder in kept):
        raise Mistake(
            f"site_dir is {site.site_dir}: a build replaces that folder, and what the site is made of is in it",
            Place(site.config),
            "Name a folder of its own: site_dir: site",
        )


def _entries(site: Site) -> Iterator[os.DirEntry[str]]:
    """What is neither a file nor a folder itself, at the top and in the folders that are read."""
    root = str(site.root)
    waiting = [
        os.path.join(root, name) for name in (site.docs_dir, site.figures_dir, *site.source_dirs, *_BESIDE)
    ]
    seen = {root}
    yield from _odd_ones(root, [])
    while waiting:
        folder = os.path.normpath(waiting.pop())
        if folder not in seen:
            seen.add(folder)
            yield from _odd_ones(folder, waiting)


def _odd_ones(folder: str, below: list[str]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        below.append(entry.path)
                elif not entry.is_file(follow_symlinks=False):
                    yield entry
    except OSError:
        return
