"""The word that decides is the one whose removal the gradient does not foresee at all.
For each word of our sentence with *tired*, trained model: how far the answer moves when the word's embedding is replaced by the mean of all embeddings, and how far the gradient says that it would.
"""

import figpress
import torch
from _running import named, params, reading, sentence, words
from _swap import embedded, preference
from plates import bars_by_token

model, tokens = params("last"), words("tired")
X = embedded("last", "tired")
F, dX = preference("last", X[None])
step = model.E.mean(0) - model.E[reading("last", "tired").tokens[0]]  # [n, d]: from each word to no word
places = torch.arange(len(tokens))


def moved(share):
    """F after going a share of that way, at one word at a time [n]."""
    changed = X.repeat(len(tokens), 1, 1)
    changed[places, places] += share * step
    return preference("last", changed)[0]


measured = moved(1.0) - F
predicted = (dX[0] * step).sum(-1)
worst = float(((moved(1e-6) - moved(-1e-6)) / 2e-6 - predicted).abs().max())  # the prediction is right for small steps
assert worst < 1e-6, worst

length = dX[0].norm(dim=-1)
by_length, by_damage = length.argsort(descending=True).tolist(), measured.abs().argsort(descending=True).tolist()
tired, animal, last = sentence("tired").adjective, sentence("tired").good, len(tokens) - 1
named(by_damage[0] == tired and abs(float(predicted[tired])) < 0.01 * abs(float(measured[tired])))
figpress.value("worst_error", worst)
for name, at in (("tired", tired), ("animal", animal), ("last", last)):
    figpress.value(f"{name}_measured", measured[at])
    figpress.value(f"{name}_fall", -measured[at])
    figpress.value(f"{name}_predicted", predicted[at])
    figpress.value(f"{name}_length", length[at])
    figpress.value(f"{name}_rank_by_length", by_length.index(at) + 1)
    figpress.value(f"{name}_rank_by_damage", by_damage.index(at) + 1)
figpress.value("wrong_signs", int((predicted * measured < 0).sum()), of=len(tokens))
figpress.show(bars_by_token({"the gradient says": predicted, "measured": measured}, tokens=tokens, y="change of the answer (logits)", height=3.4))
