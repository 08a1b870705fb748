"""The named functions of the grammar, each on Values; docs/press/equations.md lists them.

Each is written once for numpy's arrays and torch's tensors, whose names for these operations agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from figpress.equations.values import Misfit, Value, library, like, plain, scalar, tensor


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


def _axis(a: Value) -> int:
    """Along which a vector lies; the rows of a matrix."""
    return 1 if a.array.shape[2] == 1 else 2


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + library(x).exp(-x))


def _relu(x: Any) -> Any:
    return x * (x > 0)


def _erf(x: Any) -> Any:
    import torch

    return torch.erf(x) if not isinstance(x, np.ndarray) else torch.erf(torch.from_numpy(x)).numpy()


def _sinc(x: Any) -> Any:
    lib = library(x)
    return lib.where(
        x == 0,
        like(np.ones(1), x),
        lib.sin(math.pi * x) / (math.pi * lib.where(x == 0, like(np.ones(1), x), x)),
    )


# φ of each entry.
ENTRYWISE: dict[str, Callable[[Any], Any]] = {
    **{
        name: (lambda x, name=name: getattr(library(x), name)(x))
        for name in (
            "log exp tanh sinh cosh sin cos tan arcsin arccos arctan sign abs log2 log10 floor ceil".split()
        )
    },
    "cot": lambda x: 1 / library(x).tan(x), "sigmoid": _sigmoid, "relu": _relu,
    "softplus": lambda x: library(x).log(1 + library(x).exp(x)),
    "erf": _erf, "sinc": _sinc,
}  # fmt: skip


def entry_by_entry(function: Callable[[Any], Any]) -> Callable[[Value], Value]:
    def apply(a: Value) -> Value:
        _shaped(a)
        with np.errstate(all="ignore"):
            array = function(a.array)
        return scalar(array) if a.scalar else tensor(array)

    return apply


def softmax(a: Value) -> Value:
    _matrix(a)
    axis = _axis(a)
    risen = library(a.array).exp(a.array - like(plain(a.array).max(axis, keepdims=True), a.array))
    return tensor(risen / risen.sum(axis, keepdims=True))


def logsumexp(a: Value) -> Value:
    _matrix(a)
    axis, lib = _axis(a), library(a.array)
    top = like(plain(a.array).max(axis, keepdims=True), a.array)
    found = lib.log(lib.exp(a.array - top).sum(axis, keepdims=True)) + top
    return scalar(found) if found.shape[1:] == (1, 1) else tensor(found)


def diag(a: Value) -> Value:
    _matrix(a)
    rows, columns = a.array.shape[1:]
    if 1 in (rows, columns):
        flat = a.array.reshape(a.array.shape[0], -1)
        return tensor(flat[:, :, None] * like(np.eye(flat.shape[1]), flat))
    _square(a)
    at = list(range(rows))
    return tensor(a.array[:, at, at][:, :, None])


def trace(a: Value) -> Value:
    if a.scalar:
        return a  # tr of a 1×1 product
    _square(a)
    at = list(range(a.array.shape[1]))
    return Value(a.array[:, at, at].sum(1).reshape(-1, 1, 1), True, size=a.size * a.array.shape[1])


def rank(a: Value) -> Value:
    _matrix(a)
    return scalar(np.linalg.matrix_rank(plain(a.array), tol=1e-9 * max(a.size, 1e-300)).astype(float))


def rowsum(a: Value) -> Value:
    _matrix(a)
    return Value(a.array.sum(2, keepdims=True), size=a.size * a.array.shape[2])


def colsum(a: Value) -> Value:
    _matrix(a)
    return Value(a.array.sum(1, keepdims=True).swapaxes(1, 2), size=a.size * a.array.shape[1])


def vec(a: Value) -> Value:
    """The columns below one another."""
    _matrix(a)
    return tensor(a.array.swapaxes(1, 2).reshape(a.array.shape[0], -1, 1), a.size)


def over_all(function: Callable[[Any], Any]) -> Callable[[Value], Value]:
    def apply(a: Value) -> Value:
        _matrix(a)
        return Value(function(a.array).reshape(-1, 1, 1), True, size=a.size)

    return apply


def _variance(array: Any) -> Any:
    apart = array - array.mean((1, 2), keepdims=True)
    return (apart * apart).mean((1, 2))


def eigenvalue(which: int) -> Callable[[Value], Value]:
    def apply(a: Value) -> Value:
        _square(a)
        if not np.allclose(plain(a.array), plain(a.array).swapaxes(1, 2)):
            raise Misfit("such an eigenvalue is taken of a symmetric matrix", a.shape)
        return scalar(library(a.array).linalg.eigvalsh(a.array)[:, which])

    return apply


def singular_value(which: int) -> Callable[[Value], Value]:
    def apply(a: Value) -> Value:
        _matrix(a)
        return scalar(np.linalg.svd(plain(a.array), compute_uv=False)[:, which])

    return apply


def determinant(a: Value) -> Value:
    _square(a)
    return scalar(library(a.array).linalg.det(a.array))


ONE: dict[str, Callable[[Value], Value]] = {
    **{name: entry_by_entry(function) for name, function in ENTRYWISE.items()},
    "softmax": softmax, "logsumexp": logsumexp, "diag": diag, "tr": trace, "rank": rank, "rowsum": rowsum,
    "colsum": colsum, "vec": vec,
    "mean": over_all(lambda x: x.mean((1, 2))), "var": over_all(_variance),
    "std": over_all(lambda x: _variance(x) ** 0.5),
    "sum": over_all(lambda x: x.sum((1, 2))), "det": determinant, "\\lambda_{max}": eigenvalue(-1),
    "\\lambda_{min}": eigenvalue(0),
    "\\sigma_{max}": singular_value(0), "\\sigma_{min}": singular_value(-1),
}  # fmt: skip
SEVERAL = {"max": "maximum", "min": "minimum"}


def called(name: str, values: list[Value]) -> Value:
    """A function of the grammar on its arguments. Raises Misfit."""
    if name in SEVERAL:
        return several(name, values)
    if name == "root":
        return root(*values)
    if name in ("factorial", "binom"):
        return counted(name, values)
    if len(values) != 1:
        raise Misfit("takes one argument", *(v.shape for v in values))
    return ONE[name](values[0])


def several(name: str, values: list[Value]) -> Value:
    """max or min of numbers, of the entries of one tensor, or of a number and each entry of a tensor."""
    if len(values) == 1 and not values[0].scalar:
        _matrix(values[0])
        flat = values[0].array.reshape(values[0].array.shape[0], -1)
        found = (
            (flat.max(1) if name == "max" else flat.min(1))
            if isinstance(flat, np.ndarray)
            else getattr(flat, f"a{name}")(1)
        )
        return scalar(found)
    shaped = [v for v in values if not v.scalar]
    if len({v.array.shape[1:] for v in shaped}) > 1 or any(v.tall or v.wide for v in shaped):
        raise Misfit("is taken of numbers, or of one tensor", *(v.shape for v in values))
    array = values[0].array
    for value in values[1:]:
        array = getattr(library(array), SEVERAL[name])(array, value.array)
    return Value(array, not shaped, size=max(v.size for v in values))


def root(a: Value, degree: Value) -> Value:
    """The positive root; an odd one of a negative number is negative."""
    if not degree.scalar:
        raise Misfit("a root's degree is a number", degree.shape)
    _shaped(a)
    n = float(plain(degree.array).flat[0])
    lib = library(a.array)
    with np.errstate(all="ignore"):
        array = (
            lib.sqrt(a.array)
            if n == 2
            else lib.sign(a.array) * lib.abs(a.array) ** (1 / n)
            if n % 2 == 1
            else a.array ** (1 / degree.array)
        )
    return scalar(array) if a.scalar else tensor(array)


def symmetric_power(a: Value, exponent: float) -> Value | None:
    """A power of a symmetric matrix without negative eigenvalues; None for any other."""
    plainly = plain(a.array)
    if not np.allclose(plainly, plainly.swapaxes(1, 2)):
        return None
    lib = library(a.array)
    found, vectors = lib.linalg.eigh(a.array)
    if float(plain(found).min()) < (1e-12 if exponent < 0 else -1e-12):
        return None
    return tensor((vectors * (found**exponent)[:, None, :]) @ vectors.swapaxes(1, 2))


def counted(name: str, values: list[Value]) -> Value:
    numbers = [float(plain(v.array).flat[0]) for v in values if v.scalar]
    if len(numbers) != len(values) or any(n != int(n) or not 0 <= n <= 170 for n in numbers):
        raise Misfit("takes whole numbers", *(v.shape for v in values))
    found = math.factorial(int(numbers[0])) if name == "factorial" else math.comb(*map(int, numbers))
    made = np.full((1, 1, 1), float(found))
    return scalar(like(made, values[0].array))


def modulo(a: Value, b: Value) -> Value:
    if not (a.scalar and b.scalar):
        raise Misfit("mod stands between numbers", a.shape, b.shape)
    return scalar(a.array % b.array)


def norm(a: Value, kind: str, order: Value | None) -> Value:
    if a.scalar and kind in ("", "1", "2", "inf"):
        return called("abs", [a])
    if a.scalar or a.tall or a.wide or a.eye is not None:
        raise Misfit("a norm is taken of a vector or a matrix", a.shape)
    array, lib = a.array, library(a.array)
    if kind in ("1", "inf", "p") and 1 not in array.shape[1:]:
        raise Misfit("this norm is taken of a vector", a.shape)
    if kind == "2" and 1 not in array.shape[1:]:
        return scalar(
            lib.linalg.svd(array)[1][:, 0]
            if not isinstance(array, np.ndarray)
            else np.linalg.norm(array, 2, axis=(1, 2))
        )
    flat = array.reshape(array.shape[0], -1)
    if kind == "1":
        return scalar(lib.abs(flat).sum(1))
    if kind == "inf":
        return scalar(lib.abs(flat).max(1) if isinstance(flat, np.ndarray) else lib.amax(lib.abs(flat), 1))
    if kind == "p":
        assert order is not None
        if not order.scalar:
            raise Misfit("a norm's order is a number", order.shape)
        p = order.array.reshape(-1, 1)
        return scalar((lib.abs(flat) ** p).sum(1) ** (1 / p[:, 0]))
    return scalar((flat * flat).sum(1) ** 0.5)


def bound(functions: list[Callable], arguments: list[Value], tracked: bool) -> Value:
    """A function of the author's, one a seed, on Values."""
    import torch

    for a in arguments:
        _shaped(a)
    seeds = len(functions)
    found = []
    rows = arguments[0].array.shape[1:] if arguments else (1, 1)
    for seed, function in enumerate(functions):
        given = [_given(a, seed) for a in arguments]
        try:
            with torch.enable_grad():
                made = torch.as_tensor(function(*given))
        except (
            RuntimeError,
            ValueError,
            TypeError,
            IndexError,
        ) as error:  # it was given what it is not made for
            raise Misfit(
                f"cannot be applied ({str(error).splitlines()[0]})", *(a.shape for a in arguments)
            ) from None
        if made.ndim == 1:
            made = made.reshape(1, -1) if rows[0] == 1 and rows[1] != 1 else made.reshape(-1, 1)
        found.append(made if tracked else made.detach())
    assert seeds
    stacked = torch.stack([f.to(torch.float64) for f in found])
    array = stacked if tracked else stacked.numpy()
    return scalar(array) if stacked.ndim == 1 else tensor(array)


def _given(a: Value, seed: int) -> Any:
    import torch

    one = a.array[min(seed, a.array.shape[0] - 1)]
    given = torch.from_numpy(np.array(one)) if isinstance(one, np.ndarray) else one
    if a.scalar:
        return given.reshape(())
    return given.reshape(-1) if 1 in given.shape else given


def derivative(function: Callable) -> Callable:
    """φ' of an entry-by-entry φ, by autograd."""

    import torch

    def prime(x: Any) -> Any:
        x = x if x.requires_grad else x.detach().requires_grad_()
        return torch.autograd.grad(function(x).sum(), x, create_graph=True)[0]

    return prime
