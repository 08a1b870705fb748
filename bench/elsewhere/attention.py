"""Attention: scores, pooling, alignment, positions, gates."""

import torch

from elsewhere import script

FIELD = "attention"
D2L, LABML = "d2l-ai/d2l-en", "labmlai/annotated_deep_learning_paper_implementations"
BOOK = "chapter_attention-mechanisms-and-transformers"


def scores(draw, n, d, v, m, h):
    """Distances, dot products, additive."""
    q, k = draw(d), draw(m, d)
    Q, K, V = draw(n, d), draw(m, d), draw(m, v)
    w, Wq, Wk = draw(h), draw(h, d), draw(h, d)
    a = k @ q - 0.5 * (k**2).sum(-1) - 0.5 * (q**2).sum()
    one = K[0]
    return {
        r"\mathbf{q}": q, r"\mathbf{k}_i": k, r"\mathbf{k}": one, r"\mathbf{Q}": Q, r"\mathbf{K}": K,
        r"\mathbf{V}": V, r"\mathbf{w}_v": w, r"\mathbf{W}_q": Wq, r"\mathbf{W}_k": Wk,
        r"a(\mathbf{q}, \mathbf{k}_i)": a, r"\alpha(\mathbf{q}, \mathbf{k}_i)": torch.softmax(k @ q / d**0.5, 0),
        r"a(\mathbf{q}, \mathbf{k})": w @ torch.tanh(Wq @ q + Wk @ one), "L": (Q @ K.T @ V).sum(),
    }  # fmt: skip


def products(draw, n, d, v, m, h):
    """The same names where the score is a scaled product."""
    made = scores(draw, n, d, v, m, h)
    made[r"a(\mathbf{q}, \mathbf{k}_i)"] = made[r"\mathbf{k}_i"] @ made[r"\mathbf{q}"] / d**0.5
    return made


PAIRED = dict.fromkeys(
    (r"\mathbf{k}_i", r"a(\mathbf{q}, \mathbf{k}_i)", r"\alpha(\mathbf{q}, \mathbf{k}_i)"), "1≤i≤m"
)
SCORES, PRODUCTS = script(scores, PAIRED), script(products, PAIRED)


def multiple(draw, d, v):
    """Heads with weights of their own, and a matrix that mixes them."""
    h, p, out = 3, 4, 5
    q, k, x = draw(d), draw(d), draw(v)
    W = draw(h, p, d), draw(h, p, d), draw(h, p, v)
    mixed = draw(out, h * p)

    def f(a, b, c):
        return torch.tanh(a * b) + c

    each = torch.stack([f(a @ q, b @ k, c @ x) for a, b, c in zip(*W)])
    return {
        r"\mathbf{q}": q, r"\mathbf{k}": k, r"\mathbf{v}": x, r"\mathbf{W}_i^{(q)}": W[0], r"\mathbf{W}_i^{(k)}": W[1],
        r"\mathbf{W}_i^{(v)}": W[2], "f": f, r"\mathbf{h}_i": each, r"\mathbf{W}_o": mixed, "p_v": p, "p_o": out, "h": h,
    }  # fmt: skip


MULTIPLE = script(
    multiple, dict.fromkeys((r"\mathbf{h}_i", *(rf"\mathbf{{W}}_i^{{({n})}}" for n in "qkv")), "1≤i≤h")
)


def pooled(draw, d, v, m):
    """Values weighed by a kernel of queries and keys; a regression from a noisy curve."""
    q, k, V = draw(d), draw(m, d), draw(m, v)
    x, eps = draw(m), draw()

    def alpha(a, b):
        return torch.exp(-0.5 * ((a - b) ** 2).sum())

    w = torch.stack([alpha(q, b) for b in k])
    return {
        r"\mathbf{q}": q, r"\mathbf{k}_i": k, r"\mathbf{v}_i": V, r"\alpha": alpha,
        r"f(\mathbf{q})": w @ V / w.sum(), "x_i": x, "y_i": 2 * torch.sin(x) + x + eps, r"\epsilon": eps,
        r"\textrm{Attention}(\mathbf{q}, \mathcal{D})": w @ V,
    }  # fmt: skip


def kernels(draw, d):
    """One query and one key far apart: the three kernels by name."""
    q, k = draw(d), draw(d)
    return {r"\mathbf{q}": q, r"\mathbf{k}": k,
            r"\alpha(\mathbf{q}, \mathbf{k})": torch.exp(-0.5 * ((q - k) ** 2).sum())}  # fmt: skip


def normalised(draw, d, m):
    q, k = draw(d), draw(m, d)
    a = k @ q
    return {r"\mathbf{q}": q, r"\mathbf{k}_i": k, r"a(\mathbf{q}, \mathbf{k}_i)": a,
            r"\alpha(\mathbf{q}, \mathbf{k}_i)": torch.softmax(a, 0)}  # fmt: skip


POOLED = script(pooled, dict.fromkeys((r"\mathbf{k}_i", r"\mathbf{v}_i", "x_i", "y_i"), "1≤i≤m"))
NORMALISED = script(normalised, PAIRED)


def recurrent(draw, d, h, T):
    H, S = draw(T, h), draw(T + 1, d)
    W = draw(d, h)

    def alpha(s, a):
        return s @ W @ a

    c = torch.stack([sum(alpha(s, a) * a for a in H) for s in S])
    return {r"\mathbf{h}_t": H, r"\mathbf{s}_t": S, r"\alpha": alpha, r"\mathbf{c}_{t}": c[:-1]}


RECURRENT = script(
    recurrent, {r"\mathbf{h}_t": "1≤t≤T", r"\mathbf{s}_t": "0≤t≤T", r"\mathbf{c}_{t}": "1≤t≤T"}
)


def aligned(draw, m, n, d, h):
    """Two sentences that attend to one another."""
    a, b, F, G, U = draw(m, d), draw(n, d), draw(h, d), draw(h, 2 * d), draw(3, 2 * h)

    def f(x):
        return torch.tanh(F @ x)

    def g(x):
        return torch.tanh(G @ x.T.reshape(-1))

    def last(x):
        return U @ x.T.reshape(-1)

    e = torch.stack([torch.stack([f(x) @ f(y) for y in b]) for x in a])
    beta, alpha = torch.softmax(e, 1) @ b, torch.softmax(e, 0).T @ a
    va = torch.stack([g(torch.stack([x, y], 1)) for x, y in zip(a, beta)])
    vb = torch.stack([g(torch.stack([x, y], 1)) for x, y in zip(b, alpha)])
    return {
        r"\mathbf{a}_i": a, r"\mathbf{b}_j": b, "f": f, "g": g, "h": last, "e_{ij}": e,
        r"\boldsymbol{\beta}_i": beta, r"\boldsymbol{\alpha}_j": alpha, r"\mathbf{v}_{A,i}": va,
        r"\mathbf{v}_{B,j}": vb, r"\mathbf{v}_A": va.sum(0), r"\mathbf{v}_B": vb.sum(0),
        r"\hat{\mathbf{y}}": last(torch.stack([va.sum(0), vb.sum(0)], 1)),
    }  # fmt: skip


ALIGNED = script(
    aligned,
    {
        r"\mathbf{a}_i": "1≤i≤m", r"\mathbf{b}_j": "1≤j≤n", "e_{ij}": "1≤i≤m, 1≤j≤n",
        r"\boldsymbol{\beta}_i": "1≤i≤m", r"\boldsymbol{\alpha}_j": "1≤j≤n", r"\mathbf{v}_{A,i}": "1≤i≤m",
        r"\mathbf{v}_{B,j}": "1≤j≤n",
    },
)  # fmt: skip


def positions(draw, n, delta):
    """Sines and cosines of positions; d is even."""
    d = 6
    j = torch.arange(3, dtype=torch.float64)
    omega = 10000.0 ** (-2 * j / d)
    i = torch.arange(n + delta, dtype=torch.float64)
    p = torch.stack([torch.sin(i[:, None] * omega), torch.cos(i[:, None] * omega)], 2).reshape(n + delta, d)
    return {"p_{i, j}": p, r"\omega_j": omega, "d": d, r"\delta": delta, "m": n + delta}


POSITIONS = script(positions, {"p_{i, j}": "i<m, j<d", r"\omega_j": "j<d/2", r"\delta": "size"})


def free(draw, T, d):
    """Attention-free: weights by place, entry by entry."""
    Q, K, V, w = draw(T, d), draw(T, d), draw(T, d), draw(T, T)
    weights = torch.exp(K[None] + w[:, :, None])
    return {
        "Q_t": Q, "K_t": K, "V_t": V, "w_{t,t'}": w, r"\sigma": torch.sigmoid,
        "Y_t": torch.sigmoid(Q) * (weights * V[None]).sum(1) / weights.sum(1),
    }  # fmt: skip


FREE = script(
    free, dict.fromkeys(("Q_t", "K_t", "V_t", "Y_t"), "1≤t≤T") | {"w_{t,t'}": "1≤t≤T, 1≤t'≤T"}, entrywise=True
)


def layers(draw, n, d, f):
    """Feed-forward layers and their gated variants; one multi-head layer."""
    x, W1, V, W2, b1, b2 = draw(n, d), draw(d, f), draw(d, f), draw(f, d), draw(f), draw(d)
    gelu = torch.nn.functional.gelu

    def gated(g):
        return (g(x @ W1) * (x @ V)) @ W2

    return {
        "x": x, "W_1": W1, "V": V, "W_2": W2, "b_1": b1, "b_2": b2, r"\sigma": torch.sigmoid,
        r"\text{GELU}": gelu, r"\text{Swish}_1": torch.nn.functional.silu, r"\text{ReLU}_1": torch.relu,
        r"\text{GELU}_1": gelu, "FFN(x, W_1, W_2, b_1, b_2)": torch.relu(x @ W1 + b1) @ W2 + b2,
    }  # fmt: skip


LAYERS = script(layers, {"b_1": "1×f, over rows", "b_2": "1×d, over rows"})


def heads(draw, n, d, v):
    Q, K, V = draw(n, d), draw(n, d), draw(n, v)
    out = torch.softmax(Q @ K.T / d**0.5, -1) @ V
    return {
        "Q": Q, "K": K, "V": V, "d_k": d, r"\mathop{Attention}(Q, K, V)": out,
        r"\mathop{softmax}_{seq}": lambda scores: torch.softmax(scores, -1),
    }  # fmt: skip


HEADS = script(heads)


def flash(draw, n, d):
    """Blocks of attention and their gradients."""
    Q, K, V = draw(n, d), draw(n, d), draw(n, d)
    S = Q @ K.T
    P = torch.softmax(S, -1)
    O = P @ V
    dO = draw(n, d)
    dP = dO @ V.T
    D = (dO * O).sum(1)
    dS = P * (dP - D[:, None])
    l = S.exp().sum(1)
    return {
        "k_j": K, "P_{ij}": P, "dP_{ij}": dP, "D_i": D, "dS_{ij}": dS, "dq_i": dS @ K, "O_i": O, "l_i": l,
        r"\tilde{O}_i": O * l[:, None],
    }  # fmt: skip


FLASH = script(
    flash,
    dict.fromkeys(("D_i", "dq_i", "O_i", "l_i", r"\tilde{O}_i"), "i<n")
    | {"k_j": "j<n"}
    | dict.fromkeys(("P_{ij}", "dP_{ij}", "dS_{ij}"), "i<n, j<n"),
)


def course(draw, n, m, d):
    """cs231n's attention: queries j, inputs i."""
    q, x = draw(m, d), draw(n, d)
    e = x @ q.T / d**0.5
    one = draw(n)
    a = torch.softmax(e, 0)
    return {
        "q_j": q, "x_i": x, "e_{i,j}": e, "D_x": d, r"\mathbf{e}": one, r"\mathbf{a}": torch.softmax(one, 0),
        "a_{i,j}": a, "y_j": a.T @ x,
    }  # fmt: skip


COURSE = script(
    course, {"q_j": "j<m", "x_i": "i<n", "e_{i,j}": "i<n, j<m", "a_{i,j}": "i<n, j<m", "y_j": "j<m"}
)


def experts(draw, N, d):
    """Routing of tokens to experts."""
    x, W, f = draw(d), draw(N, d), draw(N)
    P = draw(N)

    def h(a):
        return W @ a

    tokens, number, factor = draw(positive=True), draw(positive=True), draw(positive=True)
    return {
        "x": x, "h": h, "p_i(x)": torch.softmax(h(x), 0), "f_i": f, "P_i": P, "N": N,
        r"\mathscr{L}": N * (f * P).sum(), r"\mathrm{expert capacity}": tokens / number * factor,
    }  # fmt: skip


EXPERTS = script(
    lambda draw, N, d: {k: v for k, v in experts(draw, N, d).items() if "expert" not in k},
    {"p_i(x)": "1≤i≤N", "f_i": "1≤i≤N", "P_i": "1≤i≤N"},
    first=1,
)


def routed(draw, N, T):
    """A batch of tokens, and how probable each expert is for each of them."""
    p = torch.softmax(draw(N, T), 0)
    return {"p_i(x)": p, r"\mathscr{B}": list(range(T)), "P_i": p.mean(1)}


def scored(draw, N):
    h = draw(N)
    return {"h(x)": h, "p_i(x)": torch.softmax(h, 0), "N": N}


def capacity(draw):
    tokens, number, factor = draw(positive=True), draw(positive=True), draw(positive=True)
    return {
        r"\mathrm{expert capacity}": tokens / number * factor, r"\mathrm{tokens per batch}": tokens,
        r"\mathrm{number of experts}": number, r"\mathrm{capacity factor}": factor,
    }  # fmt: skip


ASKED = (
    (D2L, f"{BOOK}/attention-scoring-functions.md", (SCORES, PRODUCTS)),
    (D2L, f"{BOOK}/multihead-attention.md", MULTIPLE),
    (D2L, f"{BOOK}/attention-pooling.md", (script(kernels), POOLED)),
    (D2L, f"{BOOK}/bahdanau-attention.md", RECURRENT),
    (D2L, f"{BOOK}/queries-keys-values.md", (POOLED, NORMALISED)),
    (D2L, f"{BOOK}/self-attention-and-positional-encoding.md", POSITIONS),
    (
        D2L,
        "chapter_natural-language-processing-applications/natural-language-inference-attention.md",
        ALIGNED,
    ),
    (LABML, "labml_nn/transformers/aft/__init__.py", FREE),
    (LABML, "labml_nn/transformers/feed_forward.py", LAYERS),
    (LABML, "labml_nn/transformers/mha.py", HEADS),
    (LABML, "labml_nn/transformers/flash/__init__.py", FLASH),
    (
        LABML,
        "labml_nn/transformers/switch/__init__.py",
        (EXPERTS, script(scored, {"p_i(x)": "1≤i≤N"}, first=1), script(capacity)),
    ),
    (
        LABML,
        "labml_nn/transformers/switch/experiment.py",
        (EXPERTS, script(routed, {"p_i(x)": "1≤i≤N, x<T", "P_i": "1≤i≤N", r"\mathscr{B}": "set"})),
    ),
    ("cs231n/cs231n.github.io", "attention.md", COURSE),
)
