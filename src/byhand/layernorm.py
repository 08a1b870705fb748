"""Layer norm centres and scales every token's vector by itself, then applies γ and β: Y = γ ⊙ X̂ + β.

Source: Ba, Kiros and Hinton 2016. Statistics belong to one token, so backward needs no other token for dX;
γ and β are shared by all tokens, so their gradients are sums over all of them.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    Xhat: Tensor  # [..., n, d]: mean 0 and variance var/(var + ε) in each row
    sigma: Tensor  # [..., n, 1]: √(var + ε)
    gamma: Tensor  # [d]


@dataclass(frozen=True)
class Terms:
    """The three parts of dX, which add: what comes straight through, and what the two statistics take away."""

    direct: Tensor  # [..., n, d]
    mean: Tensor  # [..., n, d], along the direction of all ones
    variance: Tensor  # [..., n, d], along X̂


def forward(X: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for X [..., n, d] and gamma, beta [d]; ε is inside the root.

    Raises ShapeError naming the argument that does not fit.
    """
    shapes.match(X=(X, "... d"), gamma=(gamma, "d"), beta=(beta, "d"))
    centred = X - X.mean(-1, keepdim=True)  # [..., n, d]
    sigma = (centred.square().mean(-1, keepdim=True) + eps).sqrt()  # [..., n, 1]
    Xhat = centred / sigma  # [..., n, d]
    return gamma * Xhat + beta, Saved(Xhat, sigma, gamma)


def terms(dY: Tensor, saved: Saved) -> Terms:
    """Returns the three parts of dX for dY [..., n, d]; exact with ε, because σ carries it."""
    Xhat, sigma = saved.Xhat, saved.sigma
    g = saved.gamma * dY  # [..., n, d]: the gradient of X̂
    return Terms(
        direct=g / sigma,
        mean=(-g.mean(-1, keepdim=True) / sigma).expand_as(g),
        variance=-Xhat * (g * Xhat).mean(-1, keepdim=True) / sigma,
    )


def vjp(dY: Tensor, saved: Saved) -> Tensor:
    """Returns dX alone: g without its components along 1 and X̂, over σ."""
    Xhat = saved.Xhat
    g = saved.gamma * dY  # [..., n, d]
    along_ones = g.mean(-1, keepdim=True)  # [..., n, 1]
    along_Xhat = (g * Xhat).mean(-1, keepdim=True)  # [..., n, 1]
    return (g - along_ones - Xhat * along_Xhat) / saved.sigma  # [..., n, d]


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Tensor, Tensor]:
    """Returns dX, dgamma, dbeta."""
    d = dY.shape[-1]
    dgamma = (dY * saved.Xhat).reshape(-1, d).sum(0)  # [d], over every token of every sequence
    dbeta = dY.reshape(-1, d).sum(0)  # [d]
    return vjp(dY, saved), dgamma, dbeta


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X [batch, tokens, width] off centre and off scale."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"X": 3 * draw(batch, tokens, width) + 1, "gamma": 1 + draw(width, scale=0.3), "beta": draw(width)}
    return cases.build(forward, draw, inputs)
