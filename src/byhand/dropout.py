"""Dropout silences each number with probability p and enlarges the others, so that the mean stays what it was.

Source: Srivastava et al. 2014, in the scaled form that frameworks use. Backward must silence the same numbers, so the
mask is saved; it is drawn outside, which keeps forward a function of its arguments.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    scale: Tensor  # [...]: 0 where silenced, 1/(1 − p) elsewhere


def draw_mask(like: Tensor, p: float, generator: torch.Generator | None = None) -> Tensor:
    """Returns a boolean mask of the shape of `like`, False with probability p; the generator fixes it."""
    device = like.device if generator is None else generator.device
    return (torch.rand(like.shape, generator=generator, device=device) >= p).to(like.device)


def forward(X: Tensor, mask: Tensor, p: float) -> tuple[Tensor, Saved]:
    """Returns Y = X ⊙ mask/(1 − p) for X and mask of one shape [...].

    Raises ShapeError where the shapes differ, ValueError unless 0 ≤ p < 1.
    """
    shapes.match(X=(X, "... d"), mask=(mask, "... d"))
    if not 0 <= p < 1:
        raise ValueError(f"p: expected 0 ≤ p < 1, got {p}")
    scale = mask.to(X.dtype) / (1 - p)  # [...]
    return X * scale, Saved(scale)


def backward(dY: Tensor, saved: Saved) -> Tensor:
    """Returns dX = dY ⊙ mask/(1 − p): what was silent learns nothing this time."""
    return dY * saved.scale


def example(
    tokens: int = 6, width: int = 8, p: float = 0.25, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X [batch, tokens, width] and a mask fixed by the seed."""
    draw = cases.normal(seed, device, dtype)
    X = draw(batch, tokens, width)
    mask = draw_mask(X, p, torch.Generator().manual_seed(seed))
    return cases.build(forward, draw, {"X": X}, mask=mask, p=p)
