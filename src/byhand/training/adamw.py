"""AdamW moves every number by its mean gradient over its root mean square, and shrinks it a little besides.

Source: Kingma and Ba 2015; decoupled weight decay after Loshchilov and Hutter 2019. Because every number is divided by
its own size, a gradient that is nothing but rounding noise moves its parameter as far as any other.
"""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class State:
    mean: Tensor  # running mean of the gradient
    square: Tensor  # running mean of its square
    steps: int = 0


def start(theta: Tensor) -> State:
    """Returns the state before the first step."""
    return State(torch.zeros_like(theta), torch.zeros_like(theta))


def clip(dtheta: Tensor, norm: float = 1.0) -> Tensor:
    """Returns the gradient, shortened to the norm where it is longer."""
    return dtheta * (norm / dtheta.norm().clamp(min=norm))


def step(
    theta: Tensor, dtheta: Tensor, state: State, rate: float,
    decay: float = 0.01, betas: tuple[float, float] = (0.9, 0.98), eps: float = 1e-8,
) -> tuple[Tensor, State]:
    """Returns the new theta and state; theta and its gradient are vectors of all parameters."""
    steps = state.steps + 1
    mean = torch.lerp(state.mean, dtheta, 1 - betas[0])
    square = torch.lerp(state.square, dtheta.square(), 1 - betas[1])
    # both means start at zero; dividing by 1 − βᵗ makes up for what is missing
    mean_now, square_now = mean / (1 - betas[0] ** steps), square / (1 - betas[1] ** steps)
    theta = theta * (1 - rate * decay) - rate * mean_now / (square_now.sqrt() + eps)
    return theta, State(mean, square, steps)
