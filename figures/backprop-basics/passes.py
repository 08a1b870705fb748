"""For one slope forward and reverse mode cost the same; reverse mode charges nothing for all the others. Multiply-adds
of the matrix products, counted on our model for one sentence, by how many of the 30,272 slopes are wanted.
"""

import figpress
import numpy
import torch
from _running import gradients, params, reading
from byhand import model, tree
from byhand.training import tokeniser
from plates import lines
from torch.utils.flop_counter import FlopCounterMode

moment, adjective = "half", "tired"
one = reading(moment, adjective)
theta, true = tree.flatten(params(moment)), tree.flatten(gradients(moment, adjective).dparams)
target = tokeniser.encode([one.sentence.words[one.sentence.answer + 1]])[0, 0]


def loss(theta):
    Z, _ = model.forward(one.tokens, tree.unflatten(theta, params(moment)))
    return torch.nn.functional.cross_entropy(Z[0, one.sentence.answer], target)


# forward mode: one pass for one slope, and the same slope
chosen = torch.randperm(len(theta), generator=torch.Generator().manual_seed(0))[:200]
seeds = torch.nn.functional.one_hot(chosen, len(theta)).double()  # [200, parameters]
slopes = torch.func.vmap(lambda seed: torch.func.jvp(loss, (theta,), (seed,))[1])(seeds)  # [200]
worst = float((slopes - true[chosen]).abs().max())
assert worst < 1e-12, worst

with FlopCounterMode(display=False) as forward:
    loss(theta)
with FlopCounterMode(display=False) as tangent:
    torch.func.jvp(loss, (theta,), (torch.ones_like(theta),))
leaf = theta.clone().requires_grad_()
with FlopCounterMode(display=False) as both:
    loss(leaf).backward()
F = forward.get_total_flops() / 2  # a multiply-add is two operations
B = both.get_total_flops() / 2 - F
J = tangent.get_total_flops() / 2
assert 1.7 < B / F < 2.1, B / F
assert 2.7 < J / F < 3.1, J / F  # the values once, and two products for each slope

figpress.value("worst_error", worst)
figpress.value("checked", len(chosen))
figpress.value("parameters", len(theta))
figpress.value("forward", F)
figpress.value("ratio", B / F)
figpress.value("saving", (F + len(theta) * (J - F)) / (F + B))

wanted = numpy.unique(numpy.geomspace(1, len(theta), 40).round())
series = {"forward mode": (wanted, F + (J - F) * wanted), "reverse mode": (wanted, F + B + 0 * wanted)}
figpress.show(lines(series, x="slopes wanted", y="multiply-adds", log="xy", points=False, height=2.9))
