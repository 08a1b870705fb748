"""One linear layer, Y = XW + 1bᵀ; and one sigmoid on its own."""

import torch

import figpress


def forward(draw, n, d, f):
    X, W, b = draw(n, d), draw(d, f), draw(f)
    Y = X @ W + b
    s = draw()
    loss = (Y * draw.constant(n, f)).sum() + (Y**3).sum()
    return {"X": X, "W": W, "b": b, "Y": Y, "s": s, "q": torch.sigmoid(s), r"\sigma": torch.sigmoid, "L": loss}


figpress.symbols(
    forward,
    {
        "X": ("n×d", "the layer's input, one row a token"),
        "W": ("d×f", "the weights"),
        "b": ("f×1", "the bias, one number an output"),
        "Y": ("n×f", "the layer's output"),
        "s": ("scalar", "one score"),
        "q": ("scalar", "its sigmoid"),
        r"\sigma": ("function", "the sigmoid"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width of the input"),
        "f": ("size", "the width of the output"),
    },
)
