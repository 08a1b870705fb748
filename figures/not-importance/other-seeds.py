"""Whatever the seed, the gradient foretells far too little; whether the sign is right is a matter of luck.
Each dot exchanges *tired* for *wide* or back in our sentence, in a model trained from another seed. Across, the change that the gradient predicts; up, the change that happens.
"""

import json
from pathlib import Path

import figpress
import numpy
from plates import dots

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
groups, labels = {}, {}
for adjective, name in (("tired", "from “tired” to “wide”"), ("wide", "from “wide” to “tired”")):
    groups[name] = tuple([run["ours"][adjective][which] for run in runs] for which in ("predicted", "measured"))
    labels[name] = [f"seed {run['seed']}" for run in runs]
figpress.value("ours_wrong", sum(p * m < 0 for across, up in groups.values() for p, m in zip(across, up)), of=2 * len(runs))
figpress.show(dots(groups, labels=labels, x="predicted by the gradient (logits)", y="measured (logits)", diagonal=True, zero=True, height=3.4))
