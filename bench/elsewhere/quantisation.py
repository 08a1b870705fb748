"""Quantisation and the design of filters: steps, noise, the bilinear transform."""

import math

import torch

from elsewhere import script

FIELD = "signal"
SOURCE = "spatialaudio/digital-signal-processing-lecture"


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
        rare = 1 / (
            2**0.5 * torch.erfinv(torch.tensor(1 - 1e-5, dtype=torch.float64))
        )  # one sample of 100,000 is cut
        variance = {
            "uniform": top**2 / 3, "scaled": top**2 * A**2 / 3, "sine": top**2 / 2, "normal": (top * rare) ** 2,
        }[signal]  # fmt: skip
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
    fm, fc = f * 0.2 * torch.sigmoid(draw()), f * 0.1
    Q = 0.3 + draw(positive=True)
    bw = 2 / math.log(2) * torch.asinh(1 / (2 * Q))
    s, z = draw(), draw(positive=True) + 2
    b = ((B[2] + 2 * B[1] * f + 4 * B[0] * f**2) / below, (2 * B[2] - 8 * B[0] * f**2) / below,
         (B[2] - 2 * B[1] * f + 4 * B[0] * f**2) / below)  # fmt: skip
    a = ((2 * A[2] - 8 * A[0] * f**2) / below, (A[2] - 2 * A[1] * f + 4 * A[0] * f**2) / below)
    return {
        "f_s": f, "B_0": B[0], "B_1": B[1], "B_2": B[2], "A_0": A[0], "A_1": A[1], "A_2": A[2],
        "b_0": b[0], "b_1": b[1], "b_2": b[2], "a_1": a[0], "a_2": a[1], "s": s, "z": z, r"\sinh^{-1}": torch.asinh,
        "H(s)": (B[0] * s**2 + B[1] * s + B[2]) / (A[0] * s**2 + A[1] * s + A[2]),
        "H(z)": (b[0] + b[1] / z + b[2] / z**2) / (1 + a[0] / z + a[1] / z**2), "f_m": fm, "f_c": fc,
        r"\omega_m": 2 * f * torch.tan(torch.pi * fm / f), r"\omega_c": 2 * f * torch.tan(torch.pi * fc / f),
        r"BW_\text{oct}": bw, r"Q_\text{BP}": Q,
    }  # fmt: skip


def step(draw):
    """One sample on the way through three steps."""
    x = 3 * draw()
    return {"x[k]": x, "f": lambda v: 3 * v, "g": lambda v: v / 3, "i": torch.floor(3 * x)}


def asymmetric(draw):
    """Two's complement has one number more below than above."""
    w, Q = 8, draw(positive=True)
    return {
        "w": float(w),
        "Q": Q,
        r"x_\text{min}": -Q * 2 ** (w - 1),
        r"x_\text{max}": Q * (2 ** (w - 1) - 1),
    }


def error(draw):
    """The density of the error of rounding, at one error."""
    Q = draw(positive=True)
    return {
        "Q": Q, r"\theta": Q / 3, r"p_e(\theta)": 1 / Q, r"\text{rect}": lambda v: (v.abs() <= 0.5) * 1.0,
    }  # fmt: skip


ASKED = (
    (SOURCE, "quantization/introduction.ipynb",
     (script(staircase, {"x[k]": "k<K", "x_Q[k]": "k<K", "e[k]": "k<K"}), script(step))),
    (SOURCE, "quantization/linear_uniform_characteristic.ipynb", (tread("mid-tread"), tread("mid-rise"))),
    (SOURCE, "quantization/linear_uniform_quantization_error.ipynb",
     (noise("uniform"), noise("scaled"), noise("sine"), noise("normal"), script(asymmetric), script(error))),
    (SOURCE, "filter_design/audiofilter.ipynb", script(warped)),
)  # fmt: skip
