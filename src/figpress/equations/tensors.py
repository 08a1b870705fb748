"""What forward returns, as arrays and as tensors, and how it changes when its leaves move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch


def push_of(made: Any, leaves: list[torch.Tensor], seed: int) -> torch.Tensor | None:
    """Forward mode by two passes of reverse mode: the vector-Jacobian product is linear in its vector."""
    import torch

    if not isinstance(made, torch.Tensor) or not made.requires_grad:
        return None
    generator = torch.Generator().manual_seed(77 + seed)
    tangents = [torch.randn(leaf.shape, generator=generator, dtype=leaf.dtype) for leaf in leaves]
    for leaf, tangent in zip(leaves, tangents):
        if made is leaf:
            return tangent
    # Sums, not grad_outputs: torch would import sympy to compare their shapes, which takes longer than all
    # equations.
    vector = torch.zeros_like(made, requires_grad=True)
    back = torch.autograd.grad((made * vector).sum(), leaves, create_graph=True, allow_unused=True)
    pairs = [(b, t) for b, t in zip(back, tangents) if b is not None and b.requires_grad]
    if not pairs:
        return None
    (found,) = torch.autograd.grad(sum((b * t).sum() for b, t in pairs), [vector])
    return found


def numpy_of(made: Any) -> np.ndarray:
    import torch

    if isinstance(made, torch.Tensor):
        return made.detach().numpy()
    return np.asarray(made)


def tensors_of(value: Any):
    import torch

    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from tensors_of(part)
