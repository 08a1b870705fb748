"""The advantage comes first and attention follows it: both nouns gain attention alike, the right one's value becomes worth
more, attention parts, the gap closes. The noun-fetching head at the last “the”, seed 1, means over held-out sentences; the
band is twice the standard error.
"""

import json
from pathlib import Path

import figpress
from plates import canvas, lines

record = json.loads((Path(__file__).parents[1] / "qkv-gradients" / "timeline.json").read_text(encoding="utf-8"))
run = record["runs"][0]
column = {name: [moment[name] for moment in run["steps"]] for name in run["steps"][0]}
low = [g - 2 * e for g, e in zip(column["gap"], column["gap_error"])]
high = [g + 2 * e for g, e in zip(column["gap"], column["gap_error"])]

figure, axes = canvas(5.0, nrows=2, sharex=True)
lines(
    {"right noun": (column["step"], column["attention_good"]), "wrong noun": (column["step"], column["attention_bad"])},
    x="training step", y=f"attention of {run['head']}", axis=axes[0], points=False,
)
lines(
    {"gain of right over wrong": (column["step"], column["gap"])}, bands={"gain of right over wrong": (low, high)},
    x="training step", y="advantage gap (nats per unit)", axis=axes[1], levels={"": 0.0}, points=False,
)
axes[0].set_xlabel("")

figpress.value("sentences", record["sentences"])
figpress.value("largest_gap", max(column["gap"]))
figpress.value("largest_gap_step", column["step"][column["gap"].index(max(column["gap"]))])
widest = column["gap"].index(max(column["gap"]))


def order(steps):
    """When the gap opens for as long as attention has not parted, and when it parts: the wrong noun loses from there on."""
    wrong = [moment["attention_bad"] for moment in steps]
    parts = wrong.index(max(wrong))
    closed = [k for k in range(parts) if steps[k]["gap"] <= 2 * steps[k]["gap_error"]]
    return closed[-1] + 1, parts


opening, parting = order(run["steps"])
assert opening < parting < widest  # the gap opens, attention parts, the gap is widest
figpress.value("opens", column["step"][opening])
figpress.value("parting_step", column["step"][parting])
for other in record["runs"][1:]:
    opens, parts = order(other["steps"])
    assert opens < parts
    figpress.value(f"opens_seed_{other['seed']}", other["steps"][opens]["step"])
    figpress.value(f"parting_seed_{other['seed']}", other["steps"][parts]["step"])
    figpress.value(f"wrong_seed_{other['seed']}", other["steps"][parts]["attention_bad"])
    figpress.value(f"right_seed_{other['seed']}", other["steps"][parts]["attention_good"])
for name, k in (("parting", parting), ("widest", widest)):
    figpress.value(f"{name}_good", column["attention_good"][k])
    figpress.value(f"{name}_bad", column["attention_bad"][k])
steps = [
    {"step": moment["step"], "roles": {role: [float(f"{x:.4g}") for x in numbers] for role, numbers in moment["roles"].items()}}
    for moment in run["steps"]
]
figpress.show(figure, module="advantage.mjs", data={"steps": steps, "head": run["head"], "start": widest})
