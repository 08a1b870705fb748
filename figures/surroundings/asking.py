"""Additive attention: one query asks m states, with a small network for each score."""

import torch

import figpress


def forward(draw, m, d, f, r):
    q, states = draw(1, d), [draw(1, f) for _ in range(m)]
    W_Q, W_M, w = draw(d, r, scale=0.6), draw(f, r, scale=0.6), draw(r)
    inner = [q @ W_Q + state @ W_M for state in states]
    T = [torch.tanh(one) for one in inner]
    s = torch.stack([(one @ w)[0] for one in T])
    a = torch.softmax(s, 0)
    c = sum(weight * state for weight, state in zip(a, states))
    loss = (c * draw.constant(1, f)).sum() + (c**3).sum()
    return {"q": q, "h_j": states, "W_Q": W_Q, "W_M": W_M, "w": w, "r_j": inner, "t_j": T, "s_j": s, "a_j": a, "c": c, "L": loss}


figpress.symbols(
    forward,
    {
        "q": ("1×d", "the query: the decoder's state"),
        "h_j": ("1×f, j<m", "state j of the encoder, key and value at once"),
        "W_Q": ("d×r", "the weights of the query in the scoring network"),
        "W_M": ("f×r", "the weights of a state in the scoring network"),
        "w": ("r×1", "what the scoring network's inner units count"),
        "r_j": ("1×r, j<m", "what enters the inner units for state j"),
        "t_j": ("1×r, j<m", "what leaves them"),
        "s_j": ("scalar, j<m", "the score of state j"),
        "a_j": ("scalar, j<m", "how much the decoder looks at it"),
        "c": ("1×f", "the context: the weighted mean of the states"),
        "L": ("scalar", "the loss"),
        "m": ("size", "the number of states"),
        "d": ("size", "the width of the query"),
        "f": ("size", "the width of a state"),
        "r": ("size", "the number of inner units"),
    },
)
