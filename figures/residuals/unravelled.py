"""A chain of residual sublayers is the sum of all paths through and around them."""

import figpress
import torch
from plates import Arrow, Box, flow

# the claim, on random matrices: the product of (I + J) is the sum over paths
generator = torch.Generator().manual_seed(0)
J1, J2 = (torch.randn(5, 5, generator=generator, dtype=torch.float64) for _ in range(2))
I = torch.eye(5, dtype=torch.float64)
assert ((I + J2) @ (I + J1) - (I + J1 + J2 + J2 @ J1)).abs().max() < 1e-13

# and with a pencil: a stream of one number
j1, j2 = 0.5, -0.8
paths = {"around": 1.0, "first": j1, "second": j2, "both": j2 * j1}
assert abs(sum(paths.values()) - (1 + j2) * (1 + j1)) < 1e-15
for name, part in paths.items():
    figpress.value(f"pencil_{name}", part)
figpress.value("pencil_whole", (1 + j2) * (1 + j1))
figpress.value("pencil_lengths", sum(map(abs, paths.values())))

boxes = [Box("x0", ("n", "d"), label="x₀"), Box("sum", label="+", kind="operation"), Box("x2", ("n", "d"), label="x₂")]
arrows = [Arrow("sum", "x2")]
for name, steps in {"around both": (), "through f₁": ("f₁",), "through f₂": ("f₂",), "through both": ("f₁ ", "f₂ ")}.items():
    last = "x0"
    for step in steps:
        boxes.append(Box(f"{name} {step}", label=step, kind="operation"))
        arrows.append(Arrow(last, f"{name} {step}"))
        last = f"{name} {step}"
    arrows.append(Arrow(last, "sum", {"around both": "I", "through f₁": "J₁", "through f₂": "J₂", "through both": "J₂J₁"}[name]))
figpress.show(flow(boxes, arrows))
