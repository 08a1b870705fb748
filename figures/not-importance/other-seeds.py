"""Whatever the seed, the gradient foretells far too little; whether the sign is right is a matter of luck.
Our sentence in four models, each trained from another seed. What happens to the right noun's lead when *tired* becomes *wide* or *wide* becomes *tired* (it is the same number), and what the gradient at each of the two words predicts.
"""

import json
from pathlib import Path

import figpress
import numpy
from plates import canvas
from plates.colours import BLUE, FAINT, GREEN, MUTED, VERMILION
from plates.style import SMALL

record = json.loads(Path(__file__).with_name("other-seeds.json").read_text(encoding="utf-8"))
runs = record["runs"]
ratios = [float(numpy.median(numpy.divide(run["predicted"], run["measured"]))) for run in runs]
wrong = [sum(p * m < 0 for p, m in zip(run["predicted"], run["measured"])) / len(run["measured"]) for run in runs]
correlations = [float(numpy.corrcoef(run["predicted"], run["measured"])[0, 1]) for run in runs]
assert max(ratios) < 0.25 and max(correlations) < 0
figpress.value("seeds", len(runs))
figpress.value("swaps", len(runs[0]["measured"]))
figpress.value("ratio_smallest", min(ratios))
figpress.value("ratio_largest", max(ratios))
figpress.value("wrong_fewest", min(wrong))
figpress.value("wrong_most", max(wrong))
figpress.value("correlation_smallest", min(correlations))
figpress.value("correlation_largest", max(correlations))
figpress.value("accuracy_smallest", min(run["accuracy"] for run in runs))
rows = [{adjective: (run["ours"][adjective]["predicted"], run["ours"][adjective]["measured"]) for adjective in ("tired", "wide")} for run in runs]
assert all(abs(row["tired"][1] - row["wide"][1]) < 1e-9 for row in rows)  # there and back
figpress.value("ours_wrong", sum(p * m < 0 for row in rows for p, m in row.values()), of=2 * len(runs))

figure, axis = canvas(2.6)
SERIES = (("happens", BLUE, "o", "tired", 1), ("predicted at “tired”", VERMILION, "s", "tired", 0), ("predicted at “wide”", GREEN, "^", "wide", 0))
for at, row in enumerate(rows):
    found = [row[adjective][which] for _, _, _, adjective, which in SERIES]
    axis.plot([min(found), max(found)], [at, at], color=FAINT, linewidth=2, zorder=1)
for name, colour, marker, adjective, which in SERIES:
    axis.scatter([row[adjective][which] for row in rows], range(len(rows)), s=42, color=colour, marker=marker, linewidth=0, label=name, zorder=3)
axis.axvline(0, color=MUTED, linewidth=1)
axis.annotate("no change", (0, -0.6), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom", size=SMALL, color=MUTED, annotation_clip=False)
axis.set_yticks(range(len(rows)), [f"seed {run['seed']}" for run in runs])
axis.set_ylim(len(rows) - 0.5, -0.6)
axis.tick_params(axis="y", length=0)
axis.set_xlabel("change of the right noun’s lead (logits)")
axis.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=3, borderaxespad=0)
figpress.show(figure)
