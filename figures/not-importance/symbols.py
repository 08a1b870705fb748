"""A smooth function of one vector, the straight way between two points, and a head whose attention is exchanged."""

import torch

import figpress


def forward(draw, n, d, d_v, f, m):
    W, w = draw(f, d, scale=0.5).detach(), draw(f).detach()

    def F(v):
        return w @ torch.tanh(W @ v)

    def g(v):
        return W.T @ (w * (1 - torch.tanh(W @ v) ** 2))

    x, other, delta = draw(d), draw(d), draw(d, scale=1e-3)
    Delta = other - x
    t = draw(positive=True)
    x_t = x + t * Delta
    points = torch.stack([x + (k - 0.5) / m * Delta for k in range(1, m + 1)])

    V, scores = draw(n, d_v), draw(n)
    a = torch.softmax(scores, 0)
    exchanged = torch.softmax(draw(n), 0).detach()
    o = V.T @ a
    F_t = F(x_t)
    return {
        "x": x, "x'": other, r"\delta": delta, r"\Delta": Delta, "t": t, "x_t": x_t, "F": F, "g": g, "F_t": F_t, "z_k": points,
        "V": V, "a": a, "a'": exchanged, "o": o, "o'": V.T @ exchanged, "L": F_t + (o * draw.constant(d_v)).sum(),
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "F": ("function", "what we ask the model: one number, such as a difference of two logits"),
        "g": ("function", "its gradient, by where it is taken"),
        "x": ("d×1", "the input as it is"),
        "x'": ("d×1", "the input that is put in its place"),
        r"\delta": ("d×1", "a small change of the input"),
        r"\Delta": ("d×1", "the whole change of the input"),
        "t": ("scalar", "the share of the way from the one to the other"),
        "x_t": ("d×1", "the input at that share of the way"),
        "F_t": ("scalar", "the answer there"),
        "z_k": ("d×1, 1≤k≤m", "one of m points spread evenly over the way"),
        "a": ("n×1", "one row of attention, standing up"),
        "a'": ("n×1", "what it is exchanged for"),
        "V": ("n×d_v", "the values of the head"),
        "o": ("d_v×1", "what the head says"),
        "o'": ("d_v×1", "what it would say with the other attention"),
        "u": ("n×1", "how the answer changes per unit of attention", r"V\bar o"),
        "L": ("scalar", "the sum of what is asked of both, whose gradient a bar means"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width of the input"),
        "d_v": ("size", "the width of a value"),
        "f": ("size", "the inner width of the function"),
        "m": ("size", "the number of points on the way"),
    },
    sizes={"m": (24, 32, 40)},
)
