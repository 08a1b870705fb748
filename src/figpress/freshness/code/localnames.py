"""What the names that are local to a function are called in its digest: numbers, so that another name for the
same thing is nothing.

Kept as they are: arguments, for a call may say them; nested functions and classes, which know their names; names
of imports; what a text in the function says; all of them where the function looks at its own names.
"""

import ast
import re
from collections.abc import Iterator

from figpress.freshness.code.canon import COMPREHENSIONS, FUNCTIONS
from figpress.freshness.code.nodes import walk
from figpress.freshness.code.scopes import bound, evaluated_here

OWN_NAMES = {"locals", "vars", "dir", "eval", "exec"}
WORD = re.compile(r"[^\W\d]\w*")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def said(function: Function) -> frozenset[str] | None:
    """The words of the texts in a function, but for docstrings and the messages of assertions; None where it looks
    at its own names.
    """
    words: set[str] = set()
    aside: set[int] = set()
    for node in walk(function):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            aside.add(id(node.value))
        elif isinstance(node, ast.Assert) and node.msg:
            aside.update(map(id, walk(node.msg)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            words.update(WORD.findall(node.value))
        elif isinstance(node, ast.Name) and node.id in OWN_NAMES:
            return None
    return frozenset(words)


def numbered(
    function: Function, body: list[ast.stmt], words: frozenset[str] | None, depth: int
) -> dict[str, str]:
    """Every name that is local to a function, and what it is called.

    body   its statements as they count
    words  see `said`
    depth  the number of functions around it
    """
    known = bound(function)
    names = {name: name for name in known}
    if words is None:
        return names
    kept = {a.arg for a in walk(function.args) if isinstance(a, ast.arg)} | words
    for node in walk(function):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            kept.add(node.name)
        if isinstance(node, ast.ClassDef):
            kept.update(n.id for n in walk(node) if isinstance(n, ast.Name))
    names.update({name: name for node in _own(body) if isinstance(node, ast.Global) for name in node.names})
    count = 0
    for name in _bound_in_order(body):
        if names.get(name) == name and known.get(name) == "" and name not in kept and name[:2] != "__":
            names[name] = f"${depth}.{count}"
            count += 1
    return names


def _own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """What stands in a function and in none that is nested in it."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.expr)):
            waiting += ast.iter_child_nodes(node)


def _bound_in_order(body: list[ast.stmt]) -> Iterator[str]:
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                yield node.id
            continue
        if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        if isinstance(node, COMPREHENSIONS):
            parts: list[ast.AST] = [n.target for n in walk(node) if isinstance(n, ast.NamedExpr)]
        elif isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            parts = evaluated_here(node)
        else:
            parts = list(ast.iter_child_nodes(node))
        waiting += reversed(parts)
