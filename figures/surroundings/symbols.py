"""Attention without parameters; a recurrent network that is asked at its end; words and places that many sentences share."""

import torch

import figpress


def forward(draw, n, d, k, V, B, f):
    X = draw(n, d)
    S = X @ X.T
    A = torch.softmax(S, -1)
    O = A @ X
    R = torch.eye(n, dtype=torch.float64)[torch.randperm(n, generator=torch.Generator().manual_seed(n))]

    W_x, W_h, b = draw(d, k), draw(k, k, scale=0.5), draw(k)
    x, h, z = [draw(1, d) for _ in range(n)], [draw(1, k)], []
    for x_t in x:
        z.append(x_t @ W_x + h[-1] @ W_h + b)
        h.append(torch.tanh(z[-1]))

    E, P, H = draw(V, f), draw(n, f), draw(n, f)
    Pi = [torch.nn.functional.one_hot(draw.integers(V, n), V).double() for _ in range(B)]
    read = [one @ E + P for one in Pi]
    Z = H @ E.T
    loss = (O * draw.constant(n, d)).sum() + (h[-1] * draw.constant(1, k)).sum() + (Z**2 * draw.constant(n, V)).sum()
    loss = loss + sum((one**2 * draw.constant(n, f)).sum() for one in read)
    return {
        "X": X, "S": S, "A": A, "O": O, "R": R, "W_x": W_x, "W_h": W_h, "b": b, "x_t": x, "h_t": h, "z_t": z,
        "E": E, "P": P, r"\Pi^b": Pi, "X^b": read, "H": H, "Z": Z, "L": loss,
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "X": ("n×d", "the words, one row each, which are queries, keys and values at once"),
        "S": ("n×n", "the scores"),
        "A": ("n×n", "the attention"),
        "O": ("n×d", "each row a weighted mean of words"),
        "R": ("n×n", "puts the words into another order"),
        "x_t": ("1×d, 1≤t≤n", "what the recurrent network reads at step t"),
        "z_t": ("1×k, 1≤t≤n", "its state before the tanh"),
        "h_t": ("1×k, 0≤t≤n", "its state after step t"),
        "W_x": ("d×k", "the weights from a word to the state"),
        "W_h": ("k×k", "the weights from state to state"),
        "b": ("k×1", "the bias of the state"),
        "E": ("V×f", "the table of words"),
        "P": ("n×f", "the table of places"),
        r"\Pi^b": ("n×V, 1≤b≤B", "one row a place of sentence b, with a one at its word"),
        "X^b": ("n×f, 1≤b≤B", "sentence b as the first layer reads it"),
        "H": ("n×f", "the last state of a sentence"),
        "Z": ("n×V", "its logits, where the table of words is used a second time"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of words"),
        "d": ("size", "the width of a word"),
        "k": ("size", "the width of the state"),
        "V": ("size", "the size of the vocabulary"),
        "B": ("size", "the number of sentences in a batch"),
        "f": ("size", "the width of an embedding"),
    },
)
