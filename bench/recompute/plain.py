"""The model once more, in plain torch: a forward pass of its own, the checkpoints, and how a claim is held. Only words and sentences are byhand's."""
# ruff: noqa: E731

import json
import math
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
R = str(Path(__file__).parents[2]) + "/"
sys.path.insert(0, R + "src")
from byhand.training import language as G  # data: words and sentences, nothing else

W = list(G.WORDS)
ID = {w: i for i, w in enumerate(W)}


def load(seed, moment):
    f = R + "src/byhand/checkpoints/" + ("" if seed == 1 else f"seed-{seed}/")
    e = json.loads(Path(f + "provenance.json").read_text("utf-8"))["checkpoints"][moment]["file"]
    return {k: v.double() for k, v in load_file(f + e).items()}


def ln(x, g, b):
    m = x.mean(-1, keepdim=True)
    v = ((x - m) ** 2).mean(-1, keepdim=True)
    return (x - m) / torch.sqrt(v + 1e-5) * g + b


def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def forward(p, X, gates=None, keep=None, swap=None, bias=None):
    """X [B,n,d] embedded. gates [8] or [B,8]; keep: dict to fill with tensors."""
    B, n, d = X.shape
    keep = {} if keep is None else keep
    future = torch.triu(torch.ones(n, n, dtype=torch.bool), 1)
    keep["x0"] = X
    for l in range(2):
        q = lambda s, l=l: p[f"blocks.{l}.{s}"]
        keep[f"in{l}"] = X
        U = ln(X, q("gamma_1"), q("beta_1"))
        keep[f"U{l}"] = U
        sp = lambda t: t.view(B, n, 4, 8).transpose(1, 2)
        Q, K, V = (sp(U @ q(f"attention.W_{c}") + q(f"attention.b_{c}")) for c in "QKV")
        keep[f"Q{l}"], keep[f"K{l}"], keep[f"V{l}"] = Q, K, V
        S = (Q @ K.transpose(-1, -2)) / math.sqrt(8)
        S = S.masked_fill(future, -math.inf)
        keep[f"S{l}"] = S
        if S.requires_grad:
            S.retain_grad()
        A = torch.softmax(S, -1)
        if swap:
            A = swap(l, A)
        keep[f"A{l}"] = A
        if A.requires_grad:
            A.retain_grad()
        O = A @ V
        keep[f"O{l}"] = O
        if O.requires_grad:
            O.retain_grad()
        if gates is not None:
            O = O * gates[..., 4 * l : 4 * l + 4].reshape(-1, 4, 1, 1)
        Y = O.transpose(1, 2).reshape(B, n, d) @ q("attention.W_O") + q("attention.b_O")
        keep[f"Y{l}"] = Y
        X = X + Y
        keep[f"mid{l}"] = X
        U2 = ln(X, q("gamma_2"), q("beta_2"))
        keep[f"U2{l}"] = U2
        X = X + gelu(U2 @ q("W_1") + q("b_1")) @ q("W_2") + q("b_2")
    keep["top"] = X
    H = ln(X, p["gamma"], p["beta"])
    keep["H"] = H
    return H @ p["W_U"]


def tok(s):
    return torch.tensor([[ID[w] for w in s.words[: s.answer + 1]]])


def emb(p, t):
    return p["E"][t] + p["P"][: t.shape[1]]


def batch(ss):
    n = max(s.answer for s in ss) + 1
    t = torch.full((len(ss), n), ID["eos"])
    for i, s in enumerate(ss):
        t[i, : s.answer + 1] = tok(s)[0]
    return t


def ans(ss):
    return torch.tensor([s.answer for s in ss])


def goodw(s):
    return ID[s.words[s.answer + 1]]


def badw(s):
    return ID[s.words[s.bad]]


def ce(z, y):
    return torch.logsumexp(z, -1) - z[y]


T, Wd = G.winograd("tired"), G.winograd("wide")
FIRST, HALF, LAST = (load(1, m) for m in ("first", "half", "last"))
rows = []


def claim(where, what, printed, got, ok):
    rows.append((where, what, printed, got, bool(ok)))


def near(x, printed, digits):
    return abs(float(x) - printed) <= 0.5000001 * 10 ** (-digits)


def num(where, what, printed, digits, x):
    claim(where, what, printed, float(f"{float(x):.5g}"), near(x, printed, digits))


def rng(where, what, lo, hi, digits, xs):
    xs = [float(x) for x in xs]
    claim(
        where,
        what,
        f"{lo} to {hi}",
        f"{min(xs):.4g} to {max(xs):.4g}",
        near(min(xs), lo, digits) and near(max(xs), hi, digits),
    )


def cnt(where, what, printed, x):
    claim(where, what, printed, int(x), int(x) == printed)


H = lambda n: G.held_out(n)
