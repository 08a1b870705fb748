"""Multi-head self-attention, whole: three projections of one stream, heads that attend, and W_O.

Source: Vaswani et al. 2017, sec. 3.2. This is the attention sublayer of a block; layer norm and residual stand outside it.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, heads, masks, qkv


@dataclass(frozen=True)
class Params:
    W_Q: Tensor  # [d, d]; head h owns the columns h·d_k to (h + 1)·d_k
    b_Q: Tensor  # [d]
    W_K: Tensor  # [d, d]
    b_K: Tensor  # [d]
    W_V: Tensor  # [d, d]
    b_V: Tensor  # [d]
    W_O: Tensor  # [d, d]; head h owns the rows h·d_k to (h + 1)·d_k
    b_O: Tensor  # [d]
    heads: int  # H, divides d

    @property
    def projections(self) -> tuple[Tensor, ...]:
        return self.W_Q, self.b_Q, self.W_K, self.b_K, self.W_V, self.b_V


@dataclass(frozen=True)
class Saved:
    """What passed by, with the per-head tensors at hand: Q, K, V, O [..., H, n, d_k] and S, A [..., H, n, n]."""

    qkv: qkv.Saved
    heads: heads.Saved

    Q = property(lambda self: self.heads.attention.Q)
    K = property(lambda self: self.heads.attention.K)
    V = property(lambda self: self.heads.attention.V)
    S = property(lambda self: self.heads.attention.S)
    A = property(lambda self: self.heads.attention.A)
    O = property(lambda self: self.heads.attention.O)
    U = property(lambda self: self.qkv.Q.X)  # [..., n, d], the sublayer's input


@dataclass(frozen=True)
class Gradients:
    """What comes back, with the per-head gradients at hand, named and shaped after those of Saved."""

    dU: Tensor  # [..., n, d]: the three paths of qkv together
    dparams: Params
    qkv: qkv.Gradients
    heads: heads.Gradients

    dQ = property(lambda self: self.heads.attention.dQ)
    dK = property(lambda self: self.heads.attention.dK)
    dV = property(lambda self: self.heads.attention.dV)
    dS = property(lambda self: self.heads.attention.dS)
    dA = property(lambda self: self.heads.attention.dA)
    D = property(lambda self: self.heads.attention.D)
    dO = property(lambda self: self.heads.dO)


def forward(U: Tensor, params: Params, mask: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for U [..., n, d]; `mask` broadcasts to [..., H, n, n], True where a query may look."""
    (Q, K, V), saved_qkv = qkv.forward(U, *params.projections)  # each [..., n, d]
    Y, saved_heads = heads.forward(Q, K, V, params.W_O, params.b_O, params.heads, mask)
    return Y, Saved(saved_qkv, saved_heads)


def gradients(dY: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from dY [..., n, d] down to dU and the parameters."""
    inner = heads.gradients(dY, saved.heads)
    g = qkv.gradients((inner.dQ, inner.dK, inner.dV), saved.qkv)
    dparams = Params(
        g.dW_Q, g.db_Q, g.dW_K, g.db_K, g.dW_V, g.db_V, inner.dW_O, inner.db_O, saved.A.shape[-3]
    )
    return Gradients(g.dU, dparams, g, inner)


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Params]:
    """Returns dU and the gradients of the parameters, as a Params of the same form."""
    g = gradients(dY, saved)
    return g.dU, g.dparams


def head_parts(down: Gradients, saved: Saved) -> Tensor:
    """Returns [3, H, ..., n, d]: what each head sends back to U through its Q, K and V; the 3H parts sum to dU."""
    paths = []
    for dT, layer in ((down.dQ, saved.qkv.Q), (down.dK, saved.qkv.K), (down.dV, saved.qkv.V)):
        W = heads.split(layer.W, dT.shape[-3])  # [H, d, d_k]
        paths.append((dT @ W.mT).movedim(-3, 0))  # [H, ..., n, d]
    return torch.stack(paths)


def draw_params(draw: Any, width: int, heads: int) -> Params:
    """Returns random parameters, every bias included, so that no gradient is zero by chance."""
    pairs = [part for _ in range(4) for part in (draw(width, width, scale=width**-0.5), draw(width))]
    return Params(*pairs, heads)


def example(
    tokens: int = 6, width: int = 8, heads: int = 2, batch: int = 2, causal: bool = True, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with U [batch, tokens, width]."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"U": draw(batch, tokens, width), "params": draw_params(draw, width, heads)}
    return cases.build(forward, draw, inputs, mask=masks.causal(tokens, device) if causal else None)
