"""The model's sublayers as functions on the stream, with their vector–Jacobian products by hand: for path sums."""

from byhand import layernorm, mlp, selfattention


def sublayers(params, saved):
    """The transposed Jacobians of the sublayers, first to last: each a function dY -> J_lᵀ dY at the saved point."""
    found = []
    for block, kept in zip(params.blocks, saved.blocks):
        found.append(lambda dY, kept=kept: layernorm.vjp(selfattention.gradients(dY, kept.attention).dU, kept.norm_1))
        found.append(lambda dY, kept=kept: layernorm.vjp(mlp.backward(dY, kept.mlp)[0], kept.norm_2))
    return found
