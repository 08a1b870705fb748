"""Embedding: rows of a table are picked by word and added to rows picked by position."""

import torch

import figpress


def forward(draw, n, d, V):
    ids, E, P = draw.integers(V, n), draw(V, d), draw(n, d)
    Pi = torch.nn.functional.one_hot(ids, V).double()
    X = Pi @ E + P
    return {r"\Pi": Pi, "E": E, "P": P, "X": X, "w_t": ids, "L": (X * draw.constant(n, d)).sum() + (X**3).sum()}


figpress.symbols(
    forward,
    {
        r"\Pi": ("n×V", "one row a token, with a one at its word and zeros elsewhere"),
        "E": ("V×d", "the table of words"),
        "P": ("n×d", "the table of positions"),
        "X": ("n×d", "the embedded tokens, one row each"),
        "w_t": ("index, t<n", "the word at position t"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width of an embedding"),
        "V": ("size", "the size of the vocabulary"),
    },
)
