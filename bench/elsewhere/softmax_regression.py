"""Softmax regression on three classes and four features."""

import torch

from figpress.equations.model import SymbolContext

FIELD = "losses"
FILES = (("d2l-ai/d2l-en", "chapter_linear-classification/softmax-regression.md"),)


def forward(draw, n, d, q):
    x4, w, b3, o = draw(4), draw(3, 4), draw(3), draw(q)
    X, W, b = draw(n, d), draw(d, q), draw(q)
    O = X @ W + b
    y = torch.softmax(draw.constant(q), 0)
    hat = torch.softmax(o, 0)
    targets = torch.eye(q, dtype=torch.float64)[draw.integers(q, n)]
    each = (targets * torch.softmax(O, -1)).sum(-1)
    P = torch.softmax(draw.constant(q), 0)
    return {
        "x_i": x4, "w_{ij}": w, "b_i": b3, "o_j": o, r"\mathbf{o}": o, r"\mathbf{y}": y,
        r"\hat{\mathbf{y}}": hat, "y_j": y, r"\hat{y}_i": hat,
        r"\mathbf{X}": X, r"\mathbf{W}": W, r"\mathbf{b}": b, r"\mathbf{O}": O,
        r"\hat{\mathbf{Y}}": torch.softmax(O, -1),
        r"P(\mathbf{Y} \mid \mathbf{X})": each.prod(), r"P(\mathbf{y}^{(i)} \mid \mathbf{x}^{(i)})": each,
        r"l(\mathbf{y}, \hat{\mathbf{y}})": -(y * hat.log()).sum(), r"l(\mathbf{y}^{(i)}, "
                                                                    r"\hat{\mathbf{y}}^{(i)})": -each.log(),
        "P(j)": P, "H[P]": -(P * P.log()).sum(), "L": O.sum(),
    }  # fmt: skip


CONTEXT = SymbolContext(
    forward,
    {
        "x_i": ("scalar, 1≤i≤4", "features"), "w_{ij}": ("scalar, 1≤i≤3, 1≤j≤4", "weights"),
        "b_i": ("scalar, 1≤i≤3", "biases"),
        "o_j": ("scalar, 1≤j≤q", "scores"), r"\mathbf{o}": ("q×1", "scores"), r"\mathbf{y}": ("q×1",
        "target"),
        r"\hat{\mathbf{y}}": ("q×1", "prediction"), "y_j": ("scalar, 1≤j≤q", "target"),
        r"\hat{y}_i": ("scalar, 1≤i≤q", "prediction"),
        r"\mathbf{X}": ("n×d", "batch"), r"\mathbf{W}": ("d×q", "weights"),
        r"\mathbf{b}": ("1×q, over rows", "bias"), r"\mathbf{O}": ("n×q", "scores"),
        r"\hat{\mathbf{Y}}": ("n×q", "predictions"), r"P(\mathbf{Y} \mid \mathbf{X})": ("scalar",
        "likelihood"),
        r"P(\mathbf{y}^{(i)} \mid \mathbf{x}^{(i)})": ("scalar, 1≤i≤n", "of one example"),
        r"l(\mathbf{y}, \hat{\mathbf{y}})": ("scalar", "loss"),
        r"l(\mathbf{y}^{(i)}, \hat{\mathbf{y}}^{(i)})": ("scalar, 1≤i≤n", "loss of one example"),
        "P(j)": ("scalar, 1≤j≤q", "probabilities"),
        "H[P]": ("scalar", "entropy"), "L": ("scalar", ""), "n": ("size", ""), "d": ("size", ""),
        "q": ("size", ""),
    },
    first=1,
)  # fmt: skip
