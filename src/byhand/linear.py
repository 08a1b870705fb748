"""A linear layer sends every row through one matrix: Y = XW + 1bᵀ.

Derivation: the trace rule <dY, δX W + X δW> = <dY Wᵀ, δX> + <Xᵀ dY, δW> places each transpose.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    X: Tensor  # [..., n, d]
    W: Tensor  # [d, f]
    biased: bool


def forward(X: Tensor, W: Tensor, b: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns Y = XW + b for X [..., n, d], W [d, f], b [f] or None; Y is [..., n, f].

    Raises ShapeError naming the argument that does not fit.
    """
    shapes.match(X=(X, "... d"), W=(W, "d f"))
    Y = X @ W  # [..., n, f]
    if b is not None:
        shapes.match(W=(W, "d f"), b=(b, "f"))
        Y += b  # in place: a fresh buffer of this size costs more than the sum
    return Y, Saved(X, W, b is not None)


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Tensor, Tensor | None]:
    """Returns dX, dW, db; the weights are shared by all rows, so their gradients are sums over rows."""
    dX = dY @ saved.W.mT  # [..., n, d]
    rows = saved.X.reshape(-1, saved.W.shape[0])  # [N, d], every token of every sequence
    drows = dY.reshape(-1, saved.W.shape[1])  # [N, f]
    dW = rows.mT @ drows  # [d, f]
    db = drows.sum(0) if saved.biased else None  # [f]
    return dX, dW, db


def example(
    tokens: int = 6, width: int = 8, out: int = 5, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X [batch, tokens, width] and W [width, out]."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"X": draw(batch, tokens, width), "W": draw(width, out, scale=width**-0.5), "b": draw(out)}
    return cases.build(forward, draw, inputs)
