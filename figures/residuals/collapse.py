"""Attention alone makes all tokens alike within a few layers; the skip keeps them apart."""

import figpress
import torch
from byhand import cases, layernorm, mlp, selfattention
from plates import lines

LAYERS, N, D, HEADS, SEEDS = 8, 16, 64, 4, 3


def distances(skip, full, seed):
    """How far the tokens are from being all the same: ‖X − mean‖ / ‖X‖, before and after each layer."""
    draw = cases.normal(seed)
    X, ones, zeros = draw(1, N, D), torch.ones(D, dtype=torch.float64), torch.zeros(D, dtype=torch.float64)
    found = []
    for layer in range(LAYERS + 1):
        found.append(float((X - X.mean(1, keepdim=True)).norm() / X.norm()))
        W = [draw(D, D, scale=0.7 * D**-0.5) for _ in range(4)]
        params = selfattention.Params(W[0], zeros, W[1], zeros, W[2], zeros, W[3], zeros, HEADS)
        U = layernorm.forward(X, ones, zeros)[0] if full else X
        F, _ = selfattention.forward(U, params)
        X = X + F if skip else F
        if full:
            U = layernorm.forward(X, ones, zeros)[0]
            X = X + mlp.forward(U, draw(D, 4 * D, scale=0.7 * D**-0.5), torch.zeros(4 * D, dtype=torch.float64), draw(4 * D, D, scale=0.35 * D**-0.5), zeros)[0]
    return torch.tensor(found)


series, bands = {}, {}
for name, skip, full in (("attention only", False, False), ("attention and skip", True, False), ("full pre-norm block", True, True)):
    runs = torch.stack([distances(skip, full, seed) for seed in range(SEEDS)])
    series[name] = (list(range(LAYERS + 1)), runs.mean(0))
    bands[name] = (runs.min(0).values, runs.max(0).values)
    figpress.value(name.replace(" ", "_").replace("-", "_") , runs.mean(0)[-1])

alone = series["attention only"][1]
above_noise = alone[alone > 1e-12]
assert (above_noise[1:] < above_noise[:-1]).all(), "not monotone"
assert alone[-1] < 0.1 < series["attention and skip"][1][-1]
for layer in (1, 2, 3):
    figpress.value(f"attention_only_{layer}", alone[layer])
figpress.value("seeds", SEEDS)
figpress.show(lambda: lines(series, bands=bands, x="layers", y="relative distance from all tokens alike", log="y", points=True, levels={"rounding": 2.2e-16}))
