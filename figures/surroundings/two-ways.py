"""Attention does not repair the recurrent chain; it gives every state a second way, and the distant ones live on that alone.
A random recurrent encoder of 24 words and one step of a decoder with additive attention, after Bahdanau, Cho and Bengio. Solid, forward; dashed, the norm of the gradient that reaches a state straight through the context, and down the chain from its end.
"""

import figpress
import torch
from _laid import Laid
from byhand import additive, cases, check, rnn, rnnsearch
from plates import is_narrow
from plates.style import number

M, SIZE = 24, 32
draw = cases.normal(figpress.seed(0))
sizes = [(SIZE, SIZE), (SIZE, SIZE), (SIZE,), (SIZE, SIZE), (SIZE, SIZE), (SIZE,), (SIZE, SIZE), (SIZE, SIZE), (SIZE, SIZE), (SIZE,)]
params = rnnsearch.Params(*(draw(*size, scale=SIZE**-0.5) for size in sizes))
X, Y, dS = draw(1, M, SIZE), draw(1, 1, SIZE), draw(1, 1, SIZE)
S, saved = rnnsearch.forward(X, Y, params)
report = check.against_autograd(rnnsearch, cases.Case({"X": X, "Y": Y, "params": params}, S, saved, dS))
assert report.worst < 1e-12, report

# the same step part by part: straight through the context, and from the decoder's start down the whole chain
dz = dS[:, 0] * (1 - saved.S[:, 1].square())
dq, dM, *_ = additive.backward((dz @ params.W_c.mT)[:, None], saved.looks[0])
dH = torch.zeros_like(dM)
dH[:, -1] = dz @ params.W_s.mT + dq[:, 0]  # the decoder started from the last state
chain, rest = rnn.gradients(dH, saved.encoder), rnn.gradients(dM, saved.encoder)
assert (chain.dX + rest.dX - rnnsearch.backward(dS, saved)[0]).abs().max() < 1e-12

context, chained = dM[0].norm(dim=-1), chain.dh[0].norm(dim=-1)  # [m]
assert figpress.seed(0) or float(context[0]) > 10 * float(chained[0]) and float(chained[-1]) > float(context[-1])
figpress.value("worst_error", report.worst)
for name, at in (("first", 0), ("last", -1)):
    figpress.value(f"context_{name}", context[at])
    figpress.value(f"chain_{name}", chained[at])
figpress.value("words", M)

SHOWN = {"h1": 0, "h2": 1, "h23": 22, "h24": 23}
WIDE = {"h1": (75, 190), "h2": (200, 190), "…": (300, 190), "h23": (410, 190), "h24": (545, 190), "c": (255, 50), "s": (610, 50)}
NARROW = {"h1": (55, 40), "h2": (55, 130), "…": (55, 200), "h23": (55, 270), "h24": (55, 370), "c": (285, 130), "s": (285, 370)}
LOUDEST = max(float(context.max()), float(chained.max()))


def thick(norm):
    """How wide an arrow is drawn: as its gradient is long, but to be seen."""
    return 0.8 + 7 * float(norm) / LOUDEST


def said(norm):
    return number(float(f"{float(norm):.2g}"))


def draw():
    """Draws the chain from left to right, or down where the picture is narrow."""
    places, (wide, high) = (NARROW, (357, 410)) if is_narrow() else (WIDE, (690, 245))
    graph = Laid(wide, high)
    for name in SHOWN:
        graph.box(name, *places[name], name, kind="value")
    graph.box("…", *places["…"], "…", kind="plain")
    graph.box("c", *places["c"], "context", kind="value")
    graph.box("s", *places["s"], "decoder state", kind="value")
    for tail, head in (("h1", "h2"), ("h2", "…"), ("…", "h23"), ("h23", "h24")):
        graph.arrow(tail, head, aside=-5)
    for tail, head in [*((name, "c") for name in SHOWN), ("c", "s"), ("h24", "s")]:
        graph.arrow(tail, head, aside=-7)
    for name, at in SHOWN.items():
        graph.arrow("c", name, said(context[at]), back=True, thick=thick(context[at]), aside=-7, at=0.6)
    graph.arrow("s", "c", back=True, thick=1.2, aside=-7)
    graph.arrow("s", "h24", said(chained[-1]), back=True, thick=thick(chained[-1]), aside=-7, at=0.5)
    for (tail, head), norm in {("h24", "h23"): chained[22], ("h23", "…"): None, ("…", "h2"): None, ("h2", "h1"): chained[0]}.items():
        graph.arrow(tail, head, "" if norm is None else said(norm), back=True, thick=thick(norm or 0), aside=-7,
                    shift=(0, 0), at=0.5)  # fmt: skip
    return graph


figpress.show(draw)
