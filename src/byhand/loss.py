"""Cross-entropy compares the softmax of logits with target words: L = −(1/N) Σ_t Σ_v y_tv log p_tv.

Derivation: through the composite of softmax and logarithm the gradient is (p − y)/N; neither part alone has it.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes

IGNORED = -100  # a target of this value takes no part in the loss


@dataclass(frozen=True)
class Saved:
    P: Tensor  # [..., V]: softmax of the logits
    targets: Tensor  # [...]: word ids; 0 where ignored
    weight: Tensor  # [..., 1]: 1/N where the target counts, else 0
    smoothing: float


def forward(Z: Tensor, targets: Tensor, smoothing: float = 0.0) -> tuple[Tensor, Saved]:
    """Returns the mean loss (a scalar) of logits Z [..., V] against word ids `targets` [...].

    N counts the targets that are not IGNORED; where none is left the loss is 0. With label smoothing ε the target
    distribution is y = (1 − ε) one-hot + ε/V. Raises ShapeError where targets does not fit Z.
    """
    shapes.match(targets=(targets, "..."), Z=(Z, "... V"))
    kept = (targets != IGNORED).unsqueeze(-1)  # [..., 1]
    weight = kept.to(Z.dtype) / kept.sum().clamp(min=1)  # [..., 1]
    targets = targets.masked_fill(targets == IGNORED, 0)  # [...]: any valid id will do, its weight is zero
    shifted = Z - Z.detach().amax(-1, keepdim=True)  # [..., V]: the shift cancels, so it needs no gradient
    E = shifted.exp()
    total = E.sum(-1, keepdim=True)  # [..., 1]
    logP = shifted - total.log()  # [..., V]
    # Σ_v y_v log p_v, without building y
    fit = (1 - smoothing) * logP.gather(-1, targets.unsqueeze(-1))
    if smoothing:
        fit = fit + smoothing * logP.mean(-1, keepdim=True)
    return -(weight * fit).sum(), Saved(E / total, targets, weight, smoothing)


def backward(dL: Tensor | float, saved: Saved) -> Tensor:
    """Returns dZ = dL · (p − y)/N [..., V]; every row sums to zero, and ignored rows are zero."""
    P, s = saved.P, saved.smoothing
    y_true = torch.full_like(saved.weight, 1 - s)  # [..., 1]
    difference = P - s / P.shape[-1] if s else P  # [..., V]
    difference = difference.scatter_add(-1, saved.targets.unsqueeze(-1), -y_true)  # p − y
    return difference * (saved.weight * dL)


def example(
    tokens: int = 6, words: int = 7, smoothing: float = 0.1, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with logits Z [batch, tokens, words], of which the first target is ignored."""
    draw = cases.normal(seed, device, dtype)
    targets = torch.arange(batch * tokens, device=device).reshape(batch, tokens) * 3 % words
    targets = targets.masked_fill(torch.arange(tokens, device=device) == 0, IGNORED)
    return cases.build(forward, draw, {"Z": draw(batch, tokens, words)}, targets=targets, smoothing=smoothing)
