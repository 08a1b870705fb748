"""Statements without what makes no difference: an `else` after what leaves, the message of an assertion that
holds, the annotation of a local name.

Nothing is changed in place: the same tree is compiled and run. Messages are handed back, for they are read when
an assertion fails and somebody catches it.
"""

import ast
import copy

from figpress.freshness.code.canon import FUNCTIONS

LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)
LISTS = ("body", "orelse", "finalbody", "handlers", "cases")
ANYTHING = ast.Constant(None)


def tidied(body: list[ast.stmt], local: bool = True) -> tuple[list[ast.stmt], list[ast.expr]]:
    """The same statements, and the messages of their assertions; `local`: they stand in a function."""
    messages: list[ast.expr] = []
    return _all(body, messages, local), messages


def _all(body: list, messages: list[ast.expr], local: bool) -> list:
    made = [part for node in body for part in _one(node, messages, local)]
    return body if len(made) == len(body) and all(a is b for a, b in zip(made, body, strict=True)) else made


def _one(node: ast.AST, messages: list[ast.expr], local: bool) -> list[ast.AST]:
    if isinstance(node, ast.Assert):
        if node.msg is None:
            return [node]
        messages.append(node.msg)
        return [ast.copy_location(ast.Assert(node.test, None), node)]
    if isinstance(node, ast.AnnAssign):
        return [_plain(node)] if local else [node]
    if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.expr)):
        return [node]
    changed = {
        name: made
        for name in LISTS
        if (before := getattr(node, name, None)) and (made := _all(before, messages, local)) is not before
    }
    if changed:
        node = copy.copy(node)
        for name, made in changed.items():
            setattr(node, name, made)
    if local and isinstance(node, ast.If) and node.orelse and leaves(node.body):
        return [ast.copy_location(ast.If(node.test, node.body, []), node), *node.orelse]
    return [node]


def _plain(node: ast.AnnAssign) -> ast.stmt:
    """In a function an annotation is never evaluated."""
    if node.value is None:
        twin: ast.stmt = ast.AnnAssign(node.target, ANYTHING, None, node.simple)
    else:
        twin = ast.Assign([node.target], node.value)
    return ast.copy_location(twin, node)


def leaves(body: list[ast.stmt]) -> bool:
    """True when nothing that follows these statements is reached from them."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and leaves(last.body) and leaves(last.orelse)
    return isinstance(last, LEAVING)
