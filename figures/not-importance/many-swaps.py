"""It is not one unlucky word: over many held-out sentences the gradient's prediction has little to do with what a new adjective does.

Each point exchanges the adjective of a held-out sentence for one that speaks of the other noun; trained model. Across, the change that the gradient predicts; up, the change that happens.
"""

import figpress
import torch
from _running import params
from _swap import pull
from byhand.training import language, tokeniser
from plates import dots

SENTENCES = 60
model = params("last")
groups = {"from an adjective of the first noun": ([], []), "from an adjective of the second": ([], [])}
rows = []
for one in language.held_out(SENTENCES):
    of_first = one.good == one.subject
    subject, noun = one.words[one.subject], one.words[one.object]
    animals = subject in language.ANIMALS
    others = {(True, True): language.ABOUT_PLACES, (True, False): language.ABOUT_ANIMALS,
              (False, True): language.ABOUT_CONTAINERS, (False, False): language.ABOUT_THINGS}[animals, of_first]
    tokens = tokeniser.encode(one.prompt)[0]
    X = (model.E[tokens] + model.P[: len(tokens)])[None]
    step = model.E[tokeniser.encode(others)[0]] - model.E[tokens[one.adjective]]  # [k, d]
    moved = X.repeat(len(others), 1, 1)
    moved[:, one.adjective] += step
    plus, minus = tokens[one.good], tokens[one.bad]
    before, dX = pull(model, X, plus, minus)
    after, _ = pull(model, moved, plus, minus)
    across, up = groups[list(groups)[0 if of_first else 1]]
    across += (step @ dX[0, one.adjective]).tolist()
    up += (after - before).tolist()
    assert float(before) > 0  # the model answers right before the swap

across, up = (torch.tensor(sum((list(g[i]) for g in groups.values()), [])) for i in (0, 1))
assert (up < 0).double().mean() > 0.95  # what happens is nearly always a fall
figpress.value("sentences", SENTENCES)
figpress.value("swaps", len(up))
figpress.value("wrong_signs", int((across * up < 0).sum()), of=len(up))
figpress.value("correlation", torch.corrcoef(torch.stack((across, up)))[0, 1])
figpress.value("median_predicted", across.median())
figpress.value("median_measured", up.median())
figpress.value("median_ratio", (across / up).median())
figpress.show(dots(groups, x="predicted by the gradient (logits)", y="measured (logits)", diagonal=True, zero=True, height=4.0))
