"""The way back calls each layer once, in the opposite order, and at every fork of the way forward two gradients meet.
One block and what stands around it, with the shapes for our sentence; solid forward, dashed back, numbered in the order of the calls.
"""

import figpress
from _running import gradients, reading
from byhand import check, layernorm, model
from byhand.training import probe
from plates import Arrow, Box, flow

one, down = reading("half", "tired"), gradients("half", "tired")
kept, g = one.saved.blocks[0], down.blocks[0]
n, d, V = one.Z.shape[1], kept.X.shape[2], one.Z.shape[2]
# two gradients meet where the stream forks: past the sublayer, and through it
through = layernorm.vjp(g.attention.dU, kept.norm_1), layernorm.vjp(g.dU_2, kept.norm_2)
assert (g.dX - (g.dX_mid + through[0])).abs().max() == 0 and (g.dX_mid - (g.dY + through[1])).abs().max() == 0
report = check.against_autograd(model, probe.case(one, probe.answer_loss(one)[1]))
assert not report.failures(), report
figpress.value("tokens", n)

boxes = [
    Box("words", kind="operation", label="embedding"), Box("X", (n, d), label="stream X"),
    Box("att", kind="operation", label="layer norm, attention"), Box("mid", (n, d), label="stream X′", note="X + attention’s output"),
    Box("mlp", kind="operation", label="layer norm, feed-forward"), Box("Y", (n, d), label="stream Y", note="X′ + feed-forward’s output"),
    Box("top", kind="operation", label="last norm, output matrix"), Box("Z", (n, V), label="logits Z"), Box("L", label="loss L", kind="operation"),
]
forward = [("words", "X"), ("X", "att"), ("att", "mid"), ("X", "mid"), ("mid", "mlp"), ("mlp", "Y"), ("mid", "Y"), ("Y", "top"), ("top", "Z"), ("Z", "L")]
back = [("L", "Z", "1  p − y"), ("Z", "top", "2"), ("top", "Y", "3"), ("Y", "mlp", "4  a copy goes through"), ("Y", "mid", "4  a copy goes past"), ("mlp", "mid", "5  and is added"),
        ("mid", "att", "6  a copy goes through"), ("mid", "X", "6  a copy goes past"), ("att", "X", "7  and is added"), ("X", "words", "8")]
arrows = [Arrow(*ends) for ends in forward] + [Arrow(*ends, back=True) for ends in back]
figpress.show(flow(boxes, arrows, across=False, spread=0.28))
