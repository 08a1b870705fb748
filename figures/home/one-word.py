"""One word decides which noun is pulled: with *tired*, on the left, the animal; with *wide*, on the right, the street.
Each arc is the gradient that comes back to a word from the place where the trained model names the noun. The wider the arc, the longer the gradient of logit(right noun) − logit(other noun) at the word's embedding.
"""

import figpress
from _running import gradients, params, reading, words
from byhand import tree
from byhand.training import probe
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from plates import canvas
from plates.colours import BLUE, INK, MUTED, NEUTRAL, VERMILION
from plates.style import TEXT, TITLE

HALF, STEP = 121, 17  # points: how far the picture reaches to each side, so that a phone shows it whole; from word to word
THICK = 0.5  # points of an arc's width for each logit per unit
FOOT, SWING = 31, 87  # points: from the middle to the feet of the arcs, and from there to the farthest

pulls = {}
for adjective in ("tired", "wide"):
    one = reading("last", adjective).sentence
    pulls[adjective] = gradients("last", adjective, of=probe.logit_difference).dX_0[0].norm(dim=-1)  # [n]
    right, wrong = float(pulls[adjective][one.good]), float(pulls[adjective][one.bad])
    assert right > wrong, f"{adjective}: the wrong noun is pulled harder"
    figpress.value(f"{adjective}_right", right)
    figpress.value(f"{adjective}_wrong", wrong)
    figpress.value(f"{adjective}_times", right / wrong)
one, tokens = reading("last", "tired").sentence, words("tired")
answer = len(tokens)  # the place after the last word that is read

height = (answer + 1) * STEP + 30
figure, axis = canvas(height / 72, 2 * HALF / 72)
axis.set(xlim=(-HALF, HALF), ylim=(-(answer + 0.8) * STEP, height - (answer + 0.8) * STEP))
axis.set_axis_off()
axis.set_position((0, 0, 1, 1))
figure.set_layout_engine("none")


def write(x, row, text, bold=True, size=TEXT, **kind):
    axis.text(x, -row * STEP, text, size=size, va="center", color=INK if bold else MUTED, fontweight="bold" if bold else "normal", **kind)


for row, word in enumerate(tokens):
    if row != one.adjective:
        write(0, row, word, row in (one.subject, one.object), ha="center")
write(-2, one.adjective, "tired", ha="right")
write(2, one.adjective, "wide", ha="left")
write(0, answer, "?", ha="center")

for adjective, side in (("tired", -1), ("wide", 1)):
    good, bad = (one.subject, one.object) if adjective == "tired" else (one.object, one.subject)
    foot, low = side * FOOT, -answer * STEP
    for row, pull in sorted(enumerate(pulls[adjective].tolist()), key=lambda pair: pair[0] in (good, bad)):
        colour = {good: BLUE, bad: VERMILION}.get(row, NEUTRAL)
        out = foot + side * SWING * 4 / 3 * ((answer - row) / answer) ** 0.8
        way = Path([(foot, low), (out, low), (out, -row * STEP), (foot, -row * STEP)], [Path.MOVETO, *[Path.CURVE4] * 3])
        axis.add_patch(PathPatch(way, fill=False, edgecolor=colour, linewidth=THICK * pull, alpha=1 if row in (good, bad) else 0.55, capstyle="butt"))
    write(side * (HALF - 2), -1.35, f"{adjective}: the {tokens[good]}", size=TITLE, ha="left" if side < 0 else "right")

figpress.value("parameters", tree.size(params("last")))
figpress.show(figure)
