"""Scaled dot-product attention: S = cQKᵀ with forbidden pairs at −∞, A = softmax(S), O = AV, c = 1/√d_k.

Source: Vaswani et al. 2017, sec. 3.2.1. The row sum D = rowsum(dA ⊙ A) also equals rowsum(dO ⊙ O),
which needs no n × n matrix: the observation that FlashAttention's backward rests on (Dao et al. 2022).
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, masks, shapes, softmax


@dataclass(frozen=True)
class Saved:
    Q: Tensor  # [..., n, d_k]
    K: Tensor  # [..., m, d_k]
    V: Tensor  # [..., m, d_v]
    A: Tensor  # [..., n, m]
    O: Tensor  # [..., n, d_v]
    mask: Tensor | None  # broadcasts to [..., n, m]; True where a query may look

    @property
    def S(self) -> Tensor:
        """The masked scores [..., n, m], computed again: backward never needs them."""
        return scores(self.Q, self.K, self.mask)


@dataclass(frozen=True)
class Gradients:
    dQ: Tensor  # [..., n, d_k]
    dK: Tensor  # [..., m, d_k]
    dV: Tensor  # [..., m, d_v]
    dA: Tensor  # [..., n, m]: u_ij, how the loss changes per unit of attention that i pays to j
    D: Tensor  # [..., n, 1]: the same for what the head outputs now, the baseline
    dS: Tensor  # [..., n, m]: attention times (u_ij − baseline)


def scores(Q: Tensor, K: Tensor, mask: Tensor | None = None) -> Tensor:
    """Returns S = cQKᵀ [..., n, m], −∞ where the mask is False."""
    c = Q.shape[-1] ** -0.5
    S = c * Q @ K.mT  # [..., n, m]
    return S if mask is None else S.masked_fill(~mask, -torch.inf)


def forward(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns O [..., n, d_v] for Q [..., n, d_k], K [..., m, d_k], V [..., m, d_v].

    `mask` is boolean and broadcasts to [..., n, m]. A query that may look nowhere outputs zeros.
    Raises ShapeError naming the argument that does not fit.
    """
    sizes = shapes.match(Q=(Q, "... n d_k"), K=(K, "... m d_k"), V=(V, "... m d_v"))
    if mask is not None:
        shapes.broadcast("mask", mask, (*sizes["..."], sizes["n"], sizes["m"]), "... n m")
    A, _ = softmax.forward(scores(Q, K, mask))  # [..., n, m], rows sum to one
    O = A @ V  # [..., n, d_v]
    return O, Saved(Q, K, V, A, O, mask)


def gradients(dO: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient on the way from dO [..., n, d_v] down to dQ, dK and dV."""
    Q, K, V, A, O = saved.Q, saved.K, saved.V, saved.A, saved.O
    c = Q.shape[-1] ** -0.5
    dV = A.mT @ dO  # [..., m, d_v]: a value collects from all who looked at it
    dA = dO @ V.mT  # [..., n, m]
    D = (dO * O).sum(-1, keepdim=True)  # [..., n, 1]
    dS = A * (dA - D)  # [..., n, m]: softmax's backward; exactly zero where the mask is False
    dQ = dS @ K * c  # [..., n, d_k]
    dK = dS.mT @ Q * c  # [..., m, d_k]
    return Gradients(dQ, dK, dV, dA, D, dS)


def backward(dO: Tensor, saved: Saved) -> tuple[Tensor, Tensor, Tensor]:
    """Returns dQ, dK, dV, with the shapes of Q, K, V."""
    down = gradients(dO, saved)
    return down.dQ, down.dK, down.dV


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, causal: bool = False, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with Q, K, V [batch, tokens, width], masked causally on request."""
    draw = cases.normal(seed, device, dtype)
    inputs = {name: draw(batch, tokens, width) for name in ("Q", "K", "V")}
    return cases.build(forward, draw, inputs, mask=masks.causal(tokens, device) if causal else None)
