"""Gradient descent with momentum and its relatives, some steps of each."""

import torch

from elsewhere import script

FIELD = "optimisers"
D2L, LABML = "d2l-ai/d2l-en", "labmlai/annotated_deep_learning_paper_implementations"
STEPS = "0≤t≤T"


def adam(draw, d, T):
    one, two, eta, eps = 0.9, 0.99, draw(positive=True), draw(positive=True)
    g = draw(T + 1, d)
    v, s = [draw(d)], [draw(d, positive=True)]
    for t in range(1, T + 1):
        v.append(one * v[-1] + (1 - one) * g[t])
        s.append(two * s[-1] + (1 - two) * g[t] ** 2)
    hv = [a / (1 - one**t) if t else a for t, a in enumerate(v)]
    hs = [a / (1 - two**t) if t else a for t, a in enumerate(s)]
    step = [eta * a / (b.sqrt() + eps) for a, b in zip(hv, hs)]
    x = [draw(d)]
    for t in range(1, T + 1):
        x.append(x[-1] - step[t])
    return {
        r"\beta_1": one, r"\beta_2": two, r"\eta": eta, r"\epsilon": eps, r"\mathbf{g}_t": g,
        r"\mathbf{v}_t": v, r"\mathbf{s}_t": s, r"\hat{\mathbf{v}}_t": hv[1:], r"\hat{\mathbf{s}}_t": hs[1:],
        r"\mathbf{g}'_t": step[1:], r"\mathbf{x}_t": x, "L": x[-1].sum(),
    }  # fmt: skip


ADAM = script(
    adam,
    {rf"\mathbf{{{n}}}_t": STEPS for n in "gvsx"}
    | dict.fromkeys((r"\hat{\mathbf{v}}_t", r"\hat{\mathbf{s}}_t", r"\mathbf{g}'_t"), "1≤t≤T"),
    entrywise=True,
)


def yogi(draw, d, T):
    made = adam(draw, d, T)
    g, s, two = made[r"\mathbf{g}_t"], [draw(d, positive=True)], made[r"\beta_2"]
    for t in range(1, T + 1):
        s.append(s[-1] + (1 - two) * g[t] ** 2 * torch.sign(g[t] ** 2 - s[-1]))
    return made | {r"\mathbf{s}_t": s}


YOGI = script(
    yogi,
    dict.fromkeys((r"\mathbf{g}_t", r"\mathbf{s}_t", r"\mathbf{v}_t", r"\mathbf{x}_t"), STEPS)
    | dict.fromkeys((r"\hat{\mathbf{v}}_t", r"\hat{\mathbf{s}}_t", r"\mathbf{g}'_t"), "1≤t≤T"),
    entrywise=True,
)


def adadelta(draw, d, T):
    rho, eps, g = 0.9, draw(positive=True), draw(T + 1, d)
    s, dx, x, step = [draw(d, positive=True)], [draw(d, positive=True)], [draw(d)], []
    for t in range(1, T + 1):
        s.append(rho * s[-1] + (1 - rho) * g[t] ** 2)
        step.append((dx[-1] + eps).sqrt() / (s[-1] + eps).sqrt() * g[t])
        x.append(x[-1] - step[-1])
        dx.append(rho * dx[-1] + (1 - rho) * step[-1] ** 2)
    return {
        r"\rho": rho, r"\epsilon": eps, r"\mathbf{g}_t": g, r"\mathbf{s}_t": s, r"\mathbf{x}_t": x,
        r"\mathbf{g}'_t": step, r"\Delta\mathbf{x}_t": dx, "L": x[-1].sum(),
    }  # fmt: skip


ADADELTA = script(
    adadelta,
    {rf"\mathbf{{{n}}}_t": STEPS for n in "gsx"} | {r"\mathbf{g}'_t": "1≤t≤T", r"\Delta\mathbf{x}_t": STEPS},
    entrywise=True,
)


def plain(draw, d, T, m):
    """Batches of m examples whose loss is quadratic; a quadratic form and its parts."""
    x, w = draw(m, d), draw(T + 1, d)
    rate = draw(T + 1, positive=True)
    batch = [[i for i in range(m) if (i + t) % 2 or i == 0] for t in range(T + 1)]

    def f(a, b):
        return ((a * b).sum() - 1) ** 2

    each = torch.stack([torch.stack([2 * (a @ b - 1) * a for b in w]) for a in x])
    g = torch.stack([each[b].mean(0) for b in batch])
    v, place, beta = [torch.zeros(d, dtype=torch.float64)], [draw(d)], draw(positive=True)
    for t in range(1, T + 1):
        v.append(beta * v[-1] + g[t, t - 1])
        place.append(place[-1] - rate[t] * v[-1])
    Q, c, b = draw(d, d), draw(d), draw()
    Q = Q @ Q.T + torch.eye(d, dtype=torch.float64)
    at = draw(d)
    return {
        r"\mathbf{x}_{i}": x, r"\mathbf{w}_{t}": w, "f": f, r"\mathcal{B}_t": batch, r"\mathbf{g}_{t,s}": g,
        r"\mathbf{h}_{i,t}": each, r"\beta": beta, r"\mathbf{v}_t": v, r"\eta_t": rate, r"\mathbf{x}_t": place,
        r"\mathbf{Q}": Q, r"\mathbf{c}": c, "b": b, r"\mathbf{x}": at,
        r"h(\mathbf{x})": 0.5 * at @ Q @ at + at @ c + b,
    }  # fmt: skip


PLAIN = script(
    lambda draw, d, T, m: {k: v for k, v in plain(draw, d, T, m).items() if k != r"\mathbf{x}_t"},
    {
        r"\mathbf{x}_{i}": "i<m", r"\mathbf{w}_{t}": STEPS, r"\mathcal{B}_t": "set, 0≤t≤T",
        r"\mathbf{g}_{t,s}": "0≤t≤T, 0≤s≤T", r"\mathbf{h}_{i,t}": "i<m, 0≤t≤T", r"\mathbf{v}_t": STEPS,
        r"\eta_t": STEPS,
    },
)  # fmt: skip
# the iterates, without the examples whose names they share
MOMENTUM = script(
    lambda draw, d, T, m: {k: v for k, v in plain(draw, d, T, m).items() if k != r"\mathbf{x}_{i}"},
    {
        r"\mathbf{w}_{t}": STEPS, r"\mathcal{B}_t": "set, 0≤t≤T", r"\mathbf{g}_{t,s}": "0≤t≤T, 0≤s≤T",
        r"\mathbf{h}_{i,t}": "i<m, 0≤t≤T", r"\mathbf{v}_t": STEPS, r"\eta_t": STEPS, r"\mathbf{x}_t": STEPS,
    },
)  # fmt: skip


def two(draw):
    x = draw(2)
    return {r"\mathbf{x}": x, "x_i": x, r"f(\mathbf{x})": 0.1 * x[0] ** 2 + 2 * x[1] ** 2}


TWO = script(two, {"x_i": "1≤i≤2"})


def diagonal(draw, d, T):
    """A quadratic form along its own axes, descended with and without momentum."""
    lam, eta, beta, b = draw(d, positive=True), draw(positive=True), draw(positive=True), draw()
    L = torch.diag(lam)
    z, v = [draw(d)], [draw(d)]
    for _ in range(T):
        v.append(beta * v[-1] + L @ z[-1])
        z.append(z[-1] - eta * v[-1])
    one, x, y = lam[0], [draw()], [draw()]
    for _ in range(T):
        y.append(beta * y[-1] + one * x[-1])
        x.append(x[-1] - eta * y[-1])
    at = draw(d)
    R = torch.stack([torch.stack([beta, one]), torch.stack([-eta * beta, 1 - eta * one])])
    return {
        r"\boldsymbol{\Lambda}": L, r"\eta": eta, r"\beta": beta, r"\lambda": one, r"\mathbf{z}_t": z,
        r"\mathbf{v}_t": v, "x_t": x, "v_t": y, r"\mathbf{R}(\beta, \eta, \lambda)": R, r"\mathbf{z}": at,
        "b'": b, r"h(\mathbf{z})": 0.5 * at @ L @ at + b,
    }  # fmt: skip


def steepest(draw, d, T):
    """The same names without momentum; the vectors with a step of one."""
    made = diagonal(draw, d, T)
    L, z, x = made[r"\boldsymbol{\Lambda}"], [draw(d)], [draw()]
    for _ in range(T):
        z.append(z[-1] - L @ z[-1])
        x.append(x[-1] - made[r"\eta"] * made[r"\lambda"] * x[-1])
    return made | {r"\mathbf{z}_t": z, "x_t": x}


ROWS = dict.fromkeys((r"\mathbf{z}_t", r"\mathbf{v}_t", "x_t", "v_t"), STEPS)
DIAGONAL, STEEPEST = script(diagonal, ROWS), script(steepest, ROWS)


def adagrad(draw, d, T, m):
    lam, c, b, x = draw(d, positive=True), draw(d), draw(), draw(d)
    lam = lam.sort(descending=True).values
    L = torch.diag(lam)
    eta, eps = draw(positive=True), draw(positive=True)
    X, y, w, s = draw(T + 1, d), draw(T + 1), [draw(d)], [draw(d, positive=True)]
    own = draw(d)

    def f(a, b):
        return torch.tanh((a * b).sum())

    def loss(a, b):
        return (a - b) ** 2

    g = [2 * (f(a, own) - b) * (1 - f(a, own) ** 2) * a for a, b in zip(X, y)]
    for t in range(1, T + 1):
        s.append(s[-1] + g[t] ** 2)
        w.append(w[-1] - eta / (s[-1] + eps).sqrt() * g[t])
    value = 0.5 * x @ L @ x + c @ x + b
    Q = draw(d, d)
    Q = Q @ Q.T + torch.eye(d, dtype=torch.float64)
    half = torch.diag(torch.diag(Q) ** -0.5)
    return {
        r"\boldsymbol{\Lambda}": L, r"\bar{\mathbf{c}}": c, "b": b, r"\bar{\mathbf{x}}": x,
        r"\bar{\mathbf{x}}_0": -c / lam, r"\bar{f}(\bar{\mathbf{x}})": value,
        r"\kappa": lam[0] / lam[-1], r"\boldsymbol{\Lambda}_1": lam[0], r"\boldsymbol{\Lambda}_d": lam[-1],
        r"\mathbf{g}_t": g, "y_t": y, r"\mathbf{x}_t": X, r"\mathbf{w}": own, "l": loss, "f": f,
        r"\mathbf{s}_t": s, r"\mathbf{w}_t": w, r"\eta": eta, r"\epsilon": eps, r"\mathbf{Q}": Q,
        r"\tilde{\mathbf{Q}}": half @ Q @ half,
    }  # fmt: skip


def turned(draw, d, T, m):
    """The quadratic form in its own axes and in others."""
    made = adagrad(draw, d, T, m)
    kept = (
        r"\boldsymbol{\Lambda}",
        r"\bar{\mathbf{c}}",
        "b",
        r"\bar{\mathbf{x}}",
        r"\bar{f}(\bar{\mathbf{x}})",
    )
    value = made[r"\bar{f}(\bar{\mathbf{x}})"]
    return {name: made[name] for name in kept} | {r"\mathbf{x}": draw(d), r"f(\mathbf{x})": value + 0}


def whitened(draw, d):
    """A matrix scaled to ones on its diagonal."""
    A = draw(d, d)
    Q = A @ A.T

    def scale(M):
        return torch.diag(torch.diag(M) ** -0.5)

    return {
        r"\mathbf{Q}": Q,
        r"\textrm{diag}^{-\frac{1}{2}}": scale,
        r"\tilde{\mathbf{Q}}": scale(Q) @ Q @ scale(Q),
    }


ADAGRAD = script(adagrad, {rf"\mathbf{{{n}}}_t": STEPS for n in "gxsw"} | {"y_t": STEPS}, entrywise=True)


def rmsprop(draw, d, T):
    gamma, eta, eps, g = 0.9, draw(positive=True), draw(positive=True), draw(T + 1, d)
    s, x = [draw(d, positive=True)], [draw(d)]
    for t in range(1, T + 1):
        s.append(gamma * s[-1] + (1 - gamma) * g[t] ** 2)
        x.append(x[-1] - eta / (s[-1] + eps).sqrt() * g[t])
    return {
        r"\gamma": gamma, r"\eta": eta, r"\epsilon": eps, r"\mathbf{g}_t": g, r"\mathbf{s}_t": s,
        r"\mathbf{x}_t": x,
    }  # fmt: skip


RMSPROP = script(rmsprop, {rf"\mathbf{{{n}}}_t": STEPS for n in "gsx"}, entrywise=True)


def paper(draw, d, T):
    """Adam as its paper writes it, of gradients that hardly change."""
    one, two, alpha, eps = 0.9, 0.99, draw(positive=True), draw(positive=True)
    g = 1.02 + 0.002 * draw(T + 1)
    m, v, s = [0 * g[0]], [0 * g[0]], [0 * g[0]]
    for t in range(1, T + 1):
        m.append(one * m[-1] + (1 - one) * g[t])
        v.append(two * v[-1] + (1 - two) * g[t] ** 2)
        s.append(two * s[-1] + (1 - two) * (g[t] - m[-1]) ** 2)
    hm, hv = [m[t] / (1 - one**t) for t in range(1, T + 1)], [v[t] / (1 - two**t) for t in range(1, T + 1)]
    return {
        r"\beta_1": one, r"\beta_2": two, r"\alpha": alpha, r"\epsilon": eps, "g_t": g, "m_t": m, "v_t": v,
        "s_t": s, r"\hat{m}_t": hm, r"\hat{v}_t": hv, r"\Delta t": alpha * hm[-1] / hv[-1],
        r"\hat{\epsilon}": torch.stack([(1 - two**t) * eps for t in range(1, T + 1)]),
    }  # fmt: skip


def last(draw, d, T):
    """The same at the last step alone."""
    made = paper(draw, d, T)
    return made | {r"\hat{m}_t": made[r"\hat{m}_t"][-1], r"\hat{v}_t": made[r"\hat{v}_t"][-1], "t": T,
                   r"\hat{\epsilon}": made[r"\hat{\epsilon}"][-1]}  # fmt: skip


PAPER = script(
    paper,
    dict.fromkeys(("g_t", "m_t", "v_t", "s_t"), STEPS)
    | dict.fromkeys((r"\hat{m}_t", r"\hat{v}_t", r"\hat{\epsilon}"), ("", ""))
    | {r"\hat{m}_t": "1≤t≤T", r"\hat{v}_t": "1≤t≤T", r"\hat{\epsilon}": ("T×1", "")},
)
LAST = script(last, dict.fromkeys(("g_t", "m_t", "v_t", "s_t"), STEPS))


def radam(draw, T):
    two = 0.999
    first = 8
    infinite = 2 / (1 - two) - 1
    rho = [infinite - 2 * t * two**t / (1 - two**t) for t in range(first, first + T)]
    r = [((p - 2) * (p - 4) * infinite / ((infinite - 2) * (infinite - 4) * p)) ** 0.5 for p in rho]
    return {
        r"\beta_2": two, r"\rho_\infty": infinite, r"\rho_t": torch.tensor(rho, dtype=torch.float64),
        "r_t": torch.tensor(r, dtype=torch.float64), r"f(t,\beta_2)": torch.tensor(rho, dtype=torch.float64),
    }  # fmt: skip


RADAM = script(radam, dict.fromkeys((r"\rho_t", "r_t", r"f(t,\beta_2)"), "8≤t<T+8"))

ASKED = (
    (D2L, "chapter_optimization/adam.md", (ADAM, YOGI)),
    (D2L, "chapter_optimization/adadelta.md", ADADELTA),
    (D2L, "chapter_optimization/momentum.md", (PLAIN, MOMENTUM, TWO, DIAGONAL, STEEPEST)),
    (D2L, "chapter_optimization/adagrad.md", (ADAGRAD, script(turned), TWO, script(whitened))),
    (D2L, "chapter_optimization/rmsprop.md", RMSPROP),
    (LABML, "labml_nn/optimizers/adam.py", (PAPER, LAST)),
    (LABML, "labml_nn/optimizers/ada_belief.py", PAPER),
    (LABML, "labml_nn/optimizers/radam.py", RADAM),
)
FALSE = {
    ("chapter_optimization/momentum.md", 6): "completing the square adds Q⁻¹c, and does not take it away"
}
