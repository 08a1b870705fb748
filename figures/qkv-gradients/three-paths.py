"""The gradient of the stream arrives by four routes, and which of them matters changes during training. The answer's loss
of our sentence, at the input of the block with the noun-fetching head: the length of each part at each word, one route
past the sublayer and three through it, in units of the length of the whole.
"""

import figpress
import torch
from _running import MOMENTS, gradients, label, noun_head, reading, words
from byhand import block
from plates import heat_row

layer = noun_head().layer
panels, errors = {}, []
for moment in MOMENTS:
    down = gradients(moment, "tired").blocks[layer]
    parts = block.input_paths(down, reading(moment, "tired").saved.blocks[layer])  # four of [1, n, d]
    total = sum(parts.values())
    errors.append(float((total - down.dX).abs().max()))
    lengths = {name: part.norm() for name, part in parts.items()}
    for name, length in lengths.items():
        figpress.value(f"{moment}_{name}", length / down.dX.norm())
    figpress.value(f"{moment}_length_ratio", sum(lengths.values()) / down.dX.norm())
    panels[label(moment)] = torch.stack([part[0].norm(dim=-1) for part in parts.values()], -1) / down.dX.norm()  # [n, 4]

assert max(errors) < 1e-13
figpress.value("sum_error", max(errors))
figpress.show(lambda: heat_row(panels, tokens=words("tired"), scale="share", unit="length (1: the whole gradient's)", columns=["past", "Q", "K", "V"]))
