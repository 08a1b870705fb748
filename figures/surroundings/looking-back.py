"""Let the recurrent network look back at its own states, and it answers what it could not answer from its last one.
Held-out answers during training: the recurrent network with 30,848 parameters, and one of 30,773 that reads its state and an additive average over all states so far. Same sentences, same steps; three seeds each.
"""

import json
from pathlib import Path

import figpress
from plates import canvas, is_narrow
from plates.colours import BLUE, DASHES, VERMILION
from plates.style import SMALL

folder = Path(__file__).parent
plain = json.loads((folder / "trained-rnn.json").read_text(encoding="utf-8"))
looking = json.loads((folder / "looking-back.json").read_text(encoding="utf-8"))
assert looking["parameters"] <= plain["parameters"]
assert [run["seed"] for run in looking["runs"]] == [run["seed"] for run in plain["runs"]]


def draw():
    """Draws the figure."""
    figure, axis = canvas(3.2)
    axis.grid(True, axis="y")
    NAMES = {"with a look back": (looking, VERMILION, DASHES[1], {1: -6, 2: 0, 3: 6}), "without": (plain, BLUE, DASHES[0], {1: -6, 2: 6, 3: 0})}
    for name, (record, colour, dash, apart) in NAMES.items():  # `apart` keeps the labels of ends that meet off one another, in points
        for run in record["runs"]:
            steps = [s["step"] for s in run["steps"]]
            accuracy = [100 * s["accuracy"] for s in run["steps"]]
            axis.plot(steps, accuracy, color=colour, linestyle=dash, linewidth=1.5)
            axis.annotate(f"seed {run['seed']}", (steps[-1], accuracy[-1]), xytext=(5, apart[run["seed"]]), textcoords="offset points", va="center", size=SMALL, annotation_clip=False)
        axis.plot([], [], color=colour, linestyle=dash, label=f"recurrent, {name}")
    axis.set_xlabel("training step")
    axis.set_ylabel("held-out answers (%)")
    axis.set_ylim(-4, 104)
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=1 if is_narrow() else 2)
    return figure


ends = [run["steps"][-1] for run in looking["runs"]]
best_without = max(run["steps"][-1]["accuracy"] for run in plain["runs"])
assert min(end["accuracy"] for end in ends) > best_without
figpress.value("seeds", len(ends))
figpress.value("worst", min(end["accuracy"] for end in ends))
figpress.value("best", max(end["accuracy"] for end in ends))
figpress.value("parameters", looking["parameters"])
worst = min(looking["runs"], key=lambda run: run["steps"][-1]["accuracy"])
figpress.value("worst_seed_noun", worst["steps"][-1]["noun"])
figpress.value("worst_seed_fresh", worst["steps"][-1]["fresh_first"])
figpress.value("adjective_most", max(end["adjective"] for end in ends))
for name in ("first", "second"):
    figpress.value(f"fresh_{name}_least", min(end[f"fresh_{name}"] for end in ends))
    figpress.value(f"fresh_{name}_most", max(end[f"fresh_{name}"] for end in ends))
figpress.show(draw)
