"""A gate that opens and shuts, and a mask that silences: a ReLU's output and dropout's, and what comes back through them."""

import torch

import figpress


def forward(draw, n, d):
    Z, X = draw(n, d), draw(n, d)
    H = (Z.detach() > 0).double()
    B = (draw.integers(4, n * d).reshape(n, d) > 0).double() / 0.75
    F, Y = torch.relu(Z), X * B
    loss = (F * draw.constant(n, d)).sum() + (F**3).sum() + (Y * draw.constant(n, d)).sum() + (Y**3).sum()
    return {"Z": Z, "H_+": H, "F": F, "X": X, "B": B, "Y": Y, "L": loss}


figpress.symbols(
    forward,
    {
        "Z": ("n×d", "what enters the ReLU"),
        "H_+": ("n×d", "a one where the ReLU is open, else zero"),
        "F": ("n×d", "what leaves the ReLU"),
        "X": ("n×d", "what enters dropout"),
        "B": ("n×d", "dropout's mask: zero where a number is silenced, one over one minus p elsewhere"),
        "Y": ("n×d", "what leaves dropout"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width"),
    },
)
