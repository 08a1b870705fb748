"""Attention scores: distances, dot products, additive."""

import torch

from figpress.equations.model import SymbolContext

FIELD = "attention"
FILES = (
    ("d2l-ai/d2l-en", "chapter_attention-mechanisms-and-transformers/attention-scoring-functions.md"),
    ("d2l-ai/d2l-en", "chapter_attention-mechanisms-and-transformers/multihead-attention.md"),
)


def forward(draw, n, d, v, m, h):
    q, k = draw(d), draw(m, d)
    Q, K, V = draw(n, d), draw(m, d), draw(m, v)
    w, Wq, Wk = draw(h), draw(h, d), draw(h, d)
    a = k @ q - 0.5 * (k**2).sum(-1) - 0.5 * (q**2).sum()
    one = K[0]
    return {
        r"\mathbf{q}": q, r"\mathbf{k}_i": k, r"\mathbf{k}": one, r"\mathbf{Q}": Q, r"\mathbf{K}": K,
        r"\mathbf{V}": V, r"\mathbf{w}_v": w, r"\mathbf{W}_q": Wq,
        r"\mathbf{W}_k": Wk, r"a(\mathbf{q}, \mathbf{k}_i)": a,
        r"\alpha(\mathbf{q}, \mathbf{k}_i)": torch.softmax(k @ q / d**0.5, 0),
        r"a(\mathbf{q}, \mathbf{k})": w @ torch.tanh(Wq @ q + Wk @ one), "L": (Q @ K.T @ V).sum(),
    }  # fmt: skip


CONTEXT = SymbolContext(
    forward,
    {
        r"\mathbf{q}": ("d×1", "query"), r"\mathbf{k}_i": ("d×1, 1≤i≤m", "keys"), r"\mathbf{k}": ("d×1",
        "a key"), r"\mathbf{Q}": ("n×d", "queries"),
        r"\mathbf{K}": ("m×d", "keys"), r"\mathbf{V}": ("m×v", "values"), r"\mathbf{w}_v": ("h×1", ""),
        r"\mathbf{W}_q": ("h×d", ""),
        r"\mathbf{W}_k": ("h×d", ""), r"a(\mathbf{q}, \mathbf{k}_i)": ("scalar, 1≤i≤m", "score"),
        r"\alpha(\mathbf{q}, \mathbf{k}_i)": ("scalar, 1≤i≤m", "weight"),
        r"a(\mathbf{q}, \mathbf{k})": ("scalar", "additive score"), "L": ("scalar", ""),
        **dict.fromkeys("ndvmh", ("size", "")),
    },
)  # fmt: skip


def products(draw, n, d, v, m, h):
    """The same names where the score is a scaled product."""
    made = forward(draw, n, d, v, m, h)
    made[r"a(\mathbf{q}, \mathbf{k}_i)"] = made[r"\mathbf{k}_i"] @ made[r"\mathbf{q}"] / d**0.5
    return made


CONTEXTS = ((CONTEXT, SymbolContext(products, CONTEXT.table)), CONTEXT)
