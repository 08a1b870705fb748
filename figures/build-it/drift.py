"""Without its mean term, layer norm's backward pushes the stream along a direction in which the loss never pushes back.
Mean of the residual stream's entries after the last block, without its sign, over training; 64 held-out sentences, three seeds each. A layer norm takes the mean away, so the loss does not feel it. On the right, how many held-out answers are right in the end; at the foot, how many are when the mean is taken off after every step.
"""

import json
from pathlib import Path

import figpress
from plates import canvas, is_narrow
from plates.colours import BLUE, DASHES, GREEN, INK, VERMILION
from plates.curves import above
from plates.style import SMALL, logarithmic

record = json.loads(Path(__file__).with_name("drift.json").read_text(encoding="utf-8"))
looks = {"": ("right backward", BLUE), "layer norm without the mean term": ("without the mean term", VERMILION), "forget the scale c": ("without the scale", GREEN)}
ends, answers, centred = {}, {}, [run for run in record["runs"] if run["centred"]]
for run in record["runs"]:
    if not run["centred"]:
        ends.setdefault(looks[run["mutation"]][0], []).append(run["steps"][-1])
        answers.setdefault(looks[run["mutation"]][0], []).append(100 * run["accuracy"])
smallest, largest = min(e["mean"] for e in ends["without the mean term"]), max(e["mean"] for e in ends["right backward"])
assert smallest > 100 * largest
figpress.value("right", largest)
figpress.value("wrong_smallest", smallest)
figpress.value("wrong_largest", max(e["mean"] for e in ends["without the mean term"]))
figpress.sample("wrong_ends", {f"run {k}": e["mean"] for k, e in enumerate(ends["without the mean term"])}, over=len(centred), called="seeds")
figpress.sample("right_ends", {f"run {k}": e["mean"] for k, e in enumerate(ends["right backward"])}, over=len(centred), called="seeds")
figpress.sample("centred_answers", {f"run {k}": run["accuracy"] for k, run in enumerate(centred)}, over=len(ends["right backward"]), called="seeds")
figpress.value("scale_largest", max(e["mean"] for e in ends["without the scale"]))
figpress.value("seeds", len(ends["right backward"]))
figpress.value("wrong_accuracy_largest", max(answers["without the mean term"]) / 100)
figpress.value("centred_accuracy", min(run["accuracy"] for run in centred))
figpress.value("centred_largest", max(run["steps"][-1]["mean"] for run in centred))
assert min(run["accuracy"] for run in centred) > 0.99 > 0.1 > max(answers["without the mean term"]) / 100


def span(numbers):
    """"1 to 9 %"."""
    low, high = round(min(numbers)), round(max(numbers))
    return f"{high} %" if low == high else f"{low} to {high} %"


def draw():
    """Draws the figure."""
    figure, axis = canvas(3.0)
    logarithmic(axis, "y")
    axis.grid(True, axis="y")
    seen = set()
    for run in record["runs"]:
        if run["centred"]:
            continue
        label, colour = looks[run["mutation"]]
        axis.plot([s["step"] for s in run["steps"]], [s["mean"] for s in run["steps"]], color=colour, label=None if label in seen else label,
                  linestyle=DASHES[list(looks).index(run["mutation"])])
        seen.add(label)
    for label, up in (("without the mean term", 430), ("right backward", 0.075), ("without the scale", 0.17)):
        words = span(answers[label]) if is_narrow() else f"answers {span(answers[label])}"
        axis.annotate(words, (600, up), xytext=(6, 0), textcoords="offset points", va="center", size=SMALL, color=INK, annotation_clip=False)
    right = f"answers {span([100 * run['accuracy'] for run in centred])}"
    axis.annotate(f"mean taken off after every step:\n{right}" if is_narrow() else f"without the mean term, the mean taken off after every step: {right}",
                  (0, 0), xycoords="axes fraction", xytext=(5, 6), textcoords="offset points", size=SMALL, color=INK)
    if is_narrow():
        axis.annotate("answers", (600, 1500), xytext=(6, 0), textcoords="offset points", va="top", size=SMALL, color=INK, annotation_clip=False)
    axis.set_ylim(0.006 if is_narrow() else 0.02, 1500)
    axis.set_xlabel("training step")
    axis.set_ylabel("mean of the stream")
    above(axis)
    return figure


figpress.show(draw)
