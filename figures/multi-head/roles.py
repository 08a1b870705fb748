"""When one word changes, one head moves nearly all its attention from the animal to the street, and another lets go of the animal."""

import figpress
import torch
from _running import named, noun_head, reading, words
from plates import heat_row

head = noun_head()
panels = {}
for adjective in ("tired", "wide"):
    one = reading("last", adjective)
    at = one.sentence.answer
    panels[adjective] = torch.cat([layer.attention.A[0, :, at] for layer in one.saved.blocks]).T  # [n, 8]
tokens = [a if a == b else f"{a} / {b}" for a, b in zip(words("tired"), words("wide"))]
names = [f"L{layer}H{h}" for layer in range(2) for h in range(4)]

column = head.layer * 4 + head.head
for adjective, A in panels.items():
    named(int(A[:, column].argmax()) == reading("last", adjective).sentence.good)
for name, adjective in (("L0H0", "tired"), ("L1H1", "wide")):  # the text names who reads which adjective
    named(int(panels[adjective][:, names.index(name)].argmax()) == reading("last", adjective).sentence.adjective)
change = (panels["tired"] - panels["wide"]).abs().sum(0) / 2  # total variation, head by head
figpress.value("noun_attention", head.attention)
figpress.value("noun_change", change[column])
figpress.value("median_change", change.median())
figpress.show(heat_row(panels, tokens=tokens, scale="share", unit="attention from the last “the”", columns=names))
