"""Before training most of the gradient comes through no sublayer or one; after training hardly any comes round them all. Means over
held-out sentences; thin lines leave out a tenth of the sentences at either end.
"""

import figpress
import torch
from _running import MOMENTS, label, params
from _seeds import model as trained
from _seeds import over_seeds
from _sublayers import shares
from byhand.training import language, train
from plates import canvas
from plates.colours import INK, SERIES
from plates.curves import above

sentences = language.held_out(200)
for moment, name in (("first", "init"), ("last", "last")):
    seeds = over_seeds(lambda seed: shares(trained(seed, moment), sentences))
    means = {seed: row.whole.mean(0) for seed, row in seeds.items()}
    figpress.sample(f"seeds_{name}_skip", {seed: row[0] for seed, row in means.items()}, over=5, called="seeds")
    figpress.sample(f"seeds_{name}_short", {seed: row[:2].sum() for seed, row in means.items()}, over=5, called="seeds")
    figpress.sample(f"seeds_{name}_middle", {seed: row[2:4].sum() for seed, row in means.items()}, over=5, called="seeds")
    # the bare skip cannot leave its token, so it is asked at its own token, too
    figpress.sample(f"own_{name}_skip", {seed: row.own.mean(0)[0] for seed, row in seeds.items()}, over=5, called="seeds")
    figpress.sample(f"elsewhere_{name}", {seed: row.elsewhere.mean() for seed, row in seeds.items()}, over=5, called="seeds")
    if name == "last":
        for k, share in enumerate(seeds[f"seed {train.SEED}"].own.mean(0)):
            figpress.value(f"own_last_{k}", share)

found = {moment: shares(params(moment), sentences).whole for moment in MOMENTS}  # [sentences, 5]
for moment, rows in found.items():
    name = {"first": "init"}.get(moment, moment)
    for k, share in enumerate(rows.mean(0)):
        figpress.value(f"{name}_{k}", share)
    figpress.value(f"{name}_short", rows[:, :2].sum(1).mean())
    figpress.value(f"{name}_middle", rows[:, 2:4].sum(1).mean())
    figpress.value(f"{name}_against", int((rows[:, 0] < 0).sum()), of=len(sentences))  # sentences in which the bare skip points against the whole
figpress.value("sentences", len(sentences))


def draw():
    """Draws the figure."""
    figure, axis = canvas(3.5)
    axis.grid(True, axis="y")
    for i, (moment, rows) in enumerate(found.items()):
        mean = 100 * rows.mean(0)
        low, high = (100 * rows.quantile(q, 0) for q in (0.1, 0.9))
        at = torch.arange(len(mean)) + (i - 1) * 0.27
        axis.bar(at, mean, 0.24, color=SERIES[i], label=label(moment), linewidth=0, zorder=2)
        axis.vlines(at, low, high, color=INK, linewidth=1.1, zorder=3)
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set_xticks(range(5), ["none: the\nskip alone", "one", "two", "three", "all four"])
    axis.tick_params(axis="x", length=0)
    axis.set_xlabel("sublayers on the path")
    axis.set_ylabel("share of the whole gradient (%)")
    above(axis)
    return figure


figpress.show(draw)
