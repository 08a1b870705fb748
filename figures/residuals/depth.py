"""Without skip connections it is the queries' gradient that vanishes with depth, not the values'."""

import figpress
import torch
from byhand import cases, layernorm, masks, mlp, selfattention
from plates import lines

DEPTHS, N, D, HEADS = (1, 2, 4, 8, 16, 32), 16, 64, 4


def gradients(depth, skip, norm, causal=True, seed=0):
    """‖∂L/∂W_Q‖ and ‖∂L/∂W_V‖ of the first block, and the first token's share of the gradient of its attention's output.

    By hand, at initialisation, for a random gradient on top.
    """
    draw = cases.normal(seed)
    X, ones, zeros = draw(1, N, D), torch.ones(D, dtype=torch.float64), torch.zeros(D, dtype=torch.float64)
    kept = []

    def read(X):
        return layernorm.forward(X, ones, zeros) if norm else (X, None)

    for _ in range(depth):
        W = [draw(D, D, scale=0.7 * D**-0.5) for _ in range(4)]
        attention = selfattention.Params(W[0], zeros, W[1], zeros, W[2], zeros, W[3], zeros, HEADS)
        U, n1 = read(X)
        F, a = selfattention.forward(U, attention, masks.causal(N) if causal else None)
        X = X + F if skip else F
        U, n2 = read(X)
        F, m = mlp.forward(U, draw(D, 4 * D, scale=0.7 * D**-0.5), torch.zeros(4 * D, dtype=torch.float64), draw(4 * D, D, scale=0.7 * (4 * D) ** -0.5), zeros)
        X = X + F if skip else F
        kept.append((n1, a, n2, m))
    dX = draw(1, N, D)
    if norm:  # pre-norm models end with a norm; without one the output's size would be the result
        dX = layernorm.vjp(dX, layernorm.forward(X, ones, zeros)[1])
    for n1, a, n2, m in reversed(kept):
        dU = mlp.backward(dX, m)[0]
        dX = (dX if skip else 0) + (layernorm.vjp(dU, n2) if norm else dU)
        arriving = dX[0].norm(dim=-1)  # [n], at the sum behind this attention sublayer
        down = selfattention.gradients(dX, a)
        dX = (dX if skip else 0) + (layernorm.vjp(down.dU, n1) if norm else down.dU)
    return float(down.dparams.W_Q.norm()), float(down.dparams.W_V.norm()), float(arriving[0] / arriving.norm())


measured = {}
for name, skip, norm in (("skip and norm", True, True), ("norm only", False, True), ("skip only", True, False), ("neither", False, False)):
    measured[name] = [gradients(depth, skip, norm) for depth in DEPTHS]

SEEDS = range(6)  # of the random model
for name, pick, settings in (
    ("wv_plain_32", 1, (32, False, True)), ("wq_plain_32", 0, (32, False, True)), ("wq_plain_8", 0, (8, False, True)), ("wq_skip_8", 0, (8, True, True)),
    ("first_token_share", 2, (32, False, True)),
):  # fmt: skip
    figpress.sample(name, {f"draw {seed}": gradients(*settings, seed=seed)[pick] for seed in SEEDS}, over=len(SEEDS), called="random models")
figpress.sample("wq_unmasked_32", {f"draw {seed}": gradients(32, False, True, causal=False, seed=seed)[0] for seed in SEEDS}, over=len(SEEDS), called="random models")
wq, wv, share = measured["norm only"][-1]
assert wq < 1e-3 * wv, "the queries' gradient does not vanish"
figpress.value("deepest", DEPTHS[-1])
figpress.value("wq_skip_32", measured["skip and norm"][-1][0])
figpress.value("wq_bare_32", measured["neither"][-1][0])
series = {}
for name in ("skip and norm", "norm only"):
    series[f"W_Q, {name}"] = (DEPTHS, [q for q, _, _ in measured[name]])
    series[f"W_V, {name}"] = (DEPTHS, [v for _, v, _ in measured[name]])


def draw():
    """Draws the figure."""
    figure = lines(series, x="layers", y="gradient of the first block's weights (length)", log="xy")
    axis = figure.axes[0]
    axis.set_xticks(DEPTHS, [str(depth) for depth in DEPTHS])
    axis.set_xticks([], minor=True)
    return figure


figpress.show(draw)
