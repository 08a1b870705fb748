"""Without the noun-fetching head the model still knows what kind of noun must follow, but no longer which."""

import json
from pathlib import Path

import figpress
import torch
from _running import noun_head, params
from _switches import NAMES, outcomes, run, without
from byhand.training import language
from byhand.training.train import SEED
from plates import canvas
from plates.colours import BLUE, NEUTRAL, VERMILION
from plates.curves import above

sentences, model = language.held_out(256), params("last")
rows = {"none": outcomes(model, sentences, torch.ones(1, len(NAMES), dtype=torch.float64))} | {name: outcomes(model, sentences, without(h)) for h, name in enumerate(NAMES)}
noun = rows[str(noun_head())]
assert rows["none"][0] == 1 and noun[1] > 0.5 and noun[2] == noun[3] == 0
figpress.value("sentences", len(sentences))
figpress.value("all_open", rows["none"][0])
figpress.value("right", noun[0])
figpress.value("same_kind", noun[1])
figpress.value("wrong_kind", noun[2])
figpress.value("other_noun", noun[3])
figpress.value("idle", sum(row[0] > 0.999 for name, row in rows.items() if name != "none"))
worst = max((name for name in rows if name != str(noun_head())), key=lambda name: 1 - rows[name][0])
assert worst == "L0H0"  # the head that looks at "tired": see roles.py
figpress.value("reader_right", rows[worst][0])
figpress.value("reader_wrong_kind", rows[worst][2])
fetching = NAMES.index(str(noun_head()))
looks = run(model, sentences, without(NAMES.index(worst)))[1][:, fetching]  # [sentences, n], the fetching head's without its reader
each = torch.arange(len(sentences))
figpress.value("unguided_right", looks[each, [one.good for one in sentences]].mean())
figpress.value("unguided_other", looks[each, [one.bad for one in sentences]].mean())

record = json.loads(Path(__file__).with_name("other-seeds.json").read_text(encoding="utf-8"))
others = [run["closed"][run["noun_head"]] for run in record["runs"] if run["seed"] != SEED]
figpress.value("seeds", len(others))
figpress.value("seeds_lost_least", min(1 - row[0] for row in others))
figpress.value("seeds_lost_most", max(1 - row[0] for row in others))
figpress.value("seeds_wrong_kind_most", max(row[2] for row in others))

figure, axis = canvas(3.4)
names, left = list(rows), torch.zeros(len(rows))
for i, (label, colour) in enumerate((("the right noun", BLUE), ("another noun of the same kind", VERMILION), ("anything else", NEUTRAL))):
    share = 100 * torch.tensor([row[i] for row in rows.values()])
    axis.barh(names, share, 0.72, left=left, color=colour, label=label, linewidth=0)
    left = left + share
axis.invert_yaxis()
axis.set(xlim=(0, 100), xlabel=f"answers to {len(sentences)} held-out sentences (%)", ylabel="head that is closed")
axis.tick_params(axis="y", length=0)
above(axis)
figpress.show(figure)
