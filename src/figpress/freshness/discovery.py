"""Finds what can be executed, by reading scripts; none is imported."""

import os

from figpress.base.errors import Mistake
from figpress.base.nearest import did_you_mean
from figpress.base.site import Site
from figpress.freshness.code.sourcetree import SourceTree
from figpress.freshness.target import Target


def discover(site: Site, tree: SourceTree) -> tuple[Target, ...]:
    """Every figure and symbols script, in order of id; then the labs under docs/labs/."""
    found = []
    root = site.figures
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(("_", ".")))
        inside = os.path.relpath(folder, root).replace(os.sep, "/")
        for name in sorted(names):
            if not name.endswith(".py") or name.startswith(("_", ".")) or name.endswith(".measure.py"):
                continue
            id = name[:-3] if inside == "." else f"{inside}/{name[:-3]}"
            path = f"{site.figures_dir}/{id}.py"
            head = tree.head(path)
            if head is None:
                continue
            symbols = bool({"figpress.symbols", "symbols"} & head.calls)
            found.append(Target(id, path, "symbols" if symbols else "figure", head.caption))
    for script in sorted(site.docs.glob("labs/*.py")):
        found.append(Target(f"labs/{script.stem}", f"{site.docs_dir}/labs/{script.name}", "lab"))
    return tuple(found)


def choose(targets: tuple[Target, ...], ids: tuple[str, ...] | None) -> tuple[Target, ...]:
    """The targets of these ids; a folder's name stands for all in it. Raises Mistake for an unknown one."""
    if not ids:
        return targets
    chosen = []
    for id in ids:
        wanted = id.removesuffix(".py").rstrip("/")
        matching = [t for t in targets if t.id == wanted or t.id.startswith(f"{wanted}/") or t.path == id]
        if not matching:
            raise Mistake(
                f"unknown figure: {id}",
                hint=did_you_mean(id, [t.id for t in targets]) or "figpress list names them all.",
            )
        chosen += matching
    return tuple(dict.fromkeys(chosen))
