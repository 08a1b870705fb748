"""No measure that is read off orders the words as taking them away does; the gradient's length comes closest, a head's attention is farthest off.
Trained model, 60 held-out sentences, a dot for each: how well the order in which a measure puts the words agrees with the order of what happens when a word's embedding is replaced by the mean of all (rank correlation; 1 is the same order, 0 is none). Bars are medians; on the right, how often the measure names the word without which the answer changes most.
"""

import figpress
import numpy
import torch
from _running import noun_head, params
from _swap import pull
from byhand import model as transformer
from byhand.training import language, tokeniser
from plates import canvas, is_narrow
from plates.colours import BLUE, INK, MUTED, VERMILION
from plates.style import SMALL, fill

SENTENCES = 60
model, head = params("last"), noun_head()
nodes, weights = (torch.tensor(x) for x in numpy.polynomial.legendre.leggauss(64))
nothing = model.E.mean(0)


def agreement(measure, truth):
    """Spearman's rank correlation of two orders of the words."""
    order = [x.argsort().argsort().double() for x in (measure, truth)]
    return float(torch.corrcoef(torch.stack(order))[0, 1])


agrees, names, incomplete = {}, {}, 0.0
for one in language.held_out(SENTENCES):
    tokens = tokeniser.encode(one.prompt)[0]
    good, bad, n = tokens[one.good], tokens[one.bad], len(tokens)
    X = model.E[tokens] + model.P[:n]
    step = nothing - model.E[tokens]  # [n, d]: from each word to no word
    F, dX = pull(model, X[None], good, bad)
    places = torch.arange(n)
    without = X.repeat(n, 1, 1)
    without[places, places] += step
    truth = (pull(model, without, good, bad)[0] - F).abs()

    Fs, slopes = pull(model, X + ((nodes + 1) / 2)[:, None, None] * step, good, bad)  # all words fade together
    integrated = ((slopes * (weights / 2)[:, None, None]).sum(0) * step).sum(-1)
    ends = pull(model, torch.stack((X, X + step)), good, bad)[0]
    incomplete = max(incomplete, abs(float(integrated.sum() - (ends[1] - ends[0]))))
    saved = transformer.forward(tokens[None], model)[1]
    looks = torch.stack([block.attention.A[0, :, -1] for block in saved.blocks])  # [layers, H, n], from the answer's place
    measures = {
        "length of the gradient": dX[0].norm(dim=-1), "gradient times input": (dX[0] * X).sum(-1).abs(), "gradient times the step": (dX[0] * step).sum(-1).abs(),
        "integrated gradient": integrated.abs(), "attention, all heads": looks.mean((0, 1)), "attention, noun-fetching head": looks[head.layer, head.head],
    }  # fmt: skip
    for name, measure in measures.items():
        agrees.setdefault(name, []).append(agreement(measure, truth))
        names[name] = names.get(name, 0) + int(measure.argmax() == truth.argmax())
    names["adjective"] = names.get("adjective", 0) + int(truth.argmax() == one.adjective)
assert incomplete < 1e-2, incomplete  # logits, of some twenty: the points on the way are enough

median = {name: float(numpy.median(found)) for name, found in agrees.items()}
assert max(median, key=median.get) == "length of the gradient" and min(median, key=median.get) == "attention, noun-fetching head"
SHORT = {"length of the gradient": "length", "gradient times input": "product", "gradient times the step": "step", "integrated gradient": "integrated", "attention, all heads": "attention", "attention, noun-fetching head": "head"}
for name, short in SHORT.items():
    figpress.value(f"{short}_median", median[name])
    figpress.value(f"{short}_names", names[name], of=SENTENCES)
figpress.value("sentences", SENTENCES)
figpress.value("adjective_is_it", names["adjective"], of=SENTENCES)
figpress.value("incomplete", incomplete)


def draw():
    """Draws the figure."""
    figure, axis = canvas(3.1)
    draw = torch.Generator().manual_seed(0)
    for row, (name, found) in enumerate(agrees.items()):
        up = row + 0.5 * (torch.rand(len(found), generator=draw) - 0.5)
        axis.scatter(found, up, s=14, alpha=0.75, linewidth=0, color=VERMILION if "attention" in name else BLUE, zorder=3)
        axis.plot([median[name]] * 2, [row - 0.36, row + 0.36], color=INK, linewidth=2, zorder=4)
        axis.annotate(f"{names[name]} of {SENTENCES}", (1, row), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points", va="center", size=SMALL, annotation_clip=False)
    axis.annotate("names it", (1, -0.75), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points", va="center", size=SMALL, color=MUTED, annotation_clip=False)
    axis.axvline(0, color=MUTED, linewidth=0.8)
    axis.set_yticks(range(len(agrees)), [fill(name, 1.3, SMALL) for name in agrees])
    axis.invert_yaxis()
    axis.set_xlim(-0.3, 1)
    axis.grid(True, axis="x")
    axis.set_xlabel("agreement with taking words\naway (rank correlation)" if is_narrow() else "agreement with taking words away (rank correlation)")
    return figure


figpress.show(draw)
