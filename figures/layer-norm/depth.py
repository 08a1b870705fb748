"""With depth the last block's gradient falls under pre-norm, in the end about as one over the root; under post-norm it stays level."""

import figpress
import numpy
import torch
from byhand import cases, layernorm, masks, mlp, selfattention
from plates import lines
from plates.colours import INK, MUTED
from plates.style import SMALL

DEPTHS, N, D, HEADS, SEEDS = (2, 4, 8, 16, 32), 16, 64, 4, 3


def last_gradient(depth, pre, seed):
    """‖∂L/∂W_2‖ of the last block at initialisation, for a random gradient at the model's output, and the mean σ of the last norm."""
    draw = cases.normal(seed)
    X, ones, zeros = draw(1, N, D), torch.ones(D, dtype=torch.float64), torch.zeros(D, dtype=torch.float64)
    hidden = torch.zeros(4 * D, dtype=torch.float64)
    for _ in range(depth):
        W = [draw(D, D, scale=0.7 * D**-0.5) for _ in range(4)]
        attention = selfattention.Params(W[0], zeros, W[1], zeros, W[2], zeros, W[3], zeros, HEADS)
        feed = draw(D, 4 * D, scale=0.7 * D**-0.5), hidden, draw(4 * D, D, scale=0.7 * (4 * D) ** -0.5), zeros
        if pre:
            X = X + selfattention.forward(layernorm.forward(X, ones, zeros)[0], attention, masks.causal(N))[0]
            F, saved = mlp.forward(layernorm.forward(X, ones, zeros)[0], *feed)
            X = X + F
        else:
            X = layernorm.forward(X + selfattention.forward(X, attention, masks.causal(N))[0], ones, zeros)[0]
            F, saved = mlp.forward(X, *feed)
            X, last = layernorm.forward(X + F, ones, zeros)
    dX = draw(1, N, D)
    last = layernorm.forward(X, ones, zeros)[1] if pre else last  # pre-norm models end with a norm of their own
    return float(mlp.backward(layernorm.vjp(dX, last), saved)[3].norm()), float(last.sigma.mean())


series, slopes, ends = {}, {}, {}
for name, pre in (("pre-norm", True), ("post-norm", False)):
    runs = numpy.array([[last_gradient(depth, pre, seed) for depth in DEPTHS] for seed in range(SEEDS)])
    norms, sigmas = runs.mean(0).T
    series[name] = (DEPTHS, norms)
    slopes[name] = numpy.polyfit(numpy.log(DEPTHS), numpy.log(norms), 1)[0]
    ends[name] = numpy.diff(numpy.log(norms))[-1] / numpy.log(2)  # the exponent of the last doubling
    if pre:  # the brake explains the fall: times σ, nothing of it is left
        figpress.value("times_sigma_spread", (norms * sigmas).max() / (norms * sigmas).min() - 1)
        figpress.value("sigma_shallow", sigmas[0])
        figpress.value("sigma_deep", sigmas[-1])
assert abs(ends["pre-norm"] + 0.5) < 0.1, ends
assert -0.6 <= slopes["pre-norm"] <= -0.25 and -0.1 <= slopes["post-norm"] <= 0.1, slopes
figpress.value("pre_slope", slopes["pre-norm"])
figpress.value("pre_slope_end", ends["pre-norm"])
figpress.value("post_slope", slopes["post-norm"])
figpress.value("seeds", SEEDS)
figure = lines(series, x="layers", y="gradient of W₂ in the last block (length)", log="xy", points=True)
axis = figure.axes[0]
axis.set_xticks(DEPTHS, [str(depth) for depth in DEPTHS])
axis.set_xticks([], minor=True)
guide = numpy.array(DEPTHS[-3:])
axis.plot(guide, 0.88 * series["pre-norm"][1][-1] * (DEPTHS[-1] / guide) ** 0.5, color=MUTED, linewidth=1.0, linestyle=(0, (4, 3)))
axis.annotate("as 1/√layers", (guide[1], 0.88 * series["pre-norm"][1][-1] * 2**0.5), xytext=(-6, -6), textcoords="offset points", ha="right", va="top", size=SMALL, color=INK)
figpress.show(figure)
