"""Goes through syntax trees as `ast` does, past what has no parts: contexts, operators, names. Half the time of
reading a module is spent here.
"""

import ast
import contextlib
import functools
import gc
from collections import deque
from collections.abc import Iterator

PARTLESS = {"ctx", "op", "ops", "kind", "type_comment", "id", "attr", "arg", "module", "level", "asname"}


@functools.cache
def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    if kind is ast.Constant:
        return ()
    names = kind._fields
    return tuple(n for n in names if n not in PARTLESS)


def children(node: ast.AST) -> list[ast.AST]:
    """The parts of a node, in order, without contexts and operators."""
    found: list[ast.AST] = []
    for name in _fields(node.__class__):
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [part for part in value if isinstance(part, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all that is in it, as `ast.walk` gives them."""
    waiting = deque([node])
    while waiting:
        node = waiting.popleft()
        waiting.extend(children(node))
        yield node


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: in a syntax tree there are none, and to look for them is a third of the
    time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
