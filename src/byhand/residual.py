"""A residual connection adds what a sublayer computed to what it was given: Y = X + F.

Source: He et al. 2016. Addition hands its gradient to both sides unchanged; that the sum of the two
paths does not vanish does not follow, because the path through F can cancel the other.
"""

from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


def forward(X: Tensor, F: Tensor) -> tuple[Tensor, None]:
    """Returns Y = X + F for X and F of one shape [..., n, d]; nothing needs to be saved.

    Raises ShapeError where the shapes differ, since broadcasting here would hide a mistake.
    """
    shapes.match(X=(X, "... n d"), F=(F, "... n d"))
    return X + F, None


def backward(dY: Tensor, saved: None = None) -> tuple[Tensor, Tensor]:
    """Returns dX and dF, both equal to dY."""
    return dY, dY


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X and F [batch, tokens, width]."""
    draw = cases.normal(seed, device, dtype)
    return cases.build(forward, draw, {"X": draw(batch, tokens, width), "F": draw(batch, tokens, width)})
