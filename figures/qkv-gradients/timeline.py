"""Values and output hear several times more than queries and keys at first; the gap closes while the answers become right.
Above, norms in the block with the noun-fetching head, all four heads together, on the batches of training, seed 1; below,
the share of held-out sentences answered rightly.
"""

import json
from pathlib import Path

import figpress
from plates import canvas, lines

record = json.loads(Path(__file__).with_name("timeline.json").read_text(encoding="utf-8"))
runs = [{name: [moment[name] for moment in run["steps"]] for name in run["steps"][0]} for run in record["runs"]]
first = runs[0]

figure, axes = canvas(5.2, nrows=2, sharex=True, gridspec_kw={"height_ratios": [2, 1]})
series = {f"W_{letter}": (first["step"], first[f"W_{letter}"]) for letter in "QKVO"}
lines(series, x="training step", y="norm of the gradient (nats)", log="y", axis=axes[0], points=False)
lines(
    {f"seed {run['seed']}": (r["step"], [100 * a for a in r["accuracy"]]) for run, r in zip(record["runs"], runs)},
    x="training step", y="held-out answers (%)", axis=axes[1], points=False,
)
axes[0].set_xlabel("")

ratios = [[v / q for v, q in zip(r["W_V"], r["W_Q"])] for r in runs]
figpress.value("v_over_q_start", ratios[0][0])
figpress.value("v_over_q_smallest", min(ratios[0]))
figpress.value("v_over_q_smallest_step", first["step"][ratios[0].index(min(ratios[0]))])
figpress.value("seeds", len(runs))
figpress.value("seeds_values_first", sum(ratio[0] > 1 for ratio in ratios))
early = [q for q, step in zip(first["W_Q"], first["step"]) if step <= 100]
later = [q for q, step in zip(first["W_Q"], first["step"]) if 100 < step <= 300]
figpress.value("q_rise", max(later) / min(early))
figpress.show(figure)
