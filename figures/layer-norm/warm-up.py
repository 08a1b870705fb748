"""At eight layers post-norm trains without warm-up at ordinary rates; where it fails, warm-up did not save it."""

import json
from pathlib import Path

import figpress
from plates import canvas, lines

record = json.loads(Path(__file__).with_name("warm-up.json").read_text(encoding="utf-8"))
rates = sorted({run["rate"] for run in record["runs"]})
kinds = [("pre", 0), ("pre", 100), ("post", 0), ("post", 100)]


def accuracy(kind, clip, rate):
    found = [r for r in record["runs"] if (r["norm"], r["warmup"]) == kind and r["clip"] == clip and r["rate"] == rate]
    assert len(found) == 1
    return found[0]["held_out"]


figpress.value("layers", record["layers"])
figpress.value("steps", record["steps"])
figpress.value("warmup", max(run["warmup"] for run in record["runs"]))
figpress.value("runs", len(record["runs"]))
figpress.value("post_bare_3", accuracy(("post", 0), True, 3e-3))
figpress.value("pre_bare_3", accuracy(("pre", 0), True, 3e-3))
figpress.value("post_bare_12", accuracy(("post", 0), True, 1.2e-2))
figpress.value("post_warm_12", accuracy(("post", 100), True, 1.2e-2))
figpress.value("pre_bare_12", accuracy(("pre", 0), True, 1.2e-2))
figpress.value("post_bare_3_unclipped", accuracy(("post", 0), False, 3e-3))
pairs = [(w, clip) for w in (0, 100) for clip in (True, False)]
for name, rate in (("usual", 3e-3), ("largest", rates[-1])):
    better = {f"warm-up {w}, {'clipped' if clip else 'not clipped'}": accuracy(("post", w), clip, rate) > accuracy(("pre", w), clip, rate) for w, clip in pairs}
    figpress.sample(f"post_better_{name}", better, over=len(pairs), called="pairings")
figpress.value("rate_largest", rates[-1])
figpress.value("rate_usual", 3e-3)
figure, axes = canvas(3.2, ncols=2, sharey=True)
for axis, clip, text in zip(axes, (True, False), ("gradient clipped", "not clipped")):
    series = {f"{norm}-norm{', warm-up' if w else ''}": (rates, [100 * accuracy((norm, w), clip, rate) for rate in rates]) for norm, w in kinds}
    lines(series, x="learning rate", y="held-out answers (%)", log="x", points=True, axis=axis)
    axis.set_title(text)
axes[1].set_ylabel("")
figpress.show(figure)
