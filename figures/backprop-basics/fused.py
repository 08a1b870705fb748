"""Softmax and cross-entropy are safe together and unsafe apart, and taking off the largest logit does not save them.
The 64 logits of the answer at the first moment, multiplied by a growing factor, in float32. A bar ends where a
gradient stops being a number.
"""

import figpress
import numpy
import torch
from _running import reading
from byhand import loss, softmax
from byhand.training import tokeniser
from plates import canvas
from plates.colours import BLUE, INK, NEUTRAL, ON_DEEP
from plates.style import SMALL, logarithmic

one = reading("first", "tired")
z = one.Z[0, one.sentence.answer]  # [64]
target = tokeniser.encode([one.sentence.words[one.sentence.answer + 1]])[0, 0]


def fused(z):
    """The gradient of the composite: p − y."""
    return loss.backward(1.0, loss.forward(z.unsqueeze(0), target.reshape(1))[1])[0]


def through_log(p):
    """First the slope of −log p, which is −1/p; then softmax's own backward."""
    dp = torch.zeros_like(p)
    dp[target] = -1 / p[target]
    return softmax.backward(dp, softmax.Saved(p))


def chained(z):
    """Apart, with the softmax as it is defined."""
    return through_log(z.exp() / z.exp().sum())


def shifted(z):
    """Apart, with the largest logit taken off first."""
    return through_log(softmax.forward(z)[0])


WAYS = {"log and softmax apart": chained, "apart, largest logit taken off": shifted, "fused: p − y": fused}
factors = 10.0 ** numpy.arange(0, 4.01, 0.02)
reach, worst = {}, 0.0
for name, gradient in WAYS.items():
    numbers = [gradient((z * factor).float()).double() for factor in factors]
    finite = [bool(one.isfinite().all()) for one in numbers]
    reach[name] = float(factors[finite.index(False) - 1]) if False in finite else None
    if gradient is fused:
        worst = max(float((one - fused((z * factor).float().double())).abs().max()) for one, factor in zip(numbers, factors))
exact = [gradient(z) for gradient in WAYS.values()]
assert max(float((one - exact[-1]).abs().max()) for one in exact) < 1e-12  # the same function, where all is well
assert reach["fused: p − y"] is None and worst < 1e-5

figpress.value("fused_worst", worst)
figpress.value("apart_until", reach["log and softmax apart"])
figpress.value("shifted_until", reach["apart, largest logit taken off"])
figpress.value("largest_factor", factors[-1])

figure, axis = canvas(1.7)
logarithmic(axis, "x")
for row, (name, until) in enumerate(reach.items()):
    axis.barh(row, until or factors[-1], 0.55, color=NEUTRAL if until else BLUE, linewidth=0)
    axis.annotate(f"NaN above {until:.0f}" if until else "a number everywhere", (until or factors[-1], row), xytext=(5 if until else -5, 0),
                  textcoords="offset points", va="center", ha="left" if until else "right", size=SMALL, color=INK if until else ON_DEEP)
axis.set(xlim=(1, factors[-1]), ylim=(2.5, -0.5), yticks=range(3), yticklabels=list(reach), xlabel="factor on the logits (1)")
axis.tick_params(axis="y", length=0)
figpress.show(figure)
