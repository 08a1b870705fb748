"""What changed in the functions behind a figure, as a diff a reader can judge by."""

import ast
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from figpress.freshness.assessment import Assessment, Standing

SCRIPT = "__main__"
AROUND, MOST = 3, 80  # unchanged lines around a change; lines of one diff that a sheet shows


@dataclass(frozen=True)
class CodeChange:
    """One function, or what else has a name, then and now.

    path   relative to the site's folder
    lines  of the difference: "-", "+" or " " and the text; "…" stands for what is left out
    """

    name: str
    path: str
    lines: tuple[str, ...]


def places(standing: Standing, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The file and the qualified name of each unit of a figure's code, as far as it is a file's."""
    modules = dict(standing.record.trace.modules) if standing.record else {}
    found = {}
    for key in keys:
        module, _, name = key.partition(":")
        path = standing.target.path if module == SCRIPT else modules.get(module)
        if path:
            found[key] = path, name.partition("(")[0].replace(".<locals>", "")
    return found


def sources(assessment: Assessment, paths: Iterable[str]) -> dict[str, str]:
    """The text of these files as they are now; "" for one that is not there."""
    root = Path(assessment.site.root)
    return {path: _read(root / path) for path in dict.fromkeys(paths)}


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def changes(
    keys: Mapping[str, tuple[str, str]], before: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[CodeChange]:
    """The difference of each unit's text, the same text once."""
    told: set[tuple[str, ...]] = set()
    for path, name in dict.fromkeys(keys.values()):
        old, new = before.get(path, ""), now.get(path, "")
        then, here = _text_of(old, name), _text_of(new, name)
        whole = not then and not here  # statements without a name of their own: the file's difference
        lines = _difference(*((old, new) if whole else (then, here)))
        if lines and lines not in told:
            told.add(lines)
            yield CodeChange("" if whole else name, path, lines)


def _text_of(source: str, name: str) -> str:
    """The lines that define a qualified name ("Case.backward", "GAIN"), decorators included; "" where none do."""
    try:
        body: list[ast.stmt] = ast.parse(source).body
    except SyntaxError:
        return ""
    lines = source.splitlines()
    found = ""
    for part in name.split("."):
        node = next((one for one in body if part in _names(one)), None)
        if node is None:
            return found
        begin = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        found = "\n".join(lines[begin - 1 : node.end_lineno])
        body = getattr(node, "body", [])
    return found


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _difference(before: str, now: str) -> tuple[str, ...]:
    diff = list(difflib.unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=AROUND))[2:]
    lines = ["…" if line.startswith("@@") else line for line in diff]
    lines = lines[1:] if lines[:1] == ["…"] else lines
    return tuple([*lines[:MOST], f"… and {len(lines) - MOST} lines more"] if len(lines) > MOST else lines)
