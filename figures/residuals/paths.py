"""Sixteen paths through one sentence, in our seed: their lengths add up to more than the whole, and some of them point against it."""

from itertools import product

import figpress
import torch
from _running import MOMENTS, gradients, label, named, params, reading
from byhand.paths import sublayers
from byhand.training import probe
from plates import canvas, dots, is_narrow
from plates.colours import MUTED
from plates.style import SMALL

adjective = "tired"
worst, touch, against, shown = 0.0, [], {}, {}
for moment in MOMENTS:
    down = gradients(moment, adjective, of=probe.logit_difference)
    back = sublayers(reading(moment, adjective).saved)  # f_1 … f_4, as J_lᵀ
    paths = {}
    for through in product((False, True), repeat=len(back)):
        g = down.dX  # the gradient at the top of the stream
        for l in reversed(range(len(back))):
            g = back[l](g) if through[l] else g
        paths[through] = g[0]
    total = down.dX_0[0]
    worst = max(worst, float((sum(paths.values()) - total).abs().max()))

    every = torch.stack([g.flatten() for g in paths.values()])  # [16, n d]
    gram = every @ every.T  # enough to know the length of any partial sum
    assert abs(gram.sum().sqrt() - total.norm()) < 1e-10
    touch.append({"label": label(moment), "gram": [[float(f"{x:.5g}") for x in row] for row in gram.tolist()], "lengths": [sum(p) for p in paths]})

    agree = {True: ([], []), False: ([], [])}
    for through, g in paths.items():
        side = bool((g * total).sum() >= 0)
        agree[side][0].append(sum(through))
        agree[side][1].append(float(g.norm()))
    group = [float(sum(g for through, g in paths.items() if sum(through) == k).norm()) for k in range(len(back) + 1)]
    groups = {name: agree[side] for side, name in ((True, "one path, with the whole"), (False, "one path, against the whole")) if agree[side][0]}
    groups["all paths of that length together"] = (list(range(len(back) + 1)), group)
    shown[moment] = groups, float(total.norm())
    name = {"first": "init"}.get(moment, moment)
    for k, norm in enumerate(group):
        figpress.value(f"{name}_{k}", norm)
    figpress.value(f"{name}_sum", sum(group))
    figpress.value(f"{name}_total", total.norm())
    against[moment] = len(agree[False][0])
    figpress.value(f"{name}_against", against[moment])
    share = {k: float(sum((g * total).sum() for through, g in paths.items() if sum(through) == k) / total.square().sum()) for k in range(len(back) + 1)}
    assert abs(sum(share.values()) - 1) < 1e-12  # along the whole gradient the parts add up to it
    for k, part in share.items():
        figpress.value(f"{name}_share_{k}", part)

assert worst < 1e-13
named(against["first"] < against["last"])
figpress.value("sum_error", worst)
sublayer = ("attention 1", "MLP 1", "attention 2", "MLP 2")
names = [" → ".join(s for s, through in zip(sublayer, path) if through) or "around all" for path in paths]


def draw():
    """Draws the figure."""
    figure, axes = canvas(2.6 if is_narrow() else 3.9, ncols=3, sharey=True)
    for axis, (moment, (groups, whole)) in zip(axes, shown.items()):
        dots(groups, x="sublayers on the path", y="length (logits per unit)" if is_narrow() else "length of the gradient (logits per unit)", log="y", axis=axis)
        axis.axhline(whole, color=MUTED, linewidth=1.0, linestyle=(0, (2, 2)), zorder=1)
        axis.annotate("the whole gradient", (0.02, whole), xycoords=("axes fraction", "data"), xytext=(0, 3), textcoords="offset points",
                      ha="left", va="bottom", size=SMALL, color=MUTED)
        axis.set_title(label(moment))
        axis.set_xticks(range(len(sublayer) + 1))
        if axis is not axes[0] and not is_narrow():
            axis.set_ylabel("")
    axes[0].set_ylim(top=2.5 * max(whole for _, whole in shown.values()))  # room for what stands above the lines
    return figure


figpress.show(draw, module="paths.mjs", data={"moments": touch, "names": names})
