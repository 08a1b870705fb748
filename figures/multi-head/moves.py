"""Splitting into heads and merging again only moves numbers: backwards, each is the other."""

import figpress
import torch
from byhand import heads
from plates import heat_row

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
figpress.show(heat_row(panels, tokens=[f"token {t}" for t in range(1, n + 1)], scale="share", unit="head that owns it"))
