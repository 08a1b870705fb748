"""The gradient of the stream arrives by four routes, and which of them matters changes during training. The answer's loss
of our sentence, at the input of the block with the noun-fetching head: an arc is as wide as the part of the gradient that a word gets as key
or as value, a bar as long as the last word's as query and past the block, in units of the whole.
"""

import figpress
import torch
from _running import MOMENTS, gradients, label, noun_head, reading, words
from byhand import block
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from plates import canvas
from plates.colours import BLUE, GREEN, INK, NEUTRAL, VERMILION
from plates.style import SMALL

layer = noun_head().layer
panels, errors = {}, []
for moment in MOMENTS:
    down = gradients(moment, "tired").blocks[layer]
    parts = block.input_paths(down, reading(moment, "tired").saved.blocks[layer])  # four of [1, n, d]
    total = sum(parts.values())
    errors.append(float((total - down.dX).abs().max()))
    lengths = {name: part.norm() for name, part in parts.items()}
    for name, length in lengths.items():
        figpress.value(f"{moment}_{name}", length / down.dX.norm())
    figpress.value(f"{moment}_length_ratio", sum(lengths.values()) / down.dX.norm())
    panels[label(moment)] = torch.stack([part[0].norm(dim=-1) for part in parts.values()], -1) / down.dX.norm()  # [n, 4]

assert max(errors) < 1e-13
assert all(float(part[:-1, :2].abs().max()) < 1e-12 for part in panels.values())  # past the block and as query only the last word gets any
figpress.value("sum_error", max(errors))
THICK, STEP, FOOT, SWING = 13, 13, 30, 58  # points: an arc as long as the whole gradient, a line of words, where arcs begin and how far they reach
COLOURS = {"past": NEUTRAL, "Q": GREEN, "K": VERMILION, "V": BLUE}


def arcs(axis, tokens, lengths):
    """The routes back from the last word: to the keys at the left, to the values at the right, to itself below."""
    last = len(tokens) - 1
    axis.set(xlim=(-FOOT - SWING, FOOT + SWING), ylim=(-(last + 3.6) * STEP, 2.2 * STEP))
    axis.set_axis_off()
    for row, word in enumerate(tokens):
        axis.text(0, -row * STEP, word, ha="center", va="center", size=SMALL, color=INK)
        for side, route in ((-1, 2), (1, 3)):
            length, foot, low = float(lengths[row, route]), side * FOOT, -last * STEP
            out = foot + side * SWING * 4 / 3 * (max(last - row, 0.8) / last) ** 0.8
            way = Path([(foot, low), (out, low), (out, -row * STEP), (foot, -row * STEP)], [Path.MOVETO, *[Path.CURVE4] * 3])
            axis.add_patch(PathPatch(way, fill=False, edgecolor=COLOURS["QKV"[route - 1]], linewidth=max(0.3, THICK * length), alpha=0.75, capstyle="butt"))
    axis.text(-FOOT, 0.9 * STEP, "as keys", ha="right", va="bottom", size=SMALL, color=INK)
    axis.text(FOOT, 0.9 * STEP, "as values", ha="left", va="bottom", size=SMALL, color=INK)
    for line, (route, column) in enumerate({"past": 0, "Q": 1}.items(), 1):  # these two come to the last word alone
        length, y = float(lengths[last, column]), -(last + 0.3 + 1.3 * line) * STEP
        axis.text(-8, y, {"past": "past the block", "Q": "as query"}[route], ha="right", va="center", size=SMALL, color=INK)
        axis.plot([0, (FOOT + SWING) * length], [y, y], color=COLOURS[route], linewidth=8, solid_capstyle="butt")


def draw():
    """Draws one column of words a moment, and the arcs that lead back from the last of them."""
    tokens = words("tired")
    figure, axes = canvas((len(tokens) + 5.8) * STEP / 72, ncols=3)
    for axis, (moment, lengths) in zip(axes, panels.items()):
        arcs(axis, tokens, lengths)
        axis.set_title(moment)
    return figure


figpress.show(draw)
