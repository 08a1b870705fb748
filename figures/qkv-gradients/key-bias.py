"""The key bias has a gradient of exactly zero; Adam moves it all the same, by dividing rounding noise by its own size."""

import figpress
from _running import gradients, label, params
from plates import canvas
from plates.colours import BLUE, MUTED
from plates.style import SMALL, logarithmic, number

MARK = {"b_Q": "queries", "b_K": "keys", "b_V": "values"}
figure, axes = canvas(2.7, ncols=2, sharey=True)
down = gradients("half", "tired")
true, trained = {}, {}
for name in MARK:
    true[name] = max(float(getattr(g.attention.dparams, name).abs().max()) for g in down.blocks)
    trained[name] = max(float(getattr(b.attention, name).norm()) for b in params("last").blocks)
assert all(float(getattr(b.attention, name).norm()) == 0 for b in params("first").blocks for name in MARK)  # they start at zero
assert true["b_K"] < 1e-12 * true["b_Q"]

for axis, numbers, text in ((axes[0], true, f"largest entry of ∂L/∂b at {label('half')} (nats)"), (axes[1], trained, "norm of b after training")):
    logarithmic(axis, "x")
    axis.scatter(list(numbers.values()), range(3), color=BLUE, s=45, zorder=3)
    low = min(numbers.values()) / 10
    axis.hlines(range(3), low, list(numbers.values()), color=MUTED, linewidth=1)
    for row, x in enumerate(numbers.values()):
        axis.annotate(number(x), (x, row), xytext=(0, 7), textcoords="offset points", ha="center", size=SMALL)
    axis.set_xlim(low, max(numbers.values()) * 20)
    axis.set_xlabel(text)
    axis.set_ylim(2.5, -0.7)
axes[0].set_yticks(range(3), [f"{name} ({what})" for name, what in MARK.items()])

figpress.value("key_bias_gradient", true["b_K"])
figpress.value("query_bias_gradient", true["b_Q"])
figpress.value("adam_norm", trained["b_K"])
figpress.value("query_norm", trained["b_Q"])
figpress.show(figure)
