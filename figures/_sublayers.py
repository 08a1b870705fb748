"""How much of the gradient comes along the paths of each length through a model's sublayers, sentence by sentence."""

import torch
from _many import answers, places
from byhand import paths


def shares(params, sentences, own=False):
    """Returns [B, L + 1]: how far the paths of each length reach along the whole gradient at the embedded sentence; rows sum to one.

    The gradient is that of the difference of the two nouns' logits. With `own` it is looked at in the answer's own row only, the
    one row that the bare skip can reach.
    """
    saved, down = answers(params, sentences, difference=True)
    parts = torch.stack(paths.by_length(down.dX, paths.sublayers(saved)))  # [L + 1, B, n, d]
    whole = down.dX_0
    assert (parts.sum(0) - whole).abs().max() < 1e-10
    if own:
        rows, at = torch.arange(len(sentences)), places(sentences, "answer")
        parts, whole = parts[:, rows, at][:, :, None], whole[rows, at][:, None]
    return ((parts * whole).sum((2, 3)) / whole.square().sum((1, 2))).T


def elsewhere(params, sentences):
    """Returns [B]: the share of the squared gradient that stands at other words than the answer's own."""
    _, down = answers(params, sentences, difference=True)
    rows, at = torch.arange(len(sentences)), places(sentences, "answer")
    squares = down.dX_0.square().sum(-1)
    return 1 - squares[rows, at] / squares.sum(1)
