"""Random edits of a library's text: each changes one place, and everything else stays as it was written."""

import ast
import hashlib
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

FLIPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Edit:
    """A file's text after the edit; `path` below the library's folder. `where` says what was done; a cosmetic edit means nothing to Python."""

    path: Path
    where: str
    text: str
    cosmetic: bool = False

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.path}\n{self.text}".encode()).hexdigest()

    def as_json(self) -> dict:
        return {**asdict(self), "path": self.path.as_posix()}

    @classmethod
    def from_json(cls, data: dict) -> "Edit":
        return cls(**{**data, "path": Path(data["path"])})


def chosen(root: Path, files: list[Path], ran: set[tuple[str, str]], count: int, seed: int = 0) -> list[Edit]:
    """`count` edits: half of them in functions that some figure ran, a fifth anywhere, the others cosmetic.

    ran  functions that ran, by path below `root` and qualified name
    """
    dice = random.Random(seed)
    wanted = [("ran", count // 2), ("anywhere", count // 5), ("cosmetic", count - count // 2 - count // 5)]
    found: list[Edit] = []
    for kind, number in wanted:
        while number:
            path = dice.choice(files)
            try:
                edit = _edit(root, path, ran, kind, dice)
            except (IndexError, SyntaxError):  # nothing of the kind in this file
                continue
            if edit.where not in {e.where for e in found}:
                found.append(edit)
                number -= 1
    return found


def _edit(root: Path, path: Path, ran: set[tuple[str, str]], kind: str, dice: random.Random) -> Edit:
    text = (root / path).read_text("utf-8")
    tree = ast.parse(text)
    name = path.as_posix()
    if kind == "cosmetic":
        return _cosmetic(path, name, text, tree, dice)
    inside = [f for label, f in _functions(tree, "") if (name, label) in ran]
    within = (
        [n for f in inside for s in f.body for n in ast.walk(s)] if kind == "ran" else list(ast.walk(tree))
    )
    old, new = dice.choice([pair for node in within for pair in _mutants(node)])
    after = spliced(text, old, new)
    ast.parse(after)
    said = f"{name}:{old.lineno} {_short(ast.get_source_segment(text, old))} → {_short(new)}"
    return Edit(path, f"{kind}: {said}", after)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for part in ast.iter_child_nodes(node):
        if isinstance(part, FUNCTIONS):
            yield prefix + part.name, part
            yield from _functions(part, f"{prefix}{part.name}.<locals>.")
        elif isinstance(part, ast.ClassDef):
            yield from _functions(part, f"{prefix}{part.name}.")
        elif isinstance(part, ast.stmt | ast.ExceptHandler):
            yield from _functions(part, prefix)


def _mutants(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """A node, and the text of what may stand in its place."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield node, repr(node.value + 1 if isinstance(node.value, int) else node.value * 1.25 + 0.01)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield node, repr(not node.value)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in FLIPPED:
        twin = ast.Compare(node.left, [FLIPPED[type(node.ops[0])](), *node.ops[1:]], node.comparators)
        yield node, f"({ast.unparse(twin)})"
    elif isinstance(node, ast.BinOp) and type(node.op) in FLIPPED:
        yield node, f"({ast.unparse(ast.BinOp(node.left, FLIPPED[type(node.op)](), node.right))})"
    elif isinstance(node, ast.BoolOp):
        yield node, f"({ast.unparse(ast.BoolOp(FLIPPED[type(node.op)](), node.values))})"
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield node.test, f"(not ({ast.unparse(node.test)}))"
    elif isinstance(node, ast.Assign | ast.AugAssign) or _is_call(node):
        yield node, "pass"  # type: ignore[misc]


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _cosmetic(path: Path, name: str, text: str, tree: ast.Module, dice: random.Random) -> Edit:
    """A comment on a line of its own, an empty line, or one more sentence in a docstring."""
    statements = [n for n in ast.walk(tree) if isinstance(n, ast.stmt)]
    documented = [
        n
        for n in ast.walk(tree)
        if isinstance(n, (*FUNCTIONS, ast.ClassDef, ast.Module)) and ast.get_docstring(n)
    ]
    form = dice.choice(["comment", "line", "docstring"])
    if form == "docstring":
        node = dice.choice(documented).body[0].value  # type: ignore[attr-defined]
        lines = text.splitlines(keepends=True)
        row, column = (
            node.end_lineno - 1,
            len(lines[node.end_lineno - 1].encode()[: node.end_col_offset].decode()),
        )
        lines[row] = lines[row][: column - 3] + " See above. " + lines[row][column - 3 :]
        after = "".join(lines)
        lineno = node.lineno
    else:
        node = dice.choice(statements)
        lines = text.splitlines(keepends=True)
        indent = " " * node.col_offset
        lines.insert(node.lineno - 1, f"{indent}# as above\n" if form == "comment" else "\n")
        after, lineno = "".join(lines), node.lineno
    ast.parse(after)
    if ast.dump(_bare(ast.parse(after))) != ast.dump(_bare(tree)):
        raise IndexError("it stood in the middle of a line or a text")
    return Edit(path, f"cosmetic: {name}:{lineno} {form}", after, cosmetic=True)


def _bare(tree: ast.Module) -> ast.Module:
    """The tree without docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Module)) and ast.get_docstring(node):
            node.body = node.body[1:]
    return tree


def spliced(text: str, node: ast.expr | ast.stmt, new: str) -> str:
    """The text with one node replaced."""
    lines = text.splitlines(keepends=True)
    first, last = lines[node.lineno - 1].encode(), lines[(node.end_lineno or 0) - 1].encode()
    head, tail = first[: node.col_offset].decode(), last[node.end_col_offset :].decode()
    return "".join([*lines[: node.lineno - 1], head + new + tail, *lines[node.end_lineno :]])


def _short(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) < 50 else f"{words[:47]}…"
