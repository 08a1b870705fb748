"""Softmax turns a row of scores into weights that sum to one: a_j = exp(s_j) / Σ_k exp(s_k).

Derivation: its Jacobian is diag(a) − aaᵀ; backward multiplies by it without ever building it.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases


@dataclass(frozen=True)
class Saved:
    A: Tensor  # [..., m], the output is all that backward needs


def forward(S: Tensor) -> tuple[Tensor, Saved]:
    """Returns A = softmax(S) along the last axis, S [..., m].

    A score of −∞ gets weight zero; a row of nothing but −∞ gives a row of zeros, not NaN.
    """
    peak = S.detach().amax(-1, keepdim=True) if S.shape[-1] else S.new_zeros(*S.shape[:-1], 1)
    # exp never overflows once the peak is taken off; A does not change, so the shift needs no gradient
    peak = peak.masked_fill(peak == -torch.inf, 0.0)  # [..., 1]
    E = (S - peak).exp_()  # [..., m], in place: the difference is not needed again
    # the peak itself contributes exp(0) = 1, so a sum below one means that nothing was allowed: 0 / 1 = 0
    A = E / E.sum(-1, keepdim=True).clamp(min=1.0)  # [..., m]
    return A, Saved(A)


def backward(dA: Tensor, saved: Saved) -> Tensor:
    """Returns dS = A ⊙ (dA − rowsum(dA ⊙ A)); every row of dS sums to zero."""
    A = saved.A
    D = (dA * A).sum(-1, keepdim=True)  # [..., 1]: what the row would gain on average
    return A * (dA - D)  # [..., m]


def jacobian(a: Tensor) -> Tensor:
    """Returns diag(a) − aaᵀ for one row of weights a [m]: what `backward` applies."""
    return torch.diag(a) - torch.outer(a, a)  # [m, m]


def example(
    tokens: int = 6, seed: int = 0, batch: int = 2, device: Any = None, dtype: torch.dtype = torch.float64
) -> cases.Case:
    """Returns a case with scores S [batch, tokens, tokens]."""
    draw = cases.normal(seed, device, dtype)
    return cases.build(forward, draw, {"S": draw(batch, tokens, tokens)})
