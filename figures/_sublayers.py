"""How much of the gradient comes along the paths of each length through a model's sublayers, sentence by sentence."""

from dataclasses import dataclass

import torch
from _many import answers, places
from byhand import paths


@dataclass(frozen=True)
class Shares:
    """How far the paths of each length reach along the whole gradient at the embedded sentence; rows sum to one.

    The gradient is that of the difference of the two nouns' logits.
    """

    whole: torch.Tensor  # [B, L + 1]
    own: torch.Tensor  # [B, L + 1]: in the answer's own row only, the one row that the bare skip can reach
    elsewhere: torch.Tensor  # [B]: the share of the squared gradient that stands at the other words


def shares(params, sentences):
    """Returns the shares of a model's gradients on many sentences."""
    saved, down = answers(params, sentences, difference=True)
    parts = torch.stack(paths.by_length(down.dX, paths.sublayers(saved)))  # [L + 1, B, n, d]
    whole = down.dX_0
    assert (parts.sum(0) - whole).abs().max() < 1e-10
    rows, at = torch.arange(len(sentences)), places(sentences, "answer")
    mine, here = parts[:, rows, at], whole[rows, at]  # [L + 1, B, d], [B, d]
    squares = whole.square().sum(-1)
    return Shares(
        ((parts * whole).sum((2, 3)) / whole.square().sum((1, 2))).T,
        ((mine * here).sum(2) / here.square().sum(1)).T,
        1 - squares[rows, at] / squares.sum(1),
    )
