"""Values and output get several times longer gradients than queries and keys at first; the gap closes early, and opens again once the
answers are right. Above, norms in the block with the noun-fetching head, all four heads together, on the batches of
training, seed 1; below, the share of held-out sentences answered rightly.
"""

import json
from pathlib import Path

import figpress
from plates import canvas, lines
from plates.colours import INK, NEUTRAL
from plates.curves import above

record = json.loads(Path(__file__).with_name("timeline.json").read_text(encoding="utf-8"))
runs = [{name: [moment[name] for moment in run["steps"]] for name in run["steps"][0]} for run in record["runs"]]
first = runs[0]


def draw():
    """Draws the figure."""
    figure, axes = canvas(5.2, nrows=2, sharex=True, gridspec_kw={"height_ratios": [2, 1]})
    series = {f"W_{letter}": (first["step"], first[f"W_{letter}"]) for letter in "QKVO"}
    lines(series, x="training step", y="norm of the gradient (nats)", log="y", axis=axes[0], points=False)
    axes[1].grid(True, axis="y")
    for k, (run, r) in enumerate(zip(record["runs"][1:], runs[1:])):
        axes[1].plot(r["step"], [100 * a for a in r["accuracy"]], color=NEUTRAL, linewidth=1, label=None if k else "seeds " + ", ".join(str(one["seed"]) for one in record["runs"][1:]))
    axes[1].plot(first["step"], [100 * a for a in first["accuracy"]], color=INK, linewidth=2, label=f"seed {record['runs'][0]['seed']}")
    axes[1].set(xlabel="training step", ylabel="held-out answers (%)")
    above(axes[1])
    axes[0].set_xlabel("")
    return figure


# one batch's gradient is noisy, so lengths are averaged over a stretch of training before they are compared
STRETCHES = {"first": (0, 40), "early": (50, 90), "learning": (100, 240), "late": (300, 400)}


def mean(run, weight, stretch):
    """The mean norm of a weight's gradient over the steps from one to the other, both of them counted."""
    found = [norm for norm, step in zip(run[weight], run["step"]) if stretch[0] <= step <= stretch[1]]
    return sum(found) / len(found)


def v_over_q(run):
    """How many times longer the values' gradient is than the queries', by stretch."""
    return {name: mean(run, "W_V", stretch) / mean(run, "W_Q", stretch) for name, stretch in STRETCHES.items()}


ratios = {f"seed {run['seed']}": v_over_q(r) for run, r in zip(record["runs"], runs)}
figpress.value("seeds", len(runs))
figpress.sample("first_over_learning", {seed: r["first"] / r["learning"] for seed, r in ratios.items()}, over=5, called="seeds")
figpress.sample("late_over_learning", {seed: r["late"] / r["learning"] for seed, r in ratios.items()}, over=5, called="seeds")
chosen = ratios[f"seed {record['runs'][0]['seed']}"]
for name, (_, last) in STRETCHES.items():
    figpress.value(f"v_over_q_{name}", chosen[name], over={seed: r[name] for seed, r in ratios.items()}, called="seeds")
    figpress.value(f"{name}_to", last)
figpress.value("accuracy_early", max(a for a, step in zip(first["accuracy"], first["step"]) if step <= STRETCHES["early"][1]))
figpress.show(draw)
