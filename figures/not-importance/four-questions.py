"""Four instruments ask four different questions about one word, and only the last two agree.
Our sentence with *tired*, the trained model, F the difference of the two nouns' logits. Each box is one instrument applied to the word *tired*.
"""

import figpress
import torch
from _running import noun_head, reading, words
from _swap import along, embedded, preference
from plates import Arrow, Box, flow
from plates.style import number

one, tokens = reading("last", "tired"), words("tired")
at = tokens.index("tired")
start, end = embedded("last", "tired"), embedded("last", "wide")
ends, slopes = along("last", start, end, torch.tensor([0.0, 1.0], dtype=torch.float64))
_, middle = along("last", start, end, (torch.arange(256, dtype=torch.float64) + 0.5) / 256)
F, dX = preference("last", start[None])
head = noun_head()
attention = float(one.saved.blocks[head.layer].attention.A[0, head.head, -1, at])
swap, small, whole = float(ends[1] - ends[0]), float(slopes[0]), float(middle.mean())
assert abs(whole / swap - 1) < 1e-3 and small * swap < 0  # two agree, one has the other sign
figpress.value("attention", attention)
figpress.value("length", dX[0, at].norm())
figpress.value("instruments", 4)

boxes = [Box("word", label="the word “tired”", note=f"F = {number(float(F[0]))} logits")]
asked = {
    "attention": ("Where did the head look?", f"attention of {head}: {number(attention)}"),
    "gradient": ("What if it changed a little?", f"slope towards “wide”: {number(small)}"),
    "integral": ("What if it changed all the way?", f"sum of slopes: {number(whole)}"),
    "swap": ("What if it were “wide”?", f"F changes by: {number(swap)}"),
}
boxes += [Box(name, label=question, note=answer, kind={"gradient": "gradient", "integral": "gradient"}.get(name, "tensor")) for name, (question, answer) in asked.items()]
arrows = [Arrow("word", name, {"gradient": "differentiate", "integral": "differentiate, add up", "swap": "exchange", "attention": "read off"}[name]) for name in asked]
figpress.show(flow(boxes, arrows, spread=1.0))
