"""The advantage comes first and attention follows it: both nouns gain attention alike, the right one's value becomes worth
more, attention parts, and at last the gap closes. The noun-fetching head at the last “the”, seed 1, means over held-out sentences; the
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


def draw():
    """Draws the figure."""
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
    return figure


figpress.value("sentences", record["sentences"])
figpress.value("largest_gap", max(column["gap"]))
figpress.value("largest_gap_step", column["step"][column["gap"].index(max(column["gap"]))])
widest = column["gap"].index(max(column["gap"]))


AHEAD, LASTING = 0.05, 3  # attention has parted when the right noun has this much more; what holds for three measurements lasts


def lasting(truths):
    """The first place from which something holds three times in a row."""
    return next(k for k in range(len(truths)) if k + LASTING <= len(truths) and all(truths[k : k + LASTING]))


def order(steps):
    """When the gap in advantage opens and when attention parts, each by the same rule and each by itself; how long the right noun has less meanwhile."""
    opens = lasting([moment["gap"] > 2 * moment["gap_error"] for moment in steps])
    parts = lasting([moment["attention_good"] - moment["attention_bad"] > AHEAD for moment in steps])
    behind = [moment["attention_good"] < moment["attention_bad"] for moment in steps[opens:parts]]
    return steps[opens]["step"], steps[parts]["step"], sum(behind) * (steps[1]["step"] - steps[0]["step"])


orders = {f"seed {each['seed']}": order(each["steps"]) for each in record["runs"]}
opening, parting, _ = orders[f"seed {run['seed']}"]
figpress.value("ahead", AHEAD)
figpress.value("opens", opening)
figpress.value("parting_step", parting)
figpress.sample("comes_first", {seed: opens < parts for seed, (opens, parts, _) in orders.items()}, over=5, called="seeds")
figpress.sample("lead", {seed: parts - opens for seed, (opens, parts, _) in orders.items()}, over=5, called="seeds")
figpress.sample("behind", {seed: behind for seed, (_, _, behind) in orders.items()}, over=5, called="seeds")
parting = column["step"].index(parting)
for name, k in (("parting", parting), ("widest", widest)):
    figpress.value(f"{name}_good", column["attention_good"][k])
    figpress.value(f"{name}_bad", column["attention_bad"][k])
steps = [
    {"step": moment["step"], "roles": {role: [float(f"{x:.4g}") for x in numbers] for role, numbers in moment["roles"].items()}}
    for moment in run["steps"]
]
figpress.show(draw, module="advantage.mjs", data={"steps": steps, "head": run["head"], "start": widest})
