"""One small network in which everything on the page occurs: embeddings, a linear layer, a sigmoid, a cross-entropy.

Words become rows of X, X goes through one linear layer whose bias comes out of two smaller layers with a sigmoid between
them, the mean of its rows is the logits of one prediction, and the loss is the cross-entropy of the word that came.
"""

import torch

import figpress


def forward(draw, n, d, f, k, m, V):
    ids, E, P = draw.integers(V, n), draw(V, d), draw(n, d)
    Pi = torch.nn.functional.one_hot(ids, V).double()
    X = Pi @ E + P

    x, W_1, W_2 = draw(m), draw(m, k), draw(k, f)
    z_1 = x @ W_1
    h = torch.sigmoid(z_1)
    z_2 = h @ W_2

    W, b = draw(d, f), z_2
    Y = X @ W + b

    z = (Y * draw.constant(n, f)).sum(0)
    y = int(draw.integers(f, 1))
    s = draw()
    return {
        r"\Pi": Pi, "E": E, "P": P, "X": X, "x": x, "W_1": W_1, "z_1": z_1, "h": h, "W_2": W_2, "z_2": z_2, "W": W, "b": b, "Y": Y,
        "z": z, "y": y, "p": torch.softmax(z, 0), "e_j": torch.eye(f, dtype=torch.float64), "s": s, "q": torch.sigmoid(s), r"\sigma": torch.sigmoid,
        "L": torch.logsumexp(z, 0) - z[y],
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        r"\Pi": ("n×V", "one row a token, with a one at its word and zeros elsewhere"),
        "E": ("V×d", "the table of words"),
        "P": ("n×d", "the table of positions"),
        "X": ("n×d", "the linear layer's input, one row a token"),
        "x": ("1×m", "the input of the small network of four, two and one"),
        "W_1": ("m×k", "the weights of the small network's first layer"),
        "z_1": ("1×k", "what enters the small network's hidden units"),
        "h": ("1×k", "what leaves the small network's hidden units: the sigmoid of what enters"),
        "W_2": ("k×f", "the weights of the small network's second layer"),
        "z_2": ("1×f", "what enters the small network's output"),
        "W": ("d×f", "the linear layer's weights"),
        "b": ("f×1", "the linear layer's bias, one number an output"),
        "Y": ("n×f", "the linear layer's output, one row a token"),
        "z": ("f×1", "the logits of one prediction"),
        "y": ("index", "the word that came"),
        "p": ("f×1", "the predicted probabilities: the softmax of the logits"),
        "e_j": ("f×1, j<f", "one at place j, zero elsewhere"),
        "s": ("scalar", "one score"),
        "q": ("scalar", "its sigmoid"),
        r"\sigma": ("function", "the sigmoid"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width of the linear layer's input"),
        "f": ("size", "the width of the linear layer's output"),
        "k": ("size", "the number of the small network's hidden units"),
        "m": ("size", "the width of the small network's input"),
        "V": ("size", "the size of the vocabulary"),
    },
)
