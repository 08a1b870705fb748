"""How wrong a gradient is says little about what it ruins: the smallest error costs everything and the largest costs nothing.
Each planted mistake: the error of the whole gradient at step 200, relative to its length, against the held-out answers after 600 steps of training with that mistake; a line joins its three seeds.
"""

import json
from pathlib import Path

import figpress
import numpy
from _running import params
from byhand import loss, model, mutations, tree
from byhand.training import language, tokeniser
from plates import canvas, is_narrow
from plates.colours import BLUE, GREEN, MUTED, VERMILION
from plates.style import SMALL, logarithmic

record = json.loads(Path(__file__).with_name("trains-anyway.json").read_text(encoding="utf-8"))
tokens, targets = tokeniser.batch(language.sample(64, 0))
Z, saved = model.forward(tokens, params("half"))
dZ = loss.backward(1.0, loss.forward(Z, targets)[1])
right = tree.flatten(model.backward(dZ, saved))

final, losses = {}, {}
for run in record["runs"]:
    final.setdefault(run["mutation"], []).append(run["steps"][-1]["accuracy"])
    losses.setdefault(run["mutation"], []).append(run["steps"][-1]["loss"])
worse, angle = {}, {}
for mutation in mutations.MUTATIONS:
    with mutations.planted(mutation):
        wrong = tree.flatten(model.backward(dZ, saved))
    worse[mutation.name] = float((wrong - right).norm() / right.norm())
    angle[mutation.name] = float(wrong @ right / (wrong.norm() * right.norm()))
assert set(worse) == set(final) - {""} and (tree.flatten(model.backward(dZ, saved)) == right).all()

names = list(worse)
accuracy = {name: numpy.mean(final[name]) for name in final}
unharmed = [name for name in names if accuracy[name] > 0.99]
ruined = [name for name in names if accuracy[name] < 0.15]


def short(name):
    return {"layer norm without the mean term": "norm_mean", "forget the scale c": "scale", "forget the baseline D": "baseline", "layer norm without the variance term": "norm_variance",
            "softmax slope p(1 − p)": "slope", "forget the skip": "skip"}.get(name)


for name in names:
    if short(name):
        figpress.value(f"{short(name)}_error", worse[name])
        figpress.value(f"{short(name)}_cosine", angle[name])
        figpress.value(f"{short(name)}_accuracy", accuracy[name])
figpress.value("right_accuracy", accuracy[""])
figpress.value("start_loss", numpy.mean([run["steps"][0]["loss"] for run in record["runs"] if run["mutation"] == ""]))
figpress.value("right_loss", numpy.mean(losses[""]))
figpress.value("baseline_loss", numpy.mean(losses["forget the baseline D"]))
figpress.value("unharmed", len(unharmed), of=len(names))
figpress.value("ruined", len(ruined), of=len(names))
figpress.value("unharmed_least", min(accuracy[name] for name in unharmed))
figpress.value("ruined_most", max(accuracy[name] for name in ruined))
figpress.value("ruined_loss_least", min(numpy.mean(losses[name]) for name in ruined))
figpress.value("ruined_loss_most", max(numpy.mean(losses[name]) for name in ruined))
assert set(unharmed) == {"forget the scale c", "layer norm without γ", "GELU with ReLU's slope"}  # the text names them
assert set(ruined) == {"forget the baseline D", "merge without the transpose", "layer norm without the mean term", "layer norm without the variance term"}
figpress.value("above_half", sum(accuracy[name] > 0.5 for name in names), of=len(names))
fell = [run["steps"][-1]["loss"] < run["steps"][0]["loss"] for run in record["runs"]]
figpress.value("runs", len(fell))
figpress.value("fell", sum(fell), of=len(fell))
figpress.value("seeds", len(final[""]))
figpress.value("steps", record["runs"][0]["steps"][-1]["step"])
order = [numpy.argsort(numpy.argsort([table[name] for name in names])) for table in (worse, accuracy)]
figpress.value("rank_correlation", numpy.corrcoef(*order)[0, 1])
# where a label stands beside its points, in points: (right, up), and which of its ends is there
BESIDE = {
    "GELU with ReLU's slope": (-5, 21, "left"), "layer norm without γ": (-5, 9, "left"), "forget the path through Q": (4, -28, "left"), "layer norm without the mean term": (-4, 14, "left"),
    "softmax slope p(1 − p)": (-7, -6, "right"), "wrong transpose of dS": (7, 0, "left"), "forget the scale c": (0, 9, "center"),
    "forget the skip": (-7, -32, "right"), "wrong transpose of W": (7, 20, "left"), "wrong transpose of A": (7, -12, "left"),
    "forget the baseline D": (-7, 6, "right"), "merge without the transpose": (-7, -3, "right"), "layer norm without the variance term": (8, -16, "right"),
}


def draw():
    """Draws the figure."""
    figure, axis = canvas(6.7 if is_narrow() else 4.4)
    logarithmic(axis, "x")
    # the two of the claim stand out; a third colour tells two neighbours apart, and a line holds the seeds of one mistake together
    LOOKS = {min(names, key=worse.get): VERMILION, max(names, key=worse.get): VERMILION, "wrong transpose of W": GREEN}
    assert set(LOOKS) == {"layer norm without the mean term", "forget the scale c", "wrong transpose of W"}
    for name in names:
        answers, colour = [100 * a for a in final[name]], LOOKS.get(name, BLUE)
        axis.plot([worse[name]] * 2, [min(answers), max(answers)], color=colour, linewidth=1.2, alpha=0.6)
        axis.scatter([worse[name]] * len(answers), answers, s=26, alpha=0.85, linewidth=0, color=colour, zorder=3)
        beside, words = BESIDE.get(name, (7, 0, "left")), name.replace("forget the path", "forget the\npath")
        if is_narrow():  # a number at the points, the names below
            beside, words = (6, 0, "left"), str(names.index(name) + 1)
        axis.annotate(words, (worse[name], 100 * accuracy[name]), xytext=beside[:2], textcoords="offset points", va="center", ha=beside[2], size=SMALL)
    axis.axhline(100 * accuracy[""], color=MUTED, linewidth=1, linestyle=(0, (2, 2)))
    key = "\n\n" + "\n".join(f"{k}  {name}" for k, name in enumerate(names, 1)) if is_narrow() else ""
    axis.set_xlabel(f"error of the gradient, relative to its length{key}", size=SMALL, linespacing=1.3)
    axis.xaxis.label.set_multialignment("left" if is_narrow() else "center")
    axis.set_ylabel("held-out answers (%)")
    axis.set_ylim(-14, 118)
    axis.set_xlim(0.11, 1.9)
    return figure


figpress.show(draw)
