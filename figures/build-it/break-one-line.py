"""Every one of thirteen wrong lines is caught, and which tensors turn wrong says where the line stands.
Rows: one planted mistake each. Columns: the 37 parameter tensors of the trained model at step 200, from the embedding at the bottom of the model to the output at its top. Colour: the largest error of the tensor, relative to its largest entry; an empty cell is right.
"""

import json
from pathlib import Path

import figpress
import numpy
import torch
from _running import MOMENTS, label, named, reading
from byhand import check, model, mutations
from byhand.training import language, probe
from matplotlib.patches import Rectangle
from plates import canvas, is_narrow
from plates.colours import FAINT, MUTED, colour_map
from plates.style import SMALL, fill

ours = language.winograd("wide")
one = reading("half", "wide", ours)
case = probe.case(one, probe.answer_loss(one)[1])
right = check.against_autograd(model, case)
assert not right.failures(), right
outcomes = mutations.table(case)
named(all(outcome.caught for outcome in outcomes))

names = list(right.errors)
top = [n for n in names if n in ("params.dgamma", "params.dbeta", "params.dW_U")]
names = [n for n in names if n not in top] + top
assert len(outcomes) == 13 and len(names) == 37


def relative(outcomes):
    """[mistakes, tensors]: the largest error of each tensor by its largest entry; 0 where the check finds nothing wrong."""
    found = torch.zeros(len(outcomes), len(names))
    for row, outcome in enumerate(outcomes):
        report = outcome.report
        for name in outcome.broken:
            found[row, names.index(name)] = report.errors[name] / max(report.largest[name], report.rms)  # the key bias has no size of its own
    return found


errors = relative(outcomes)
wrong = errors.clamp(max=1.0)
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
tables = {"half": outcomes}
for moment in ("first", "last"):
    other = reading(moment, "wide", ours)
    tables[moment] = mutations.table(probe.case(other, probe.answer_loss(other)[1]))
at_first = tables["first"]  # before training γ is one everywhere, so a mistake with γ cannot be seen
named([o.mutation.name for o in at_first if not o.caught] == ["layer norm without γ"])
figpress.value("caught_at_first", sum(o.caught for o in at_first), of=len(at_first))
faint = names.index("params.blocks.0.attention.dW_Q")
figpress.value("mean_term_in_first_queries", wrong[[o.mutation.name for o in outcomes].index("layer norm without the mean term"), faint])

SIGNS = {"gamma": r"$\gamma$", "beta": r"$\beta$", "gamma_1": r"$\gamma_1$", "beta_1": r"$\beta_1$", "gamma_2": r"$\gamma_2$", "beta_2": r"$\beta_2$"}
short = [n.rsplit(".", 1)[-1][1:] for n in names]
edges = {"embed.": (0, 2), "block 1": (2, 18), "block 2": (18, 34), "top": (34, 37)}


def draw():
    """Draws all tensors in one map, or in two where the picture is narrow."""
    spans = [(0, edges["block 1"][1]), (edges["block 1"][1], len(names))] if is_narrow() else [(0, len(names))]
    figure, axes = canvas(10.4 if is_narrow() else 4.9, nrows=len(spans), squeeze=False)
    for axis, (begin, end) in zip(axes[:, 0], spans):
        part = wrong[:, begin:end]
        image = axis.pcolormesh(numpy.ma.masked_less_equal(part.numpy(), 0), cmap=colour_map("share"), vmin=0, vmax=1, edgecolors=FAINT, linewidth=0.4)
        for row, column in (part <= 0).nonzero().tolist():
            axis.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor=FAINT, linewidth=0.4))
        axis.invert_yaxis()
        axis.set_yticks(numpy.arange(len(outcomes)) + 0.5, [fill(outcome.mutation.name.replace("layer norm", "norm"), 1.25, SMALL) for outcome in outcomes])
        axis.set_xticks(numpy.arange(end - begin) + 0.5, [SIGNS.get(n, n if len(n) == 1 else f"${n}$") for n in short[begin:end]], rotation=90)
        axis.tick_params(length=0, labelsize=SMALL)
        for spine in axis.spines.values():
            spine.set_visible(False)
        for text, (low, high) in edges.items():
            if begin <= low < end:
                axis.plot([low - begin + 0.2, high - begin - 0.2], [-0.25, -0.25], color=MUTED, linewidth=1, clip_on=False)
                axis.annotate(text, ((low + high) / 2 - begin, -0.35), ha="center", va="bottom", size=SMALL, annotation_clip=False)
    bar = figure.colorbar(image, ax=list(axes[:, 0]), location="bottom", pad=0.02, fraction=0.035, aspect=45)
    bar.set_label(fill("error of the tensor, relative to its largest entry (1 and more are one colour)", 3.2))
    return figure


# what a reader may touch: every tensor's error at three moments, line by line of the backward pass, from the loss down
PARTS = {
    "linear": "every linear layer with a square W", "layernorm": "every layer norm", "mlp": "slope of GELU", "residual": "every residual sum", "attention": "one head", "heads": "merging dQ, dK, dV", "qkv": "below Q, K and V",
}  # fmt: skip
# what the page calls otherwise: what is merged on the way back are gradients, and the normal density is φ
SAID = {"O.transpose(-2, -3).reshape(...)": "dQ = dQ.transpose(-2, -3).reshape(...)", "O.reshape(...)": "dQ = dQ.reshape(...)", "Φ(Z) + Z * ϕ(Z)": "Φ(Z) + Z * φ(Z)"}
assert SAID.keys() <= {text for mutation in mutations.MUTATIONS for text in (mutation.right_line, mutation.wrong_line)}
lines = []
for part, where in PARTS.items():
    for k, mutation in enumerate(mutations.MUTATIONS):
        if mutation.module.__name__.endswith(f".{part}"):
            right_line, wrong_line = (SAID.get(text, text) for text in (mutation.right_line, mutation.wrong_line))
            line = next((one for one in lines if one["right"] == right_line), None)
            if line is None:
                lines.append(line := {"where": where, "right": right_line, "wrong": []})
            line["wrong"].append({"k": k, "code": wrong_line, "name": mutation.name})
assert sorted(one["k"] for line in lines for one in line["wrong"]) == list(range(13))
rows = [["top", ["W_U", "gamma", "beta"]]]
for block in (2, 1):
    rows += [[f"block {block}, feed-forward", ["W_2", "b_2", "W_1", "b_1", "gamma_2", "beta_2"]],
             [f"block {block}, attention", ["W_O", "b_O", "W_V", "b_V", "W_Q", "b_Q", "W_K", "b_K", "gamma_1", "beta_1"]]]
rows.append(["embedding", ["E", "P"]])
model_rows = []
for name, tensors in rows:
    low, high = edges["block 2" if "2," in name else "block 1" if "1," in name else "top" if name == "top" else "embed."]
    model_rows.append({"name": name, "tensors": [[t, low + short[low:high].index(t)] for t in tensors]})
assert sorted(at for row in model_rows for _, at in row["tensors"]) == list(range(37))

trained = {}
for run in json.loads(Path(__file__).with_name("trains-anyway.json").read_text(encoding="utf-8"))["runs"]:
    trained.setdefault(run["mutation"], []).append(run["steps"][-1])
ends = {name: {"loss": sum(e["loss"] for e in found) / len(found), "answers": [min(e["accuracy"] for e in found), max(e["accuracy"] for e in found)]} for name, found in trained.items()}
data = {
    "lines": lines, "rows": model_rows,
    "moments": [{"label": label(m), "errors": [[float(f"{x:.3g}") for x in row] for row in relative(tables[m]).tolist()]} for m in MOMENTS],
    "trained": [{"loss": round(ends[name]["loss"], 2), "answers": [round(100 * a) for a in ends[name]["answers"]]} for name in ["", *(m.name for m in mutations.MUTATIONS)]],
}  # fmt: skip
figpress.show(draw, module="break-one-line.mjs", data=data)
