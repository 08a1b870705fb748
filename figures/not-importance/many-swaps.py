"""It is not one unlucky word: over many held-out sentences the gradient's prediction has little to do with what a new adjective does.
Each point exchanges the adjective of a held-out sentence for one that speaks of the other noun; trained model. Across, the change that the gradient predicts; up, the change that happens.
"""

import figpress
import torch
from _running import params
from _swap import exchanges
from byhand.training import language
from plates import dots

SENTENCES = 60
groups = {"from an adjective of the first noun": ([], []), "from an adjective of the second": ([], [])}
for one, predicted, measured in exchanges(params("last"), language.held_out(SENTENCES)):
    across, up = groups[list(groups)[0 if one.good == one.subject else 1]]
    across += predicted.tolist()
    up += measured.tolist()

across, up = (torch.tensor(sum((list(g[i]) for g in groups.values()), [])) for i in (0, 1))
assert (up < 0).double().mean() > 0.95  # what happens is nearly always a fall
figpress.value("sentences", SENTENCES)
figpress.value("swaps", len(up))
figpress.value("wrong_signs", int((across * up < 0).sum()), of=len(up))
figpress.value("correlation", torch.corrcoef(torch.stack((across, up)))[0, 1])
ranks = torch.stack([x.argsort().argsort().double() for x in (across, up)])
figpress.value("rank_correlation", torch.corrcoef(ranks)[0, 1])
figpress.value("median_predicted", across.median())
figpress.value("median_measured", up.median())
figpress.value("median_ratio", (across / up).median())
figpress.show(dots(groups, x="predicted by the gradient (logits)", y="measured (logits)", diagonal=True, zero=True, height=4.0))
