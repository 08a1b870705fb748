"""Every layer norm of a model, those inside the blocks and the final one, with what arrives at its output on the way back."""


def all_norms(layers):
    """The names of all norms of a model of so many layers, from the bottom to the top."""
    return [f"before {what} {layer}" for layer in range(1, layers + 1) for what in ("attention", "MLP")] + ["final"]


def at_norms(down, saved):
    """{name: (dY [B, n, d], what the norm saved)} for every norm: `down` are a model's gradients, `saved` its forward's."""
    found = {}
    for layer, (g, s) in enumerate(zip(down.blocks, saved.blocks), 1):
        found[f"before attention {layer}"] = g.attention.dU, s.norm_1
        found[f"before MLP {layer}"] = g.dU_2, s.norm_2
    return found | {"final": (down.dH, saved.norm)}
