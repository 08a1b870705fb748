"""The position after which nothing is asked gets a gradient of exactly zero, and weight decay moves it all the same.
Above, the norm of the gradient at each row of the table of positions, for the first batch of 64 sentences at step 0. Below, how far each row moved in training, relative to its length.
"""

import figpress
import torch
from _running import params
from byhand import loss, model, positions
from byhand.training import language, schedule, tokeniser, train
from plates import canvas
from plates.colours import BLUE, INK, VERMILION

sentences = language.sample(64, figpress.seed(train.SEED))
tokens, targets = tokeniser.batch(sentences)
Z, saved = model.forward(tokens, params("first"))
_, saved_loss = loss.forward(Z, targets)
down = model.gradients(loss.backward(1.0, saved_loss), saved)
dP = down.dparams.P  # [T, d]
dE = down.dparams.E
norms = dP.norm(dim=-1)

# the same sum over sentences, through the layer of its own
_, again = positions.backward(down.dX_0, positions.Saved(len(dP)))
assert (again - dP).abs().max() < 1e-15
unseen = ~torch.isin(torch.arange(len(dE)), tokens)
assert float(dP[-1].abs().max()) == 0.0 and float(dE[unseen].abs().max() if unseen.any() else 0.0) == 0.0

before, after = params("first").P, params("last").P
decayed = 1.0
for step in range(2000):
    decayed *= 1 - 0.01 * schedule.rate(step, 2000)
ratio = after[-1] / before[-1]
assert (ratio / decayed - 1).abs().max() < 1e-4
moved = (after - before).norm(dim=-1) / before.norm(dim=-1)

figpress.value("places", len(dP))
figpress.value("farthest_moved", int(moved.argmax()) + 1)
figpress.value("last_row", norms[-1])
figpress.value("largest_row", norms.max())
figpress.value("decayed_to", ratio.mean())
figpress.value("decay_alone", decayed)
figpress.value("moved_last", moved[-1])
figpress.value("moved_median", moved.median())
figpress.value("unseen_words", int(unseen.sum()))
eos = language.WORDS.index("eos")
figpress.value("eos_row", dE[eos].norm())
figure, axes = canvas(4.0, nrows=2, sharex=True)
colours = [BLUE] * (len(dP) - 1) + [VERMILION]
axes[0].bar(range(1, len(dP) + 1), norms, color=colours)
axes[0].set_ylabel("gradient (nats)")
axes[0].annotate("exactly 0", (len(dP), 0), xytext=(0, 4), textcoords="offset points", ha="center", va="bottom", color=INK, size=9, rotation=90)
axes[1].bar(range(1, len(dP) + 1), moved, color=colours)
axes[1].set_ylabel("moved by training\n(its own lengths)")
axes[1].set_xlabel("place in the sentence")
figpress.show(figure)
