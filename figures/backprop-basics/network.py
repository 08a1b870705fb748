"""Two layers with a sigmoid between them: the error signal goes back through both."""

import torch

import figpress


def forward(draw, d, f, k):
    x, W_1, W_2 = draw(d), draw(d, f), draw(f, k)
    z_1 = x @ W_1
    h = torch.sigmoid(z_1)
    z_2 = h @ W_2
    loss = (z_2 * draw.constant(k)).sum() + (z_2**3).sum()
    return {"x": x, "W_1": W_1, "z_1": z_1, "h": h, "W_2": W_2, "z_2": z_2, r"\sigma": torch.sigmoid, "L": loss}


figpress.symbols(
    forward,
    {
        "x": ("1×d", "the network's input"),
        "W_1": ("d×f", "the weights of the first layer"),
        "z_1": ("1×f", "the scores of the first layer"),
        "h": ("1×f", "the activations: the sigmoid of the scores"),
        "W_2": ("f×k", "the weights of the second layer"),
        "z_2": ("1×k", "the scores of the second layer"),
        r"\sigma": ("function", "the sigmoid"),
        "L": ("scalar", "the loss"),
        "d": ("size", "the width of the input"),
        "f": ("size", "the number of hidden units"),
        "k": ("size", "the number of outputs"),
    },
)
