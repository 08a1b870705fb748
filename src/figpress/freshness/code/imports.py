"""Reads off the code which third-party modules scripts will import. What a function imports, perhaps, it
imports itself.
"""

from collections.abc import Iterable

from figpress.freshness.code.sourcetree import SourceTree


def packages(tree: SourceTree, scripts: Iterable[str]) -> tuple[str, ...]:
    """Third-party modules that any project file reachable from these scripts imports."""
    seen: set[str] = set()
    tops: set[str] = set()
    waiting = [(script, script) for script in scripts]
    while waiting:
        path, script = waiting.pop()
        if path not in seen:
            seen.add(path)
            modules, files = imported(tree, path, script)
            tops |= modules
            waiting += [(file, script) for file in files]
    return tuple(sorted(tops))


def imported(tree: SourceTree, path: str, script: str) -> tuple[set[str], set[str]]:
    """Third-party modules and project files that one file imports, outside its functions, when `script` runs."""
    module = tree.module(path)
    modules: set[str] = set()
    files: set[str] = set()
    if module is None:
        return modules, files
    units = (*module.definitions.values(), *(s.unit for s in (*module.statements, *module.main)))
    for source, name, level in {*module.imports, *(i for unit in units for i in unit.imports)}:
        if level:
            folder = path.rpartition("/")[0] + "/"
            files |= {p for p in tree.every() if p.startswith(folder)}
            continue
        files |= {found for dotted in (source, f"{source}.{name}") if (found := tree.locate(dotted, script))}
        if not source.startswith("figpress") and tree.locate(source.split(".")[0], script) is None:
            modules.add(source)
    return modules, files
