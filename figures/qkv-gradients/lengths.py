"""Components along the whole gradient add up to one, lengths to more. The four parts of the gradient at the stream, as in
the figure at the top of this section: how long each is, and how far it goes in the direction of their sum.
"""

import figpress
from _running import MOMENTS, gradients, label, noun_head, reading
from byhand import block
from plates import bars_by_token, canvas, is_narrow

layer = noun_head().layer
shown = {}
for moment in MOMENTS:
    down = gradients(moment, "tired").blocks[layer]
    parts = block.input_paths(down, reading(moment, "tired").saved.blocks[layer])  # four of [1, n, d]
    whole = down.dX
    along = {name: float((part * whole).sum() / whole.square().sum()) for name, part in parts.items()}
    length = {name: float(part.norm() / whole.norm()) for name, part in parts.items()}
    assert abs(sum(along.values()) - 1) < 1e-12, along
    assert all(abs(along[name]) <= length[name] + 1e-12 for name in parts)
    for name, share in along.items():
        figpress.value(f"{moment}_{name}", share)
    figpress.value(f"{moment}_lengths", sum(length.values()))
    shown[moment] = length, along


def draw():
    """Draws the figure."""
    figure, axes = canvas(1.9 if is_narrow() else 3.2, ncols=3, sharey=True)
    for axis, (moment, (length, along)) in zip(axes, shown.items()):
        bars_by_token({"length": list(length.values()), "component along the sum": list(along.values())},
                      tokens=[{"residual": "past"}.get(name, name) for name in length], y="part of the whole" if is_narrow() else "part of the whole gradient's length", axis=axis)
        sums = f"lengths add to {sum(length.values()):.2f}", f"components to {sum(along.values()):.2f}"
        axis.set_title(f"{label(moment)}\n{', '.join(sums)}" if is_narrow() else "\n".join((label(moment), *sums)))
        if axis is not axes[0]:
            axis.set_ylabel("")
    return figure


figpress.show(draw)
