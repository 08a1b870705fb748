"""Every head receives the same gradient and reads it through its own rows of W_O."""

import figpress
import torch
from _running import gradients, noun_head, params, words
from plates import heat_row

layer, adjective = noun_head().layer, "tired"
down = gradients("half", adjective).blocks[layer]
dY = down.dX_mid[0]  # [n, d]: the sublayer's output gets what the sum gets
W_O = params("half").blocks[layer].attention.W_O
dO = down.attention.dO[0]  # [H, n, d_k]
heads, n, d_k = dO.shape
for h in range(heads):
    assert (dO[h] - dY @ W_O[h * d_k : (h + 1) * d_k].T).abs().max() < 1e-15

rows = slice(-6, None)  # the end of the sentence: what comes before has no part in the answer's own row
message = {"∂L/∂Y": dY[rows]} | {f"head {h}": dO[h][rows] for h in range(heads)}
lengths = dO.square().sum((1, 2)).sqrt()
figpress.value("loudest_over_quietest", lengths.max() / lengths.min())
cosine = torch.nn.functional.cosine_similarity(dO[:, None, -1], dO[None, :, -1], dim=-1)
figpress.value("largest_cosine", (cosine - 2 * torch.eye(heads)).max())
figpress.show(heat_row(message, tokens=words(adjective)[rows], unit="nats per unit"))
