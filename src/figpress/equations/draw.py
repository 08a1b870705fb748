"""What a symbols script draws its tensors with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


class Draw:
    """Gives leaves: normal numbers that gradients are taken with respect to, the same for one seed."""

    def __init__(self, choice: int, seed: int):
        import torch

        self.generator = torch.Generator().manual_seed(1000 * choice + seed)
        self.shared = torch.Generator().manual_seed(choice)
        self.leaves: list[torch.Tensor] = []

    def __call__(self, *shape: int, scale: float = 1.0, positive: bool = False) -> torch.Tensor:
        import torch

        leaf = scale * torch.randn(shape, generator=self.generator, dtype=torch.float64)
        if positive:
            leaf = leaf.abs() + 0.1 * scale
        self.leaves.append(leaf.requires_grad_())
        return leaf

    def constant(self, *shape: int, scale: float = 1.0) -> torch.Tensor:
        """Normal numbers that are no leaf: what the loss weighs its output with."""
        import torch

        return scale * torch.randn(shape, generator=self.generator, dtype=torch.float64)

    def integers(self, below: int, *shape: int) -> torch.Tensor:
        """Whole numbers from 0 up to `below`, without it: token ids, targets. All seeds get the same."""
        import torch

        return torch.randint(below, shape, generator=self.shared)
