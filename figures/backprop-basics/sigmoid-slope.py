"""A sigmoid passes at most a quarter of the gradient, but the loss behind it gives back what a wrong answer needs. The
two curves are the slope p(1 − p) alone and the gradient |p − y| of sigmoid and cross-entropy together, with y = 1.
Points: the model's choice between the two nouns of “… too tired. it means the” at three moments.
"""

import figpress
import numpy
import torch
from _running import MOMENTS, label, reading
from byhand.training import probe
from plates import lines
from plates.colours import INK
from plates.style import SMALL

z = torch.linspace(-10, 10, 401, dtype=torch.float64)
p = torch.sigmoid(z)
slope, fused = p * (1 - p), 1 - p

leaf = z.clone().requires_grad_()
(true_slope,) = torch.autograd.grad(torch.sigmoid(leaf).sum(), leaf)
(true_fused,) = torch.autograd.grad(torch.nn.functional.softplus(-leaf).sum(), leaf)
worst = max(float((slope - true_slope).abs().max()), float((fused + true_fused).abs().max()))
assert worst < 1e-12, worst
assert float(slope.max()) == 0.25
figpress.value("worst_error", worst)
figpress.value("largest_slope", slope.max())
figpress.value("four_sigmoids", slope.max() ** 4)

chosen = {label(m): probe.logit_difference(reading(m, "tired"))[0] for m in MOMENTS}


def draw():
    """Draws the figure."""
    figure = lines({"slope of the sigmoid alone": (z, slope), "sigmoid with cross-entropy": (z, fused)},
                   x="logit of the right word minus the wrong one (nats)", y="slope at the logit (1)", log="y", points=False)
    axis = figure.axes[0]
    for moment, at in zip(MOMENTS, chosen.values()):
        q = 1 / (1 + numpy.exp(-at))
        figpress.value(f"{moment}_logit", at)
        figpress.value(f"{moment}_slope", q * (1 - q))
        figpress.value(f"{moment}_fused", 1 - q)
        axis.plot([at, at], [q * (1 - q), 1 - q], "o", color=INK, zorder=5)
        axis.annotate(label(moment), (at, 1 - q), xytext=(6, 5), textcoords="offset points", size=SMALL)
    return figure


figpress.show(draw)
