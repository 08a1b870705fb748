"""Gamma is shared, so its gradient is a sum over all tokens: the five that contribute most, and below them the sum of all seventeen."""

import figpress
import torch
from _running import gradients, noun_head, reading, words
from plates import heat_row

layer, adjective = noun_head().layer, "tired"
down, saved = gradients("half", adjective).blocks[layer], reading("half", adjective).saved.blocks[layer]
dY = down.attention.dU[0]  # [n, d]: the gradient at the norm's output
parts_gamma, parts_beta = dY * saved.norm_1.Xhat[0], dY
assert (parts_gamma.sum(0) - down.dparams.gamma_1).abs().max() < 1e-14
assert (parts_beta.sum(0) - down.dparams.beta_1).abs().max() < 1e-14

rows = parts_gamma.norm(dim=-1).argsort(descending=True)[:5].sort().values
tokens = [words(adjective)[r] for r in rows]
figpress.value("tokens", len(dY))
figpress.value("shown", len(rows))
figpress.value("share_of_five", parts_gamma[rows].sum(0).norm() / down.dparams.gamma_1.norm())
others = parts_gamma.sum(0) - parts_gamma[rows].sum(0)  # so that the rows add up to the last
table = torch.cat([parts_gamma[rows], others[None], parts_gamma.sum(0, keepdim=True)])
names = [*tokens, f"other {len(dY) - len(rows)}", f"all {len(dY)}"]
figpress.show(lambda: heat_row({"each token’s part of the gradient of γ, and their sum": table}, tokens=names, unit="nats per unit", columns="channel"))
