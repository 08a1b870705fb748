"""A matrix that is used twice: its gradient has two terms."""

import figpress


def forward(draw, n, d):
    X, W = draw(n, d), draw(d, d)
    Y = X @ W @ X.T
    return {"X": X, "W": W, "Y": Y, "L": (Y * draw.constant(n, n)).sum() + (Y**2).sum()}


figpress.symbols(
    forward,
    {
        "X": ("n×d", "the matrix that is used twice"),
        "W": ("d×d", "what stands between its two uses"),
        "Y": ("n×n", "their product"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of rows"),
        "d": ("size", "the number of columns"),
    },
)
