"""The way back costs twice the way forward, layer by layer: for every product going forward there are two coming back.
Multiplications of all matrix products for one sentence of 17 words, counted as they run on our model, both blocks together.
"""

import figpress
import numpy
from _running import reading
from byhand import attention, heads, linear, mlp, model, qkv
from byhand.training import language, probe
from plates import canvas
from plates.colours import BLUE, VERMILION
from torch.utils.flop_counter import FlopCounterMode

one = reading("half", "tired", language.winograd("tired"))
w, kept, top = one.params.blocks[0], one.saved.blocks[0], one.saved.unembedding
core, U, U_2 = kept.attention.heads.attention, kept.attention.U, kept.mlp.first.X


def multiplications(work):
    with FlopCounterMode(display=False) as counter:
        work()
    return counter.get_total_flops() // 2  # a multiplication and its addition are two operations


dQKV = (U, U, U)  # of the right shape: counting asks for nothing more
parts = {
    "projections to Q, K, V": (2, lambda: qkv.forward(U, *w.attention.projections), lambda: qkv.backward(dQKV, kept.attention.qkv)),
    "scores and averages": (2, lambda: attention.forward(core.Q, core.K, core.V, core.mask), lambda: attention.backward(core.O, core)),
    "output projection": (2, lambda: linear.forward(U, w.attention.W_O), lambda: linear.backward(U, kept.attention.heads.W_O)),
    "feed-forward": (2, lambda: mlp.forward(U_2, *w.mlp), lambda: mlp.backward(U_2, kept.mlp)),
    "logits": (1, lambda: linear.forward(top.X, one.params.W_U), lambda: linear.backward(one.Z, top)),
}
forward = {name: times * multiplications(go) for name, (times, go, _) in parts.items()}
back = {name: times * multiplications(come) for name, (times, _, come) in parts.items()}
whole = multiplications(lambda: model.forward(one.tokens, one.params)), multiplications(lambda: model.backward(probe.answer_loss(one)[1], one.saved))
assert sum(forward.values()) == whole[0] and sum(back.values()) == whole[1]  # the parts are all that there is
assert all(back[name] == 2 * forward[name] for name in parts)

figpress.value("forward", whole[0])
figpress.value("back", whole[1])
figpress.value("ratio", whole[1] / whole[0])
figpress.value("feed_forward_share", forward["feed-forward"] / whole[0])
figpress.value("scores_share", forward["scores and averages"] / whole[0])
figpress.value("per_parameter", whole[0] / one.tokens.shape[1])
figure, axis = canvas(2.6)
rows = numpy.arange(len(parts))
axis.barh(rows - 0.19, [forward[name] / 1e3 for name in parts], 0.36, color=BLUE, label="forward")
axis.barh(rows + 0.19, [back[name] / 1e3 for name in parts], 0.36, color=VERMILION, label="back")
axis.set_yticks(rows, list(parts))
axis.invert_yaxis()
axis.tick_params(axis="y", length=0)
axis.set_xlabel("multiplications (thousands)")
axis.legend(loc="lower right")
figpress.show(figure)
