"""One input is read three times, so three gradients come back to it and add."""

import figpress
from _running import noun_head, params, reading
from plates import Arrow, Box, flow

head = noun_head()
saved = reading("last", "tired").saved.blocks[head.layer].attention
n, d = saved.U.shape[1:]
d_k = saved.Q.shape[-1]
assert params("last").blocks[head.layer].attention.W_Q.shape == (d, d)

boxes = [Box("U", (n, d))]
arrows = []
for letter in "QKV":
    boxes += [Box(f"W_{letter}", (d, d_k), kind="parameter"), Box(letter, (n, d_k)), Box(f"d{letter}", (n, d_k), kind="gradient", label=f"∂L/∂{letter}")]
    arrows += [Arrow("U", letter), Arrow(f"W_{letter}", letter), Arrow(f"d{letter}", "dU", f"times W_{letter} transposed", back=True)]
boxes.append(Box("dU", (n, d), kind="gradient", label="∂L/∂U", note="the sum of three"))
figpress.show(flow(boxes, arrows, ranks=[("Q", "K", "V"), ("dQ", "dK", "dV")]))
