"""Numbers with a shape that nobody may stretch: only a column of ones, I, a literal 0 and what the table
declares to be
repeated take the shape of their neighbours.

Every value holds one matrix a seed, [seeds, rows, columns]. A row or column count that is still open has
length 1 and a flag. The arrays are numpy's, or torch's where a derivative is taken of what they come to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np


class Misfit(Exception):
    """Two shapes that do not go together, in words; `a` and `b` for the caller to name."""

    def __init__(self, message: str, *shapes: tuple):
        super().__init__(message)
        self.message, self.shapes = message, shapes


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar or a matrix, for all seeds at once.

    array   [seeds or 1, rows, columns]
    scalar  True for a number: [seeds, 1, 1]
    tall    the number of rows is open; `wide`: the number of columns is
    eye     I is added that many times, as soon as the shape is known
    size    a bound on the numbers that went in: what rounding is held against
    zero    a literal 0, equal to zero of any shape
    ones    a multiple of the vector of ones, which lies down beside a vector that lies
    """

    array: Any
    scalar: bool = False
    tall: bool = False
    wide: bool = False
    eye: Any = None
    size: float = 1.0
    zero: bool = False
    ones: bool = False

    @property
    def shape(self) -> tuple:
        if self.scalar:
            return ()
        return (None if self.tall else self.array.shape[1], None if self.wide else self.array.shape[2])


def number(x: float, zero: bool = False) -> Value:
    return Value(np.full((1, 1, 1), float(x)), scalar=True, size=abs(float(x)), zero=zero)


def tensor(array: Any, size: float | None = None) -> Value:
    """A matrix [seeds, rows, columns]."""
    return Value(array, size=_largest(array) if size is None else size)


def scalar(array: Any, size: float | None = None) -> Value:
    """One number a seed."""
    return Value(array.reshape(-1, 1, 1), scalar=True, size=_largest(array) if size is None else size)


def of_seeds(a: Value, where: np.ndarray) -> Value:
    """The same for some of the seeds."""
    if len(a.array) == 1:
        return a
    return replace(a, array=a.array[where], eye=a.eye if a.eye is None or len(a.eye) == 1 else a.eye[where])


def plain(array: Any) -> np.ndarray:
    """The numbers alone, without what autograd remembers."""
    return array if isinstance(array, np.ndarray) else array.detach().numpy()


def tracked(a: Value) -> Value:
    """The same as torch tensors."""
    import torch

    return replace(a, array=torch.as_tensor(a.array), eye=None if a.eye is None else torch.as_tensor(a.eye))


def like(array: np.ndarray, other: Any) -> Any:
    """`array` as the kind of array that `other` is."""
    if isinstance(other, np.ndarray):
        return array
    import torch

    return torch.as_tensor(array)


def library(array: Any) -> Any:
    """numpy or torch."""
    if isinstance(array, np.ndarray):
        return np
    import torch

    return torch


ONES = Value(np.ones((1, 1, 1)), tall=True, ones=True)
EYE = Value(np.zeros((1, 1, 1)), tall=True, wide=True, eye=np.ones((1, 1, 1)))


def add(a: Value, b: Value, sign: int = 1) -> Value:
    if a.zero and not b.scalar:  # a literal 0, or a sum over nothing
        return b if sign > 0 else negative(b)
    if b.zero and not a.scalar:
        return a
    a, b = fitted(a, b)
    if a.scalar != b.scalar:
        raise Misfit("a number and a matrix cannot be added", a.shape, b.shape)
    eye = None
    if a.eye is not None or b.eye is not None:
        eye = (0 if a.eye is None else a.eye) + sign * (0 if b.eye is None else b.eye)
    array = a.array + b.array if sign > 0 else a.array - b.array
    return Value(array, a.scalar, a.tall and b.tall, a.wide and b.wide, eye, max(a.size, b.size))


def fitted(a: Value, b: Value) -> tuple[Value, Value]:
    """Both, with I written out as soon as one of them has a shape. Raises Misfit where they differ."""
    if a.eye is not None and not (b.tall or b.wide or b.scalar):
        a = written_out(a, *b.shape)
    if b.eye is not None and not (a.tall or a.wide or a.scalar):
        b = written_out(b, *a.shape)
    if not a.scalar and not b.scalar:
        if a.ones and _lies(b):
            a = transpose(a)
        if b.ones and _lies(a):
            b = transpose(b)
        rows = a.tall or b.tall or a.array.shape[1] == b.array.shape[1]
        columns = a.wide or b.wide or a.array.shape[2] == b.array.shape[2]
        if not (rows and columns):
            raise Misfit("shapes differ", a.shape, b.shape)
    return a, b


def _lies(a: Value) -> bool:
    """A row vector, not a column or a number in its place."""
    return not (a.tall or a.wide) and a.array.shape[1] == 1 and a.array.shape[2] > 1


def written_out(a: Value, rows: int, columns: int) -> Value:
    """`a` with its multiple of I as a matrix."""
    if rows != columns:
        raise Misfit("I is square", (rows, columns))
    return Value(a.array + a.eye * like(np.eye(rows), a.array), size=max(a.size, _largest(a.eye)))


def times(a: Value, b: Value) -> Value:
    """Factors side by side: a number scales, else the matrix product."""
    if a.scalar or b.scalar:
        s, m = (a, b) if a.scalar else (b, a)
        eye = None if m.eye is None else m.eye * s.array
        return Value(a.array * b.array, m.scalar, m.tall, m.wide, eye, a.size * b.size, ones=m.ones)
    if a.eye is not None and not b.tall:
        a = written_out(a, b.array.shape[1], b.array.shape[1])
    if b.eye is not None and not a.wide:
        b = written_out(b, a.array.shape[2], a.array.shape[2])
    if a.eye is not None or b.eye is not None:
        raise Misfit("the size of I is not determined here", a.shape, b.shape)
    inner = 1
    if a.wide and b.tall:
        raise Misfit("the length of the ones is not determined here", a.shape, b.shape)
    if a.wide:
        inner, array = b.array.shape[1], a.array @ b.array.sum(1, keepdims=True)
    elif b.tall:
        inner, array = a.array.shape[2], a.array.sum(2, keepdims=True) @ b.array
    else:
        inner = a.array.shape[2]
        if inner != b.array.shape[1]:
            raise Misfit("do not fit together as a product", a.shape, b.shape)
        array = a.array @ b.array
    if inner == 1 and (a.wide or b.tall):
        raise Misfit("ones of length one add nothing up", a.shape, b.shape)
    one = array.shape[1:] == (1, 1) and not a.tall and not b.wide
    return Value(array, one, a.tall, b.wide, None, a.size * b.size * max(1, inner))


def entrywise(a: Value, b: Value) -> Value:
    """a ⊙ b."""
    if a.scalar or b.scalar:
        raise Misfit("⊙ stands between two tensors of one shape", a.shape, b.shape)
    a, b = fitted(a, b)
    if a.eye is not None or b.eye is not None:
        raise Misfit("the size of I is not determined here", a.shape, b.shape)
    return Value(a.array * b.array, False, a.tall and b.tall, a.wide and b.wide, None, a.size * b.size)


def dot(a: Value, b: Value) -> Value:
    """a · b: of two vectors that stand, or lie, alike; of numbers, and of a number and anything, the
    product; of a
    matrix and what fits to its right, the matrix product.
    """
    if a.scalar or b.scalar:
        return times(a, b)
    if not (a.tall or a.wide or b.tall or b.wide) and b.array.shape[1] == a.array.shape[2]:
        if 1 not in a.array.shape[1:] or (_lies(a) and b.array.shape[2] == 1):
            return times(a, b)
    a, b = fitted(a, b)
    if 1 not in a.array.shape[1:] or a.eye is not None:
        raise Misfit("· stands between two vectors", a.shape, b.shape)
    return inner(a, b)


def inner(a: Value, b: Value) -> Value:
    """⟨a, b⟩ = tr(aᵀb). What a mask has put to −∞ counts for nothing where its partner is zero."""
    a, b = fitted(a, b)
    if a.scalar or b.scalar:
        return times(a, b)
    if (a.tall and b.tall) or (a.wide and b.wide):
        raise Misfit("the length of the ones is not determined here", a.shape, b.shape)
    with np.errstate(invalid="ignore"):
        nothing = like(np.zeros(1), a.array)
        products = library(a.array).where((a.array == 0) | (b.array == 0), nothing, a.array * b.array)
    found = products.sum((1, 2), keepdims=True)
    return Value(found, True, size=a.size * b.size * products.shape[1] * products.shape[2])


def transpose(a: Value) -> Value:
    if a.scalar:
        raise Misfit("a number has no transpose", a.shape)
    return Value(a.array.swapaxes(1, 2), False, a.wide, a.tall, a.eye, a.size)


def divide(a: Value, b: Value) -> Value:
    if not b.scalar:
        raise Misfit("only a number divides", a.shape, b.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = float(np.abs(plain(b.array)).min())
        eye = None if a.eye is None else a.eye / b.array
        return Value(a.array / b.array, a.scalar, a.tall, a.wide, eye, a.size / least if least else np.inf)


def negative(a: Value) -> Value:
    return Value(
        -a.array, a.scalar, a.tall, a.wide, None if a.eye is None else -a.eye, a.size, a.zero, a.ones
    )


def _largest(array: Any) -> float:
    finite = np.abs(plain(array))
    top = float(finite.max()) if finite.size else 0.0
    return top if np.isfinite(top) else float(finite[np.isfinite(finite)].max(initial=0.0))
