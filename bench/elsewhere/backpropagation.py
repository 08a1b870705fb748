"""One hidden layer with weight decay."""

import torch

from elsewhere import script
from figpress.equations.model import SymbolContext

FIELD = "losses"
FILES = (("d2l-ai/d2l-en", "chapter_multilayer-perceptrons/backprop.md"),)


def forward(draw, d, h, q):
    x, W1, W2, lam, y = draw(d), draw(h, d), draw(q, h), draw(positive=True), draw.constant(q)
    z = W1 @ x
    hidden = torch.tanh(z)
    o = W2 @ hidden
    L = ((o - y) ** 2).sum()
    s = lam / 2 * ((W1**2).sum() + (W2**2).sum())
    return {
        r"\mathbf{x}": x, r"\mathbf{W}^{(1)}": W1, r"\mathbf{W}^{(2)}": W2, r"\lambda": lam,
        r"\mathbf{z}": z, r"\mathbf{h}": hidden,
        r"\mathbf{o}": o, "L": L, "s": s, "J": L + s, r"\phi": torch.tanh, "y": y, "l": lambda o,
        y: ((o - y) ** 2).sum(),
    }  # fmt: skip


def chain(draw, d, h, q):
    """The chain rule: `prod` puts derivatives together, whatever their shapes."""
    X, W, V = draw(d), draw(h, d), draw(q, h)
    Y = torch.tanh(W @ X)

    def prod(a, b):
        if not a.ndim or not b.ndim:
            return a * b
        return a @ b if a.ndim == 2 else b.T @ a

    return forward(draw, d, h, q) | {"X": X, "Y": Y, "Z": torch.sin(V @ Y), r"\textrm{prod}": prod}


CONTEXT = SymbolContext(
    forward,
    {
        r"\mathbf{x}": ("d×1", "input"), r"\mathbf{W}^{(1)}": ("h×d", "weights"),
        r"\mathbf{W}^{(2)}": ("q×h", "weights"),
        r"\lambda": ("scalar", "decay"), r"\mathbf{z}": ("h×1", "before the activation"),
        r"\mathbf{h}": ("h×1", "hidden"),
        r"\mathbf{o}": ("q×1", "output"), "L": ("scalar", "loss"), "s": ("scalar", "decay term"),
        "J": ("scalar", "objective"),
        r"\phi": ("function", "activation"), "y": ("q×1", "target"), "l": ("function", "loss of an output"),
        "d": ("size", ""), "h": ("size", ""),
        "q": ("size", ""),
    },
    loss="J",
)  # fmt: skip
CHAIN = script(chain, loss="J")
ASKED = tuple((*file, (CONTEXT, CHAIN)) for file in FILES)
