"""The feed-forward sublayer widens, bends and narrows every token alone: Y = φ(UW_1 + b_1)W_2 + b_2.

Source: exact GELU after Hendrycks and Gimpel 2016: φ(z) = zΦ(z), Φ the normal distribution function.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, linear


@dataclass(frozen=True)
class Saved:
    first: linear.Saved  # U [..., n, d]
    Z: Tensor  # [..., n, f]: before the bend
    gate: Tensor  # [..., n, f]: Φ(Z) for GELU, 1 or 0 for ReLU; the bend is Z ⊙ gate
    second: linear.Saved  # H [..., n, f]: after the bend
    activation: str


def forward(
    U: Tensor, W_1: Tensor, b_1: Tensor, W_2: Tensor, b_2: Tensor, activation: str = "gelu"
) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for U [..., n, d], W_1 [d, f], b_1 [f], W_2 [f, d], b_2 [d].

    `activation` is "gelu" (exact) or "relu"; ReLU's slope at zero is taken as 0.
    """
    Z, first = linear.forward(U, W_1, b_1)  # [..., n, f]
    if activation == "gelu":
        gate = torch.erf(Z * math.sqrt(0.5)).add_(1).mul_(0.5)  # Φ(Z)
    elif activation == "relu":
        gate = (Z > 0).to(Z.dtype)
    else:
        raise ValueError(f'activation: expected "gelu" or "relu", got {activation!r}')
    H = Z * gate  # [..., n, f]
    Y, second = linear.forward(H, W_2, b_2)  # [..., n, d]
    return Y, Saved(first, Z, gate, second, activation)


def slope(saved: Saved) -> Tensor:
    """Returns φ'(Z): Φ(z) + zϕ(z) for GELU, with ϕ the normal density; the gate itself for ReLU."""
    if saved.activation == "relu":
        return saved.gate
    density = saved.Z.square().mul_(-0.5).exp_().mul_(1 / math.sqrt(2 * math.pi))  # ϕ(Z), in one buffer
    return density.mul_(saved.Z).add_(saved.gate)  # [..., n, f]


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, ...]:
    """Returns dU, dW_1, db_1, dW_2, db_2."""
    dH, dW_2, db_2 = linear.backward(dY, saved.second)
    dZ = dH.mul_(slope(saved))  # [..., n, f]: the bend acts on single numbers, so its Jacobian is diagonal
    dU, dW_1, db_1 = linear.backward(dZ, saved.first)
    return dU, dW_1, db_1, dW_2, db_2


def example(
    tokens: int = 6, width: int = 8, hidden: int = 16, activation: str = "gelu", batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with U [batch, tokens, width] and W_1 [width, hidden]."""
    draw = cases.normal(seed, device, dtype)
    inputs = {
        "U": draw(batch, tokens, width),
        "W_1": draw(width, hidden, scale=width**-0.5),
        "b_1": draw(hidden),
        "W_2": draw(hidden, width, scale=hidden**-0.5),
        "b_2": draw(width),
    }
    return cases.build(forward, draw, inputs, activation=activation)
