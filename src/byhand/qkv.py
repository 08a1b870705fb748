"""Queries, keys and values are three linear readings of one input: Q = UW_Q + b_Q, K = UW_K + b_K, V = UW_V + b_V.

Derivation: the input is read three times, so three gradients come back to it and add.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, linear


@dataclass(frozen=True)
class Saved:
    Q: linear.Saved
    K: linear.Saved
    V: linear.Saved


@dataclass(frozen=True)
class Gradients:
    dU_Q: Tensor  # [..., n, d]: what comes back to U through the queries,
    dU_K: Tensor  # [..., n, d]: through the keys,
    dU_V: Tensor  # [..., n, d]: and through the values
    dW_Q: Tensor  # [d, d]
    db_Q: Tensor  # [d]
    dW_K: Tensor  # [d, d]
    db_K: Tensor  # [d]: zero in exact arithmetic, because the rows of dS sum to zero
    dW_V: Tensor  # [d, d]
    db_V: Tensor  # [d]

    @property
    def dU(self) -> Tensor:
        """The sum of the three paths [..., n, d]."""
        return self.dU_Q + self.dU_K + self.dU_V


def forward(
    U: Tensor, W_Q: Tensor, b_Q: Tensor, W_K: Tensor, b_K: Tensor, W_V: Tensor, b_V: Tensor
) -> tuple[tuple[Tensor, Tensor, Tensor], Saved]:
    """Returns (Q, K, V), each [..., n, d], for U [..., n, d], weights [d, d] and biases [d]."""
    Q, saved_Q = linear.forward(U, W_Q, b_Q)
    K, saved_K = linear.forward(U, W_K, b_K)
    V, saved_V = linear.forward(U, W_V, b_V)
    return (Q, K, V), Saved(saved_Q, saved_K, saved_V)


def gradients(dQKV: tuple[Tensor, Tensor, Tensor], saved: Saved) -> Gradients:
    """Returns the three paths into U and the six parameter gradients."""
    dQ, dK, dV = dQKV
    dU_Q, dW_Q, db_Q = linear.backward(dQ, saved.Q)
    dU_K, dW_K, db_K = linear.backward(dK, saved.K)
    dU_V, dW_V, db_V = linear.backward(dV, saved.V)
    return Gradients(dU_Q, dU_K, dU_V, dW_Q, db_Q, dW_K, db_K, dW_V, db_V)


def backward(dQKV: tuple[Tensor, Tensor, Tensor], saved: Saved) -> tuple[Tensor, ...]:
    """Returns dU, dW_Q, db_Q, dW_K, db_K, dW_V, db_V."""
    g = gradients(dQKV, saved)
    return g.dU, g.dW_Q, g.db_Q, g.dW_K, g.db_K, g.dW_V, g.db_V


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with U [batch, tokens, width] and square projections."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"U": draw(batch, tokens, width)}
    for name in ("Q", "K", "V"):
        inputs |= {f"W_{name}": draw(width, width, scale=width**-0.5), f"b_{name}": draw(width)}
    return cases.build(forward, draw, inputs)
