"""The mutation table: what goes wrong when one line of a backward is wrong, and that a gradient check sees it.

Each mutation replaces one function by a version with a mistake that people make, runs the whole model's backward, and
lists the parameter tensors whose gradients are no longer autograd's. The forward is never touched: every one of these
models would still train, somewhat, which is why nobody notices without a check.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from torch import Tensor

from byhand import attention, check, heads, layernorm, linear, mlp, model, qkv, residual
from byhand.cases import Case


@dataclass(frozen=True)
class Mutation:
    """One wrong line: whose place it takes, and what a reader should know it by."""

    name: str
    module: ModuleType
    function: str
    wrong: Callable[..., Any]
    right_line: str
    wrong_line: str


@dataclass(frozen=True)
class Outcome:
    """What one mutation did to the gradients of a model."""

    mutation: Mutation
    report: check.Report

    @property
    def broken(self) -> list[str]:
        """The gradients that the check finds wrong, in the model's order."""
        return list(self.report.failures())

    @property
    def caught(self) -> bool:
        return bool(self.broken)


def table(case: Case | None = None, layer: Any = model) -> list[Outcome]:
    """Plants every mutation in turn and checks the layer's whole backward; a small model by default.

    >>> [outcome.mutation.name for outcome in table() if not outcome.caught]
    []
    """
    case = layer.example() if case is None else case
    outcomes = []
    for mutation in MUTATIONS:

        def backward(dout: Any, saved: Any, mutation: Mutation = mutation) -> Any:
            with planted(mutation):
                return layer.backward(dout, saved)

        outcomes.append(Outcome(mutation, check.against_autograd(layer, case, backward)))
    return outcomes


@contextmanager
def planted(mutation: Mutation) -> Iterator[None]:
    """Puts the mistake in place for the length of a `with` block."""
    right = getattr(mutation.module, mutation.function)
    setattr(mutation.module, mutation.function, mutation.wrong)
    try:
        yield
    finally:
        setattr(mutation.module, mutation.function, right)


def _attention(change: Callable[[attention.Gradients, Tensor, attention.Saved], attention.Gradients]) -> Callable:
    right = attention.gradients
    return lambda dO, saved: change(right(dO, saved), dO, saved)


def _scores(g: attention.Gradients, saved: attention.Saved, dS: Tensor, c: float) -> attention.Gradients:
    return replace(g, dS=dS, dQ=dS @ saved.K * c, dK=dS.mT @ saved.Q * c)


def _forget_baseline(g: attention.Gradients, dO: Tensor, saved: attention.Saved) -> attention.Gradients:
    return _scores(g, saved, saved.A * g.dA, saved.Q.shape[-1] ** -0.5)


def _diagonal_only(g: attention.Gradients, dO: Tensor, saved: attention.Saved) -> attention.Gradients:
    return _scores(g, saved, saved.A * (1 - saved.A) * g.dA, saved.Q.shape[-1] ** -0.5)


def _forget_scale(g: attention.Gradients, dO: Tensor, saved: attention.Saved) -> attention.Gradients:
    return _scores(g, saved, g.dS, 1.0)


def _keys_untransposed(g: attention.Gradients, dO: Tensor, saved: attention.Saved) -> attention.Gradients:
    return replace(g, dK=g.dS @ saved.Q * saved.Q.shape[-1] ** -0.5)


def _values_untransposed(g: attention.Gradients, dO: Tensor, saved: attention.Saved) -> attention.Gradients:
    return replace(g, dV=saved.A @ dO)


def _forget_mean(dY: Tensor, saved: layernorm.Saved) -> Tensor:
    g = saved.gamma * dY
    return (g - saved.Xhat * (g * saved.Xhat).mean(-1, keepdim=True)) / saved.sigma


def _forget_variance(dY: Tensor, saved: layernorm.Saved) -> Tensor:
    g = saved.gamma * dY
    return (g - g.mean(-1, keepdim=True)) / saved.sigma


def _forget_gamma(dY: Tensor, saved: layernorm.Saved) -> Tensor:
    return _RIGHT_VJP(dY, replace(saved, gamma=saved.gamma / saved.gamma))


def _forget_queries(dQKV: tuple[Tensor, Tensor, Tensor], saved: qkv.Saved) -> qkv.Gradients:
    g = _RIGHT_QKV(dQKV, saved)
    return replace(g, dU_Q=0 * g.dU_Q)


def _forget_skip(dY: Tensor, saved: None = None) -> tuple[Tensor, Tensor]:
    return 0 * dY, dY


def _merge_unswapped(dY: Tensor, saved: heads.Saved) -> heads.Gradients:
    g = _RIGHT_HEADS(dY, saved)
    inner = (g.attention.dQ, g.attention.dK, g.attention.dV)  # [..., H, n, d_k]
    dQ, dK, dV = (T.reshape(*T.shape[:-3], T.shape[-2], T.shape[-3] * T.shape[-1]) for T in inner)
    return replace(g, dQ=dQ, dK=dK, dV=dV)


def _linear_untransposed(dY: Tensor, saved: linear.Saved) -> tuple[Tensor, Tensor, Tensor | None]:
    dX, dW, db = _RIGHT_LINEAR(dY, saved)
    square = saved.W.shape[0] == saved.W.shape[1]  # elsewhere the shapes would betray it
    return (dY @ saved.W if square else dX), dW, db


def _relu_slope(saved: mlp.Saved) -> Tensor:
    return (saved.Z > 0).to(saved.Z.dtype)


_RIGHT_VJP, _RIGHT_QKV, _RIGHT_LINEAR, _RIGHT_HEADS = layernorm.vjp, qkv.gradients, linear.backward, heads.gradients

MUTATIONS = (
    Mutation("forget the baseline D", attention, "gradients", _attention(_forget_baseline),
             "dS = A * (dA - D)", "dS = A * dA"),
    Mutation("softmax slope p(1 − p)", attention, "gradients", _attention(_diagonal_only),
             "dS = A * (dA - D)", "dS = A * (1 - A) * dA"),
    Mutation("forget the scale c", attention, "gradients", _attention(_forget_scale),
             "dQ = dS @ K * c", "dQ = dS @ K"),
    Mutation("wrong transpose of dS", attention, "gradients", _attention(_keys_untransposed),
             "dK = dS.mT @ Q * c", "dK = dS @ Q * c"),
    Mutation("wrong transpose of A", attention, "gradients", _attention(_values_untransposed),
             "dV = A.mT @ dO", "dV = A @ dO"),
    Mutation("wrong transpose of W", linear, "backward", _linear_untransposed,
             "dX = dY @ W.mT", "dX = dY @ W"),
    Mutation("merge without the transpose", heads, "gradients", _merge_unswapped,
             "O.transpose(-2, -3).reshape(...)", "O.reshape(...)"),
    Mutation("forget the path through Q", qkv, "gradients", _forget_queries,
             "dU = dU_Q + dU_K + dU_V", "dU = dU_K + dU_V"),
    Mutation("forget the skip", residual, "backward", _forget_skip,
             "dX = past + through", "dX = through"),
    Mutation("layer norm without the mean term", layernorm, "vjp", _forget_mean,
             "(g - along_ones - Xhat * along_Xhat) / sigma", "(g - Xhat * along_Xhat) / sigma"),
    Mutation("layer norm without the variance term", layernorm, "vjp", _forget_variance,
             "(g - along_ones - Xhat * along_Xhat) / sigma", "(g - along_ones) / sigma"),
    Mutation("layer norm without γ", layernorm, "vjp", _forget_gamma,
             "g = gamma * dY", "g = dY"),
    Mutation("GELU with ReLU's slope", mlp, "slope", _relu_slope,
             "Φ(Z) + Z * ϕ(Z)", "Z > 0"),
)  # fmt: skip
