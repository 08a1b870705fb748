"""Every head receives the same gradient and reads it through its own rows of W_O."""

import figpress
import numpy
import torch
from _running import gradients, noun_head, params
from plates import canvas, is_narrow
from plates.colours import BLUE, FAINT, INK, MUTED, PAPER, VERMILION, colour_map
from plates.style import SMALL

layer, adjective = noun_head().layer, "tired"
down = gradients("half", adjective).blocks[layer]
dY = down.dX_mid[0]  # [n, d]: the sublayer's output gets what the sum gets
W_O = params("half").blocks[layer].attention.W_O
dO = down.attention.dO[0]  # [H, n, d_k]
heads, n, d_k = dO.shape
d = heads * d_k
for h in range(heads):
    assert (dO[h] - dY @ W_O[h * d_k : (h + 1) * d_k].T).abs().max() < 1e-15
assert dY[:-1].abs().max() == 0  # only the answer's own row is asked anything, in the last block

lengths = dO.square().sum((1, 2)).sqrt()
figpress.value("loudest_over_quietest", lengths.max() / lengths.min())
cosine = torch.nn.functional.cosine_similarity(dO[:, None, -1], dO[None, :, -1], dim=-1)
figpress.value("largest_cosine", (cosine - 2 * torch.eye(heads)).max())

# the same with a pencil: two heads of width one, each with one row of W_O
small = torch.tensor([3.0, 1.0])
blocks = torch.tensor([[1.0, 1.0], [1.0, -1.0]])
for h, message in enumerate(small @ blocks.T, 1):
    figpress.value(f"pencil_{h}", int(message))


def draw():
    """Draws the figure."""
    figure, axes = canvas(4.9, nrows=2, ncols=2, gridspec_kw={"height_ratios": [1, 13], "width_ratios": [1.25, 1]})
    (top, corner), (matrix, message) = axes
    corner.set_axis_off()
    sign = dict(cmap=colour_map("gradient"), vmin=-float(dY.abs().max()), vmax=float(dY.abs().max()))
    top.pcolormesh(dY[-1:].numpy(), edgecolors=FAINT, linewidth=0.4, **sign)
    top.set(xticks=[], yticks=[])
    top.set_title(f"the gradient at Y, the last “the”{chr(10) if is_narrow() else '  '}(1 × {d})")
    peak = float(W_O.abs().max())
    matrix.pcolormesh(W_O.numpy(), cmap=colour_map("value"), vmin=-peak, vmax=peak, rasterized=True)
    matrix.set(xticks=[], yticks=[(h + 0.5) * d_k for h in range(heads)])
    matrix.set_yticklabels([f"rows of\nhead {h}" for h in range(heads)])
    matrix.set_title(f"W_O  ({d} × {d}),{chr(10) if is_narrow() else ' '}cut into {heads} blocks")
    matrix.tick_params(length=0)
    said = dO[:, -1].flatten().numpy()
    message.barh(numpy.arange(d) + 0.5, said, 0.72, color=[VERMILION if v > 0 else BLUE for v in said], linewidth=0)
    message.axvline(0, color=MUTED, linewidth=0.8)
    edge = 1.45 * numpy.abs(said).max()
    message.set(xlim=(-edge, 2 * edge if is_narrow() else edge), yticks=[])
    message.set_title("gradient of each\nhead’s output" if is_narrow() else "the gradient of each head’s output")
    message.set_xlabel("gradient\n(nats per unit)" if is_narrow() else "gradient (nats per unit)")
    for axis in (matrix, message):
        axis.set_ylim(d, 0)
        for cut in range(d_k, d, d_k):
            axis.axhline(cut, color=PAPER if axis is matrix else FAINT, linewidth=2.4 if axis is matrix else 0.8)
    for h in range(heads):
        message.annotate(f"length {float(lengths[h]):.2f}", (0.99, (h + 0.12) * d_k), xycoords=("axes fraction", "data"), ha="right", va="top", size=SMALL, color=INK)
    for axis in (top, matrix, message):
        for spine in axis.spines.values():
            spine.set(visible=True, color=FAINT)
    return figure


figpress.show(draw)
