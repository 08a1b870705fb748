"""A finite difference is never right, only least wrong: its step trades truncation against rounding. Central
differences of the answer's loss at step 200, along one direction in all 30,272 parameters, against the gradient that
was derived by hand.
"""

import figpress
import numpy
import torch
from _running import named, params, reading
from byhand import cases, model, tree
from byhand.training import language, probe, tokeniser
from plates import Guide, lines

moment, adjective = "half", "tired"
one = reading(moment, adjective, language.winograd(adjective))
theta = tree.flatten(params(moment))
true = tree.flatten(model.gradients(probe.answer_loss(one)[1], one.saved).dparams)
direction = cases.normal(seed=figpress.seed(0))(len(theta))
direction /= direction.norm()
slope = float(true @ direction)
target = tokeniser.encode([one.sentence.words[one.sentence.answer + 1]])[0, 0]


def loss(theta, dtype):
    """The answer's loss of these parameters, computed in dtype."""
    Z, _ = model.forward(one.tokens, tree.unflatten(theta.to(dtype), params(moment)))
    return float(torch.nn.functional.cross_entropy(Z[0, one.sentence.answer], target))


steps = 10.0 ** numpy.arange(-13, 0.51, 0.25)
curves = {}
for name, dtype in (("float64", torch.float64), ("float32", torch.float32)):
    found = [(loss(theta + h * direction, dtype) - loss(theta - h * direction, dtype)) / (2 * h) for h in steps]
    curves[name] = numpy.array([abs(f - slope) / abs(slope) for f in found])

best = {name: int(errors.argmin()) for name, errors in curves.items()}
right = (steps >= 1e-3) & (steps <= 1e-1)
falling = float(numpy.polyfit(numpy.log10(steps[right]), numpy.log10(curves["float64"][right]), 1)[0])
named(curves["float64"].min() < 1e-8 and abs(falling - 2) < 0.2)
figpress.value("best_float64", curves["float64"].min())
figpress.value("best_step_float64", steps[best["float64"]])
figpress.value("best_float32", curves["float32"].min())
figpress.value("best_step_float32", steps[best["float32"]])
figpress.value("slope", falling)
figpress.value("parameters", len(theta))

series = {name: (steps[errors > 0], errors[errors > 0]) for name, errors in curves.items()}
k = numpy.searchsorted(steps, 1e-2)
guides = [Guide(2, (steps[k], curves["float64"][k] / 6), "truncation h²", (1e-4, 1), at=0.3),
          Guide(-1, (1e-9, 3e-8), "rounding ε/h", (1e-12, 1e-5), at=0.35)]
figpress.show(lines(series, x="step h along the direction", y="relative error of the slope", log="xy", guides=guides, points=True))
