"""Layer norm's backward pass removes two directions of the gradient: all ones, and the token's own."""

import figpress
import torch
from byhand import layernorm
from plates import sphere

VIEW = (30, 120)  # degrees: elevation, azimuth
x = torch.tensor([1.6, -0.4, 0.3], dtype=torch.float64)
g = torch.tensor([0.81, 0.52, -0.37], dtype=torch.float64)
ones, zeros = torch.ones(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
_, saved = layernorm.forward(x[None], ones, zeros, eps=0.0)
kept = layernorm.vjp(g[None], saved)[0] * saved.sigma[0]  # the bracket of the formula, without 1/σ
xhat = saved.Xhat[0]

along_ones = (g @ ones) / 3 * ones
along_x = (g @ xhat) / 3 * xhat
assert (g - along_ones - along_x - kept).abs().max() < 1e-14
assert abs(kept @ ones) < 1e-14 and abs(kept @ xhat) < 1e-14
figpress.value("kept_share", kept.norm() / g.norm())
figpress.show(
    sphere(
        {"g": g, "what remains": kept, "1": ones / 3**0.5, "x̂": xhat / 3**0.5}, axes=("feature 1", "feature 2", "feature 3"),
        dashed={"along 1": (g, g - along_ones), "along x̂": (g - along_ones, kept)}, view=VIEW,
    ),
    module="projector.mjs", data={"x": x.tolist(), "g": g.tolist(), "view": VIEW},
)
