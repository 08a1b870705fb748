"""Merging heads without the transpose keeps every shape and mixes the tokens; only a comparison finds it."""

import figpress
import torch
from byhand import check, heads
from matplotlib.colors import to_hex
from plates import heat_row
from plates.colours import PAPER, text_on
from plates.style import SMALL


def merge_wrongly(O):
    """The classic mistake: [H, n, d_k] reshaped to [n, H d_k] at once."""
    H, n, d_k = O.shape
    return O.reshape(n, H * d_k)


n, H, d_k = 5, 4, 8
case = heads.example(tokens=n, width=H * d_k, heads=H, batch=1, device=figpress.device())
O = case.saved.attention.O[0]  # [H, n, d_k]
right, wrong = heads.merge(O), merge_wrongly(O)
assert right.shape == wrong.shape

dC = (case.dout @ case.saved.W_O.W.T)[0]
dO_right, = torch.autograd.grad(heads.merge(O.requires_grad_()), O, dC)
dO_wrong, = torch.autograd.grad(merge_wrongly(O), O, dC)
figpress.value("right_error", check.against_autograd(heads, case).worst)
figpress.value("wrong_error", float((dO_wrong - dO_right).abs().max() / dO_right.square().mean().sqrt()))
assert (dO_wrong - dO_right).abs().max() > 1e-2

token = torch.arange(1, n + 1, dtype=torch.float64)[None, :, None].expand(H, n, d_k)  # colour: the token a number belongs to
panels = {"transpose, then reshape": heads.merge(token), "reshape only": merge_wrongly(token)}


def draw():
    """Draws the figure."""
    figure = heat_row(panels, tokens=[f"row {t}" for t in range(1, n + 1)], scale="share", bar=False)
    for axis, whose in zip(figure.axes, panels.values()):
        axis.set_xticks([])
        cells = axis.collections[0]
        cells.set(edgecolor="face", linewidth=0.2)
        for row in range(1, n):
            axis.axhline(row, color=PAPER, linewidth=0.8)
        for piece in range(1, H):
            axis.axvline(piece * d_k, color=PAPER, linewidth=0.8)
        for row in range(n):
            for piece in range(H):
                owner = int(whose[row, piece * d_k])
                axis.text((piece + 0.5) * d_k, row + 0.5, f"token {owner}", ha="center", va="center", size=SMALL, color=text_on(to_hex(cells.cmap(cells.norm(owner)))))
    return figure


figpress.show(draw)
