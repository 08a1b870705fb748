"""H heads side by side and the matrix that mixes them; and a decoder's head that reads an encoder's memory."""

import torch

import figpress


def forward(draw, n, m, H, d_k, d_c):
    d = H * d_k
    U, W_O, b_O = draw(n, d), draw(d, d), draw(d)
    W = {name: [draw(d, d_k, scale=0.3) for _ in range(H)] for name in "QKV"}
    Q, K, V = ([U @ w for w in W[name]] for name in "QKV")
    c = d_k**-0.5
    mask = torch.triu(torch.full((n, n), -torch.inf, dtype=torch.float64), diagonal=1)
    S = [c * q @ k.T + mask for q, k in zip(Q, K)]
    A = [torch.softmax(s, -1) for s in S]
    O = [a @ v for a, v in zip(A, V)]
    gates = [1 + 0 * draw() for _ in range(H)]
    C = torch.cat([g * o for g, o in zip(gates, O)], 1)
    # The rows of W_O that each head reads the message through: slices of the matrix that is used.
    slices = list(W_O.split(d_k))
    Y = C @ W_O + b_O

    D, M, B_Q, B_K, B_V = draw(n, d_c), draw(m, d_c), draw(d_c, d_k, scale=0.5), draw(d_c, d_k, scale=0.5), draw(d_c, d_k)
    X_Q, X_K, X_V = D @ B_Q, M @ B_K, M @ B_V
    X_O = torch.softmax(c * X_Q @ X_K.T, -1) @ X_V

    loss = (Y * draw.constant(n, d)).sum() + (Y**3).sum() / d + (X_O * draw.constant(n, d_k)).sum() + (X_O**3).sum()
    return {
        "U": U, "Q^h": Q, "K^h": K, "V^h": V, "W_Q^h": W["Q"], "W_K^h": W["K"], "W_V^h": W["V"], "c": c, "A^h": A, "S^h": S, "O^h": O,
        "g_h": gates, "C": C, "W_O": W_O, "W_O^h": slices, "b_O": b_O, "Y": Y, "d": d,
        "X_D": D, "M": M, "B_Q": B_Q, "B_K": B_K, "B_V": B_V, "X_Q": X_Q, "X_K": X_K, "X_V": X_V, "X_O": X_O, "L": loss,
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "U": ("n×d", "what all heads read: the normalised residual stream"),
        "Q^h": ("n×d_k, 1≤h≤H", "the queries of head h"),
        "K^h": ("n×d_k, 1≤h≤H", "the keys of head h"),
        "V^h": ("n×d_k, 1≤h≤H", "the values of head h"),
        "W_Q^h": ("d×d_k, 1≤h≤H", "the weights that make the queries of head h"),
        "W_K^h": ("d×d_k, 1≤h≤H", "the weights that make the keys of head h"),
        "W_V^h": ("d×d_k, 1≤h≤H", "the weights that make the values of head h"),
        "c": ("scalar", "the scale of the scores"),
        "S^h": ("n×n, 1≤h≤H", "the masked scores of head h"),
        "A^h": ("n×n, 1≤h≤H", "the attention of head h"),
        "O^h": ("n×d_k, 1≤h≤H", "the output of head h"),
        "g_h": ("scalar, 1≤h≤H", "a gate on the output of head h; it is one"),
        "C": ("n×d", "the heads' outputs side by side"),
        "W_O": ("d×d", "the output matrix that mixes the heads"),
        "W_O^h": ("d_k×d, 1≤h≤H", "the rows of the output matrix that belong to head h"),
        "b_O": ("d×1", "the output bias"),
        "Y": ("n×d", "what the sublayer adds to the stream"),
        "X_D": ("n×d_c", "the decoder's stream, where queries come from"),
        "M": ("m×d_c", "the encoder's memory, where keys and values come from"),
        "B_Q": ("d_c×d_k", "the query weights of the head that reads the memory"),
        "B_K": ("d_c×d_k", "its key weights"),
        "B_V": ("d_c×d_k", "its value weights"),
        "X_Q": ("n×d_k", "its queries"),
        "X_K": ("m×d_k", "its keys"),
        "X_V": ("m×d_k", "its values"),
        "X_O": ("n×d_k", "its output"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "m": ("size", "the length of the memory"),
        "H": ("size", "the number of heads"),
        "d": ("size", "the width of the stream"),
        "d_k": ("size", "the width of one head"),
        "d_c": ("size", "the width of the decoder's stream and of the memory"),
    },
)
