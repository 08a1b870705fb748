"""Heads are slices of the width that attend on their own; C = [O¹|…|Oᴴ] goes through one more matrix, Y = CW_O + b_O.

Source: Vaswani et al. 2017, sec. 3.2.2. Splitting and merging only move numbers, so each is the other's
backward. Every head receives the same dY and reads it through its own rows of W_O.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import attention, cases, linear, masks, shapes


@dataclass(frozen=True)
class Saved:
    attention: attention.Saved  # per head: Q, K, V, O [..., H, n, d_k], A [..., H, n, m]
    W_O: linear.Saved  # the merged heads C [..., n, d] and W_O [d, d]


@dataclass(frozen=True)
class Gradients:
    dQ: Tensor  # [..., n, d]
    dK: Tensor  # [..., m, d]
    dV: Tensor  # [..., m, d]
    dW_O: Tensor  # [d, d]
    db_O: Tensor  # [d]
    dO: Tensor  # [..., H, n, d_k]: each head's share of dC
    attention: attention.Gradients  # per head, [..., H, ...]


def split(X: Tensor, heads: int) -> Tensor:
    """Cuts [..., n, d] into heads [..., H, n, d/H].

    Raises ShapeError where the number of heads does not divide the width.
    """
    d_k = shapes.divide("X", X, X.shape[-1], "heads", heads)
    # laid out afresh, because every later product with a head would make this copy again
    return X.reshape(*X.shape[:-1], heads, d_k).transpose(-2, -3).contiguous()


def merge(O: Tensor) -> Tensor:
    """Lays heads [..., H, n, d_k] side by side again: [..., n, H·d_k].

    The transpose comes before the reshape; without it rows of different tokens are mixed, and nothing complains.
    """
    O = O.transpose(-2, -3)  # [..., n, H, d_k]
    return O.reshape(*O.shape[:-2], O.shape[-2] * O.shape[-1])


def forward(
    Q: Tensor, K: Tensor, V: Tensor, W_O: Tensor, b_O: Tensor, heads: int, mask: Tensor | None = None
) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for Q [..., n, d], K and V [..., m, d], W_O [d, d], b_O [d].

    `mask` is boolean and broadcasts to [..., H, n, m].
    """
    shapes.match(Q=(Q, "... n d"), K=(K, "... m d"), V=(V, "... m d"), W_O=(W_O, "d f"))
    Q, K, V = split(Q, heads), split(K, heads), split(V, heads)  # [..., H, n or m, d_k]
    O, saved_attention = attention.forward(Q, K, V, mask)  # [..., H, n, d_k]
    C = merge(O)  # [..., n, d]
    Y, saved_W_O = linear.forward(C, W_O, b_O)  # [..., n, d]
    return Y, Saved(saved_attention, saved_W_O)


def gradients(dY: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from dY [..., n, d] down to dQ, dK, dV, with the heads' own kept."""
    dC, dW_O, db_O = linear.backward(dY, saved.W_O)
    dO = split(dC, saved.attention.O.shape[-3])  # [..., H, n, d_k]: merging backwards is splitting
    inner = attention.gradients(dO, saved.attention)
    return Gradients(merge(inner.dQ), merge(inner.dK), merge(inner.dV), dW_O, db_O, dO, inner)


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, ...]:
    """Returns dQ, dK, dV, dW_O, db_O."""
    g = gradients(dY, saved)
    return g.dQ, g.dK, g.dV, g.dW_O, g.db_O


def example(
    tokens: int = 6, width: int = 8, heads: int = 2, batch: int = 2, causal: bool = True, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with Q, K, V [batch, tokens, width]."""
    draw = cases.normal(seed, device, dtype)
    inputs = {name: draw(batch, tokens, width) for name in ("Q", "K", "V")}
    inputs |= {"W_O": draw(width, width, scale=width**-0.5), "b_O": draw(width)}
    mask = masks.causal(tokens, device) if causal else None
    return cases.build(forward, draw, inputs, heads=heads, mask=mask)
