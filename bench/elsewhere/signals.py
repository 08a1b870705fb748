"""Digital signals: convolution, recursive filters, what rounding does to them."""

import torch

from elsewhere import script
from figpress.equations.model import SymbolContext
from figpress.equations.world import World

FIELD = "signal"
SOURCE = "spatialaudio/digital-signal-processing-lecture"


def causal(h, x, length):
    """The first samples of a convolution."""
    out = []
    for k in range(length):
        out.append(sum(h[a] * x[k - a] for a in range(len(h)) if 0 <= k - a < len(x)))
    return torch.stack(out)


def convolved(draw, K):
    """A causal signal through a causal filter, as long as both; the last samples are left out."""
    x, h = draw(K), draw(K)
    return {"x[k]": x, "h[k]": h, "y[k]": causal(h, x, K)}


def finite(draw, K):
    N = 3
    x, h = draw(K), draw(K)
    cut = torch.cat([h[:N], torch.zeros(K - N, dtype=torch.float64)])
    return {"x[k]": x, "h[k]": h, "h_N[k]": cut, "y[k]": causal(cut, x, K), "N": N}


def window(draw, K):
    h = draw(K)
    N = 3
    return {"h[k]": h, "h_N[k]": torch.cat([h[:N], torch.zeros(K - N, dtype=torch.float64)]), "N": N}


def filtered(draw, K):
    """A recursive filter; the samples before its beginning are part of the table."""
    M, N, b, a = 2, 2, draw(3), draw(3)
    x, y = draw(K), list(draw(2))
    for k in range(2, K):
        y.append((sum(b[m] * x[k - m] for m in range(3)) - sum(a[n] * y[k - n] for n in (1, 2))) / a[0])
    return {"x[k]": x, "y[k]": torch.stack(y), "a_n": a, "b_m": b, "M": M, "N": N}


def normal_form(draw, K):
    """a_0 is one; the intermediate signal of both direct forms."""
    M, N, b, a = 2, 2, draw(3), draw(3)
    a = torch.cat([torch.ones(1, dtype=torch.float64), a[1:]])
    x, y = draw(K), list(draw(2))
    for k in range(2, K):
        y.append(sum(b[m] * x[k - m] for m in range(3)) - sum(a[n] * y[k - n] for n in (1, 2)))
    return {"x[k]": x, "y[k]": torch.stack(y), "a_n": a, "b_m": b, "M": M, "N": N}


def second(draw, K):
    M, N, b, a = 2, 2, draw(3), draw(3)
    x, w = draw(K), list(draw(2))
    for k in range(2, K):
        w.append(x[k] - sum(a[n] * w[k - n] for n in (1, 2)))
    w = torch.stack(w)
    y = torch.stack([w[0], w[1], *(sum(b[m] * w[k - m] for m in range(3)) for k in range(2, K))])
    return {"x[k]": x, "w[k]": w, "y[k]": y, "a_n": a, "b_m": b, "M": M, "N": N}


def response(draw, K):
    """The samples of an impulse response from its recursion; b_k is nothing beyond M."""
    N, b, a = 2, draw(K), draw(3)
    h = list(draw(2))
    for k in range(2, K):
        h.append((b[k] - sum(a[n] * h[k - n] for n in (1, 2))) / a[0])
    return {"h[k]": torch.stack(h), "a_n": a, "b_k": b, "N": N}


def transfer(draw):
    """A transfer function at one real z, as polynomials and as poles and zeros."""
    M = N = 2
    zeros, poles = draw(2), draw(2)
    bM, aN, z = draw(), draw(), draw(positive=True) + 3
    b = torch.stack([bM, -bM * zeros.sum(), bM * zeros.prod()])
    a = torch.stack([aN, -aN * poles.sum(), aN * poles.prod()])
    Y, X = (sum(c * z ** (-k) for k, c in enumerate(each)) for each in (b, a))
    return {"z": z, "b_m": b, "a_n": a, "M": M, "N": N, "H(z)": Y / X, "Y(z)": Y, "X(z)": X}


def stages(draw, S):
    b, a, z, _K = draw(3, S), draw(3, S), draw(positive=True) + 2, draw()
    return {
        r"b_{n, \mu}": b, r"a_{n, \mu}": a, "z": z, "S": S,
        "H(z)": torch.stack([
            (b[0, i] + b[1, i] / z + b[2, i] / z**2) / (1 + a[1, i] / z + a[2, i] / z**2) for i in range(S)
        ]).prod(),
    }  # fmt: skip


def biquad(draw):
    z, b, a = draw(positive=True) + 2, draw(3), draw(2)
    below = 1 + a[0] / z + a[1] / z**2
    return {
        "z": z, "b_0": b[0], "b_1": b[1], "b_2": b[2], "a_1": a[0], "a_2": a[1],
        "H(z)": (b[0] + b[1] / z + b[2] / z**2) / below,
    }  # fmt: skip


def poles_only(draw):
    made = biquad(draw)
    z = made["z"]
    _Q, _n, _m = draw(positive=True), 5.0, 2.0
    return made | {"H(z)": 1 / (1 + made["a_1"] / z + made["a_2"] / z**2)}


def grid(draw, I, J):
    """Poles on the grid that quantised coefficients leave."""
    Q = 0.05 * torch.sigmoid(draw())
    ns, ms = torch.arange(8, 8 + I, dtype=torch.float64), torch.arange(1, 1 + J, dtype=torch.float64)
    return {
        "Q": Q, "r_n": (ns * Q).sqrt(), r"\varphi_{nm}": torch.acos((ms[None] ** 2 * Q / (4 * ns[:, None])).sqrt()),
    }  # fmt: skip


def quantised(draw, K):
    """Signals and coefficients on a grid, and the errors that are made."""
    N, Q = 3, draw(positive=True)
    h, x, e = draw(K), draw(K), draw(K)
    a, xq, sigma = draw(), draw(K), Q / 12**0.5
    total = sigma

    return {
        "x[k]": x, "h[k]": h, "e[k]": e, "a_Q": a, "x_Q[k]": xq, "Q": Q, r"\sigma_e": sigma, "N": N,
        r"\sigma_{e, \text{tot}}": total, r"\Phi_{ee}(\mathrm{e}^{\,\mathrm{j}\,\Omega})": sigma**2,
        r"\theta": Q / 3, r"p_e(\theta)": 1 / Q, r"\text{rect}": lambda v: (v.abs() <= 0.5) * 1.0,
    }  # fmt: skip


def rounded(draw, K):
    """Rounding after a multiplication, as a known function and as an error that is added."""
    N, Q = 3, draw(positive=True)
    a, xq = draw(), draw(K)

    def on_grid(v):
        return Q * torch.floor(v / Q + 0.5)

    y = on_grid(a * xq)
    return {
        "a_Q": a, "x_Q[k]": xq, "y_Q[k]": y, "e[k]": y - a * xq, r"\mathcal{Q}": on_grid, "Q": Q, "N": N,
        r"\sigma_e": Q / 12**0.5, r"\sigma_{e, \text{tot}}": (N * Q**2 / 12) ** 0.5,
    }  # fmt: skip


def coefficients(draw, K):
    """The coefficients are rounded, the signal is not."""
    N, Q = 3, draw(positive=True)
    h, x = draw(K), draw(K)
    hq = Q * torch.floor(h / Q + 0.5)
    e = hq - h
    y = torch.stack([torch.zeros((), dtype=torch.float64)] * (N - 1) + [
        sum((h[a] + e[a]) * x[k - a] for a in range(N)) for k in range(N - 1, K)
    ])  # fmt: skip
    return {
        "h[k]": h, "x[k]": x, "h_Q[k]": hq, "e[k]": e, "y_Q[k]": y, "N": N,
        r"\mathcal{Q}": lambda v: Q * torch.floor(v / Q + 0.5), "Q": Q,
        r"\sigma_{e, \text{tot}}": Q / 12**0.5,
    }  # fmt: skip


def recursive(draw, K):
    """A second-order recursion, exact and with errors of rounding."""
    a1, a2, x = draw(), draw(), draw(K)
    e1, e2 = 0.1 * draw(K), 0.1 * draw(K)
    y, e = list(draw(2)), list(draw(2))
    for k in range(2, K):
        y.append(x[k] - a1 * y[k - 1] - a2 * y[k - 2])
        e.append(-e1[k] - e2[k] - a1 * e[k - 1] - a2 * e[k - 2])
    y, e = torch.stack(y), torch.stack(e)
    return {
        "x[k]": x,
        "y[k]": y,
        "a_1": a1,
        "a_2": a2,
        "e[k]": e,
        "e_1[k]": e1,
        "e_2[k]": e2,
        "y_Q[k]": y + e,
    }


def inside(draw, K):
    """Products are rounded inside the recursion."""
    a1, a2, x, Q, y = draw(), draw(), draw(K), draw(positive=True), draw(K)

    def on_grid(v):
        return Q * torch.floor(v / Q + 0.5)

    zero = torch.zeros(2, dtype=torch.float64)
    one, two = torch.cat([zero, on_grid(a1 * y[1:-1])]), torch.cat([zero, on_grid(a2 * y[:-2])])
    e1 = torch.cat([zero, one[2:] - a1 * y[1:-1]])
    e2 = torch.cat([zero, two[2:] - a2 * y[:-2]])
    return {
        "x[k]": x, "y[k]": y, "a_1": a1, "a_2": a2, r"\mathcal{Q}": on_grid, "e_1[k]": e1, "e_2[k]": e2,
        "y_Q[k]": x - one - two,
    }  # fmt: skip


def whole(draw, K):
    """A convolution whose result is rounded as a whole."""
    N, Q = 3, draw(positive=True)
    h, x = draw(K), draw(K)
    cut = torch.cat([h[:N], torch.zeros(K - N, dtype=torch.float64)])
    y = causal(cut, x, K)
    rounded_y = Q * torch.floor(y / Q + 0.5)
    return {
        "h_Q[k]": h, "x_Q[k]": x, "N": N, r"\mathcal{Q}": lambda v: Q * torch.floor(v / Q + 0.5), "y_Q[k]": rounded_y,
        "e[k]": rounded_y - y,
    }  # fmt: skip


def factored(draw):
    """Poles and zeros with their multiplicities."""
    zeros, poles, z, b, a = draw(2), torch.tanh(draw(2)), draw(positive=True) + 3, draw(), draw(positive=True)
    m, n = torch.tensor([1.0, 2.0]).double(), torch.tensor([2.0, 1.0]).double()
    return {
        "z": z, r"z_{0\mu}": zeros, r"z_{\infty\nu}": poles, r"m_\mu": m, r"n_\nu": n, "P": 2, "Q": 2, "b_M": b, "a_N": a,
        "H(z)": b / a * ((z - zeros) ** m).prod() / ((z - poles) ** n).prod(),
    }  # fmt: skip


def direct(draw, K):
    """The first direct form: a sum of the input's samples, then the recursion."""
    M = N = 2
    b, a, x, y = draw(3), draw(3), draw(K), list(draw(4))
    w = torch.stack([*draw(2), *(sum(b[m] * x[k - m] for m in range(3)) for k in range(2, K))])
    for k in range(4, K):
        y.append(w[k] - sum(a[n] * y[k - n] for n in (1, 2)))
    return {
        "x[k]": x, "w[k]": w, "y[k]": torch.stack(y), "a_n": a, "b_m": b, "M": M, "N": N, "h_1[k]": draw(K),
        "h_2[k]": draw(K),
    }  # fmt: skip


def transposed(draw, K):
    """The second direct form, turned round: each state takes the next one's last value."""
    N, b, a, x = 2, draw(3), draw(3), draw(K)
    w, y = [list(draw(1)) for _ in range(N + 1)], list(draw(1))
    for k in range(1, K):
        y.append(w[1][k - 1] + b[0] * x[k])
        for n in range(N + 1):
            later = w[n + 1][k - 1] if n < N else 0
            w[n].append(later - a[n] * y[k] + b[n] * x[k])
    return {
        "x[k]": x, "y[k]": torch.stack(y), "w_n[k]": torch.stack([torch.stack(each) for each in w]), "a_n": a, "b_n": b,
        "N": N,
    }  # fmt: skip


INDEXED = dict.fromkeys(("x[k]", "h[k]", "y[k]", "e[k]", "w[k]", "h_N[k]", "x_Q[k]", "y_Q[k]", "h_Q[k]", "e_1[k]", "e_2[k]", "h_1[k]", "h_2[k]"), "k<K") | {
    "w_n[k]": "0≤n≤2, k<K", "b_n": "0≤n≤2", r"z_{0\mu}": "1≤\\mu≤P", r"z_{\infty\nu}": "1≤\\nu≤Q", r"m_\mu": "1≤\\mu≤P",
    r"n_\nu": "1≤\\nu≤Q",
    "a_n": "0≤n≤2", "b_m": "0≤m≤2", "b_k": "k<K", r"b_{n, \mu}": "0≤n≤2, 1≤\\mu≤S",
}  # fmt: skip


def signals(forward, **options):
    """Families count k from 0; only the rows whose names are made."""
    names = World(SymbolContext(forward, {}), 0).made[0]
    return script(forward, {k: v for k, v in INDEXED.items() if k in names}, **options)


LONG = {"K": (6, 7, 8)}  # samples enough for two before and several after


ASKED = (
    (SOURCE, "nonrecursive_filters/introduction.ipynb", (signals(convolved), signals(finite), signals(window))),
    (SOURCE, "nonrecursive_filters/quantization_effects.ipynb",
     (signals(rounded), signals(coefficients), signals(quantised), signals(finite), signals(whole))),
    (SOURCE, "recursive_filters/introduction.ipynb", (signals(filtered), signals(response), signals(transfer), signals(filtered, sizes=LONG), signals(factored))),
    (SOURCE, "recursive_filters/direct_forms.ipynb", (signals(filtered), signals(normal_form), signals(second),
      signals(direct, sizes=LONG), signals(transposed, sizes=LONG))),
    (SOURCE, "recursive_filters/quantization_of_variables.ipynb", (signals(recursive), signals(inside))),
    (SOURCE, "recursive_filters/quantization_of_coefficients.ipynb",
     (signals(biquad), signals(poles_only), script(grid, {"r_n": "8≤n<I+8", r"\varphi_{nm}": "8≤n<I+8, 1≤m≤J"}))),
)  # fmt: skip
FALSE = {
    ("recursive_filters/direct_forms.ipynb", 2): "the recursion takes w for its own output",
    ("recursive_filters/direct_forms.ipynb", 4): "the first sum's body has n for m",
}
