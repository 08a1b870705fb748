"""Attention does not repair the recurrent chain; it gives every state a second way, and the distant ones live on that alone.
A random recurrent encoder of 24 words and one step of a decoder with additive attention, after Bahdanau, Cho and Bengio. Solid, forward; dashed, the norm of the gradient that reaches a state straight through the context, and down the chain from its end.
"""

import figpress
import torch
from byhand import additive, cases, check, rnn, rnnsearch
from plates import Arrow, Box, flow
from plates.style import number

M, SIZE = 24, 32
draw = cases.normal(0)
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
assert float(context[0]) > 10 * float(chained[0]) and float(chained[-1]) > float(context[-1])
figpress.value("worst_error", report.worst)
for name, at in (("first", 0), ("last", -1)):
    figpress.value(f"context_{name}", context[at])
    figpress.value(f"chain_{name}", chained[at])
figpress.value("words", M)

shown = {"h1": 0, "h2": 1, "h23": 22, "h24": 23}
boxes = [Box("…", kind="operation")] + [Box(name, (1, SIZE)) for name in shown]
boxes += [Box("c", (1, SIZE), label="context"), Box("s", (1, SIZE), label="decoder state")]
arrows = [Arrow("h1", "h2"), Arrow("h2", "…"), Arrow("…", "h23"), Arrow("h23", "h24"), Arrow("c", "s"), Arrow("h24", "s")]
arrows += [Arrow(name, "c") for name in shown]
arrows += [Arrow("c", name, number(float(f"{context[at]:.2g}")), back=True) for name, at in shown.items()]
arrows += [Arrow("h2", "h1", number(float(f"{chained[0]:.2g}")), back=True), Arrow("h24", "h23", number(float(f"{chained[22]:.2g}")), back=True)]
arrows += [Arrow("s", "c", back=True), Arrow("s", "h24", number(float(f"{chained[-1]:.2g}")), back=True)]
figpress.show(flow(boxes, arrows, across=False, spread=0.7, ranks=[("h1", "h2", "…", "h23", "h24")]))
