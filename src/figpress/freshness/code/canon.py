"""Writes a syntax tree as text that is the same for the same program, on every supported Python.

`ast.dump` is not used: its output differs between versions. Left out: positions, comments, docstrings and
other bare
constants, `pass`, the kind of a string literal, load/store contexts. Bodies of functions are left out where
the
function is a unit of its own; whether it is a generator then stays, because calling one runs nothing.
"""

import ast
import hashlib
from collections.abc import Collection, Mapping, Sequence

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
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
NAMES = {
    ("Name", "id"),
    ("ExceptHandler", "name"),
    ("MatchAs", "name"),
    ("MatchStar", "name"),
    ("MatchMapping", "rest"),
    ("Nonlocal", "names"),
}  # where a name stands that may be local


def digest(text: str) -> str:
    """128 bits of BLAKE2b, in hexadecimal."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def canonical(
    node: ast.AST | list,
    bodies: bool = False,
    scopes: Sequence[Mapping[str, str]] = (),
    kept: Collection[str] = (),
) -> str:
    """The text of a node or a list of statements; `bodies` keeps the bodies of nested functions.

    scopes  what the local names of the functions around it are called, outermost first (see localnames)
    kept    names that a comprehension is to leave as they are
    """
    writer = Writer(bodies, scopes, kept)
    writer.write(node)
    return "".join(writer.parts)


def header(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Name, decorators, parameters, defaults, annotations and kind of a function, without its body."""
    writer = Writer(False)
    writer.function(function)
    return "".join(writer.parts)


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


class Writer:
    """Writes nodes, one part after the other."""

    def __init__(
        self, bodies: bool, scopes: Sequence[Mapping[str, str]] = (), kept: Collection[str] = ()
    ) -> None:
        self.parts: list[str] = []
        self.bodies, self.scopes, self.kept = bodies, list(scopes), kept
        self.renamed: list[str] = []  # names of comprehensions that are called otherwise

    def write(self, value: object) -> None:
        if isinstance(value, ast.Constant):
            self.parts.append(_constant(value.value))
        elif isinstance(value, FUNCTIONS):
            self.function(value)
        elif isinstance(value, ast.JoinedStr):
            self.parts.append("(JoinedStr")
            for piece in _pieces(value):
                self.write(ast.Constant(piece) if isinstance(piece, str) else piece)
            self.parts.append(")")
        elif isinstance(value, COMPREHENSIONS) and self.scopes:
            self._comprehension(value)
        elif isinstance(value, ast.Lambda) and self.scopes:
            self.parts.append("(Lambda args=")
            self.write(value.args)
            given = {a.arg: a.arg for a in ast.walk(value.args) if isinstance(a, ast.arg)}
            self._within(given, " body=", value.body)
            self.parts.append(")")
        elif isinstance(value, ast.AST):
            self._node(value)
        elif isinstance(value, list):
            self.parts.append("[")
            for item in value:
                self.write(item)
                self.parts.append(",")
            self.parts.append("]")
        else:
            self.parts.append(_constant(value))

    def _node(self, node: ast.AST) -> None:
        kind = type(node).__name__
        self.parts.append(f"({kind}")
        for name in node._fields:
            field = getattr(node, name, None)
            if name in SKIPPED or field is None:
                continue
            if isinstance(field, list) and field and isinstance(field[0], ast.stmt):
                field = statements(field)
            if field == []:
                continue
            self.parts.append(f" {name}=")
            if self.scopes and (kind, name) in NAMES:
                field = self._called(field) if isinstance(field, str) else [self._called(f) for f in field]
            self.write(field)
        self.parts.append(")")

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        kind = ("async " if isinstance(node, ast.AsyncFunctionDef) else "") + (
            "generator" if is_generator(node) else "function"
        )
        self.parts.append(f"({kind} {node.name}")
        for name in ("decorator_list", "args", "returns", "type_params"):
            field = getattr(node, name, None)
            if field:
                self.parts.append(f" {name}=")
                self.write(field)
        if self.bodies:
            self.write(statements(node.body))
        self.parts.append(")")

    def _called(self, name: str) -> str:
        """What a name is called here."""
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), name)

    def _comprehension(self, node: ast.AST) -> None:
        """Its names are its own; the first thing that it goes through is evaluated outside."""
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        own: dict[str, str] = {}
        for generator in generators:
            for part in ast.walk(generator.target):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    own.setdefault(
                        part.id, part.id if part.id in self.kept else f"${len(self.scopes)}.{len(own)}"
                    )
        self.renamed += [name for name, called in own.items() if name != called]
        self.parts.append(f"({type(node).__name__} over=")
        self.write(generators[0].iter)
        for name in ("key", "value", "elt"):
            if part := getattr(node, name, None):
                self._within(own, f" {name}=", part)
        for index, generator in enumerate(generators):
            every = [generator.target, *([generator.iter] if index else []), generator.ifs]
            self._within(own, " async=" if generator.is_async else " for=", every)
        self.parts.append(")")

    def _within(self, scope: Mapping[str, str], title: str, part: object) -> None:
        self.parts.append(title)
        self.scopes.append(scope)
        self.write(part)
        self.scopes.pop()


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
