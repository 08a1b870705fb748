"""Positions: attention sees a set, so every vector must say where it stands: Y_t = X_t + P[t].

Source: Vaswani et al. 2017, sec. 3.5, for the sinusoidal table. A table is either computed (and its gradient unused) or
learned; the layer is the same, and a learned row collects dY from that place in every sentence.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    places: int  # T, the rows of P


def sinusoidal(places: int, width: int, device: Any = None, dtype: torch.dtype = torch.float64) -> Tensor:
    """Returns P [T, d]: sine and cosine in turn, with wavelengths from 2π to nearly 10000 · 2π.

    Moving on by k places turns each (sine, cosine) pair by a fixed angle, so P[t + k] is a linear map of P[t].
    Raises ShapeError for an odd width.

    >>> sinusoidal(2, 4)[0]
    tensor([0., 1., 0., 1.], dtype=torch.float64)
    """
    if width % 2:
        raise shapes.ShapeError(f"P: expected [T, d] with d even, got [{places}, {width}]")
    t = torch.arange(places, device=device, dtype=dtype)[:, None]  # [T, 1]
    pair = torch.arange(0, width, 2, device=device, dtype=dtype)  # [d/2]
    angle = t * torch.exp(-math.log(10000.0) * pair / width)  # [T, d/2]
    return torch.stack((angle.sin(), angle.cos()), -1).reshape(places, width)


def forward(X: Tensor, P: Tensor) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for X [..., n, d] and a table P [T, d] with n ≤ T."""
    shapes.match(X=(X, "... n d"), P=(P, "T d"))
    n = X.shape[-2]
    if n > P.shape[0]:
        raise shapes.ShapeError(f"X: expected [..., n, d] with n ≤ {P.shape[0]}, got {list(X.shape)}")
    return X + P[:n], Saved(P.shape[0])


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Tensor]:
    """Returns dX = dY and dP [T, d], whose rows past n are zero."""
    n, d = dY.shape[-2:]
    dP = dY.new_zeros(saved.places, d)
    dP[:n] = dY.reshape(-1, n, d).sum(0) if n else 0.0
    return dY, dP


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case whose table has one place more than the sentences."""
    draw = cases.normal(seed, device, dtype)
    return cases.build(forward, draw, {"X": draw(batch, tokens, width), "P": draw(tokens + 1, width)})
