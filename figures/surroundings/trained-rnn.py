"""Of the same size, on the same sentences and for as many steps, the recurrent network stays far behind the transformer, though after training its gradient no longer fades with distance.
Held-out answers of a plain tanh network with 30,848 parameters, three seeds. Below, how long the gradient of the nouns' difference in logits is at a word, by its distance from the answer, mean over 128 held-out sentences, before and after training.
"""

import json
from pathlib import Path

import figpress
import numpy
from byhand.training import checkpoint
from plates import canvas, lines
from plates.colours import BLUE, DASHES, VERMILION
from plates.curves import above
from plates.style import SMALL

record = json.loads(Path(__file__).with_name("trained-rnn.json").read_text(encoding="utf-8"))
runs, transformer = record["runs"], record["transformer"]
accuracy = [run["steps"][-1]["accuracy"] for run in runs]
theirs = checkpoint.provenance()["checkpoints"]["last"]["held_out_accuracy"]
assert max(accuracy) < theirs - 0.1 and record["parameters"] == 30848
steps = numpy.arange(len(transformer["last"]))
mean = numpy.mean([run["last"] for run in runs], axis=0)
start = numpy.mean([run["first"] for run in runs], axis=0)


def draw():
    """Draws the figure."""
    figure, axes = canvas(5.0, nrows=2)
    axes[0].grid(True, axis="y")
    for run, dash in zip(runs, DASHES):  # a colour is a model in both panels, a dash a seed
        axes[0].plot([s["step"] for s in run["steps"]], [100 * s["accuracy"] for s in run["steps"]], color=BLUE, linestyle=dash, label=f"recurrent, seed {run['seed']}")
    axes[0].axhline(100 * theirs, color=VERMILION, linewidth=1.2, linestyle=(0, (2, 2)))
    axes[0].annotate(f"the transformer, seed 1: {100 * theirs:.0f} %", (1, 100 * theirs), xycoords=("axes fraction", "data"), xytext=(0, 2), textcoords="offset points",
                     ha="right", va="bottom", size=SMALL)
    axes[0].set(xlabel="training step", ylabel="held-out answers (%)")
    above(axes[0])
    lines({"recurrent, trained": (steps, mean), "transformer, trained": (steps, transformer["last"]), "recurrent, step 0": (steps, start)},
          x="distance from the answer’s place (words)", y="gradient (logits)", log="y", axis=axes[1])
    axes[0].set_ylim(-5, 118)
    axes[1].set_xticks(range(0, len(steps), 3))
    return figure


figpress.value("parameters", record["parameters"])
figpress.value("accuracy_best", max(accuracy))
figpress.value("accuracy_worst", min(accuracy))
figpress.value("transformer_accuracy", theirs)
figpress.value("seeds", len(runs))
figpress.value("start_far", start[14])
figpress.value("start_near", start[0])
figpress.value("start_rate", (start[14] / start[0]) ** (1 / 14))
figpress.value("trained_far", mean[14])
figpress.value("trained_near", mean[0])
figpress.value("transformer_far", transformer["last"][14])
figpress.value("transformer_near", transformer["last"][0])
figpress.show(draw)
