"""The model's sublayers as functions on the stream, with their vector–Jacobian products by hand: for path sums."""

import torch
from byhand import layernorm, mlp, model, paths, selfattention
from byhand.training import probe


def sublayers(params, saved):
    """The transposed Jacobians of the sublayers, first to last: each a function dY -> J_lᵀ dY at the saved point."""
    found = []
    for block, kept in zip(params.blocks, saved.blocks):
        found.append(lambda dY, kept=kept: layernorm.vjp(selfattention.gradients(dY, kept.attention).dU, kept.norm_1))
        found.append(lambda dY, kept=kept: layernorm.vjp(mlp.backward(dY, kept.mlp)[0], kept.norm_2))
    return found


def shares(params, sentences):
    """Returns [sentences, L + 1]: how far the paths of each length reach along the whole gradient at the embedded sentence; rows sum to one.

    The gradient is that of the difference of the two nouns' logits.
    """
    rows = []
    for one in sentences:
        read = probe.read(params, one)
        down = model.gradients(probe.logit_difference(read)[1], read.saved)
        whole = down.dX_0
        rows.append(torch.stack([(part * whole).sum() / whole.square().sum() for part in paths.by_length(down.dX, sublayers(params, read.saved))]))
        assert abs(float(rows[-1].sum()) - 1) < 1e-10
    return torch.stack(rows)
