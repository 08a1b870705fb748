"""A mask says which keys a query may look at: True where it may, False where the score becomes −∞."""

from typing import Any

import torch
from torch import Tensor


def causal(tokens: int, device: Any = None) -> Tensor:
    """Returns [n, n]: token i may look at j ≤ i only, so nothing leaks back from what it must predict.

    >>> causal(3).int()
    tensor([[1, 0, 0],
            [1, 1, 0],
            [1, 1, 1]], dtype=torch.int32)
    """
    return torch.ones(tokens, tokens, dtype=torch.bool, device=device).tril()


def padding(lengths: Tensor, tokens: int) -> Tensor:
    """Returns [B, 1, 1, n], for heads and queries to broadcast over: keys past a sentence's length are hidden.

    >>> padding(torch.tensor([2, 3]), 3)[:, 0, 0].int()
    tensor([[1, 1, 0],
            [1, 1, 1]], dtype=torch.int32)
    """
    return (torch.arange(tokens, device=lengths.device) < lengths[:, None])[:, None, None, :]
