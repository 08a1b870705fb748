"""Digital signals: convolution, recursive filters, quantisation. Real signals alone: nothing here is complex."""

import math

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


def staircase(draw, K):
    """Three steps to one: a sine, multiplied, cut and divided."""
    omega = draw(positive=True)
    x = torch.sin(omega * torch.arange(K, dtype=torch.float64))

    def f(v):
        return 3 * v

    def g(v):
        return v / 3

    return {
        r"\Omega_0": omega, "x[k]": x, "f": f, "g": g, "x_Q[k]": torch.floor(3 * x) / 3,
        "e[k]": torch.floor(3 * x) / 3 - x,
    }  # fmt: skip


def tread(kind):
    def forward(draw, K):
        x, Q = draw(K), draw(positive=True)
        made = torch.floor(x / Q + 0.5) if kind == "mid-tread" else torch.floor(x / Q) + 0.5
        return {"x[k]": x, "Q": Q, "x_Q[k]": Q * made}

    return script(forward, {"x[k]": "k<K", "x_Q[k]": "k<K"})


def noise(signal):
    """The ratio of signal to noise in decibels, for one kind of signal."""

    def forward(draw):
        w, top, A = 8, draw(positive=True), torch.sigmoid(draw())
        variance = {"uniform": top**2 / 3, "scaled": top**2 * A**2 / 3, "sine": top**2 / 2}[signal]
        step = top / 2 ** (w - 1)
        density = 1 / (math.pi * (1 - 1 / 9) ** 0.5) if signal == "sine" else 1 / (2 * top)
        error = step**2 / 12
        return {
            r"\sigma_x": variance.sqrt(), r"\sigma_e": error.sqrt(), "w": float(w), r"x_\text{max}": top,
            "Q": step, "A": A if signal == "scaled" else variance.sqrt() / top,
            r"x_\text{min}": -(step * 2 ** (w - 1)), r"\Phi_{ee}(\mathrm{e}^{\,\mathrm{j}\,\Omega})": error,
            r"\theta": top / 3, r"p_x(\theta)": density, r"p_e(\theta)": 1 / step,
            r"\text{rect}": lambda v: (v.abs() <= 0.5) * 1.0, "SNR": 10 * torch.log10(variance / error),
        }  # fmt: skip

    return script(forward)


def warped(draw):
    """Analogue and digital filters by the bilinear transform."""
    f, B, A = draw(positive=True), draw(3), draw(3)
    below = A[2] + 2 * A[1] * f + 4 * A[0] * f**2
    T, _fm, _fc = 2 * torch.sigmoid(draw()), f * 0.2, f * 0.1
    Q = 0.3 + draw(positive=True)
    bw = 2 / math.log(2) * torch.asinh(1 / (2 * Q))
    s = 0.1 * draw()
    (2 + s * T) / (2 - s * T)
    return {
        "f_s": f, "B_0": B[0], "B_1": B[1], "B_2": B[2], "A_0": A[0], "A_1": A[1], "A_2": A[2],
        "b_0": (B[2] + 2 * B[1] * f + 4 * B[0] * f**2) / below, "b_1": (2 * B[2] - 8 * B[0] * f**2) / below,
        "b_2": (B[2] - 2 * B[1] * f + 4 * B[0] * f**2) / below, "a_1": (2 * A[2] - 8 * A[0] * f**2) / below,
        "a_2": (A[2] - 2 * A[1] * f + 4 * A[0] * f**2) / below, r"BW_\text{oct}": bw, r"Q_\text{BP}": Q,
    }  # fmt: skip


INDEXED = dict.fromkeys(("x[k]", "h[k]", "y[k]", "e[k]", "w[k]", "h_N[k]", "x_Q[k]", "y_Q[k]", "h_Q[k]", "e_1[k]", "e_2[k]"), "k<K") | {
    "a_n": "0≤n≤2", "b_m": "0≤m≤2", "b_k": "k<K", r"b_{n, \mu}": "0≤n≤2, 1≤\\mu≤S",
}  # fmt: skip


def signals(forward):
    """Families count k from 0; only the rows whose names are made."""
    names = World(SymbolContext(forward, {}), 0).made[0]
    return script(forward, {k: v for k, v in INDEXED.items() if k in names})


ASKED = (
    (SOURCE, "nonrecursive_filters/introduction.ipynb", (signals(convolved), signals(finite), signals(window))),
    (SOURCE, "nonrecursive_filters/quantization_effects.ipynb",
     (signals(rounded), signals(coefficients), signals(quantised))),
    (SOURCE, "recursive_filters/introduction.ipynb", (signals(filtered), signals(response), signals(transfer))),
    (SOURCE, "recursive_filters/direct_forms.ipynb", (signals(filtered), signals(normal_form), signals(second))),
    (SOURCE, "recursive_filters/quantization_of_variables.ipynb", (signals(recursive), signals(inside))),
    (SOURCE, "recursive_filters/quantization_of_coefficients.ipynb",
     (signals(biquad), signals(poles_only), script(grid, {"r_n": "8≤n<I+8", r"\varphi_{nm}": "8≤n<I+8, 1≤m≤J"}))),
    (SOURCE, "quantization/introduction.ipynb", signals(staircase)),
    (SOURCE, "quantization/linear_uniform_characteristic.ipynb", (tread("mid-tread"), tread("mid-rise"))),
    (SOURCE, "quantization/linear_uniform_quantization_error.ipynb",
     (noise("uniform"), noise("scaled"), noise("sine"))),
    (SOURCE, "filter_design/audiofilter.ipynb", script(warped)),
)  # fmt: skip
FALSE = {("recursive_filters/direct_forms.ipynb", 4): "the first sum's body has n for m"}
