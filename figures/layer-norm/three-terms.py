"""Leave one of the three terms out and nothing crashes: the shape is right, the numbers are not."""

import figpress
import torch
from _running import gradients, noun_head, reading
from byhand import check, layernorm
from plates import canvas, stack
from plates.colours import BLUE
from plates.style import SMALL

layer, adjective = noun_head().layer, "tired"
one = reading("half", adjective)
at = one.sentence.good
saved = one.saved.blocks[layer].norm_1
dY = gradients("half", adjective).blocks[layer].attention.dU
terms = layernorm.terms(dY, saved)
right = layernorm.vjp(dY, saved)
names = {"direct": terms.direct, "mean": terms.mean, "variance": terms.variance}
assert (sum(names.values()) - right).abs().max() < 1e-14

figpress.value("worst_error", check.against_autograd(layernorm, layernorm.example()).worst)
for name, term in names.items():
    figpress.value(f"without_{name}", term[0].norm() / right[0].norm())

shown = 12
figpress.show(
    stack({name: term[0, at, :shown] for name, term in names.items()}, labels=[str(k + 1) for k in range(shown)],
          total=right[0, at, :shown], x=f"feature of “{one.sentence.words[at]}” (the first {shown} of {right.shape[-1]})", y="∂L/∂x (nats per unit)")
)
