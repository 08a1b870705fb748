"""One word moves the answer: from the last *the*, the noun-fetching head looks at *animal* or at *street*."""

import figpress
from _running import named, noun_head, reading, words
from plates import canvas
from plates.colours import BLUE, INK, MUTED
from plates.style import SMALL

head = noun_head()
figure, axes = canvas(4.8, nrows=2)
for axis, adjective in zip(axes, ("tired", "wide")):
    one, tokens = reading("last", adjective), words(adjective)
    row = one.saved.blocks[head.layer].attention.A[0, head.head, one.sentence.answer]  # [n]
    assert abs(float(row.sum()) - 1) < 1e-12
    named(int(row.argmax()) == one.sentence.good)
    figpress.value(adjective, row[one.sentence.good])
    last = len(tokens) - 1
    for j, weight in enumerate(row.tolist()):
        axis.plot([j, last], [0, 1], color=BLUE, linewidth=0.3 + 7 * weight, alpha=0.25 + 0.75 * weight, solid_capstyle="round")
        if weight > 0.05:
            axis.annotate(f"{weight:.2f}", (j, 0), xytext=(-14, 6), textcoords="offset points", ha="center", size=SMALL, color=MUTED)
    for j, word in enumerate(tokens):
        axis.annotate(word, (j, 0), xytext=(3, -4), textcoords="offset points", ha="right", va="top", rotation=45, rotation_mode="anchor", size=SMALL, color=INK)
    axis.annotate("the", (last, 1), xytext=(0, 4), textcoords="offset points", ha="center", size=SMALL, color=INK)
    axis.set(xlim=(-1.2, last + 0.8), ylim=(-0.62, 1.25))
    axis.set_axis_off()

figpress.show(figure)
