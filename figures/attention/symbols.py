"""One causal head over n tokens: Q, K, V from X, masked scores, softmax, weighted mean; and one softmax on its own."""

import torch

import figpress


def forward(draw, n, d, d_k, d_v, r):
    X, W_Q, W_K, W_V = draw(n, d), draw(d, d_k, scale=0.5), draw(d, d_k, scale=0.5), draw(d, d_v)
    Q, K, V = X @ W_Q, X @ W_K, X @ W_V
    c = d_k**-0.5
    M = torch.triu(torch.full((n, n), -torch.inf, dtype=torch.float64), diagonal=1)
    S = c * Q @ K.T + M
    A = torch.softmax(S, -1)
    O = A @ V
    s = draw(r)
    a = torch.softmax(s, 0)
    loss = (O * draw.constant(n, d_v)).sum() + (O**3).sum() + (a * draw.constant(r)).sum()
    return {
        "X": X, "W_Q": W_Q, "W_K": W_K, "W_V": W_V, "Q": Q, "K": K, "V": V, "c": c, "M": M, "S": S, "A": A, "O": O, "s": s, "a": a, "L": loss,
        "x_i": X, "q_i": Q, "k_i": K, "v_i": V, "o_i": O, "s_{ij}": S, "a_{ij}": A,
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "X": ("n×d", "the tokens that the head looks at, one row each"),
        "W_Q": ("d×d_k", "the weights that make queries"),
        "W_K": ("d×d_k", "the weights that make keys"),
        "W_V": ("d×d_v", "the weights that make values"),
        "Q": ("n×d_k", "the queries, one row a token: what it looks for"),
        "K": ("n×d_k", "the keys, one row a token: what it is found by"),
        "V": ("n×d_v", "the values, one row a token: what it has to say"),
        "c": ("scalar", "the scale of the scores, one over the root of the head's width"),
        "M": ("n×n", "the mask: zero where a token may look, minus infinity where it may not"),
        "S": ("n×n", "the scores"),
        "A": ("n×n", "the attention: each row of scores through a softmax"),
        "O": ("n×d_v", "the head's output: each row a weighted mean of values"),
        "x_i": ("d×1, i<n", "token i, standing up"),
        "q_i": ("d_k×1, i<n", "the query of token i"),
        "k_i": ("d_k×1, i<n", "the key of token i"),
        "v_i": ("d_v×1, i<n", "the value of token i"),
        "o_i": ("d_v×1, i<n", "what the head says at token i"),
        "s_{ij}": ("scalar, i<n, j<n", "the score of key j for query i"),
        "a_{ij}": ("scalar, i<n, j<n", "how much token i looks at token j"),
        "u_{ij}": ("scalar, i<n, j<n", "how the loss changes per unit of attention that i pays to j", r"\bar o_i\cdot v_j"),
        "D": ("n×1", "the baseline: that change for what each token looks at now"),
        "s": ("r×1", "one row of scores, standing up"),
        "a": ("r×1", "its softmax"),
        "J": ("r×r", "the Jacobian of the softmax", r"\frac{\partial a}{\partial s}"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width of a token"),
        "d_k": ("size", "the width of a query and of a key"),
        "d_v": ("size", "the width of a value"),
        "r": ("size", "the length of one row of scores"),
    },
)
