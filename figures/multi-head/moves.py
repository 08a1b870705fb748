"""Splitting into heads and merging again only moves numbers: backwards, each is the other."""

import figpress
import numpy
import torch
from byhand import heads
from matplotlib.colors import to_hex
from plates import heat_row
from plates.colours import text_on
from plates.style import SMALL

n, H, d_k = 4, 3, 2
ids = torch.arange(n * H * d_k, dtype=torch.float64).reshape(n, H * d_k)
apart = heads.split(ids, H)  # [H, n, d_k]
together = heads.merge(apart)
assert (together == ids).all()
jacobian = torch.autograd.functional.jacobian(lambda X: heads.split(X, H), ids).reshape(ids.numel(), -1)
assert ((jacobian == 0) | (jacobian == 1)).all() and (jacobian.sum(0) == 1).all() and (jacobian.sum(1) == 1).all()
back, = torch.autograd.grad(heads.split(ids.requires_grad_(), H), ids, apart)
assert (back == together).all()
figpress.value("numbers", ids.numel())

which = torch.arange(H, dtype=torch.float64).repeat_interleave(d_k).expand(n, -1) + 1  # colour: the head that owns the column
panels = {"C": which} | {f"head {h}": heads.split(which, H)[h] for h in range(H)} | {"back": heads.merge(heads.split(which, H))}
places = [ids.detach(), *apart, together]  # what is written in each cell: the number that stands there


def draw():
    """Draws the figure."""
    figure = heat_row(panels, tokens=[f"token {t}" for t in range(1, n + 1)], scale="share", bar=False)
    for axis, numbers in zip(figure.axes, places):
        axis.set_xticks([])
        cells = axis.collections[0]
        for ((t, k), x), shade in zip(numpy.ndenumerate(numbers.numpy()), cells.cmap(cells.norm(cells.get_array().flatten()))):
            axis.text(k + 0.5, t + 0.5, f"{x:.0f}", ha="center", va="center", size=SMALL, color=text_on(to_hex(shade)))
    return figure


figpress.show(draw)
