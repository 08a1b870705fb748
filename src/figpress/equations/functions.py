"""The named functions of the grammar, each on a Value; docs/press/equations.md lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from figpress.equations.values import Misfit, Value, scalar, tensor

if TYPE_CHECKING:
    import torch


def _shaped(a: Value) -> None:
    if a.eye is not None or a.tall or a.wide:
        raise Misfit("its size is not determined here", a.shape)


def _matrix(a: Value) -> None:
    _shaped(a)
    if a.scalar:
        raise Misfit("takes a vector or a matrix", a.shape)


def _square(a: Value) -> None:
    _matrix(a)
    if a.array.shape[1] != a.array.shape[2]:
        raise Misfit("takes a square matrix", a.shape)


def entry_by_entry(function: Callable[[np.ndarray], np.ndarray]) -> Callable[[Value], Value]:
    def apply(a: Value) -> Value:
        _shaped(a)
        with np.errstate(all="ignore"):
            array = function(a.array)
        return scalar(array) if a.scalar else tensor(array)

    return apply


def _axis(a: Value) -> int:
    """Along which a vector lies; the rows of a matrix."""
    return 1 if a.array.shape[2] == 1 else 2


def softmax(a: Value) -> Value:
    _matrix(a)
    axis = _axis(a)
    risen = np.exp(a.array - a.array.max(axis, keepdims=True))
    return tensor(risen / risen.sum(axis, keepdims=True))


def logsumexp(a: Value) -> Value:
    _matrix(a)
    axis = _axis(a)
    top = a.array.max(axis, keepdims=True)
    found = np.log(np.exp(a.array - top).sum(axis, keepdims=True)) + top
    return scalar(found) if found[0].size == 1 else tensor(found)


def diag(a: Value) -> Value:
    _matrix(a)
    rows, columns = a.array.shape[1:]
    if 1 in (rows, columns):
        flat = a.array.reshape(a.array.shape[0], -1)
        return tensor(flat[:, :, None] * np.eye(flat.shape[1]))
    _square(a)
    return tensor(np.diagonal(a.array, axis1=1, axis2=2)[:, :, None].copy())


def trace(a: Value) -> Value:
    if a.scalar:
        return a  # tr of a 1×1 product
    _square(a)
    return Value(np.trace(a.array, axis1=1, axis2=2).reshape(-1, 1, 1), True, size=a.size * a.array.shape[1])


def rank(a: Value) -> Value:
    _matrix(a)
    return scalar(np.linalg.matrix_rank(a.array, tol=1e-9 * max(a.size, 1e-300)).astype(float))


def rowsum(a: Value) -> Value:
    _matrix(a)
    return Value(a.array.sum(2, keepdims=True), size=a.size * a.array.shape[2])


def colsum(a: Value) -> Value:
    _matrix(a)
    return Value(a.array.sum(1, keepdims=True).swapaxes(1, 2), size=a.size * a.array.shape[1])


def over_all(function: Callable[..., np.ndarray]) -> Callable[[Value], Value]:
    def apply(a: Value) -> Value:
        _matrix(a)
        return Value(function(a.array, axis=(1, 2)).reshape(-1, 1, 1), True, size=a.size)

    return apply


def largest_eigenvalue(a: Value) -> Value:
    _square(a)
    if not np.allclose(a.array, a.array.swapaxes(1, 2)):
        raise Misfit("the largest eigenvalue is taken of a symmetric matrix", a.shape)
    return scalar(np.linalg.eigvalsh(a.array)[:, -1])


def singular_value(which: int) -> Callable[[Value], Value]:
    def apply(a: Value) -> Value:
        _matrix(a)
        return scalar(np.linalg.svd(a.array, compute_uv=False)[:, which])

    return apply


def determinant(a: Value) -> Value:
    _square(a)
    return scalar(np.linalg.det(a.array))


ONE = {
    "softmax": softmax, "logsumexp": logsumexp, "diag": diag, "tr": trace, "trace": trace, "rank": rank,
    "rowsum": rowsum, "colsum": colsum,
    "mean": over_all(np.mean), "var": over_all(np.var), "std": over_all(np.std), "sum": over_all(np.sum),
    "det": determinant,
    "log": entry_by_entry(np.log), "ln": entry_by_entry(np.log), "exp": entry_by_entry(np.exp),
    "tanh": entry_by_entry(np.tanh),
    "sin": entry_by_entry(np.sin), "cos": entry_by_entry(np.cos),
    "sigmoid": entry_by_entry(lambda x: 1 / (1 + np.exp(-x))),
    "relu": entry_by_entry(lambda x: np.maximum(x, 0)), "sign": entry_by_entry(np.sign),
    "\\lambda_{max}": largest_eigenvalue, "\\sigma_{max}": singular_value(0),
    "\\sigma_{min}": singular_value(-1),
}  # fmt: skip
SEVERAL = {"max": np.maximum, "min": np.minimum}
# For ∂f(x)/∂x: the same functions where autograd can follow them.
TORCH: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "softmax": lambda x: x.softmax(-1), "logsumexp": lambda x: x.logsumexp(-1), "log": lambda x: x.log(),
    "ln": lambda x: x.log(),
    "exp": lambda x: x.exp(), "tanh": lambda x: x.tanh(), "sigmoid": lambda x: x.sigmoid(),
    "sin": lambda x: x.sin(), "cos": lambda x: x.cos(),
    "mean": lambda x: x.mean(), "var": lambda x: x.var(correction=0), "sum": lambda x: x.sum(),
}  # fmt: skip


def several(name: str, values: list[Value]) -> Value:
    """max or min of numbers, or of the entries of one tensor."""
    reduce = SEVERAL[name]
    if len(values) == 1 and not values[0].scalar:
        _matrix(values[0])
        return scalar((np.max if name == "max" else np.min)(values[0].array, axis=(1, 2)))
    if not all(v.scalar for v in values):
        raise Misfit("is taken of numbers, or of one tensor", *(v.shape for v in values))
    array = values[0].array
    for value in values[1:]:
        array = reduce(array, value.array)
    return Value(array, True, size=max(v.size for v in values))


def bound(functions: list[Callable], a: Value) -> Value:
    """A function of the author's, one a seed, on one Value."""
    import torch

    _shaped(a)
    seeds = len(functions)
    array = np.broadcast_to(a.array, (seeds, *a.array.shape[1:]))
    rows, columns = array.shape[1:]
    found = []
    for function, one in zip(functions, array):
        given = torch.from_numpy(np.array(one))
        given = given.reshape(()) if a.scalar else given.reshape(-1) if 1 in (rows, columns) else given
        try:
            with torch.enable_grad():
                made = torch.as_tensor(function(given)).detach()
        except (
            RuntimeError,
            ValueError,
            TypeError,
            IndexError,
        ) as error:  # it was given what it is not made for
            raise Misfit(f"cannot be applied ({str(error).splitlines()[0]})", a.shape) from None
        if made.ndim == 1:
            made = made.reshape(1, -1) if rows == 1 and columns != 1 else made.reshape(-1, 1)
        found.append(made.numpy())
    stacked = np.stack(found)
    return scalar(stacked) if stacked.ndim == 1 else tensor(stacked)


def derivative(function: Callable) -> Callable:
    """φ' of an entry-by-entry φ, by autograd."""

    import torch

    def prime(x: torch.Tensor) -> torch.Tensor:
        x = x.detach().requires_grad_()
        return torch.autograd.grad(function(x).sum(), x)[0]

    return prime
