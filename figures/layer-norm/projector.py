"""Layer norm's backward pass removes two directions of the gradient: all ones, and the token's own."""

import figpress
import numpy
import torch
from byhand import layernorm
from plates import canvas
from plates.colours import BLUE, FAINT, GREEN, INK, MUTED, VERMILION, VIOLET
from plates.style import SMALL

x = torch.tensor([1.6, -0.4, 0.3], dtype=torch.float64)
g = torch.tensor([1.8, 0.6, -0.6], dtype=torch.float64)
ones, zeros = torch.ones(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
_, saved = layernorm.forward(x[None], ones, zeros, eps=0.0)
kept = layernorm.vjp(g[None], saved)[0] * saved.sigma[0]  # the bracket of the formula, without 1/σ
xhat = saved.Xhat[0]

along_ones = (g @ ones) / 3 * ones
along_x = (g @ xhat) / 3 * xhat
shadow = g - along_ones
assert (shadow - along_x - kept).abs().max() < 1e-14
assert abs(kept @ ones) < 1e-14 and abs(kept @ xhat) < 1e-14
assert abs(xhat @ ones) < 1e-14 and abs(xhat @ xhat - 3) < 1e-14  # the circle: mean zero, variance one
figpress.value("kept_share", kept.norm() / g.norm())

# Two views of one space: from the side, the plane at right angles to 1 is a line; along 1, it is the paper.
radius = 3**0.5
first = xhat / radius
second = torch.linalg.cross(ones / radius, first)  # across x̂ in the plane, so that 1, x̂ and it are a basis
TURN = 0.45  # radians: x̂ stands up there, and the tangent has room


def flat(v):
    """A vector as seen along 1, with x̂ turned to where it is drawn."""
    a, b = float(v @ first), float(v @ second)
    return numpy.array([a * numpy.cos(TURN) - b * numpy.sin(TURN), a * numpy.sin(TURN) + b * numpy.cos(TURN)])


def side(v):
    """A vector as seen from the side: its reach along g's shadow, and its height along 1."""
    return numpy.array([float(v @ shadow / shadow.norm()), float(v @ ones) / radius])


def arrow(axis, start, step, colour, name, where, ha="left"):
    axis.annotate("", start + step, start, arrowprops={"arrowstyle": "-|>,head_width=.28,head_length=.55", "color": colour, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}, zorder=4)
    axis.annotate(name, start + step, xytext=where, textcoords="offset points", color=INK, size=SMALL, ha=ha, va="center")


def removed(axis, start, end, name, where, ha="left"):
    axis.plot(*zip(start, end), color=MUTED, linestyle=(0, (3, 2)), linewidth=1.4, zorder=3)
    axis.annotate(name, (start + end) / 2, xytext=where, textcoords="offset points", color=MUTED, size=SMALL, ha=ha, va="center")


def draw():
    """Draws the figure."""
    figure, (left, right) = canvas(3.9, ncols=2, gridspec_kw={"width_ratios": [1, 1.35]})
    origin = numpy.zeros(2)
    left.plot([-0.4, 2.1], [0, 0], color=FAINT, linewidth=1.4, zorder=1)
    left.annotate("the plane where\nthe mean is zero", (2.1, -0.08), ha="right", va="top", size=SMALL, color=MUTED)
    arrow(left, origin, numpy.array([0, radius]), GREEN, "1", (6, 0))
    arrow(left, origin, side(g), BLUE, "g", (6, 4))
    removed(left, side(g), side(shadow), "erased", (6, 0))
    arrow(left, origin, side(shadow), VIOLET, "its shadow", (-22, 10), ha="right")
    left.set_title("the part along $\\mathbf{1}$ goes\n(seen from the side)")
    left.set(xlim=(-0.5, 2.3), ylim=(-0.75, 2.0), aspect="equal")

    turn = numpy.linspace(0, 2 * numpy.pi, 181)
    right.plot(radius * numpy.cos(turn), radius * numpy.sin(turn), color=FAINT, linewidth=1.4, zorder=1)
    at = flat(xhat)
    right.plot(*zip(origin, at), color=FAINT, linewidth=1.0, zorder=1)
    right.plot(0, 0, "o", color=GREEN, markersize=5, zorder=4)
    right.annotate("1, pointing at you", (0, 0), xytext=(0, -11), textcoords="offset points", ha="center", va="top", size=SMALL, color=INK)
    right.plot(*at, "o", color=INK, markersize=6, zorder=5)
    right.annotate("x̂", at, xytext=(8, -8), textcoords="offset points", ha="left", va="center", size=SMALL + 2, color=INK)
    arrow(right, at, flat(shadow), VIOLET, "the shadow", (-4, 9), ha="left")
    removed(right, at + flat(kept), at + flat(shadow), "erased", (-2, 10), ha="right")
    arrow(right, at, flat(kept), VERMILION, "what\nremains", (-8, 4), ha="right")
    right.set_title("then the part along x̂\n(seen along $\\mathbf{1}$)")
    right.set(xlim=(-1.9, 3.0), ylim=(-1.9, 2.75), aspect="equal")
    for axis in (left, right):
        axis.set(xticks=[], yticks=[])
        for spine in axis.spines.values():
            spine.set_visible(False)
    return figure


figpress.show(draw, module="projector.mjs", data={"x": x.tolist(), "g": g.tolist()})
