"""Pre-norm leaves the stream alone; post-norm puts a projector across it at every sublayer."""

import figpress
from _laid import Laid
from byhand import block, check, postblock
from plates import is_narrow

for module in (block, postblock):
    assert check.against_autograd(module, module.example()).worst < 1e-12

WAYS = {"pre-norm": ("layer norm", "sublayer", "+"), "post-norm": ("sublayer", "+", "layer norm")}


def draw():
    """Draws the stream as a straight line, the sublayers beside it."""
    graph = Laid(357, 410) if is_narrow() else Laid(690, 260)
    for side, (name, steps) in enumerate(WAYS.items()):

        def place(along, beside, side=side):
            """Where a box stands: down the page where it is narrow, else across it."""
            return (55 + 180 * side + 70 * beside, 50 + 82 * along) if is_narrow() else (60 + 142 * along, 75 + 125 * side - 45 * beside)

        graph.note(*((place(0, 0)[0], 18) if is_narrow() else (place(0, 0)[0], place(0, 0)[1] - 30)), name)
        graph.box(f"{side} x", *place(0, 0), "x", "n × d")
        graph.box(f"{side} y", *place(4, 0), "y", "n × d")
        for at, step in enumerate(steps, 1):
            on_stream = step == "+" or at > steps.index("+") + 1
            graph.box(f"{side} {step}", *place(at, 0 if on_stream else 1), step, kind="plain")
        way = [f"{side} x", *(f"{side} {step}" for step in steps), f"{side} y"]
        for tail, head in zip(way, way[1:]):
            graph.arrow(tail, head)
        graph.arrow(f"{side} x", f"{side} +", "identity", thick=2.6)
    return graph


figpress.show(draw)
