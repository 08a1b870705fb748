"""Claims of the first half: the loss, attention, its gradients, heads."""
# ruff: noqa: E731

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
    W,
    Wd,
    ans,
    badw,
    batch,
    ce,
    claim,
    cnt,
    emb,
    forward,
    goodw,
    ln,
    near,
    num,
    tok,
)

# ---------- basics
z = forward(FIRST, emb(FIRST, tok(T)))[0, -1]
dd = z[ID["animal"]] - z[ID["street"]]
pr = torch.sigmoid(dd)
num("basics", "chance of animal against street, %", 9.1, 1, 100 * pr)
num("basics", "its loss", 2.40, 2, -torch.log(pr))
num("basics", "gradient at the sum", -0.909, 3, pr - 1)
for m, p, v in (("first", FIRST, 0.996), ("half", HALF, 0.849), ("last", LAST, 0.004)):
    z = forward(p, emb(p, tok(T)))[0, -1]
    num("loss", f"largest |p-y|, {m}", v, 3, 1 - torch.softmax(z, -1)[ID["animal"]])
z = forward(HALF, emb(HALF, tok(T)))[0, -1]
num("loss", "two nouns alone, half", 0.108, 3, torch.sigmoid(-(z[ID["animal"]] - z[ID["street"]])))
z = forward(FIRST, emb(FIRST, tok(T)))[0, -1]


def finite(f):
    zz = (z * f).float()
    pp = torch.exp(zz) / torch.exp(zz).sum()
    dp = torch.zeros_like(pp)
    dp[ID["animal"]] = -1 / pp[ID["animal"]]
    return bool(torch.isfinite(pp * (dp - (pp * dp).sum())).all())


f = next(10 ** (k * 0.02) for k in range(200) if not finite(10 ** (k * 0.02)))
claim("loss", "apart NaN above", 29, f"{f / 10**0.02:.1f} finite, {f:.1f} not", round(f / 10**0.02) == 29)
# fan-out
X = emb(HALF, tok(T)).clone().requires_grad_()
(g,) = torch.autograd.grad(ce(forward(HALF, X)[0, -1], ID["animal"]), X)
at = [i for i, w in enumerate(T.words[: T.answer + 1]) if w == "the"]
for v, x in zip((0.47, 0.50, 2.44), [g[0, i].norm() for i in at]):
    num("matrices", 'gradient at a "the"', v, 2, x)
num("matrices", "their sum", 2.84, 2, sum(g[0, i] for i in at).norm())
# ---------- attention
k = {}
forward(LAST, emb(LAST, tok(T)), keep=k)
A = k["A1"][0, 0]
num("attention", "first token collects", 3.2, 1, A.sum(0)[0])
num("attention", "last token collects", 0.002, 3, A.sum(0)[-1])


def terms(p, s):
    """value, key, query shares by autograd Jacobians with the other paths cut off."""
    k = {}
    forward(p, emb(p, tok(s)), keep=k)
    U = k["U1"][0]
    i = s.answer
    sl = slice(0, 8)
    q = lambda c: (p[f"blocks.1.attention.W_{c}"][:, sl], p[f"blocks.1.attention.b_{c}"][sl])
    n = len(U)
    fut = torch.triu(torch.ones(n, n, dtype=torch.bool), 1)

    def out(Uq, Uk, Uv):
        Q, K, V = Uq @ q("Q")[0] + q("Q")[1], Uk @ q("K")[0] + q("K")[1], Uv @ q("V")[0] + q("V")[1]
        return (torch.softmax((Q @ K.T / math.sqrt(8)).masked_fill(fut, -math.inf), -1) @ V)[i]

    J = torch.autograd.functional.jacobian(out, (U, U, U))
    norms = torch.stack([j.pow(2).sum((0, 2)).sqrt().sum() for j in (J[2], J[1], J[0])])
    return 100 * norms / norms.sum()


for p, s, v, t in (
    (LAST, T, (84, 12, 4), "last tired"),
    (HALF, T, (30, 44, 26), "half tired"),
    (HALF, Wd, (70, 20, 11), "half wide"),
):
    x = terms(p, s)
    claim(
        "attention",
        f"value:key:query {t}",
        v,
        [round(float(y), 1) for y in x],
        all(near(a, b, 0) for a, b in zip(x, v)),
    )
# home
pool = [
    s
    for s in G.sample(1600, 2**16, held_out=True)
    if s.words[s.subject] in G.ANIMALS and s.subject == 2 and s.object == 7
]
for name, ss, h, v in (
    ("tired", [s for s in pool if s.good == s.subject][:100], 0, 96),
    ("wide", [s for s in pool if s.good == s.object][:100], 3, 100),
):
    t = batch(ss)
    X = emb(HALF, t).requires_grad_()
    k = {}
    Z = forward(HALF, X, keep=k)
    sum(ce(Z[i, s.answer], goodw(s)) for i, s in enumerate(ss)).backward()
    push = -k["S1"].grad[torch.arange(len(ss)), h, ans(ss)]
    cnt(
        "home",
        f"right noun pushed up more, {name}",
        v,
        sum(push[i, s.good] > push[i, s.bad] for i, s in enumerate(ss)),
    )
# plateau
val = torch.tensor([4.0, 0, 2])


def walk(a, steps):
    s = torch.log(torch.tensor(a))
    out = []
    for _ in range(steps):
        a = torch.softmax(s, 0)
        s = s - a * (val - a @ val)
        out.append(torch.softmax(s, 0)[1])
    return out


w = walk([0.5, 0.25, 0.25], 10)
num("attention", "pencil after ten steps", 0.97, 2, w[-1])


# ---------- qkv
def paths(p, s, l=1):
    k = {}
    x = emb(p, tok(s)).requires_grad_()
    Z = forward(p, x, keep=k)
    L = ce(Z[0, -1], goodw(s))
    q = lambda c: p[f"blocks.{l}.{c}"]
    X = k[f"in{l}"]
    gQ, gK, gV, gm, gX = torch.autograd.grad(
        L, (k[f"Q{l}"], k[f"K{l}"], k[f"V{l}"], k[f"mid{l}"], X), retain_graph=True
    )
    leaf = X.detach().requires_grad_()
    U = ln(leaf, q("gamma_1"), q("beta_1"))
    back = lambda g, c: torch.autograd.grad(
        U, leaf, g.transpose(1, 2).reshape(1, -1, 32) @ q(f"attention.W_{c}").T, retain_graph=True
    )[0]
    return {"past": gm, "Q": back(gQ, "Q"), "K": back(gK, "K"), "V": back(gV, "V")}, gX


pt, whole = paths(HALF, T)
num("qkv", "lengths over the whole, half", 1.7, 1, sum(x.norm() for x in pt.values()) / whole.norm())
for n, v in (("past", 0.56), ("Q", 0.30), ("K", 0.05), ("V", 0.09)):
    num("qkv", f"component {n}", v, 2, (pt[n] * whole).sum() / whole.pow(2).sum())
num("qkv", "key bias after training", 0.010, 3, max(LAST[f"blocks.{l}.attention.b_K"].norm() for l in (0, 1)))
num(
    "qkv", "query bias after training", 0.40, 2, max(LAST[f"blocks.{l}.attention.b_Q"].norm() for l in (0, 1))
)


def biased(c, sign):
    q = {k: v.clone().requires_grad_() for k, v in HALF.items()}
    L = ce(forward(q, emb(q, tok(T)))[0, -1], ID["animal"])
    (g,) = torch.autograd.grad(L, q[f"blocks.1.attention.b_{c}"])
    g = g[:8]
    r = {k: v.clone() for k, v in HALF.items()}
    r[f"blocks.1.attention.b_{c}"][:8] -= 2 * g / g.norm()
    return float(ce(forward(r, emb(r, tok(T)))[0, -1], ID["animal"]) - L)


num("qkv", "value bias moved by 2", -0.15, 2, biased("V", 1))
num("qkv", "query bias moved by 2", 0.12, 2, biased("Q", 1))
ss = H(128)
t = batch(ss)
x = emb(HALF, t).requires_grad_()
k = {}
Z = forward(HALF, x, keep=k)
(sum(ce(Z[i, s.answer], goodw(s)) for i, s in enumerate(ss)) / len(ss)).backward()
dS = k["S1"].grad[:, 0]
U = k["U1"].detach()
Gm = (U.transpose(1, 2) @ dS @ U).sum(0) / math.sqrt(8)
rd = lambda f: torch.stack([U[i, f(s)] for i, s in enumerate(ss)]).mean(0)
q = rd(lambda s: s.answer)
told = {
    n: float(-q @ Gm @ rd(f))
    for n, f in (
        ("right", lambda s: s.good),
        ("wrong", lambda s: s.bad),
        ("too", lambda s: s.adjective - 1),
        ("adj", lambda s: s.adjective),
    )
}
num("qkv", "right minus wrong noun", 2.1, 1, told["right"] - told["wrong"])
num("qkv", "too", 6.6, 1, told["too"])
num("qkv", "adjective", -8.2, 1, told["adj"])
num(
    "qkv",
    "attention to the adjective, %",
    0.7,
    1,
    100 * k["A1"].detach()[torch.arange(128), 0, ans(ss), torch.tensor([s.adjective for s in ss])].mean(),
)
# ---------- multi-head
KIND = lambda w: (
    next(i for i, K in enumerate((G.ANIMALS, G.PLACES, G.THINGS, G.CONTAINERS)) if w in K)
    if any(w in K for K in (G.ANIMALS, G.PLACES, G.THINGS, G.CONTAINERS))
    else -1
)
ss = H(256)
t = batch(ss)
X = emb(LAST, t)
a = ans(ss)
ar = torch.arange(256)
good = torch.tensor([s.good for s in ss])
bad = torch.tensor([s.bad for s in ss])
y = torch.tensor([goodw(s) for s in ss])
kinds = torch.tensor([KIND(s.words[s.answer + 1]) for s in ss])


def run(close=()):
    g = torch.ones(8)
    g[list(close)] = 0
    k = {}
    Z = forward(LAST, X, gates=g, keep=k)
    return Z[ar, a].argmax(-1), k


said, k = run()
num("multi-head", "all open right, %", 100, 0, 100 * (said == y).double().mean())
A1 = k["A1"]
L10 = A1[ar, 0, a, good]
L13 = A1[ar, 3, a, good]
for n, x, kk, v in (
    ("L1H0 animal", L10, 0, 0.98),
    ("L1H0 place", L10, 1, 0.79),
    ("L1H3 place", L13, 1, 0.92),
    ("L1H3 container", L13, 3, 0.78),
    ("L1H3 thing", L13, 2, 0.06),
):
    num("multi-head", n, v, 2, x[kinds == kk].mean())
for n, c, v in (("without L1H0", (4,), 41), ("without L1H3", (7,), 78), ("without both", (4, 7), 8)):
    num("multi-head", n + " right, %", v, 0, 100 * (run(c)[0] == y).double().mean())
said, _ = run((4,))
num(
    "multi-head",
    "same kind without L1H0, %",
    59,
    0,
    100
    * sum(
        (int(w) != int(yy)) and int(w) != badw(s) and KIND(W[int(w)]) == KIND(W[int(yy)])
        for w, yy, s in zip(said, y, ss)
    )
    / 256,
)
said, k = run((0,))
okk = said == y
fst = torch.tensor([s.good == s.subject for s in ss])
num("multi-head", "without L0H0 first, %", 5, 0, 100 * okk[fst].double().mean())
num("multi-head", "without L0H0 second, %", 92, 0, 100 * okk[~fst].double().mean())
gl, bl = k["A1"][ar, 0, a, good], k["A1"][ar, 0, a, bad]
num("multi-head", "differ by more than a half, %", 68, 0, 100 * ((gl - bl).abs() > 0.5).double().mean())
num("multi-head", "place, right noun", 0.70, 2, gl[kinds == 1].mean())
num("multi-head", "animal, other noun", 0.71, 2, bl[kinds == 0].mean())
num("multi-head", "animal right, %", 1, 0, 100 * okk[kinds == 0].double().mean())


def logits(s, g):
    return forward(LAST, emb(LAST, tok(s)), gates=g)[:, -1]


one = torch.ones(8)
zc = one.clone()
zc[4] = 0
pref = lambda z, s: z[0, goodw(s)] - z[0, badw(s)]
g = one.clone().requires_grad_()
(gr,) = torch.autograd.grad(pref(logits(Wd, g), Wd), g)
num("multi-head", "gate foretold", 5.8, 1, -gr[4])
true = torch.stack(
    [
        pref(logits(Wd, torch.ones(8).index_fill(0, torch.tensor([h]), 0)), Wd) - pref(logits(Wd, one), Wd)
        for h in range(8)
    ]
)
num("multi-head", "gate truth", -1.3, 1, true[4])
cnt("multi-head", "wrong signs", 3, ((-gr * true) < 0).sum())
p0, p1 = (torch.softmax(logits(Wd, x), -1)[0] for x in (one, zc))
num("multi-head", "street before, %", 99.5, 1, 100 * p0[ID["street"]])
num("multi-head", "street after, %", 4, 0, 100 * p1[ID["street"]])
claim("multi-head", "word said", "bridge", W[int(p1.argmax())], W[int(p1.argmax())] == "bridge")
allg = torch.tensor([[(i >> h) & 1 for h in range(8)] for i in range(256)], dtype=torch.float64)
okb = torch.ones(256, dtype=torch.bool)
for s in (T, Wd):
    okb &= torch.cat(
        [forward(LAST, emb(LAST, tok(s)).expand(256, -1, -1), gates=allg)[:, -1].argmax(-1)]
    ) == goodw(s)
cnt("multi-head", "settings right of 256", 28, okb.sum())
cnt("multi-head", "fewest heads", 3, allg[okb].sum(1).min())
# same message
x = emb(HALF, tok(T)).requires_grad_()
k = {}
Z = forward(HALF, x, keep=k)
(gO,) = torch.autograd.grad(ce(Z[0, -1], ID["animal"]), k["O1"])
L = gO[0].pow(2).sum((1, 2)).sqrt()
num("multi-head", "longest over shortest gradient", 2.8, 1, L.max() / L.min())
