"""Edits that change no picture, made from syntax trees: what linters, type checkers and careful people do."""

from __future__ import annotations

import ast
import copy
import symtable
from collections.abc import Callable, Iterator

NUMBERS = ast.Name("float", ast.Load())
SAID = "Nobody has read this yet."
TOP = """import colorsys
import logging
from string import ascii_letters, digits
log = logging.getLogger(__name__)
"""


def cosmetics(text: str) -> Iterator[tuple[str, str]]:
    """Titles and new texts of a module."""
    for title, change in CHANGES.items():
        after = change(text)
        if after != ast.unparse(ast.parse(text)):
            yield title, after


def together(text: str) -> str:
    """A module with all of them."""
    for change in CHANGES.values():
        text = change(text)
    return text


def _of_trees(change: Callable[[ast.Module, str], ast.Module]) -> Callable[[str], str]:
    return lambda text: ast.unparse(ast.fix_missing_locations(change(ast.parse(text), text)))


def _functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


@_of_trees
def _renamed(tree: ast.Module, text: str) -> ast.Module:
    """Every name that Python's own table of symbols calls local, and no argument, function or import."""
    tables = [symtable.symtable(text, "m.py", "exec")]
    renamed: dict[tuple[str, int], set[str]] = {}
    while tables:
        table = tables.pop()
        tables += table.get_children()
        if table.get_type() == "function" and table.get_name() not in ("lambda", "listcomp", "genexpr"):
            renamed[table.get_name(), table.get_lineno()] = {
                s.get_name()
                for s in table.get_symbols()
                if s.is_local() and not (s.is_parameter() or s.is_namespace() or s.is_imported())
            }
    for function in _functions(tree):
        names = renamed.get((function.name, function.lineno), set())
        inner = {
            a.arg
            for f in ast.walk(function)
            if isinstance(f, ast.arguments)
            for a in ast.walk(f)
            if isinstance(a, ast.arg)
        }
        asked = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} & {
            "locals",
            "vars",
            "eval",
            "exec",
            "dir",
        }
        said = " ".join(
            n.value for n in ast.walk(function) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        )
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in names - inner and not asked and node.id not in said:
                node.id = f"quite_other_{node.id}"
            elif (
                isinstance(node, ast.ExceptHandler)
                and node.name in names - inner
                and not asked
                and node.name not in said
            ):
                node.name = f"quite_other_{node.name}"
    return tree


@_of_trees
def _annotated(tree: ast.Module, text: str) -> ast.Module:
    """Arguments and results of functions that nothing decorates and that are only called, and constants."""
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    handed_on = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called}
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef)]
    for function in (part for n in (tree, *classes) for part in n.body):
        if (
            not isinstance(function, ast.FunctionDef)
            or function.decorator_list
            or function.name in handed_on
            or len(_functions(function)) > 1
        ):
            continue
        for argument in (*function.args.args, *function.args.kwonlyargs):
            if argument.arg not in ("self", "cls") and argument.annotation is None:
                argument.annotation = ast.BinOp(NUMBERS, ast.BitOr(), ast.Constant(None))
        function.returns = function.returns or ast.Name("object", ast.Load())
    tree.body = [
        ast.AnnAssign(s.targets[0], NUMBERS, s.value, 1)
        if isinstance(s, ast.Assign)
        and isinstance(s.value, ast.Constant)
        and isinstance(s.targets[0], ast.Name)
        else s
        for s in tree.body
    ]
    return tree


@_of_trees
def _asserting(tree: ast.Module, text: str) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            node.msg = ast.Constant(SAID)
    return tree


@_of_trees
def _headed(tree: ast.Module, text: str) -> ast.Module:
    first = 1 if ast.get_docstring(tree) is not None else 0
    while (
        first < len(tree.body)
        and isinstance(s := tree.body[first], ast.ImportFrom)
        and s.module == "__future__"
    ):
        first += 1
    tree.body[first:first] = ast.parse(TOP).body
    return tree


@_of_trees
def _flat(tree: ast.Module, text: str) -> ast.Module:
    for function in _functions(tree):
        _each_list(function, lambda body: [p for s in body for p in _without_else(s)])
    return tree


def _without_else(node: ast.stmt) -> list[ast.stmt]:
    if isinstance(node, ast.If) and node.orelse and isinstance(node.body[-1], ast.Return):
        rest, node = node.orelse, copy.copy(node)
        node.orelse = []
        return [node, *rest]
    return [node]


@_of_trees
def _nested(tree: ast.Module, text: str) -> ast.Module:
    for function in _functions(tree):
        _each_list(function, _with_else)
    return tree


def _with_else(body: list[ast.stmt]) -> list[ast.stmt]:
    for index, node in enumerate(body[:-1]):
        if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return | ast.Raise):
            return [*body[:index], ast.If(node.test, node.body, body[index + 1 :])]
    return body


def _each_list(node: ast.AST, change) -> None:
    for name in ("body", "orelse", "finalbody"):
        part = getattr(node, name, None)
        if isinstance(part, list) and part and isinstance(part[0], ast.stmt):
            for inner in part:
                if not isinstance(inner, ast.FunctionDef | ast.ClassDef):
                    _each_list(inner, change)
            setattr(node, name, change(part))


CHANGES = {
    "locals renamed": _renamed,
    "annotated": _annotated,
    "assertions with messages": _asserting,
    "unused imports and a logger": _headed,
    "else gone after return": _flat,
    "else after return": _nested,
}
