"""Imports project modules with a recording call at the head of every function, and one for each parameter
left to its default.

The calls are part of the compiled code, so every thread is seen, autograd's own included, at the price of one
`set.add`. Top-level statements are announced by name, so that what runs while a module is imported is known
to belong
to the name that it defines. Lambdas and comprehensions count with the code around them.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType

from figpress.freshness.code.canon import FUNCTIONS, digest
from figpress.freshness.code.defaults import constants, is_left
from figpress.freshness.code.toplevel import binds
from figpress.freshness.code.units import labels

HIT, AT = "__figpress_hit__", "__figpress_at__"
NOT_OURS = ("/site-packages/", "/dist-packages/", "/.venv/", "/.figpress/", "/node_modules/")


def instrument(source: str | bytes, filename: str, name: str, announce: bool) -> CodeType:
    """Compiles a module so that it reports what it executes; `announce` marks its top-level
    statements, too.
    """
    tree = ast.parse(source, filename)
    _functions(tree, name, labels("", tree))
    if announce:
        tree.body = _announced(tree.body, name)
    return compile(tree, filename, "exec", dont_inherit=True)


def _functions(tree: ast.Module, module: str, known: dict[int, str]) -> None:
    top = {id(statement) for statement in tree.body}
    for part in list(ast.walk(tree)):
        if isinstance(part, FUNCTIONS) and id(part) in known:
            first = 1 if ast.get_docstring(part, clean=False) is not None else 0
            at, title = part.body[min(first, len(part.body) - 1)], f"{module}:{known[id(part)]}"
            left = constants(part) if id(part) in top else {}
            part.body[first:first] = [
                _call(HIT, title, at),
                *(_said(name, default, f"{title}({name})", at) for name, default in left.items()),
            ]


def _said(name: str, default: ast.expr, text: str, at: ast.stmt) -> ast.If:
    said = ast.copy_location(ast.If(is_left(name, default), [_call(HIT, text, at)], []), at)
    for part in ast.walk(said.test):
        if part is not default and not isinstance(part, ast.Constant):
            ast.copy_location(part, at)
    return ast.fix_missing_locations(said)


def _announced(body: list[ast.stmt], module: str) -> list[ast.stmt]:
    marked: list[ast.stmt] = []
    for index, statement in enumerate(body):
        first = index == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not first and not future:
            marked.append(_call(AT, f"{module}:{','.join(binds(statement)) or '<effects>'}", statement))
        marked.append(statement)
    return marked


def _call(name: str, text: str, at: ast.stmt) -> ast.Expr:
    call = ast.Call(ast.Name(name, ast.Load()), [ast.Constant(text)], [])
    return ast.fix_missing_locations(ast.copy_location(ast.Expr(ast.copy_location(call, at)), at))


class Finder(importlib.abc.MetaPathFinder):
    """Finds project modules before anybody else and loads them instrumented.

    begin, end  called around the execution of a module, with its name and path
    missing     called with a top-level name that nobody finds
    """

    def __init__(
        self,
        root: Path,
        cache: Path | None,
        begin: Callable[[str, str], None],
        end: Callable[[], None],
        missing: Callable[[str], None],
    ):
        self.root, self.cache, self.begin, self.end, self.missing = (
            str(root) + os.sep,
            cache,
            begin,
            end,
            missing,
        )

    def find_spec(self, name: str, path=None, target=None) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] == "figpress":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None:
            if (
                "." not in name
                and name not in sys.builtin_module_names
                and name not in sys.stdlib_module_names
            ):
                self.missing(name)
            return None
        if spec.origin and spec.origin.endswith(".py") and self.ours(spec.origin):
            spec.loader = Loader(self, name, spec.origin)
        return spec

    def ours(self, filename: str) -> bool:
        """True for a file of the project."""
        rest = filename.removeprefix(self.root)
        return rest != filename and not any(part in f"/{rest}" for part in NOT_OURS)

    def code(self, filename: str, name: str, announce: bool = True) -> CodeType:
        """The instrumented code of a file; the user's cache folder has it where the text was compiled before."""
        with open(filename, "rb") as file:
            source = file.read()
        key = digest(
            f"{name} {filename} {announce} {_dialect()} " + source.decode("utf-8", "surrogateescape")
        )
        kept = self.cache / key[:2] / key if self.cache else None
        try:
            if kept:
                return marshal.loads(kept.read_bytes())
        except (OSError, ValueError, EOFError, TypeError):
            pass
        code = instrument(source, filename, name, announce)
        if kept is None:
            return code
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            beside = kept.with_name(f".{kept.name}.{os.getpid()}")
            beside.write_bytes(marshal.dumps(code))
            beside.replace(kept)
        except OSError:
            pass
        return code


class Loader(importlib.machinery.SourceFileLoader):
    """Loads one project module, instrumented; writes no bytecode."""

    def __init__(self, finder: Finder, name: str, path: str):
        super().__init__(name, path)
        self.finder = finder

    def get_code(self, fullname: str) -> CodeType:
        return self.finder.code(self.path, fullname)

    def exec_module(self, module: ModuleType) -> None:
        self.finder.begin(self.name, self.path)
        try:
            exec(self.get_code(self.name), module.__dict__)
        finally:
            self.finder.end()


def _dialect() -> str:
    return f"{sys.implementation.cache_tag} 3"
