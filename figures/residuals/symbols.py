"""A stream through L residual blocks; a feed-forward sublayer; and a recurrent network for contrast."""

import torch
from torch.autograd.functional import jacobian

import figpress
from _gelu import Phi, density, gelu


def forward(draw, L, d, n, f, T):
    weights = [(draw(f, d, scale=0.5), draw(d, f, scale=0.5)) for _ in range(L)]
    blocks = [lambda v, A=A, B=B: B @ torch.tanh(A @ v) for A, B in weights]
    x = [draw(d)]
    for block in blocks:
        x.append(x[-1] + block(x[-1]))

    U, W_1, b_1, W_2, b_2 = draw(n, d), draw(d, f), draw(f), draw(f, d), draw(d)
    Z = U @ W_1 + b_1
    H = gelu(Z)
    Y = H @ W_2 + b_2

    W_x, W_h, inputs = draw(n, d, scale=0.4), draw(d, d, scale=0.4), [draw(n) for _ in range(T)]
    h = [draw(d)]
    for one in inputs:
        h.append(torch.tanh(one @ W_x + h[-1] @ W_h))

    J = draw(d, d, scale=0.05)
    loss = (x[-1] * draw.constant(d)).sum() + (x[-1] ** 3).sum() + (Y * draw.constant(n, d)).sum() + (Y**3).sum() + (h[-1] ** 3).sum()
    return {
        "x_l": x, "f_l": blocks, "J_l": [jacobian(block, v) for block, v in zip(blocks, x)], "J": J,
        "U": U, "W_1": W_1, "b_1": b_1, "Z": Z, "H": H, "W_2": W_2, "b_2": b_2, "Y": Y, r"\phi": gelu, r"\Phi": Phi, r"\varphi": density, "z": draw(),
        "W_x": W_x, "W_h": W_h, "i_t": inputs, "h_t": h, "\\mathcal L": loss + (J**2).sum(),
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "x_l": ("d×1, 0≤l≤L", "the stream of one token after l sublayers"),
        "f_l": ("function, 0≤l<L", "what sublayer l adds to the stream"),
        "J_l": ("d×d, 0≤l<L", "the Jacobian of sublayer l, where the stream passes it"),
        "J": ("d×d", "the Jacobian of any one sublayer, small enough"),
        "U": ("n×d", "the normalised stream, one row a token"),
        "W_1": ("d×f", "the first weights of the feed-forward sublayer"),
        "b_1": ("f×1", "their bias"),
        "Z": ("n×f", "the scores of its hidden units"),
        "H": ("n×f", "its hidden units"),
        "W_2": ("f×d", "the second weights of the feed-forward sublayer"),
        "b_2": ("d×1", "their bias"),
        "Y": ("n×d", "what the sublayer adds to the stream"),
        r"\phi": ("function", "the exact GELU"),
        r"\Phi": ("function", "the normal distribution function"),
        r"\varphi": ("function", "the normal density"),
        "z": ("scalar", "any number"),
        "W_x": ("n×d", "the input weights of the recurrent network"),
        "W_h": ("d×d", "its recurrent weights"),
        "i_t": ("1×n, 1≤t≤T", "its input at time t"),
        "h_t": ("1×d, 0≤t≤T", "its state at time t"),
        r"\mathcal L": ("scalar", "the loss"),
        "L": ("size", "the number of sublayers"),
        "d": ("size", "the width of the stream"),
        "n": ("size", "the number of tokens"),
        "f": ("size", "the width of the hidden layer"),
        "T": ("size", "the number of time steps"),
    },
    loss=r"\mathcal L",
    sizes={"L": (3, 4, 5)},
)
