"""Before training most of the gradient comes through no sublayer or one; after training hardly any comes round them all."""

import json
from pathlib import Path

import figpress
import torch
from _running import MOMENTS, label, params
from _sublayers import shares
from byhand.training import language
from plates import canvas
from plates.colours import INK, SERIES
from plates.curves import above

sentences = language.held_out(64)
found = {moment: shares(params(moment), sentences) for moment in MOMENTS}  # [sentences, 5]
for moment, rows in found.items():
    name = {"first": "init"}.get(moment, moment)
    for k, share in enumerate(rows.mean(0)):
        figpress.value(f"{name}_{k}", share)
    figpress.value(f"{name}_short", rows[:, :2].sum(1).mean())
    figpress.value(f"{name}_against", (rows[:, 0] < 0).double().mean())  # sentences in which the bare skip points against the whole
figpress.value("sentences", len(sentences))

record = json.loads(Path(__file__).with_name("other-seeds.json").read_text(encoding="utf-8"))
for moment, name in (("first", "init"), ("last", "last")):
    means = torch.tensor([run["shares"][moment] for run in record["runs"]]).mean(1)  # [seeds, 5]
    figpress.value(f"seeds_{name}_skip_least", means[:, 0].min())
    figpress.value(f"seeds_{name}_skip_most", means[:, 0].max())
    figpress.value(f"seeds_{name}_short_least", means[:, :2].sum(1).min())
    figpress.value(f"seeds_{name}_short_most", means[:, :2].sum(1).max())
figpress.value("seeds", len(record["runs"]))

figure, axis = canvas(3.5)
axis.grid(True, axis="y")
for i, (moment, rows) in enumerate(found.items()):
    mean = 100 * rows.mean(0)
    low, high = (100 * rows.quantile(q, 0) for q in (0.1, 0.9))
    places = torch.arange(len(mean)) + (i - 1) * 0.27
    axis.bar(places, mean, 0.24, color=SERIES[i], label=label(moment), linewidth=0, zorder=2)
    axis.vlines(places, low, high, color=INK, linewidth=1.1, zorder=3)
axis.axhline(0, color=INK, linewidth=0.8)
axis.set_xticks(range(5), ["none: the\nskip alone", "one", "two", "three", "all four"])
axis.tick_params(axis="x", length=0)
axis.set_xlabel("sublayers on the path")
axis.set_ylabel("share of the whole gradient (%)")
above(axis)
figpress.show(figure)
