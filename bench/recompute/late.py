"""Claims of the second half: layer norm, residuals, importance, the model."""
# ruff: noqa: E731, B023

import math

import torch
from plain import (
    FIRST,
    HALF,
    ID,
    LAST,
    G,
    H,
    T,
    Wd,
    ans,
    badw,
    batch,
    ce,
    claim,
    cnt,
    emb,
    forward,
    gelu,
    goodw,
    ln,
    load,
    near,
    num,
    rng,
    tok,
)


# ---------- layer norm
def norms(p, ss, diff=False):
    t = batch(ss)
    x = emb(p, t).requires_grad_()
    k = {}
    Z = forward(p, x, keep=k)
    L = sum(
        (Z[i, s.answer, goodw(s)] - Z[i, s.answer, badw(s)]) if diff else ce(Z[i, s.answer], goodw(s))
        for i, s in enumerate(ss)
    )
    outs = [
        ("in0", "U0", "gamma_1", "0"),
        ("mid0", "U20", "gamma_2", "0"),
        ("in1", "U1", "gamma_1", "1"),
        ("mid1", "U21", "gamma_2", "1"),
        ("top", "H", "gamma", ""),
    ]
    gr = torch.autograd.grad(L, [k[o] for _, o, _, _ in outs], retain_graph=True)
    res = []
    for (i, o, gn, b), dy in zip(outs, gr):
        leaf = k[i].detach().requires_grad_()
        gm = p[gn if not b else f"blocks.{b}.{gn}"]
        yy = ln(leaf, gm, p["beta" if not b else f"blocks.{b}.beta_{gn[-1]}"])
        (dx,) = torch.autograd.grad(yy, leaf, dy)
        sg = torch.sqrt(leaf.detach().var(-1, unbiased=False) + 1e-5)
        xh = (leaf.detach() - leaf.detach().mean(-1, keepdim=True)) / sg[..., None]
        gg = gm * dy
        live = gg.norm(dim=-1) > 0
        res.append(
            (
                ((sg * dx.norm(dim=-1)) / gg.norm(dim=-1).clamp(min=1e-300))[live],
                torch.nn.functional.cosine_similarity(gg, xh, dim=-1)[live] ** 2,
                sg,
            )
        )
    return res


r = norms(LAST, H(200))
claim(
    "layer norm",
    "inside the blocks above",
    "0.96",
    [round(float(x[0].median()), 3) for x in r[:4]],
    all(x[0].median() > 0.96 for x in r[:4]),
)
num("layer norm", "final kept", 0.33, 2, r[4][0].median())
num("layer norm", "final taken, %", 89, 0, 100 * (1 - r[4][0].median() ** 2))
num("layer norm", "along the token, %", 85, 0, 100 * r[4][1].median())
r = norms(LAST, [T])
num("layer norm", "ours taken, %", 91, 0, 100 * (1 - r[4][0] ** 2))
num("layer norm", "sigma first", 0.43, 2, r[0][2].mean())
num("layer norm", "sigma final", 1.6, 1, r[4][2].mean())
SEEDS = range(5)
M = {(s, m): load(s, m) for s in SEEDS for m in ("first", "half", "last")}
rng(
    "layer norm",
    "taken after, seeds, %",
    66,
    89,
    0,
    [100 * (1 - norms(M[s, "last"], H(200))[4][0].median() ** 2) for s in SEEDS],
)
rng(
    "layer norm",
    "taken before, seeds, %",
    6,
    8,
    0,
    [100 * (1 - norms(M[s, "first"], H(200))[4][0].median() ** 2) for s in SEEDS],
)
rng(
    "layer norm",
    "taken, difference, seeds, %",
    43,
    53,
    0,
    [100 * (1 - norms(M[s, "last"], H(200), True)[4][0].median() ** 2) for s in SEEDS],
)


# ---------- residuals
def lengths(p, ss):
    """Shares by path length: the sublayers' Jacobians scaled by a dummy number, coefficients by interpolation."""
    t = batch(ss)
    x = emb(p, t)
    ks = {}
    forward(p, x, keep=ks)
    stream = [ks["in0"], ks["mid0"], ks["in1"], ks["mid1"]]
    n = x.shape[1]
    fut = torch.triu(torch.ones(n, n, dtype=torch.bool), 1)

    def att(l):
        def f(X):
            q = lambda s: p[f"blocks.{l}.{s}"]
            U = ln(X, q("gamma_1"), q("beta_1"))
            sp = lambda z: z.view(len(z), n, 4, 8).transpose(1, 2)
            Q, K, V = (sp(U @ q(f"attention.W_{c}") + q(f"attention.b_{c}")) for c in "QKV")
            return (
                torch.softmax((Q @ K.transpose(-1, -2) / math.sqrt(8)).masked_fill(fut, -math.inf), -1) @ V
            ).transpose(1, 2).reshape(len(X), n, 32) @ q("attention.W_O")

        return f

    def ff(l):
        def f(X):
            q = lambda s: p[f"blocks.{l}.{s}"]
            return gelu(ln(X, q("gamma_2"), q("beta_2")) @ q("W_1") + q("b_1")) @ q("W_2")

        return f

    subs = [att(0), ff(0), att(1), ff(1)]
    leaf = ks["top"].detach().requires_grad_()
    Z = ln(leaf, p["gamma"], p["beta"]) @ p["W_U"]
    (g,) = torch.autograd.grad(
        sum(Z[i, s.answer, goodw(s)] - Z[i, s.answer, badw(s)] for i, s in enumerate(ss)), leaf
    )
    parts = [g] + [torch.zeros_like(g)] * 4
    for f, X in zip(reversed(subs), reversed(stream)):
        X = X.detach().requires_grad_()
        Y = f(X)
        vj = lambda v: torch.autograd.grad(Y, X, v, retain_graph=True)[0]
        moved = [vj(c) for c in parts[:4]]
        parts = [parts[0]] + [parts[j] + moved[j - 1] for j in range(1, 5)]
    return parts


def shares(p, ss):
    pr = lengths(p, ss)
    w = sum(pr)
    sh = torch.stack([(c * w).sum((1, 2)) for c in pr], 1) / w.pow(2).sum((1, 2))[:, None]
    at = ans(ss)
    i = torch.arange(len(ss))
    own = torch.stack([(c[i, at] * w[i, at]).sum(1) for c in pr], 1) / w[i, at].pow(2).sum(1)[:, None]
    return sh, own


sh0, _ = shares(FIRST, H(200))
sh, own = shares(LAST, H(200))
num("residuals", "short before, %", 78, 0, 100 * sh0[:, :2].sum(1).mean())
num("residuals", "middle after, %", 70, 0, 100 * sh[:, 2:4].sum(1).mean())
num("residuals", "skip alone after, %", 0.7, 1, 100 * sh[:, 0].mean())
cnt("residuals", "against of 200", 85, (sh[:, 0] < 0).sum())
num("residuals", "own one, %", 42, 0, 100 * own[:, 1].mean())
num("residuals", "own two, %", 45, 0, 100 * own[:, 2].mean())
rng(
    "residuals",
    "skip before, seeds, %",
    38,
    42,
    0,
    [100 * shares(M[s, "first"], H(200))[0][:, 0].mean() for s in SEEDS],
)
rng(
    "residuals",
    "skip after, seeds, %",
    1,
    4,
    0,
    [100 * shares(M[s, "last"], H(200))[0][:, 0].mean() for s in SEEDS],
)
rng(
    "residuals",
    "own skip after, seeds, %",
    2,
    9,
    0,
    [100 * shares(M[s, "last"], H(200))[1][:, 0].mean() for s in SEEDS],
)
pr = lengths(LAST, [T])
num("residuals", "lengths after", 37, 0, sum(c.norm() for c in pr))
num("residuals", "whole after", 20, 0, sum(pr).norm())


def answer_token(p):
    x = emb(p, tok(T))[0]
    f = lambda v: (lambda k: (forward(p, torch.cat([x[:-1], v[None]])[None], keep=k), k["top"][0, -1])[1])({})
    return torch.linalg.svdvals(torch.autograd.functional.jacobian(f, x[-1]))


s = answer_token(LAST)
num("residuals", "smallest singular value", 0.009, 3, s[-1])
cnt("residuals", "below one", 17, (s < 1).sum())
num("residuals", "smallest before", 0.16, 2, answer_token(FIRST)[-1])


# ---------- importance
def F(p, X, s):
    z = forward(p, X)[:, -1]
    return z[:, ID["animal"]] - z[:, ID["street"]]


def swap(p):
    a, b = emb(p, tok(T)), emb(p, tok(Wd))
    x = a.clone().requires_grad_()
    f = F(p, x, T)
    (g,) = torch.autograd.grad(f.sum(), x)
    return float((g * (b - a)).sum()), float(F(p, b, T) - f), float(f), float(F(p, b, T))


for m, p, v in (("first", FIRST, (-0.07, 0.12, 2)), ("half", HALF, (-4.6, -7.5, 1))):
    a, b, _, _ = swap(p)
    num("importance", f"foretold {m}", v[0], v[2], a)
    num("importance", f"happens {m}", v[1], v[2], b)
a, b, c, d = swap(LAST)
num("importance", "fall", 17.6, 1, -b)
num("importance", "foretold", 0.99, 2, a)
num("importance", "before", 8.9, 1, c)
num("importance", "after", -8.7, 1, d)
ss = H(60)
pre = []
mea = []
for s in ss:
    an = s.words[s.subject] in G.ANIMALS
    ab = ((G.ABOUT_ANIMALS, G.ABOUT_PLACES) if an else (G.ABOUT_THINGS, G.ABOUT_CONTAINERS))[
        1 if s.good == s.subject else 0
    ]
    x = emb(LAST, tok(s)).requires_grad_()
    z = forward(LAST, x)[0, -1]
    f = z[goodw(s)] - z[badw(s)]
    (g,) = torch.autograd.grad(f, x)
    for w in ab:
        st = LAST["E"][ID[w]] - LAST["E"][ID[s.words[s.adjective]]]
        x2 = x.detach().clone()
        x2[0, s.adjective] += st
        z2 = forward(LAST, x2)[0, -1]
        pre.append(float(g[0, s.adjective] @ st))
        mea.append(float(z2[goodw(s)] - z2[badw(s)] - f))
pre, mea = torch.tensor(pre), torch.tensor(mea)
cnt("importance", "exchanges", 205, len(pre))
cnt("importance", "wrong signs", 42, ((pre * mea) < 0).sum())
num("importance", "median ratio, %", 9, 0, 100 * (pre / mea).median())
num("importance", "correlation", -0.16, 2, torch.corrcoef(torch.stack((pre, mea)))[0, 1])
a, b = emb(LAST, tok(T)), emb(LAST, tok(Wd))
w = torch.linspace(0, 1, 201)
fs = torch.cat([F(LAST, a + t * (b - a), T) for t in w])
claim(
    "importance",
    "turns at",
    0.58,
    float(w[int((fs < 0).nonzero()[0, 0])]),
    near(w[int((fs < 0).nonzero()[0, 0])], 0.58, 2),
)
x = a.clone().requires_grad_()
f = F(LAST, x, T)
(g,) = torch.autograd.grad(f.sum(), x)
st = LAST["E"].mean(0) - LAST["E"][tok(T)[0]]
mv = []
for i in range(17):
    x2 = a.clone()
    x2[0, i] += st[i]
    mv.append(float(F(LAST, x2, T) - f))
prd = (g[0] * st).sum(-1)
num("importance", "without tired, fall", 11, 0, -mv[T.adjective])
num("importance", "foretold for tired", -0.02, 2, prd[T.adjective])
num("importance", "foretold for the", 18, 0, prd[-1])
num("importance", "fall for the", 7.8, 1, -mv[-1])
cnt("importance", "wrong signs of 17", 5, sum(float(p_) * m_ < 0 for p_, m_ in zip(prd, mv)))
rank = 1 + sum(float(v) > float(g[0, T.adjective].norm()) for v in g[0].norm(dim=-1))
cnt("importance", "place of tired by length", 3, rank)


# ---------- the model
def acc(p):
    ss = H(512)
    t = batch(ss)
    Z = forward(p, emb(p, t))
    return float(
        (Z[torch.arange(512), ans(ss)].argmax(-1) == torch.tensor([goodw(s) for s in ss])).double().mean()
    )


cnt("model", "parameters", 30272, sum(v.numel() for v in LAST.values()))
num("model", "accuracy half, %", 69, 0, 100 * acc(HALF))
rng("model", "accuracy of five, %", 95, 100, 0, [100 * acc(M[s, "last"]) for s in SEEDS])
