"""A score's gradient is in proportion to the attention it has: it falls with slope one, down to nothing. The
score of the right noun, in the noun-fetching head's row of the last “the” at step 200, lowered by up to 16.
"""

import figpress
import numpy
import torch
from _running import gradients, named, noun_head, reading
from byhand import attention
from plates import Guide, lines

head, adjective = noun_head(), "tired"
one = reading("half", adjective)
saved = one.saved.blocks[head.layer].attention
dO = gradients("half", adjective).blocks[head.layer].attention.dO[0, head.head]
row, noun = one.sentence.answer, one.sentence.good

shifts = numpy.linspace(0, 16, 33)
paid, heard, bound = [], [], []
for shift in shifts:
    S = saved.S[0, head.head].clone()
    S[row, noun] -= shift
    A = torch.softmax(S, -1)
    V = saved.V[0, head.head]
    down = attention.gradients(dO, attention.Saved(saved.Q[0, head.head], saved.K[0, head.head], V, A, A @ V, None))
    advantage = (down.dA - down.D)[row]
    paid.append(float(A[row, noun]))
    heard.append(abs(float(down.dS[row, noun])))
    bound.append(float(advantage.abs().max()))

paid, heard = numpy.array(paid), numpy.array(heard)
assert (heard <= paid * numpy.array(bound) + 1e-15).all()
small = paid < 1e-3
slope = numpy.polyfit(numpy.log(paid[small]), numpy.log(heard[small]), 1)[0]
named(abs(slope - 1) < 0.01)
figpress.value("slope", slope)
figpress.show(
    lines(
        {"score of the right noun": (paid, heard)}, x="attention paid to the right noun", y="|∂L/∂score| (nats)", log="xy",
        guides=[Guide(1, (paid[-1], heard[-1] * 40), "slope 1", at=0.3)],
    )
)
