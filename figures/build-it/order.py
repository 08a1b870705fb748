"""The way back calls each layer once, in the opposite order, and at every fork of the way forward two gradients meet.
One block and what stands around it, with the shapes for our sentence; solid forward, dashed back, numbered in the order of the calls.
"""

import figpress
from _laid import Laid
from _running import gradients, reading
from byhand import check, layernorm, model
from byhand.training import probe
from plates import is_narrow

one, down = reading("half", "tired"), gradients("half", "tired")
kept, g = one.saved.blocks[0], down.blocks[0]
n, d, V = one.Z.shape[1], kept.X.shape[2], one.Z.shape[2]
# two gradients meet where the stream forks: past the sublayer, and through it
through = layernorm.vjp(g.attention.dU, kept.norm_1), layernorm.vjp(g.dU_2, kept.norm_2)
assert (g.dX - (g.dX_mid + through[0])).abs().max() == 0 and (g.dX_mid - (g.dY + through[1])).abs().max() == 0
report = check.against_autograd(model, probe.case(one, probe.answer_loss(one)[1]))
assert not report.failures(), report
figpress.value("tokens", n)


def draw():
    """Draws the trunk as a column, the sublayers beside it."""
    across = 1.0 if is_narrow() else 1.5
    trunk, beside = 88 * across, 265 * across
    graph = Laid(round(357 * across), 650)
    graph.box("words", trunk, 25, "embedding", kind="plain")
    graph.box("X", trunk, 105, "stream X", f"{n} × {d}")
    graph.box("att", beside, 170, "layer norm, attention", kind="plain")
    graph.box("mid", trunk, 255, "stream X′", f"{n} × {d}")
    graph.box("mlp", beside, 320, "layer norm, MLP", kind="plain")
    graph.box("Y", trunk, 405, "stream Y", f"{n} × {d}")
    graph.box("top", trunk, 485, "last norm, W_U", kind="plain")
    graph.box("Z", trunk, 555, "logits Z", f"{n} × {V}")
    graph.box("L", trunk, 625, "loss L", kind="plain")
    forward = [("words", "X"), ("X", "att"), ("att", "mid"), ("X", "mid"), ("mid", "mlp"), ("mlp", "Y"), ("mid", "Y"), ("Y", "top"), ("top", "Z"), ("Z", "L")]
    for tail, head in forward:
        graph.arrow(tail, head, aside=-7)
    back = {("L", "Z"): "1", ("Z", "top"): "2", ("top", "Y"): "3", ("Y", "mlp"): "4", ("Y", "mid"): "4", ("mlp", "mid"): "5", ("mid", "att"): "6", ("mid", "X"): "6", ("att", "X"): "7", ("X", "words"): "8"}
    for (tail, head), order in back.items():
        graph.arrow(tail, head, order, back=True, thick=1.6, aside=-7)
    graph.note(beside, 430, "4, 6: a copy goes past,")
    graph.note(beside, 446, "a copy goes through")
    graph.note(beside, 250, "5, 7: and is added")
    return graph


figpress.show(draw)
