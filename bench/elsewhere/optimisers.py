"""Adam and its relatives, some steps of each."""

from figpress.equations.model import SymbolContext

FIELD = "optimisers"
FILES = (
    ("d2l-ai/d2l-en", "chapter_optimization/adam.md"),
    ("d2l-ai/d2l-en", "chapter_optimization/adadelta.md"),
)
VECTOR = ("d×1, 0≤t≤T", "one a step")


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
        r"\mathbf{v}_t": v, r"\mathbf{s}_t": s,
        r"\hat{\mathbf{v}}_t": hv[1:], r"\hat{\mathbf{s}}_t": hs[1:], r"\mathbf{g}'_t": step[1:],
        r"\mathbf{x}_t": x, "L": x[-1].sum(),
    }  # fmt: skip


TABLE = {
    **{rf"\{n}": ("scalar", "") for n in ("beta_1", "beta_2", "eta", "epsilon")},
    **{rf"\mathbf{{{n}}}_t": VECTOR for n in "gvsx"},
    **dict.fromkeys((r"\hat{\mathbf{v}}_t", r"\hat{\mathbf{s}}_t", r"\mathbf{g}'_t"), ("d×1, 1≤t≤T", "")),
    "L": ("scalar", ""), "d": ("size", ""), "T": ("size", ""),
}  # fmt: skip


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
        r"\mathbf{g}'_t": step, r"\Delta\mathbf{x}_t": dx,
        "L": x[-1].sum(),
    }  # fmt: skip


CONTEXTS = (
    SymbolContext(adam, TABLE, entrywise=True),
    SymbolContext(
        adadelta,
        {
            r"\rho": ("scalar", ""), r"\epsilon": ("scalar", ""),
            **{rf"\mathbf{{{n}}}_t": VECTOR for n in "gsx"}, r"\mathbf{g}'_t": ("d×1, 1≤t≤T", ""),
            r"\Delta\mathbf{x}_t": VECTOR, "L": ("scalar", ""), "d": ("size", ""), "T": ("size", ""),
        },
        entrywise=True,
    ),
)  # fmt: skip
