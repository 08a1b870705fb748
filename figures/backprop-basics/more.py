"""A gate that opens and shuts, a mask with zeros, and a temperature: a ReLU's output, dropout's and a softened loss, and what comes back through them."""

import torch

import figpress


def forward(draw, n, d):
    Z, X = draw(n, d), draw(n, d)
    H = (Z.detach() > 0).double()
    B = (draw.integers(4, n * d).reshape(n, d) > 0).double() / 0.75
    F, Y = torch.relu(Z), X * B
    z, tau, e = draw(d), draw(1).square() + 0.5, torch.zeros(d, dtype=torch.float64)
    e[1] = 1.0
    p = torch.softmax(z / tau, -1)
    loss = (F * draw.constant(n, d)).sum() + (F**3).sum() + (Y * draw.constant(n, d)).sum() + (Y**3).sum() + torch.logsumexp(z / tau, -1) - z[1] / tau[0]
    return {"z": z, "\\tau": tau[0], "p": p, "e_y": e, "Z": Z, "H_+": H, "F": F, "X": X, "B": B, "Y": Y, "L": loss}


figpress.symbols(
    forward,
    {
        "Z": ("n×d", "what enters the ReLU"),
        "H_+": ("n×d", "a one where the ReLU is open, else zero"),
        "F": ("n×d", "what leaves the ReLU"),
        "X": ("n×d", "what enters dropout"),
        "B": ("n×d", "dropout's mask: zero where a number is dropped, one over one minus p elsewhere"),
        "Y": ("n×d", "what leaves dropout"),
        "z": ("d×1", "the logits of one place"),
        "\\tau": ("scalar", "the temperature"),
        "p": ("d×1", "the softmax of the logits over the temperature"),
        "e_y": ("d×1", "a one at the right word"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width"),
    },
)
