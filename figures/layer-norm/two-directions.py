"""Whatever gradient arrives, what leaves layer norm has no part along all ones and almost none along the token."""

import figpress
import torch
from _running import gradients, params, reading
from byhand import layernorm
from plates import spread

moment, adjective = "last", "tired"
down, saved = gradients(moment, adjective), reading(moment, adjective).saved
model = params(moment)

pairs = [(down.dH, saved.norm)]
for g, s in zip(down.blocks, saved.blocks):
    pairs += [(g.attention.dU, s.norm_1), (g.dU_2, s.norm_2)]


def cosines(vectors, directions):
    return torch.nn.functional.cosine_similarity(vectors, directions, dim=-1).abs()


before = {"along 1": [], "along x̂": []}
after = {"along 1": [], "along x̂": []}
for dY, kept in pairs:
    g, dX = kept.gamma * dY, layernorm.vjp(dY, kept)
    live = g.norm(dim=-1) > 0  # tokens that the answer's loss reaches
    g, dX, Xhat = g[live], dX[live], kept.Xhat[live]
    for name, direction in (("along 1", torch.ones_like(g)), ("along x̂", Xhat)):
        before[name].append(cosines(g, direction))
        after[name].append(cosines(dX, direction))
samples = {"arriving": {n: torch.cat(v) for n, v in before.items()}, "leaving": {n: torch.cat(v) for n, v in after.items()}}

figpress.value("norms", len(pairs))
figpress.value("cosine_ones", samples["leaving"]["along 1"].max())
figpress.value("cosine_x", samples["leaving"]["along x̂"].max())
figpress.value("arriving_x", samples["arriving"]["along x̂"].median())
assert samples["leaving"]["along 1"].max() < 1e-12 and samples["leaving"]["along x̂"].max() < 1e-3
figpress.show(spread(samples, x="direction", y="|cosine| with the gradient", log=True, floor=1e-18))
