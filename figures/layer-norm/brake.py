"""Layer norm divides the gradient by the token's own size, and takes little else away."""

import figpress
import torch
from _running import gradients, reading
from byhand import layernorm
from plates import dots

moment, adjective = "last", "tired"
down, saved = gradients(moment, adjective), reading(moment, adjective).saved
groups, ratios = {}, []
places = {}
for l, (g, s) in enumerate(zip(down.blocks, saved.blocks), 1):
    places[f"before attention {l}"] = (g.attention.dU, s.norm_1)
    places[f"before MLP {l}"] = (g.dU_2, s.norm_2)
sigma_mean = {}
for name, (dY, kept) in places.items():
    g, dX = kept.gamma * dY, layernorm.vjp(dY, kept)
    live = g.norm(dim=-1) > 0
    gain = (dX.norm(dim=-1) / g.norm(dim=-1).clamp(min=1e-300))[live]
    inverse = (1 / kept.sigma[..., 0])[live]
    assert (gain <= inverse * (1 + 1e-12)).all()
    groups[name] = (inverse, gain)
    ratios.append(gain / inverse)
    sigma_mean[name] = float(kept.sigma.mean())

# the law behind it: ten times the token, a tenth of the gradient
case = layernorm.example()
_, big = layernorm.forward(10 * case.inputs["X"], case.inputs["gamma"], case.inputs["beta"], eps=1e-3)
_, small = layernorm.forward(case.inputs["X"], case.inputs["gamma"], case.inputs["beta"], eps=1e-5)
assert (layernorm.vjp(case.dout, big) - layernorm.vjp(case.dout, small) / 10).abs().max() < 1e-13

figpress.value("median_ratio", torch.cat(ratios).median())
figpress.value("sigma_first", list(sigma_mean.values())[0])
figpress.value("sigma_last", list(sigma_mean.values())[-1])
figpress.show(dots(groups, x="1/σ of the token", y="‖∂L/∂x‖ / ‖g‖", log="xy", diagonal=True))
