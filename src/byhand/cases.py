"""A case is one run of a layer's forward with everything that its backward needs to be checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from byhand import tree


@dataclass(frozen=True)
class Case:
    """What went into forward, what came out, and a gradient to send back."""

    inputs: Mapping[str, Any]  # forward's differentiable arguments by name, in order; tensors or trees of them
    out: Any  # what forward returned, and
    saved: Any  # what it kept for backward
    dout: Any  # dL/d(out) for some loss L; the shape of out
    options: Mapping[str, Any] = field(default_factory=dict)  # forward's other arguments: token ids, masks, numbers


def normal(seed: int, device: Any = None, dtype: torch.dtype = torch.float64) -> Callable[..., Tensor]:
    """Returns draw(*shape, scale=1.0), which gives normal numbers: for one seed the same on every device.

    >>> draw = normal(seed=0)
    >>> draw(2, 3).shape
    torch.Size([2, 3])
    """
    generator = torch.Generator().manual_seed(seed)

    def draw(*shape: int, scale: float = 1.0) -> Tensor:
        numbers = torch.randn(shape, generator=generator, dtype=torch.float64, device=generator.device)
        return (scale * numbers).to(device=device, dtype=dtype)

    return draw


def build(forward: Callable, draw: Callable, inputs: Mapping[str, Any], **options: Any) -> Case:
    """Runs forward on the inputs and draws a random gradient of the output's shape."""
    out, saved = forward(**inputs, **options)
    dout = tree.map(lambda leaf: draw(*leaf.shape), out)
    return Case(inputs, out, saved, dout, options)
