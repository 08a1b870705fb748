"""A Gaussian process and its posterior."""

import math

import torch

from figpress.equations.model import SymbolContext

FIELD = "gaussian processes"
FILES = (("krasserm/bayesian-machine-learning", "gaussian-processes/gaussian_processes.ipynb"),)


def forward(draw, N, m, d):
    X, Xs, y, sf, l, sy = (
        draw(N, d),
        draw(m, d),
        draw(N),
        draw(positive=True),
        draw(positive=True),
        draw(positive=True),
    )

    def kernel(a, b):
        return sf**2 * torch.exp(-((a[:, None] - b[None]) ** 2).sum(-1) / (2 * l**2))

    K, Ks, Kss = kernel(X, X), kernel(X, Xs), kernel(Xs, Xs)
    Ky = K + sy**2 * torch.eye(N, dtype=torch.float64)
    x = Xs[0]
    w = kernel(X, Xs[:1])[:, 0]
    w = w / w.sum()
    log = -0.5 * y @ torch.linalg.solve(Ky, y) - 0.5 * torch.logdet(Ky) - N / 2 * math.log(2 * math.pi)
    return {
        r"\mathbf{x}": x, r"\mathbf{x}_i": X, r"\mathbf{f}": y, r"\mathbf{y}": y, "y_i": y,
        r"\mathbf{K}": K, r"\mathbf{K}_*": Ks, r"\mathbf{K}_{**}": Kss,
        r"\mathbf{K}_y": Ky, r"\boldsymbol{\mu}_*": Ks.T @ torch.linalg.solve(Ky, y),
        r"\boldsymbol{\Sigma}_*": Kss - Ks.T @ torch.linalg.solve(Ky, Ks),
        r"\sigma_f": sf, "l": l, r"w_i(\mathbf{x})": w, r"f(\mathbf{x})": w @ y,
        r"p(\mathbf{y} \lvert \mathbf{X})": log.exp(),
        r"\kappa": lambda a, b: sf**2 * torch.exp(-((a - b) ** 2).sum() / (2 * l**2)), "L": log,
    }  # fmt: skip


CONTEXT = SymbolContext(
    forward,
    {
        r"\mathbf{x}": ("d×1", "a place"), r"\mathbf{x}_i": ("d×1, 1≤i≤N", "the places"),
        r"\mathbf{f}": ("N×1", ""), r"\mathbf{y}": ("N×1", ""),
        "y_i": ("scalar, 1≤i≤N", ""), r"\mathbf{K}": ("N×N", ""), r"\mathbf{K}_*": ("N×m", ""),
        r"\mathbf{K}_{**}": ("m×m", ""), r"\mathbf{K}_y": ("N×N", ""),
        r"p(\mathbf{y} \lvert \mathbf{X})": ("scalar", ""), r"\boldsymbol{\mu}_*": ("m×1", ""),
        r"\boldsymbol{\Sigma}_*": ("m×m", ""), r"\sigma_f": ("scalar", ""), "l": ("scalar", ""),
        r"w_i(\mathbf{x})": ("scalar, 1≤i≤N", ""), r"f(\mathbf{x})": ("scalar", ""), r"\kappa": ("function",
        "kernel"), "L": ("scalar", ""),
        "N": ("size", ""), "m": ("size", ""), "d": ("size", ""),
    },
)  # fmt: skip


def noise_free(draw, N, m, d):
    """The same names where nothing is added to the kernel."""
    made = forward(draw, N, m, d)
    K, Ks, f = made[r"\mathbf{K}"], made[r"\mathbf{K}_*"], made[r"\mathbf{f}"]
    made[r"\boldsymbol{\mu}_*"] = Ks.T @ torch.linalg.solve(K, f)
    made[r"\boldsymbol{\Sigma}_*"] = made[r"\mathbf{K}_{**}"] - Ks.T @ torch.linalg.solve(K, Ks)
    return made


CONTEXTS = ((CONTEXT, SymbolContext(noise_free, CONTEXT.table)),)
