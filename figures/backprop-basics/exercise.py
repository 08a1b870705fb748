"""A matrix that occurs twice in a product, for the exercise."""

import torch

import figpress


def forward(draw, n, d):
    X, W = draw(n, d), draw(d, d)
    Y = X @ W @ X.T
    return {"X": X, "W": W, "Y": Y, "L": torch.sum(Y * draw.constant(n, n))}


figpress.symbols(
    forward,
    {
        "X": ("n×d", "the matrix that is used twice"),
        "W": ("d×d", "the weights between"),
        "Y": ("n×n", "a number for each pair of rows"),
        "L": ("scalar", "any loss"),
        "n": ("size", "rows"),
        "d": ("size", "width"),
    },
)
