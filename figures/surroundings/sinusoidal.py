"""A computed table of places: how alike two rows are depends on their distance alone. Left, the 22 rows; right, the product of each two."""

import figpress
import torch
from _running import params
from byhand import check, loss, model, positions
from byhand.training import language, tokeniser, train
from dataclasses import replace
from plates import heat_row

first = params("first")
T, d = first.P.shape
P = positions.sinusoidal(T, d)
alike = P @ P.T  # [T, T]
spread = max(float(alike.diagonal(k).max() - alike.diagonal(k).min()) for k in range(T))
assert spread < 1e-12 and not check.against_autograd(positions, positions.example()).failures()

tokens, targets = tokeniser.batch(language.sample(64, figpress.seed(train.SEED)))
Z, saved = model.forward(tokens, replace(first, P=P))
down = model.gradients(loss.backward(1.0, loss.forward(Z, targets)[1]), saved)
norms = down.dparams.P.norm(dim=-1)  # what a learned table in its place would be taught
figpress.value("places", T)
figpress.value("same_distance", spread)
figpress.value("first_row", norms[0])
figpress.value("last_row", norms[-1])
figpress.show(lambda: heat_row({"P": P, "P Pᵀ": alike}, tokens=[str(t + 1) for t in range(T)], unit="1", columns="place or feature"))
