"""Every one of thirteen wrong lines is caught, and which tensors turn wrong says where the line stands.
Rows: one planted mistake each. Columns: the 37 parameter tensors of the trained model at step 200, from the embedding at the bottom of the model to the output at its top. Colour: the largest error of the tensor, relative to its largest entry; an empty cell is right.
"""

import figpress
import numpy
import torch
from _running import reading
from byhand import check, model, mutations
from byhand.training import probe
from matplotlib.patches import Rectangle
from plates import canvas
from plates.colours import FAINT, MUTED, colour_map
from plates.style import SMALL

one = reading("half", "wide")
case = probe.case(one, probe.answer_loss(one)[1])
right = check.against_autograd(model, case)
assert not right.failures(), right
outcomes = mutations.table(case)
assert all(outcome.caught for outcome in outcomes)

names = list(right.errors)
top = [n for n in names if n in ("params.dgamma", "params.dbeta", "params.dW_U")]
names = [n for n in names if n not in top] + top
assert len(outcomes) == 13 and len(names) == 37
wrong = torch.zeros(len(outcomes), len(names))
for row, outcome in enumerate(outcomes):
    for name in outcome.broken:
        scale = max(right.largest[name], right.rms)  # the key bias has no size of its own
        wrong[row, names.index(name)] = min(outcome.report.errors[name] / scale, 1.0)
broken = [int((row > 0).sum()) for row in wrong]
figpress.value("mutations", len(outcomes))
figpress.value("caught", sum(outcome.caught for outcome in outcomes), of=len(outcomes))
figpress.value("tensors", len(names))
figpress.value("worst_right", right.worst)
SHORT = {"forget the path through Q": "path", "layer norm without the mean term": "mean", "forget the baseline D": "baseline", "forget the scale c": "scale"}
for outcome, count in zip(outcomes, broken):
    if outcome.mutation.name in SHORT:
        figpress.value("broken_" + SHORT[outcome.mutation.name], count)
figpress.value("fewest", min(broken))
figpress.value("most", max(broken))
loud = names.index("params.blocks.1.attention.db_K")
figpress.value("breaks_key_bias", int((wrong[:, loud] > 0).sum()))
unborn = reading("first", "wide")  # before training γ is one everywhere, so a mistake with γ cannot be seen
at_first = mutations.table(probe.case(unborn, probe.answer_loss(unborn)[1]))
assert [o.mutation.name for o in at_first if not o.caught] == ["layer norm without γ"]
figpress.value("caught_at_first", sum(o.caught for o in at_first), of=len(at_first))
faint = names.index("params.blocks.0.attention.dW_Q")
figpress.value("mean_term_in_first_queries", wrong[[o.mutation.name for o in outcomes].index("layer norm without the mean term"), faint])

figure, axis = canvas(4.6)
image = axis.pcolormesh(numpy.ma.masked_less_equal(wrong.numpy(), 0), cmap=colour_map("share"), vmin=0, vmax=1, edgecolors=FAINT, linewidth=0.4)
for row, column in (wrong <= 0).nonzero().tolist():
    axis.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor=FAINT, linewidth=0.4))
axis.invert_yaxis()
axis.set_yticks(numpy.arange(len(outcomes)) + 0.5, [outcome.mutation.name for outcome in outcomes])
axis.set_xticks(numpy.arange(len(names)) + 0.5, [n.rsplit(".", 1)[-1][1:] for n in names], rotation=90)
axis.tick_params(length=0, labelsize=SMALL)
for spine in axis.spines.values():
    spine.set_visible(False)
edges = {"embed.": (0, 2), "block 1": (2, 18), "block 2": (18, 34), "top": (34, 37)}
for text, (low, high) in edges.items():
    axis.plot([low + 0.2, high - 0.2], [-0.25, -0.25], color=MUTED, linewidth=1, clip_on=False)
    axis.annotate(text, ((low + high) / 2, -0.35), ha="center", va="bottom", size=SMALL, annotation_clip=False)
bar = figure.colorbar(image, ax=axis, pad=0.015, fraction=0.03, aspect=18)
bar.set_label("relative error (1 and more are one colour)")
figpress.show(figure)
