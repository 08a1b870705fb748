"""Four instruments ask four different questions about one word, and only the last two agree.
Our sentence with *tired*, the trained model, F the difference of the two nouns' logits. Each row is one instrument applied to the word *tired*.
"""

import figpress
import torch
from _running import named, noun_head, reading, sentence
from _swap import along, embedded, preference
from plates import canvas
from plates.colours import BLUE, INK, MUTED, VERMILION
from plates.style import SMALL, TEXT, fill, number, room

one = reading("last", "tired")
at = sentence("tired").adjective
start, end = embedded("last", "tired"), embedded("last", "wide")
ends, slopes = along("last", start, end, torch.tensor([0.0, 1.0], dtype=torch.float64))
_, middle = along("last", start, end, (torch.arange(256, dtype=torch.float64) + 0.5) / 256)
F, dX = preference("last", start[None])
head = noun_head()
attention = float(one.saved.blocks[head.layer].attention.A[0, head.head, -1, at])
swap, small, whole = float(ends[1] - ends[0]), float(slopes[0]), float(middle.mean())
named(abs(whole / swap - 1) < 1e-3 and small * swap < 0)  # two agree, one has the other sign
figpress.value("attention", attention)
figpress.value("length", dX[0, at].norm())
figpress.value("instruments", 4)

# question, instrument, answer; a bar where the answer is in logits
ROWS = (
    ("Where did the head look?", f"read off: the share of {head}’s attention is", attention, False),
    ("What if it changed a little?", "differentiate: the slope towards “wide”", small, True),
    ("What if it changed all the way?", "differentiate, add up: the slopes’ sum", whole, True),
    ("What if it were “wide”?", "exchange: F changes by", swap, True),
)


def draw():
    """Draws one bar an instrument, its question above."""
    figure, axis = canvas(4.3)
    for row, (question, instrument, answer, counts) in enumerate(ROWS):
        if counts:
            axis.barh(row + 0.22, answer, 0.24, color=BLUE if answer > 0 else VERMILION, linewidth=0)
        words = f"{instrument} {number(answer)}" if counts else fill(f"{instrument} {number(answer)}, which is no change of F", room() - 0.3)
        for up, text, look in ((-0.3, question, {"fontweight": "bold", "size": TEXT}), (-0.22, words, {"size": SMALL})):
            axis.annotate(text, (0, row + up), xycoords=("axes fraction", "data"), va="bottom" if text == question else "top", color=INK, **look)
    axis.axvline(0, color=MUTED, linewidth=0.8)
    axis.set(ylim=(len(ROWS) - 0.45, -0.75), yticks=[], xlabel="change of F (logits)")
    axis.spines["left"].set_visible(False)
    return figure


figpress.show(draw)
