"""One head with its output matrix, with or without biases, and the names that both symbols scripts give to its tensors."""

import torch


def forward(draw, n, d, d_k, d_v, biases):
    U, W_Q, W_K, W_V, W_O = draw(n, d), draw(d, d_k, scale=0.5), draw(d, d_k, scale=0.5), draw(d, d_v), draw(d_v, d)
    named = {"U": U, "W_Q": W_Q, "W_K": W_K, "W_V": W_V, "W_O": W_O}
    Q, K, V = U @ W_Q, U @ W_K, U @ W_V
    if biases:
        named |= {"b_Q": draw(d_k), "b_K": draw(d_k), "b_V": draw(d_v), "b_O": draw(d)}
        Q, K, V = Q + named["b_Q"], K + named["b_K"], V + named["b_V"]
    c = d_k**-0.5
    S = c * Q @ K.T + torch.triu(torch.full((n, n), -torch.inf, dtype=torch.float64), diagonal=1)
    A = torch.softmax(S, -1)
    O = A @ V
    Y = O @ W_O + (named["b_O"] if biases else 0)
    loss = (Y * draw.constant(n, d)).sum() + (Y**3).sum()
    return named | {"Q": Q, "K": K, "V": V, "c": c, "S": S, "A": A, "O": O, "Y": Y, "L": loss,
                    "u_i": U, "q_i": Q, "k_i": K, "v_i": V, "o_i": O, "s_{ij}": S, "a_{ij}": A}  # fmt: skip


NAMES = {
    "U": ("n×d", "what the head reads: the normalised residual stream, one row a token"),
    "W_Q": ("d×d_k", "the weights that make queries"),
    "W_K": ("d×d_k", "the weights that make keys"),
    "W_V": ("d×d_v", "the weights that make values"),
    "W_O": ("d_v×d", "the weights that bring the head's output back to the width of the stream"),
    "Q": ("n×d_k", "the queries, one row a token"),
    "K": ("n×d_k", "the keys, one row a token"),
    "V": ("n×d_v", "the values, one row a token"),
    "c": ("scalar", "the scale of the scores, one over the root of the head's width"),
    "S": ("n×n", "the masked scores"),
    "A": ("n×n", "the attention: each row of scores through a softmax"),
    "O": ("n×d_v", "the head's output"),
    "u_i": ("d×1, i<n", "what the head reads at token i, standing up"),
    "q_i": ("d_k×1, i<n", "the query of token i"),
    "k_i": ("d_k×1, i<n", "the key of token i"),
    "v_i": ("d_v×1, i<n", "the value of token i"),
    "o_i": ("d_v×1, i<n", "what the head says at token i"),
    "s_{ij}": ("scalar, i<n, j<n", "the score of key j for query i"),
    "a_{ij}": ("scalar, i<n, j<n", "how much token i looks at token j"),
    "Y": ("n×d", "what the head adds to the stream"),
    "G": ("d×d", "the gradient of the merged matrix that decides who looks where"),
    "R": ("d×d", "the gradient of the merged matrix that decides what is said"),
    "L": ("scalar", "the loss"),
    "n": ("size", "the number of tokens"),
    "d": ("size", "the width of a token"),
    "d_k": ("size", "the width of a query and of a key"),
    "d_v": ("size", "the width of a value"),
}
