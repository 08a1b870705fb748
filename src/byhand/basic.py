"""Self-attention without parameters: every word becomes a mean of all words, weighted by likeness, O = softmax(XXᵀ)X.

Source: the first form in Raschka's lecture on self-attention (L19.4.1). X plays query, key and value at once, so its
gradient has three parts before a single weight exists; that of the value is linear, the others pass the softmax.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes, softmax


@dataclass(frozen=True)
class Saved:
    X: Tensor  # [..., n, d]
    A: Tensor  # [..., n, n]


@dataclass(frozen=True)
class Gradients:
    as_query: Tensor  # [..., n, d]
    as_key: Tensor  # [..., n, d]
    as_value: Tensor  # [..., n, d]
    dS: Tensor  # [..., n, n]

    @property
    def dX(self) -> Tensor:
        """The sum of the three parts."""
        return self.as_query + self.as_key + self.as_value


def forward(X: Tensor) -> tuple[Tensor, Saved]:
    """Returns O [..., n, d] for X [..., n, d]; nothing is scaled, masked or learned."""
    shapes.match(X=(X, "... n d"))
    A, _ = softmax.forward(X @ X.mT)  # [..., n, n]
    return A @ X, Saved(X, A)


def gradients(dO: Tensor, saved: Saved) -> Gradients:
    """Returns the three parts of dX for dO [..., n, d]."""
    X, A = saved.X, saved.A
    as_value = A.mT @ dO  # [..., n, d]
    dS = softmax.backward(dO @ X.mT, softmax.Saved(A))  # [..., n, n]
    return Gradients(as_query=dS @ X, as_key=dS.mT @ X, as_value=as_value, dS=dS)


def backward(dO: Tensor, saved: Saved) -> Tensor:
    """Returns dX."""
    return gradients(dO, saved).dX


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X [batch, tokens, width], short enough that no word sees itself alone."""
    draw = cases.normal(seed, device, dtype)
    return cases.build(forward, draw, {"X": draw(batch, tokens, width, scale=0.5)})
