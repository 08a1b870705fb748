"""RMS norm only scales: Y = γ ⊙ X/r with r = √(mean(X²) + ε), one statistic a token and no shift.

Source: Zhang and Sennrich 2019. Its backward takes one direction away, X̂, where layer norm takes two.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    Xhat: Tensor  # [..., n, d]
    r: Tensor  # [..., n, 1]
    gamma: Tensor  # [d]


def forward(X: Tensor, gamma: Tensor, eps: float = 1e-5) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for X [..., n, d] and gamma [d]; ε is inside the root."""
    shapes.match(X=(X, "... d"), gamma=(gamma, "d"))
    r = (X.square().mean(-1, keepdim=True) + eps).sqrt()  # [..., n, 1]
    Xhat = X / r  # [..., n, d]
    return gamma * Xhat, Saved(Xhat, r, gamma)


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Tensor]:
    """Returns dX and dgamma; exact with ε, because r carries it."""
    Xhat = saved.Xhat
    g = saved.gamma * dY  # [..., n, d]
    dX = (g - Xhat * (g * Xhat).mean(-1, keepdim=True)) / saved.r  # [..., n, d]
    dgamma = (dY * Xhat).reshape(-1, dY.shape[-1]).sum(0)  # [d]
    return dX, dgamma


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X [batch, tokens, width] off centre and off scale."""
    draw = cases.normal(seed, device, dtype)
    return cases.build(forward, draw, {"X": 3 * draw(batch, tokens, width) + 1, "gamma": 1 + draw(width, scale=0.3)})
