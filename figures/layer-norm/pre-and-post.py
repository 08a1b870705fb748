"""Pre-norm leaves the stream alone; post-norm puts a projector across it at every sublayer."""

import figpress
import torch
from byhand import block, check, postblock
from plates import Arrow, Box, flow

for module in (block, postblock):
    assert check.against_autograd(module, module.example()).worst < 1e-12

boxes, arrows = [], []
for side, name in (("pre", "pre-norm"), ("post", "post-norm")):
    x, y = Box(f"{side} x", ("n", "d"), label="x"), Box(f"{side} y", ("n", "d"), label="y", note=name)
    F, norm, add = (Box(f"{side} {what}", kind="operation", label=text) for what, text in (("F", "sublayer"), ("norm", "layer norm"), ("add", "+")))
    boxes += [x, F, norm, add, y]
    way = [x, norm, F, add, y] if side == "pre" else [x, F, add, norm, y]
    arrows += [Arrow(a.name, b.name) for a, b in zip(way, way[1:])]
    arrows.append(Arrow(x.name, add.name, "identity"))
figpress.show(flow(boxes, arrows))
