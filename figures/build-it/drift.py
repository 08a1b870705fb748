"""Without its mean term, layer norm's backward pushes the stream along a direction in which the loss never pushes back.
Mean of the residual stream's entries after the last block, without its sign, over training; 64 held-out sentences, three seeds each. A layer norm takes the mean away, so the loss does not feel it.
"""

import json
from pathlib import Path

import figpress
from plates import canvas
from plates.colours import BLUE, DASHES, GREEN, VERMILION
from plates.curves import above
from plates.style import logarithmic

record = json.loads(Path(__file__).with_name("drift.json").read_text(encoding="utf-8"))
looks = {"": ("right backward", BLUE), "layer norm without the mean term": ("without the mean term", VERMILION), "forget the scale c": ("without the scale", GREEN)}
figure, axis = canvas(3.0)
logarithmic(axis, "y")
axis.grid(True, axis="y")
ends = {}
for run in record["runs"]:
    label, colour = looks[run["mutation"]]
    seen = label in ends
    axis.plot([s["step"] for s in run["steps"]], [s["mean"] for s in run["steps"]], color=colour, label=None if seen else label,
              linestyle=DASHES[list(looks).index(run["mutation"])])
    ends.setdefault(label, []).append(run["steps"][-1])
smallest, largest = min(e["mean"] for e in ends["without the mean term"]), max(e["mean"] for e in ends["right backward"])
assert smallest > 100 * largest
figpress.value("right", largest)
figpress.value("wrong_smallest", smallest)
figpress.value("wrong_largest", max(e["mean"] for e in ends["without the mean term"]))
figpress.value("scale_largest", max(e["mean"] for e in ends["without the scale"]))
figpress.value("seeds", len(ends["right backward"]))
axis.set_xlabel("training step")
axis.set_ylabel("mean of the stream")
above(axis)
figpress.show(figure)
