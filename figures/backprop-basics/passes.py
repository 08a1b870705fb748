"""For one slope forward mode is cheaper; reverse mode charges nothing for all the others. Multiply-adds
of the matrix products, counted on our model for one sentence, by how many of the 30,272 slopes are wanted.
"""

import figpress
import numpy
import torch
from _running import params, reading
from byhand import model, tree
from byhand.training import language, probe, tokeniser
from plates import lines
from torch.utils.flop_counter import FlopCounterMode

moment, adjective = "half", "tired"
one = reading(moment, adjective, language.winograd(adjective))  # counts are no matter of the sentence
theta, true = tree.flatten(params(moment)), tree.flatten(model.gradients(probe.answer_loss(one)[1], one.saved).dparams)
target = tokeniser.encode([one.sentence.words[one.sentence.answer + 1]])[0, 0]


def loss(theta):
    Z, _ = model.forward(one.tokens, tree.unflatten(theta, params(moment)))
    return torch.nn.functional.cross_entropy(Z[0, one.sentence.answer], target)


# forward mode: one pass for one slope, and the same slope
chosen = torch.randperm(len(theta), generator=torch.Generator().manual_seed(figpress.seed(0)))[:200]
seeds = torch.nn.functional.one_hot(chosen, len(theta)).double()  # [200, parameters]
slopes = torch.func.vmap(lambda seed: torch.func.jvp(loss, (theta,), (seed,))[1])(seeds)  # [200]
worst = float((slopes - true[chosen]).abs().max())
assert worst < 1e-12, worst

with FlopCounterMode(display=False) as forward:
    loss(theta)



def tangent_of(tensor):
    """The multiply-adds of forward mode for one tensor of parameters: its values once more, and the slopes that its change reaches."""
    leaves = tree.leaves(params(moment))

    def through(leaf):
        names = iter(leaves)
        swapped = tree.map(lambda old: leaf if next(names) == tensor else old, params(moment))
        return torch.nn.functional.cross_entropy(model.forward(one.tokens, swapped)[0][0, one.sentence.answer], target)

    with FlopCounterMode(display=False) as tangent:
        torch.func.jvp(through, (leaves[tensor],), (torch.ones_like(leaves[tensor]),))
    return tangent.get_total_flops() / 2


leaf = theta.clone().requires_grad_()
with FlopCounterMode(display=False) as both:
    loss(leaf).backward()
F = forward.get_total_flops() / 2  # a multiply-add is two operations
B = both.get_total_flops() / 2 - F
leaves = tree.leaves(params(moment))
more = {name: (tangent_of(name) - F) / F for name in leaves}  # forward passes for one slope in this tensor, beside the values
J = sum(more[name] * leaf.numel() for name, leaf in leaves.items()) / len(theta)  # on average over all parameters
assert 1.7 < B / F < 2.1, B / F
assert all(-1e-9 < ratio < 2.1 for ratio in more.values()), more

figpress.value("worst_error", worst)
figpress.value("checked", len(chosen))
figpress.value("parameters", len(theta))
figpress.value("forward", F)
figpress.value("ratio", B / F)
figpress.value("tangent", J)
figpress.sample("tangents", more, over=len(leaves), called="tensors of parameters")
figpress.value("saving", (1 + len(theta) * J) / (1 + B / F))

wanted = numpy.unique(numpy.geomspace(1, len(theta), 40).round())
series = {"forward mode": (wanted, F + F * J * wanted), "reverse mode": (wanted, F + B + 0 * wanted)}
figpress.show(lines(series, x="slopes wanted", y="multiply-adds", log="xy", points=False, height=2.9))
