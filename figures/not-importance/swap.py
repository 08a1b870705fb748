"""After training, the gradient foretells the exchange of one word with the wrong sign and far too small; averaged over the whole way, it foretells it exactly.
By how much logit(animal) − logit(street) changes when *tired* becomes *wide*, at three moments of training: measured, predicted by the gradient at *tired*, and by the mean gradient on the straight line between the two embedded words.
"""

import figpress
import numpy
import torch
from _running import MOMENTS, label, named, reading
from _seeds import model as trained
from _seeds import over_seeds
from _swap import along, embedded, exchanges
from byhand import check, model
from byhand.training import language, probe, train
from plates import bars_by_token


def off_in(seed, moment):
    """By how much of what happens the forecast is off in another seed's model."""
    ((_, predicted, found),) = exchanges(trained(seed, moment), [language.winograd("tired")])
    at = language.ABOUT_PLACES.index("wide")
    return float((predicted[at] - found[at]).abs() / found[at].abs())


early, late = over_seeds(lambda seed: off_in(seed, "half")), over_seeds(lambda seed: off_in(seed, "last"))
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

off = {m: abs(p - found) / abs(found) for m, p, found in zip(MOMENTS, bars["the gradient at “tired”"], bars["measured"])}
figpress.sample("off", off, over=3, called="moments, our sentence")
figpress.sample("wrong_sign", {m: p * found < 0 for m, p, found in zip(MOMENTS, bars["the gradient at “tired”"], bars["measured"])}, over=3, called="moments, our sentence")
named(abs(early[f"seed {train.SEED}"] - off["half"]) < 1e-9)
figpress.sample("off_half", early, over=5, called="seeds")
figpress.sample("off_last", late, over=5, called="seeds")
figpress.sample("farther_off", {seed: late[seed] > early[seed] for seed in early}, over=5, called="seeds")
figpress.show(lambda: bars_by_token(bars, tokens=[label(m) for m in MOMENTS], y="change of the answer (logits)", numbers=True, height=3.2))
