"""Annotations that change nothing: made of well-known types, so that evaluating them does nothing and cannot
fail. They count for those who read them: see closure.
"""

import ast
import copy
from collections.abc import Collection, Mapping

from figpress.freshness.code.known import Meaning, dotted

READ = "->"  # in the place of a parameter: the annotations of a function
BUILTIN = frozenset(
    "int float str bool bytes complex list tuple dict set frozenset object type range slice bytearray".split()
)
ONE = "Optional List Set FrozenSet Iterable Iterator Sequence MutableSequence Collection Type Deque".split()
TWO = "Dict Mapping MutableMapping DefaultDict".split()
MANY = "Union Tuple".split()
COUNTS = {
    **{f"typing.{name}": 1 for name in ONE},
    **{f"typing.{name}": 2 for name in TWO},
    **{f"typing.{name}": 0 for name in MANY},
    **dict.fromkeys(("list", "tuple", "dict", "set", "frozenset", "type"), 0),
    **{f"collections.abc.{name}": 1 for name in ("Iterable", "Iterator", "Sequence", "Collection", "Set")},
    "collections.abc.Mapping": 2,
    "numpy.typing.NDArray": 1,
}  # generic types, and how many parameters they take; 0: any number
CALLABLE = ("typing.Callable", "collections.abc.Callable")
LEAVES = {
    *BUILTIN,
    *COUNTS,
    *CALLABLE,
    "typing.Any",
    *(f"numpy.{name}" for name in ("ndarray", "generic", "float64", "float32", "int64", "bool_")),
    "numpy.typing.ArrayLike",
    *(f"torch.{name}" for name in ("Tensor", "device", "dtype", "nn.Module")),
    "pathlib.Path",
    "matplotlib.axes.Axes",
    "matplotlib.figure.Figure",
    *(f"pandas.{name}" for name in ("DataFrame", "Series")),
    *(f"datetime.{name}" for name in ("date", "datetime", "timedelta")),
    "decimal.Decimal",
    "fractions.Fraction",
    "random.Random",
}
# Decorators that read no annotations.
BLIND = frozenset(
    "staticmethod classmethod property functools.lru_cache functools.cache functools.cached_property "
    "functools.wraps contextlib.contextmanager abc.abstractmethod typing.final typing.overload torch.no_grad "
    "torch.enable_grad torch.inference_mode figpress.computed dataclasses.dataclass".split()
)


class Annotations:
    """Judges the annotations of one module.

    classes    of its own, each bound once
    postponed  `from __future__ import annotations`: none is evaluated
    """

    def __init__(self, meaning: Meaning, classes: Collection[str], postponed: bool):
        self.meaning, self.classes, self.postponed = meaning, classes, postponed

    def harmless(self, node: ast.expr) -> bool:
        """True when evaluating it certainly does nothing."""
        if self.postponed or isinstance(node, ast.Constant):
            return self.postponed or node.value is None or isinstance(node.value, str)  # type: ignore[attr-defined]
        if isinstance(node, ast.Subscript):
            return self._generic(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = (node.left, node.right)
            plain = [isinstance(side, ast.Constant) for side in sides]
            return (
                all(map(self.harmless, sides))
                and not all(plain)
                and not any(p and side.value is not None for p, side in zip(plain, sides, strict=True))  # type: ignore[attr-defined]
            )
        return self._full(node) in LEAVES or (isinstance(node, ast.Name) and node.id in self.classes)

    def _generic(self, node: ast.Subscript) -> bool:
        full = self._full(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if full in CALLABLE:
            if len(parts) != 2:
                return False
            given = parts[0].elts if isinstance(parts[0], ast.List) else None
            anything = isinstance(parts[0], ast.Constant) and parts[0].value is ...
            return (anything or given is not None) and all(map(self.harmless, [*(given or ()), parts[1]]))
        if full in ("tuple", "typing.Tuple") and isinstance(last := parts[-1], ast.Constant):
            if last.value is ... and len(parts) == 2:
                parts = parts[:1]
        wanted = COUNTS.get(full)
        return wanted is not None and wanted in (0, len(parts)) and all(map(self.harmless, parts))

    def _full(self, node: ast.expr) -> str:
        name = dotted(node)
        first, _, rest = name.partition(".")
        if first in self.meaning.own or (self.meaning.starred and first not in self.meaning.imported):
            return ""
        if first in self.meaning.imported:
            thing = self.meaning.imported[first]
            return f"{thing}.{rest}" if rest else thing
        return name if name in BUILTIN else ""

    def without(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef
    ) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, list[ast.expr]]:
        """The same function without the annotations that change nothing, and those; none where a decorator
        may read them.
        """
        if any(self._sees(d) for d in function.decorator_list):
            return function, []
        gone: list[ast.expr] = []
        twin = copy.copy(function)
        twin.args = copy.copy(function.args)
        for name in ("posonlyargs", "args", "kwonlyargs"):
            setattr(twin.args, name, [self._bare(a, gone) for a in getattr(function.args, name)])
        for name in ("vararg", "kwarg"):
            if argument := getattr(function.args, name):
                setattr(twin.args, name, self._bare(argument, gone))
        if function.returns and self.harmless(function.returns):
            gone.append(function.returns)
            twin.returns = None
        return (twin, gone) if gone else (function, [])

    def _bare(self, argument: ast.arg, gone: list[ast.expr]) -> ast.arg:
        if argument.annotation is None or not self.harmless(argument.annotation):
            return argument
        gone.append(argument.annotation)
        return ast.copy_location(ast.arg(argument.arg, None), argument)

    def _sees(self, decorator: ast.expr) -> bool:
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        return self.meaning.full(function) not in BLIND and not dotted(function).endswith(
            (".setter", ".getter", ".deleter")
        )

    def statement(self, node: ast.stmt) -> ast.stmt:
        """`NAME: type = value` at the top level as `NAME = value`, where the type changes nothing."""
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.value
            and self.harmless(node.annotation)
        ):
            return ast.copy_location(ast.Assign([node.target], node.value), node)
        return node


def classes(body: list[ast.stmt], bindings: Mapping[str, int]) -> frozenset[str]:
    """The classes of a module whose names are bound once; `bindings`: how often each name is."""
    return frozenset(s.name for s in body if isinstance(s, ast.ClassDef) and bindings[s.name] == 1)


def postponed(body: list[ast.stmt]) -> bool:
    """True under `from __future__ import annotations`."""
    return any(
        isinstance(s, ast.ImportFrom)
        and s.module == "__future__"
        and any(alias.name == "annotations" for alias in s.names)
        for s in body
    )
