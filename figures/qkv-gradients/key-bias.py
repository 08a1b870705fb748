"""The key bias has a gradient of exactly zero; Adam moves it all the same, by dividing rounding noise by its own size. Left:
the gradients of the answer's loss, the largest entry in either block. Right: the biases of the trained model, which all
began at zero.
"""

from dataclasses import replace

import figpress
import torch
from _running import gradients, label, noun_head, params, reading, words
from byhand import model
from byhand.training import probe
from plates import canvas
from plates.colours import BLUE, MUTED
from plates.style import SMALL, logarithmic, number

MARK = {"b_Q": "queries", "b_K": "keys", "b_V": "values"}
MOMENT, ADJECTIVE, FAR = "half", "tired", 2.0
down = gradients(MOMENT, ADJECTIVE)
true, trained = {}, {}
for name in MARK:
    true[name] = max(float(getattr(g.attention.dparams, name).abs().max()) for g in down.blocks)
    trained[name] = max(float(getattr(b.attention, name).norm()) for b in params("last").blocks)
assert all(float(getattr(b.attention, name).norm()) == 0 for b in params("first").blocks for name in MARK)  # they start at zero
assert true["b_K"] < 1e-12 * true["b_Q"]


def draw():
    """Draws the figure."""
    figure, axes = canvas(2.7, ncols=2, sharey=True)
    for axis, numbers, text in ((axes[0], true, f"largest entry of ∂L/∂b at {label(MOMENT)} (nats)"), (axes[1], trained, "norm of b after training")):
        logarithmic(axis, "x")
        axis.scatter(list(numbers.values()), range(3), color=BLUE, s=45, zorder=3)
        low = min(numbers.values()) / 10
        axis.hlines(range(3), low, list(numbers.values()), color=MUTED, linewidth=1)
        for row, x in enumerate(numbers.values()):
            axis.annotate("rounding" if x < 1e-12 else number(x, 2), (x, row), xytext=(4, 7), textcoords="offset points", ha="left" if x < 1e-12 else "center", size=SMALL)
        axis.set_xlim(low, max(numbers.values()) * 20)
        axis.set_xlabel(text)
        axis.set_ylim(2.5, -0.7)
    axes[0].set_yticks(range(3), [f"{name} ({what})" for name, what in MARK.items()])
    return figure


# for the touchable picture: the biases of the noun-fetching head are moved against their gradients; that of the keys, which
# has none, along the query, which lifts the scores most
head, one = noun_head(), reading(MOMENT, ADJECTIVE)
row, saved = one.sentence.answer, one.saved.blocks[head.layer].attention
own = slice(head.head * saved.Q.shape[-1], (head.head + 1) * saved.Q.shape[-1])
bars = down.blocks[head.layer].attention.dparams
DIRECTION = {"b_K": saved.Q[0, head.head, row], "b_Q": -bars.b_Q[own], "b_V": -bars.b_V[own]}


def moved(name, by):
    """The sentence read with one bias of the head moved by this far: its loss, and the answer's row of scores and of attention."""
    theta = params(MOMENT)
    bias = getattr(theta.blocks[head.layer].attention, name).clone()
    bias[own] += by * DIRECTION[name] / DIRECTION[name].norm()
    layer = replace(theta.blocks[head.layer], attention=replace(theta.blocks[head.layer].attention, **{name: bias}))
    Z, inside = model.forward(one.tokens, replace(theta, blocks=tuple(layer if k == head.layer else b for k, b in enumerate(theta.blocks))))
    loss, _ = probe.answer_loss(replace(one, Z=Z, saved=inside))
    there = inside.blocks[head.layer].attention
    return loss, there.S[0, head.head, row], there.A[0, head.head, row]


grid = [-2 + 0.25 * k for k in range(17)]
turns = []
for name in ("b_K", "b_Q", "b_V"):
    found = [moved(name, by) for by in grid]
    turns.append({"name": MARK[name], "loss": [round(loss, 5) for loss, _, _ in found],
                  "scores": [[round(float(x), 3) for x in s] for _, s, _ in found],
                  "attention": [[round(float(x), 4) for x in a] for _, _, a in found]})  # fmt: skip
still, far = moved("b_K", 0.0), {name: moved(name, FAR) for name in MARK}
assert abs(far["b_K"][0] - still[0]) < 1e-12 and float((far["b_K"][2] - still[2]).abs().max()) < 1e-12

figpress.value("key_bias_gradient", true["b_K"])
figpress.value("query_bias_gradient", true["b_Q"])
figpress.value("adam_norm", trained["b_K"])
figpress.value("query_norm", trained["b_Q"])
figpress.value("moved", FAR)
figpress.value("score_change", (far["b_K"][1] - still[1])[0])
figpress.value("key_change", abs(far["b_K"][0] - still[0]))
figpress.value("query_change", far["b_Q"][0] - still[0])
figpress.value("value_change", far["b_V"][0] - still[0])
assert torch.isfinite(still[1]).all()  # the last token may look at all
figpress.show(draw, module="key-bias.mjs", data={"words": words(ADJECTIVE), "grid": grid, "turns": turns, "step": label(MOMENT)})
