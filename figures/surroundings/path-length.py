"""Through a recurrent network the gradient shrinks with every step of distance; through attention distance does not count.
Norm of the gradient at a word by its distance from the last one, for random sequences of 64 words and random weights that keep the length of a vector on average: a tanh network, the same network when a second one may look back at all its states, and one head of causal self-attention. Lines are geometric means over 20 draws, bands the middle half of them.
"""

import figpress
import numpy
import torch
from byhand import attention, cases, masks, qkv, rnn, rnnsearch
from plates import lines

N, D, DRAWS = 64, 64, 20
ZERO = torch.zeros(D, dtype=torch.float64)


def square(draw):
    return draw(D, D, scale=D**-0.5)


def recurrent(X, v, draw):
    """v · h_n and its gradient at X [1, N, D]."""
    H, saved = rnn.forward(X, ZERO[None], square(draw), square(draw), ZERO)
    dH = torch.zeros_like(H)
    dH[0, -1] = v
    return H[0, -1] @ v, rnn.backward(dH, saved)[0]


def asked(X, v, draw):
    """The same for the first state of a decoder that starts from h_n and looks at all h_t."""
    weights = rnnsearch.Params(
        square(draw), square(draw), ZERO, square(draw), square(draw), draw(D, scale=D**-0.5),
        square(draw), square(draw), square(draw), ZERO,
    )  # fmt: skip
    S, saved = rnnsearch.forward(X, draw(1, 1, D), weights)
    return S[0, 0] @ v, rnnsearch.backward(v[None, None], saved)[0]


def attending(X, v, draw):
    """The same for the last output of one head of causal self-attention."""
    (Q, K, V), saved = qkv.forward(X, square(draw), ZERO, square(draw), ZERO, square(draw), ZERO)
    O, inner = attention.forward(Q, K, V, masks.causal(N))
    dO = torch.zeros_like(O)
    dO[0, -1] = v
    return O[0, -1] @ v, qkv.gradients(attention.backward(dO, inner), saved).dU


series, bands, worst = {}, {}, 0.0
distance = numpy.arange(N)
for name, network in (("recurrent", recurrent), ("recurrent, with attention", asked), ("self-attention", attending)):
    norms = []
    for seed in range(DRAWS):
        given = cases.normal(seed)
        X, v = given(1, N, D), given(D, scale=D**-0.5)
        _, dX = network(X, v, cases.normal(100 + seed))
        norms.append(dX[0].norm(dim=-1).flip(0))
    ends = [network(X + h, v, cases.normal(100 + seed))[0] for h in (1e-5, -1e-5)]  # all inputs moved at once, last draw
    worst = max(worst, abs(float((ends[0] - ends[1]) / 2e-5 - dX.sum())))
    norms = torch.stack(norms)  # [draws, distance]
    series[name] = (distance, norms.log().mean(0).exp())
    bands[name] = tuple(norms.quantile(q, 0) for q in (0.25, 0.75))
    short = {"recurrent": "rnn", "recurrent, with attention": "asked", "self-attention": "self"}[name]
    for d in (0, 8, 32, 63):
        figpress.value(f"{short}_{d}", series[name][1][d])

assert worst < 1e-7, worst
chain, direct = series["recurrent"][1], series["self-attention"][1]
rate = float((chain[48] / chain[16]) ** (1 / 32))
assert rate < 0.8 and float(direct.min()) > 1e-3
figpress.value("farthest", int(distance[-1]))
figpress.value("rate", rate)
figpress.value("rnn_powers", numpy.log10(chain[0] / chain[63]))
figpress.value("pencil_slope", 1 - 0.6**2)
figpress.value("pencil_left", (1 - 0.6**2) ** 10)
figpress.value("worst_error", worst)
figpress.show(lambda: lines(series, x="distance from the last word (words)", y="norm of the gradient", log="y", bands=bands, points=False, height=3.3))
