"""The grammar's functions as rules, as far as loops can say them exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from figpress.equations.compiled.scalars import Applied, Chosen, Number, Scalar, Test
from figpress.equations.compiled.tensors import (
    NOTHING,
    ONE,
    Maker,
    Tensor,
    Uncompiled,
    binary,
    count,
    each,
    number,
)

# What Math says itself, and how the rest is made of it. The helpers stand in helpers.py.
MATH = {
    **{name: f"Math.{name}" for name in "exp tanh sinh cosh sin cos tan sign abs log2 log10 floor ceil".split()},
    "log": "Math.log", "arcsin": "Math.asin", "arccos": "Math.acos", "arctan": "Math.atan", "erf": "erf",
}  # fmt: skip


def called(maker: Maker, name: str, arguments: list[Tensor]) -> Tensor:
    """A function of the grammar on its arguments. Raises Uncompiled."""
    if name in MATH and len(arguments) == 1:
        return each(arguments[0], lambda x: Applied(MATH[name], (x,)))
    if name in _ENTRIES and len(arguments) == 1:
        return each(arguments[0], _ENTRIES[name])
    if name in ("max", "min"):
        return _several(maker, name, arguments)
    if name == "root":
        return _root(*arguments)
    if name in _WHOLE and len(arguments) == 1:
        a = arguments[0]
        if a.scalar and name != "tr":
            raise Uncompiled(None, f"{name} of a number")
        if a.rows is None or a.columns is None:
            raise Uncompiled(None, f"{name} of what has no size here")
        return _WHOLE[name](maker, a)
    raise Uncompiled(None, f"{name} is not written as loops")


def _sigmoid(x: Scalar) -> Scalar:
    return binary(
        "/", Number(1.0), binary("+", Number(1.0), Applied("Math.exp", (binary("*", Number(-1.0), x),)))
    )


_ENTRIES: dict[str, Callable[[Scalar], Scalar]] = {
    "sigmoid": _sigmoid,
    "relu": lambda x: Applied("Math.max", (Number(0.0), x)),
    "softplus": lambda x: Applied("Math.log", (binary("+", Number(1.0), Applied("Math.exp", (x,))),)),
    "cot": lambda x: binary("/", Number(1.0), Applied("Math.tan", (x,))),
}


def _several(maker: Maker, name: str, arguments: list[Tensor]) -> Tensor:
    if len(arguments) == 1 and not arguments[0].scalar:
        return number(maker.all_of(name, arguments[0]))
    shaped = next((a for a in arguments if not a.scalar), None)

    def at(i, j):
        return Applied(
            f"Math.{name}", tuple(a.at(NOTHING, NOTHING) if a.scalar else a.at(i, j) for a in arguments)
        )

    return replace(shaped, at=at) if shaped else number(at(NOTHING, NOTHING))


def _root(a: Tensor, degree: Tensor) -> Tensor:
    n = degree.at(NOTHING, NOTHING)
    if n == Number(2.0):
        return each(a, lambda x: Applied("Math.sqrt", (x,)))
    if n == Number(3.0):
        return each(a, lambda x: Applied("Math.cbrt", (x,)))
    raise Uncompiled(None, "a root of this degree is not written as loops")


def _along(maker: Maker, op: str, a: Tensor, i, j, body: Callable[[Scalar], Scalar]) -> Scalar:
    """A fold along the row that the entry (i, j) stands in; along the column of a standing vector."""
    if a.columns == ONE:
        return maker.folded(op, NOTHING, a.rows, lambda k: body(a.at(k, NOTHING)))
    return maker.folded(op, NOTHING, a.columns, lambda k: body(a.at(i, k)))


def _softmax(maker: Maker, a: Tensor) -> Tensor:
    a = maker.settled(a, 1 if a.columns != ONE else 0)

    def at(i, j):
        top = _along(maker, "max", a, i, j, lambda x: x)

        def risen(x: Scalar) -> Scalar:
            return Applied("Math.exp", (binary("-", x, top),))

        return binary("/", risen(a.at(i, j)), _along(maker, "sum", a, i, j, risen))

    return replace(a, at=at, ones=False)


def _logsumexp(maker: Maker, a: Tensor) -> Tensor:
    a = maker.settled(a, 1 if a.columns != ONE else 0)

    def at(i, j):
        top = _along(maker, "max", a, i, j, lambda x: x)
        total = _along(maker, "sum", a, i, j, lambda x: Applied("Math.exp", (binary("-", x, top),)))
        return binary("+", Applied("Math.log", (total,)), top)

    return number(at(NOTHING, NOTHING)) if ONE in (a.rows, a.columns) else replace(a, columns=ONE, at=at)


def _diag(maker: Maker, a: Tensor) -> Tensor:
    if ONE in (a.rows, a.columns):
        size, stands = (a.rows, True) if a.columns == ONE else (a.columns, False)

        def at(i, j):
            entry = a.at(i, NOTHING) if stands else a.at(NOTHING, i)
            return entry if i == j else Chosen((Test("=", i, j),), entry, Number(0.0))

        return Tensor(size, size, at)
    return Tensor(a.rows, ONE, lambda i, j: a.at(i, i))


def _trace(maker: Maker, a: Tensor) -> Tensor:
    return a if a.scalar else number(maker.folded("sum", NOTHING, a.rows, lambda k: a.at(k, k)))


def _rowsum(maker: Maker, a: Tensor) -> Tensor:
    return Tensor(
        a.rows, ONE, lambda i, j: maker.folded("sum", NOTHING, a.columns, lambda k: a.at(i, k))
    )  # fmt: skip


def _colsum(maker: Maker, a: Tensor) -> Tensor:
    return Tensor(
        a.columns, ONE, lambda i, j: maker.folded("sum", NOTHING, a.rows, lambda k: a.at(k, i))
    )  # fmt: skip


def _mean(maker: Maker, a: Tensor) -> Scalar:
    return binary("/", maker.all_of("sum", a), count(a.rows * a.columns))


def _variance(maker: Maker, a: Tensor) -> Scalar:
    mean = _mean(maker, a)

    def squared(x: Scalar) -> Scalar:
        apart = binary("-", x, mean)
        return binary("*", apart, apart)

    return binary("/", maker.all_of("sum", a, squared), count(a.rows * a.columns))


_WHOLE: dict[str, Callable[[Maker, Tensor], Tensor]] = {
    "softmax": _softmax, "logsumexp": _logsumexp, "diag": _diag, "tr": _trace, "rowsum": _rowsum, "colsum": _colsum,
    "mean": lambda maker, a: number(_mean(maker, a)),
    "var": lambda maker, a: number(_variance(maker, a)),
    "std": lambda maker, a: number(Applied("Math.sqrt", (_variance(maker, a),))),
    "sum": lambda maker, a: number(maker.all_of("sum", a)),
}  # fmt: skip
