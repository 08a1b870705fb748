"""Writes a syntax tree as text that is the same for the same program, on every supported Python.

`ast.dump` is not used: its output differs between versions. Left out: positions, comments, docstrings and
other bare
constants, `pass`, the kind of a string literal, load/store contexts. Bodies of functions are left out where
the
function is a unit of its own; whether it is a generator then stays, because calling one runs nothing.
"""

import ast
import hashlib

from figpress.freshness.code.nodes import children

SKIPPED = {
    "ctx",
    "type_comment",
    "kind",
    "lineno",
    "col_offset",
    "end_lineno",
    "end_col_offset",
    "type_ignores",
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def digest(text: str) -> str:
    """128 bits of BLAKE2b, in hexadecimal."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def canonical(node: ast.AST | list, bodies: bool = False) -> str:
    """The text of a node or a list of statements; `bodies` keeps the bodies of nested functions."""
    parts: list[str] = []
    _write(node, parts, bodies)
    return "".join(parts)


def header(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Name, decorators, parameters, defaults, annotations and kind of a function, without its body."""
    parts: list[str] = []
    _function(function, parts, False)
    return "".join(parts)


def statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements that do something: neither docstrings nor other bare constants nor `pass`."""
    return [
        s
        for s in body
        if not isinstance(s, ast.Pass) and not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
    ]


def is_generator(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """True when the function's own body yields."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            waiting.extend(children(node))
    return False


def _write(value: object, parts: list[str], bodies: bool) -> None:
    if isinstance(value, ast.Constant):
        parts.append(_constant(value.value))
    elif isinstance(value, FUNCTIONS):
        _function(value, parts, bodies)
    elif isinstance(value, ast.JoinedStr):
        parts.append("(JoinedStr")
        for piece in _pieces(value):
            if isinstance(piece, str):
                parts.append(_constant(piece))
            else:
                _write(piece, parts, bodies)
        parts.append(")")
    elif isinstance(value, ast.AST):
        parts.append(f"({type(value).__name__}")
        for name in value._fields:
            field = getattr(value, name, None)
            if name in SKIPPED or field is None:
                continue
            if isinstance(field, list) and field and isinstance(field[0], ast.stmt):
                field = statements(field)
            if field == []:
                continue
            parts.append(f" {name}=")
            _write(field, parts, bodies)
        parts.append(")")
    elif isinstance(value, list):
        parts.append("[")
        for item in value:
            _write(item, parts, bodies)
            parts.append(",")
        parts.append("]")
    else:
        parts.append(_constant(value))


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, parts: list[str], bodies: bool) -> None:
    kind = ("async " if isinstance(node, ast.AsyncFunctionDef) else "") + (
        "generator" if is_generator(node) else "function"
    )
    parts.append(f"({kind} {node.name}")
    for name in ("decorator_list", "args", "returns", "type_params"):
        field = getattr(node, name, None)
        if field:
            parts.append(f" {name}=")
            _write(field, parts, bodies)
    if bodies:
        _write(statements(node.body), parts, bodies)
    parts.append(")")


def _constant(value: object) -> str:
    # ascii() because which characters repr() shows as they are depends on the Unicode tables of the
    # interpreter.
    return f"<{type(value).__name__} {value!a}>"


def _pieces(node: ast.JoinedStr) -> list[str | ast.AST]:
    """Parts of an f-string with neighbouring texts joined: interpreters split them differently."""
    pieces: list[str | ast.AST] = []
    for part in node.values:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            if not part.value:
                continue
            if pieces and isinstance(pieces[-1], str):
                pieces[-1] += part.value
            else:
                pieces.append(part.value)
        else:
            pieces.append(part)
    return pieces
