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
from figpress.base.writing import BESIDE, sweep
from figpress.freshness.look import PRIVATE


@contextmanager
def clean_copy(site: Site, left: Collection[str]) -> Iterator[Site]:
    """The site in a folder of its own, beside the real one where that may be: what lies above keeps its
    place.

    left  files that runs left, relative to the root
    """
    made = None
    sweep(site.root.parent)
    try:
        folder = tempfile.mkdtemp(prefix=f"{BESIDE}{os.getpid()}-", dir=site.root.parent)
    except OSError:
        made, _ = make()
        folder = str(made / "in")
    root, leave = str(site.root), {str(site.root / path) for path in left}

    def ignored(where: str, names: list[str]) -> set[str]:
        hidden = {*PRIVATE, site.site_dir} if where == root else PRIVATE
        return {name for name in names if name in hidden or f"{where}/{name}" in leave}

    try:
        shutil.copytree(root, folder, symlinks=True, ignore=ignored, dirs_exist_ok=True)
        yield replace(site, root=Path(folder).resolve())
    finally:
        shutil.rmtree(made or folder, ignore_errors=True)
