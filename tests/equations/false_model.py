"""What a pair of a false display and its true counterpart is, and the tensors that most of them are evaluated on."""

from dataclasses import dataclass

import torch

from figpress.equations.model import SymbolContext


@dataclass(frozen=True)
class Pair:
    """kind: which rule of reading it is about; false and true: displays; holds: whether the true one must
    be believed."""

    kind: str
    false: str
    true: str
    holds: bool = True


def forward(draw, n, m, k):
    X, W, S, P = draw(n, m), draw(m, k), draw(n, n), draw(n, n)
    u, v, x, y, z = draw(m), draw(m), draw(m), draw(m), draw(n)
    a, b, c, s, t = (draw(positive=True) for _ in range(5))
    q = draw(n, positive=True)
    A, H = torch.softmax(S, -1), S.T @ S + torch.eye(n)
    G, r = S @ P, torch.softmax(z, 0)
    ramp = torch.ones(m, dtype=torch.float64)
    small, near, off = ramp.clone(), 1.01 * ramp, ramp.clone()
    small[0], near[0], off[0] = 0.01, 0.0101, 0.015
    loss = (G * draw.constant(n, n)).sum() + (X @ W).pow(2).sum() + (A * draw.constant(n, n)).sum() + u @ v
    return {
        "X": X, "W": W, "S": S, "P": P, "A": A, "H": H, "G": G, "u": u, "v": v, "x": x, "y": y, "z": z,
        "r": r, "a": a, "b": b, "c": c, "s": s,
        "t": t, "q_i": q, "q": q, "w_i": torch.arange(1.0, 5.0, dtype=torch.float64), "p": small,
        "p_1": near, "p_2": off, "f": torch.sin,
        "g": lambda x: x**3, "h": lambda x, y: x * y, "F": lambda x: (x**3).sum(), "L": loss, "V": draw(m,
        k, positive=True),
        "x^{(i)}": draw(n, m), "p(j)": r, "\\bar{y}": y.mean(), "\\mathcal{B}": [0, 2], "e_1": draw(3),
        "e_2": draw(3), "B": draw(m, n),
    }  # fmt: skip


TABLE = {
    **dict.fromkeys(("S", "P", "A", "H", "G"), ("n×n", "a square matrix")),
    **dict.fromkeys(("u", "v", "x", "y", "p", "p_1", "p_2"), ("m×1", "a vector")),
    **dict.fromkeys(("a", "b", "c", "s", "t"), ("scalar", "a positive number")),
    **dict.fromkeys(("n", "m", "k"), ("size", "a length")),
    **dict.fromkeys(("f", "g", "F", "h"), ("function", "a function of numbers")),
    "X": ("n×m", "a matrix"), "W": ("m×k", "a matrix"), "V": ("m×k", "a positive matrix"), "B": ("m×n",
    "a matrix"), "z": ("n×1", "scores"),
    "r": ("n×1", "their softmax"), "q_i": ("scalar, 1≤i≤n", "positive numbers, counted from 1"),
    "q": ("n×1", "the same numbers, as a vector"),
    "w_i": ("scalar, 1≤i≤4", "four numbers"), "L": ("scalar", "the loss"), "x^{(i)}": ("m×1, 1≤i≤n",
    "example i"),
    "p(j)": ("scalar, 1≤j≤n", "the probability of j"), "\\bar{y}": ("scalar", "the mean of y"),
    "\\mathcal{B}": ("set", "a batch"),
    "e_1": ("3×1", "one vector"), "e_2": ("3×1", "another vector"),
}  # fmt: skip
PLAIN = SymbolContext(forward, TABLE)


def forward_td(draw, T, d, n):
    S, M, x, a, b = draw(T, T), draw(T, d), draw(d), draw(positive=True), draw(positive=True)
    return {"S": S, "M": M, "x": x, "a": a, "b": b, "L": (S**2).sum() + (M @ x).sum() + a * b}


TD = SymbolContext(
    forward_td,
    {
        "S": ("T×T", "a matrix"), "M": ("T×d", "a matrix"), "x": ("d×1", "a vector"), "a": ("scalar",
        "a number"), "b": ("scalar", "a number"),
        "L": ("scalar", "the loss"), "T": ("size", "the length"), "d": ("size", "the width"), "n": ("size",
        "a count"),
    },
)  # fmt: skip
