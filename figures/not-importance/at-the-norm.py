"""Gradient times input is next to nothing behind every layer norm, however much the token matters.
One dot a token, trained model, our sentence with *tired*: the cosine between a token and what passes back to it through a norm, without its sign. In the first row the whole gradient at the embedded sentence, which has not passed a norm alone.
"""

import figpress
from _running import gradients, named, params, reading
from _swap import embedded
from byhand import layernorm
from byhand.training import probe
from plates import canvas, is_narrow
from plates.colours import BLUE, VERMILION
from plates.style import SMALL, fill, logarithmic

one, model = reading("last", "tired"), params("last")
down = gradients("last", "tired", of=probe.logit_difference)


def cosine(x, dx):
    """Of the tokens that have a gradient: one number each."""
    kept = dx.norm(dim=-1) > 1e-12
    return ((x * dx).sum(-1) / (x.norm(dim=-1) * dx.norm(dim=-1)))[kept].abs()


rows = {"embedded sentence": cosine(embedded("last", "tired"), down.dX_0[0])}
bound = 0.0
for number, (kept, g) in enumerate(zip(one.saved.blocks, down.blocks), 1):
    for what, norm, x, dU in (("attention", kept.norm_1, kept.X, g.attention.dU), ("feed-forward", kept.norm_2, kept.X_mid, g.dU_2)):
        rows[f"norm before {what} {number}"] = cosine(x[0], layernorm.vjp(dU, norm)[0])
        # the identity of the text, at ε = 1e-5: xᵀ dx = ε/σ² times x̂ᵀ g
        left = (x * layernorm.vjp(dU, norm)).sum(-1)
        right = 1e-5 / norm.sigma[..., 0] ** 2 * (norm.Xhat * norm.gamma * dU).sum(-1)
        bound = max(bound, float((left - right).abs().max()))
rows["last norm"] = cosine(one.saved.X[0], layernorm.vjp(down.dH, one.saved.norm)[0])
assert bound < 1e-12, bound
norms = [float(cosines.max()) for name, cosines in rows.items() if "norm" in name]
named(max(norms) < 1e-3 < float(rows["embedded sentence"].median()))

figpress.value("identity_error", bound)
figpress.value("largest_at_norms", max(norms))
figpress.value("embedded_largest", rows["embedded sentence"].max())
figpress.value("embedded_median", rows["embedded sentence"].median())


def draw():
    """Draws the figure."""
    figure, axis = canvas(2.9)
    logarithmic(axis, "x")
    for at, (name, cosines) in enumerate(rows.items()):
        axis.scatter(cosines, [at] * len(cosines), s=26, alpha=0.7, linewidth=0, color=BLUE if "norm" in name else VERMILION, zorder=3)
    axis.set_yticks(range(len(rows)), [fill(name, 1.2, SMALL) for name in rows])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.grid(True, axis="x")
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel("cosine of gradient and input,\nwithout its sign" if is_narrow() else "cosine of gradient and input, without its sign")
    return figure


figpress.show(draw)
