"""After training, the gradient foretells the exchange of one word with the wrong sign and far too small; averaged over the whole way, it foretells it exactly.
By how much logit(animal) − logit(street) changes when *tired* becomes *wide*, at three moments of training: measured, predicted by the gradient at *tired*, and by the mean gradient on the straight line between the two embedded words.
"""

import figpress
import numpy
import torch
from _running import MOMENTS, label, reading
from _swap import along, embedded
from byhand import check, model
from byhand.training import probe
from plates import bars_by_token

nodes, weights = (torch.tensor(x) for x in numpy.polynomial.legendre.leggauss(64))
bars = {"measured": [], "the gradient at “tired”": [], "the mean gradient on the way": []}
for moment in MOMENTS:
    start, end = embedded(moment, "tired"), embedded(moment, "wide")
    ends, slopes = along(moment, start, end, torch.tensor([0.0, 1.0], dtype=torch.float64))
    _, on_the_way = along(moment, start, end, (nodes + 1) / 2)
    found = float(ends[1] - ends[0]), float(slopes[0]), float((on_the_way * weights / 2).sum())
    for numbers, x in zip(bars.values(), found):
        numbers.append(x)

    one = reading(moment, "tired")  # the gradient by hand, against autograd through the whole model
    F, dZ = probe.logit_difference(one)
    assert abs(float(ends[0]) - F) < 1e-12 and not check.against_autograd(model, probe.case(one, dZ)).failures()
    assert abs(found[2] - found[0]) < 1e-4 * abs(found[0]), found
    for name, x in zip(("measured", "predicted", "integrated"), found):
        figpress.value(f"{moment}_{name}", x)
    figpress.value(f"{moment}_before", ends[0])
    figpress.value(f"{moment}_after", ends[1])
    figpress.value(f"{moment}_fall", ends[0] - ends[1])
    figpress.value(f"{moment}_error", abs(found[2] - found[0]))

off = {label(m): abs(p - found) / abs(found) for m, p, found in zip(MOMENTS, bars["the gradient at “tired”"], bars["measured"])}
figpress.sample("off", off, over=3, called="moments, our sentence")
figpress.sample("wrong_sign", {label(m): p * found < 0 for m, p, found in zip(MOMENTS, bars["the gradient at “tired”"], bars["measured"])}, over=3, called="moments, our sentence")
figpress.show(bars_by_token(bars, tokens=[label(m) for m in MOMENTS], y="change of the answer (logits)", numbers=True, height=3.2))
