"""A decoder of N layers, each of which asks the same memory."""

import torch

import figpress


def forward(draw, n, m, d, d_k, N):
    Y, M = draw(n, d), draw(m, d)
    weights = [[draw(d, d_k, scale=0.5) for _ in range(3)] for _ in range(N)]
    stream, Ys, Qs, Ks, Vs = Y, [], [], [], []
    loss = torch.zeros((), dtype=torch.float64)
    for W_Q, W_K, W_V in weights:
        Ys.append(stream * 1.0)  # a copy that the queries alone read, so that its gradient is theirs
        Q, K, V = Ys[-1] @ W_Q, M @ W_K, M @ W_V
        O = torch.softmax(d_k**-0.5 * Q @ K.T, -1) @ V
        stream = stream + O @ draw.constant(d_k, d)
        for kept, made in zip((Qs, Ks, Vs), (Q, K, V)):
            kept.append(made)
    loss = (stream * draw.constant(n, d)).sum()
    return {
        "M": M, "Y^l": Ys, "Q^l": Qs, "K^l": Ks, "V^l": Vs, "W_Q^l": [w[0] for w in weights], "W_K^l": [w[1] for w in weights],
        "W_V^l": [w[2] for w in weights], "L": loss,
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "M": ("m×d", "the memory: what the encoder has made of the source, one row a word"),
        "Y^l": ("n×d, 1≤l≤N", "what layer l of the decoder asks with"),
        "Q^l": ("n×d_k, 1≤l≤N", "its queries"),
        "K^l": ("m×d_k, 1≤l≤N", "the keys that it makes of the memory"),
        "V^l": ("m×d_k, 1≤l≤N", "the values that it makes of the memory"),
        "W_Q^l": ("d×d_k, 1≤l≤N", "the weights of its queries"),
        "W_K^l": ("d×d_k, 1≤l≤N", "the weights of its keys"),
        "W_V^l": ("d×d_k, 1≤l≤N", "the weights of its values"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of words written"),
        "m": ("size", "the number of words read"),
        "d": ("size", "the width of the streams"),
        "d_k": ("size", "the width of a head"),
        "N": ("size", "the number of decoder layers"),
    },
)
