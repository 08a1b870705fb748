"""Dropout's gradient is zero exactly where the forward pass was silenced; over many masks its mean is the gradient without
dropout. How far the mean over so many masks is from that, relative to its length, for one linear layer.
"""

import figpress
import torch
from byhand import check, dropout, linear
from plates import Guide, lines

P, MASKS = 0.25, 2000
assert not check.against_autograd(dropout, dropout.example()).failures()
draw = torch.Generator().manual_seed(figpress.seed(0))
X, W, dY = (torch.randn(*shape, generator=draw, dtype=torch.float64) for shape in ((6, 32), (32, 16), (6, 16)))
_, saved = linear.forward(X, W)
dX, *_ = linear.backward(dY, saved)
total, zeros, same, offs, counts = torch.zeros_like(X), 0, True, [], []
for count in range(1, MASKS + 1):
    mask = dropout.draw_mask(X, P, draw)
    Y, kept = dropout.forward(X, mask, P)
    back = dropout.backward(dX, kept)  # the layer is linear, so what arrives at its input does not depend on the mask
    same = same and torch.equal(back == 0, ~mask)
    zeros += int((back == 0).sum())
    total += back
    if count in (1, 3, 10, 30, 100, 300, 1000, MASKS):
        counts.append(count)
        offs.append(float((total / count - dX).norm() / dX.norm()))
assert same
figpress.value("masks", MASKS)
figpress.value("zeros", zeros / (MASKS * X.numel()))
figpress.value("one_off", offs[0], over="one mask")
figpress.value("mean_off", offs[-1])
figpress.show(lines({"mean over masks": (counts, offs)}, x="masks", y="off by (its own length)", log="xy", points=True, height=2.6,
                    guides=[Guide(-0.5, (30, offs[3] / 2), "one over the root")]))  # fmt: skip
