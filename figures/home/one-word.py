"""One word decides which noun is pulled: with *tired* the animal, with *wide* the street."""

import figpress
from _running import gradients, params, reading, words
from byhand import tree
from byhand.training import probe
from plates import canvas
from plates.colours import BLUE, INK, MUTED, NEUTRAL, VERMILION
from plates.style import SMALL

figure, axes = canvas(4.6, nrows=2, sharey=True)
for axis, adjective in zip(axes, ("tired", "wide")):
    one, tokens = reading("last", adjective).sentence, words(adjective)
    pull = gradients("last", adjective, of=probe.logit_difference).dX_0[0].norm(dim=-1)  # [n]
    right, wrong = float(pull[one.good]), float(pull[one.bad])
    assert right > wrong, f"{adjective}: the wrong noun is pulled harder"
    figpress.value(f"{adjective}_right", right)
    figpress.value(f"{adjective}_wrong", wrong)

    colours = [NEUTRAL] * len(tokens)
    colours[one.good], colours[one.bad] = BLUE, VERMILION
    axis.bar(range(len(tokens)), pull.tolist(), 0.75, color=colours)
    for at, name in ((one.good, "answer"), (one.bad, "other noun")):
        axis.annotate(f"{name}\n{pull[at]:.1f}", (at, float(pull[at])), xytext=(0, 3), textcoords="offset points", ha="center", size=SMALL, color=INK)
    axis.set_xticks(range(len(tokens)), tokens, rotation=60, ha="right", rotation_mode="anchor")
    axis.tick_params(axis="x", length=0, labelcolor=MUTED)
    for at in (one.good, one.bad, one.adjective):
        axis.get_xticklabels()[at].set(color=INK, fontweight="bold")
    axis.set_ylabel("pull on the word\n(logits per unit)")
    axis.margins(y=0.2)

figpress.value("parameters", tree.size(params("last")))
figpress.show(figure)
