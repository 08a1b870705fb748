"""Graph convolutions."""

import torch

from figpress.equations.model import SymbolContext

FIELD = "graphs"
FILES = (
    ("pyg-team/pytorch_geometric", "torch_geometric/nn/conv/gcn_conv.py"),
    ("pyg-team/pytorch_geometric", "torch_geometric/nn/conv/gcn2_conv.py"),
)


def forward(draw, n, d, f):
    X, Theta, A = draw(n, d), draw(d, f), draw(n, n, positive=True)
    A = (A + A.T) / 2
    deg = A.sum(1)
    half = torch.diag(deg**-0.5)
    out = half @ A @ half @ X @ Theta
    return {
        r"\mathbf{X}": X, r"\mathbf{\Theta}": Theta, r"\mathbf{\hat{A}}": A,
        r"\mathbf{\hat{D}}": torch.diag(deg), r"\mathbf{X}'": out, r"\mathbf{x}_i": X,
        r"\mathbf{x}'_i": out, "e_{j,i}": A, r"\hat{d}_i": deg,
        r"\mathcal{N}(i)": [[j for j in range(n) if j != i] for i in range(n)], "L": out.sum(),
    }  # fmt: skip


CONTEXT = SymbolContext(
    forward,
    {
        r"\mathbf{X}": ("n×d", "features"), r"\mathbf{\Theta}": ("d×f", "weights"),
        r"\mathbf{\hat{A}}": ("n×n", "adjacency with loops"),
        r"\mathbf{\hat{D}}": ("n×n", "degrees"), r"\mathbf{X}'": ("n×f", "output"),
        r"\mathbf{x}_i": ("d×1, i<n", "features"),
        r"\mathbf{x}'_i": ("f×1, i<n", "output"), "e_{j,i}": ("scalar, j<n, i<n", "weights of edges"),
        r"\hat{d}_i": ("scalar, i<n", "degrees"),
        r"\mathcal{N}(i)": ("set, i<n", "neighbours"), "L": ("scalar", ""), "n": ("size", ""), "d": ("size",
        ""), "f": ("size", ""),
    },
)  # fmt: skip
