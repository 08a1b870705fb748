"""At the start the short paths carry the gradient; after training the middle ones do, and they contradict one another."""

from itertools import product

import figpress
import torch
from _running import MOMENTS, gradients, label, params, reading
from _sublayers import sublayers
from byhand.training import probe
from plates import canvas, dots

adjective = "tired"
figure, axes = canvas(3.6, ncols=3, sharey=True)
worst, touch = 0.0, []
for axis, moment in zip(axes, MOMENTS):
    down = gradients(moment, adjective, of=probe.logit_difference)
    back = sublayers(params(moment), reading(moment, adjective).saved)  # f_1 … f_4, as J_lᵀ
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
    groups = {name: agree[side] for side, name in ((True, "with the total"), (False, "against")) if agree[side][0]}
    dots(groups, x="length of the path", y="‖its part of gradient‖ (logits)", log="y", axis=axis)
    axis.set_title(label(moment))
    axis.set_xticks(range(len(back) + 1))
    if axis is not axes[0]:
        axis.set_ylabel("")
    group = [sum(g for through, g in paths.items() if sum(through) == k).norm() for k in range(len(back) + 1)]
    name = {"first": "init"}.get(moment, moment)
    for k, norm in enumerate(group):
        figpress.value(f"{name}_{k}", norm)
    figpress.value(f"{name}_sum", sum(group))
    figpress.value(f"{name}_total", total.norm())
    figpress.value(f"{name}_against", len(agree[False][0]))

assert worst < 1e-13
figpress.value("sum_error", worst)
sublayer = ("attention 1", "MLP 1", "attention 2", "MLP 2")
names = [" → ".join(s for s, through in zip(sublayer, path) if through) or "around all" for path in paths]
figpress.show(figure, module="paths.mjs", data={"moments": touch, "names": names})
