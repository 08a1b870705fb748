"""Imports project modules with a recording call at the head of every function, and one for each parameter
left to its default.

The calls are part of the compiled code, so every thread is seen, autograd's own included, at the price of one
`set.add`. Top-level statements are announced by name, so that what runs while a module is imported is known
to belong to the name that it defines. Lambdas and comprehensions count with the code around them.

It is Python's own loader of source files that is taught this, so that whoever loads a file of the project, by
whatever finder, path or name, loads it so. A loader that compiles in its own way is left alone.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType

from figpress.base.sealed import opened, sealed
from figpress.base.writing import BESIDE
from figpress.freshness.code.canon import FUNCTIONS, digest
from figpress.freshness.code.defaults import constants, is_left
from figpress.freshness.code.toplevel import binds
from figpress.freshness.code.units import ASSERT, TOP, labels
from figpress.freshness.code.whose import is_project
from figpress.running.watch.quiet import Quiet

CLOCK = re.compile(rb"mtime|getctime|st_ctime|-newer")
HIT, AT = "__figpress_hit__", "__figpress_at__"
STAR = "*"  # in the place of names: `from … import *` looks up all of them, for nobody yet


def instrument(source: str | bytes, filename: str, name: str, announce: bool) -> CodeType:
    """Compiles a module so that it reports what it executes; `announce` marks its top-level statements, too:
    otherwise only those that look up names for nobody yet.
    """
    tree = ast.parse(source, filename)
    known = labels("", tree)
    _assertions(tree, name, known)
    _functions(tree, name, known)
    tree.body = _announced(tree.body, name) if announce else _starred(tree.body, name)
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


def _assertions(tree: ast.Module, module: str, known: dict[int, str]) -> None:
    """The message of an assertion tells that it was read."""
    waiting: list[tuple[ast.AST, str]] = [(tree, TOP)]
    while waiting:
        node, label = waiting.pop()
        if isinstance(node, ast.Assert) and node.msg:
            said = _call(HIT, f"{module}:{label}({ASSERT})", node).value
            both = ast.Tuple([said, node.msg], ast.Load())
            node.msg = ast.fix_missing_locations(
                ast.copy_location(ast.Subscript(both, ast.Constant(1), ast.Load()), node)
            )
        else:
            label = known.get(id(node), label)
            waiting += [
                (part, label) for part in ast.iter_child_nodes(node) if not isinstance(part, ast.expr)
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
            names = STAR if _is_star(statement) else ",".join(binds(statement)) or "<effects>"
            marked.append(_call(AT, f"{module}:{names}", statement))
        marked.append(statement)
    return marked


def _starred(body: list[ast.stmt], module: str) -> list[ast.stmt]:
    marked: list[ast.stmt] = []
    for statement in body:
        around = _is_star(statement)
        marked += [_call(AT, f"{module}:{STAR}", statement)] if around else []
        marked.append(statement)
        marked += [_call(AT, "", statement)] if around else []
    return marked


def _is_star(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"


def _call(name: str, text: str, at: ast.stmt) -> ast.Expr:
    call = ast.Call(ast.Name(name, ast.Load()), [ast.Constant(text)], [])
    return ast.fix_missing_locations(ast.copy_location(ast.Expr(ast.copy_location(call, at)), at))


class Finder(importlib.abc.MetaPathFinder):
    """Has project modules loaded instrumented, whoever finds them.

    begin, end  called around the execution of a module, with it, its name and path; `begin` gives the name
                that
                its functions are reported by
    missing     called with a name that nobody finds, at the top level or in a package of the project
    whole       called with the name and path of a module that is not seen at work, and must count whole
    quiet       while code is read: it counts as code
    clock       True when some of it asks when a file was changed
    """

    def __init__(
        self,
        root: Path,
        cache: Path | None,
        begin: Callable[[ModuleType, str, str], str],
        end: Callable[[], None],
        missing: Callable[[str], None],
        whole: Callable[[str, str], None],
        quiet: Quiet,
    ):
        self.quiet, self.clock = quiet, False
        self.made: CodeType | None = None  # the latest
        self.root, self.cache, self.begin, self.end = str(root), cache, begin, end
        self.missing, self.whole = missing, whole

    def install(self) -> None:
        """Teach the loader, and look for what nobody finds. Project modules that are there already are
        forgotten: they were not watched.
        """
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and name != "__main__" and self.ours(file):
                del sys.modules[name]
        _teach(self)
        sys.meta_path.append(self)

    def find_spec(self, name: str, path=None, target=None) -> None:
        if name not in sys.stdlib_module_names and (path is None or any(map(self.ours, map(_within, path)))):
            self.missing(name)

    def ours(self, filename: str) -> bool:
        """True for a file of the project."""
        return is_project(filename, self.root)

    def code(self, filename: str, name: str, announce: bool = True) -> CodeType:
        """The instrumented code of a file; the user's cache folder has it where the text was compiled before."""
        with self.quiet, open(filename, "rb") as file:
            source = file.read()
        self.clock = self.clock or bool(CLOCK.search(source))
        key = digest(
            f"{name} {filename} {announce} {_dialect()} " + source.decode("utf-8", "surrogateescape")
        )
        kept = self.cache / key[:2] / key if self.cache else None
        try:
            if kept:
                self.made = marshal.loads(opened(kept.read_bytes()))
                return self.made
        except (OSError, ValueError, EOFError, TypeError):
            pass
        code = self.made = instrument(source, filename, name, announce)
        if kept is None:
            return code
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            beside = kept.with_name(f"{BESIDE}{os.getpid()}-{kept.name}")
            beside.write_bytes(sealed(marshal.dumps(code)))
            beside.replace(kept)
        except OSError:
            pass
        return code


def _teach(finder: Finder) -> None:
    """Python's own loader of source files, and those built on it that leave the compiling to it."""
    kind = importlib.machinery.SourceFileLoader
    get_code, exec_module = kind.get_code, kind.exec_module

    def ours(loader: importlib.machinery.SourceFileLoader) -> bool:
        plain = type(loader).source_to_code is kind.source_to_code and type(loader).get_data is kind.get_data
        return plain and finder.ours(os.path.abspath(loader.path))

    def get_code_too(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        if not ours(self):
            return get_code(self, fullname)
        path = os.path.abspath(self.path)
        finder.whole(fullname, path)  # somebody runs it in a way of their own
        return finder.code(path, fullname)

    def exec_module_too(self: importlib.machinery.SourceFileLoader, module: ModuleType) -> None:
        path = os.path.abspath(self.path)
        if not finder.ours(path):
            exec_module(self, module)
            return
        name = finder.begin(module, module.__name__, path)
        try:
            if ours(self) and type(self).get_code is get_code_too:
                exec(finder.code(path, name), module.__dict__)
            else:
                finder.whole(name, path)
                exec_module(self, module)
        finally:
            finder.end()

    kind.get_code, kind.exec_module = get_code_too, exec_module_too  # type: ignore[method-assign]


def _within(folder: str) -> str:
    return os.path.join(folder, "")


def _dialect() -> str:
    return f"{sys.implementation.cache_tag} 5"
