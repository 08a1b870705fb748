"""Where the gradient turns the last “the”: to the right noun most, and then the wrong one and *too*. How a step of size one against the
gradient of the merged matrix W_Q W_Kᵀ changes each score before its scale c, for what the noun-fetching head reads at all
places of the sentence on average over held-out sentences, at step 200.
"""

import figpress
import torch
from _running import named, noun_head, params
from byhand import loss, model
from byhand.training import language, tokeniser
from plates import canvas, is_narrow
from plates.colours import BLUE, INK, MUTED, VERMILION
from plates.style import SMALL

head = noun_head()
sentences = language.held_out(128)
tokens, targets = tokeniser.batch(sentences)
only = torch.full_like(targets, loss.IGNORED)
rows, at = torch.arange(len(sentences)), torch.tensor([s.answer for s in sentences])
only[rows, at] = targets[rows, at]
Z, saved = model.forward(tokens, params("half"))
_, saved_loss = loss.forward(Z, only)
down = model.gradients(loss.backward(1.0, saved_loss), saved).blocks[head.layer].attention
U, dS = saved.blocks[head.layer].attention.U, down.dS[:, head.head]  # [B, n, d], [B, n, n]
c = saved.blocks[head.layer].attention.Q.shape[-1] ** -0.5
G = c * (U.mT @ dS @ U).sum(0)  # [d, d]

# the oracle: autograd through the merged matrix, the biases' share of the scores held still, and the softmax
own = slice(head.head * 8, head.head * 8 + 8)
w = params("half").blocks[head.layer].attention
merged = (w.W_Q[:, own] @ w.W_K[:, own].T).requires_grad_()
S = c * U @ merged @ U.mT + (saved.blocks[head.layer].attention.S[:, head.head] - c * U @ merged.detach() @ U.mT)
(true,) = torch.autograd.grad((torch.softmax(S, -1) * down.dA[:, head.head]).sum(), merged)
assert (G - true).abs().max() < 1e-12

# mean input of every place, as the head reads it; the two nouns by what they are
def reads(place):
    return torch.stack([U[i, place(s)] for i, s in enumerate(sentences)]).mean(0)


PLACES = {
    "bos": lambda s: 0, "the (first)": lambda s: 1, "right noun": lambda s: s.good, "wrong noun": lambda s: s.bad,
    "did": lambda s: s.subject + 1, "not": lambda s: s.subject + 2, "cross, fit": lambda s: s.subject + 3,
    "because": lambda s: s.adjective - 4, "it (first)": lambda s: s.adjective - 3, "was": lambda s: s.adjective - 2, "too": lambda s: s.adjective - 1,
    "adjective": lambda s: s.adjective, ".": lambda s: s.adjective + 1, "it (second)": lambda s: s.adjective + 2, "means": lambda s: s.adjective + 3,
    "the (last)": lambda s: s.answer,
}  # fmt: skip
X = torch.stack([reads(place) for place in PLACES.values()])
told = dict(zip(PLACES, (-X[-1] @ G @ X.T).tolist()))  # a step against the gradient, for the last "the"
pushes, looks = -dS[rows, at], saved.blocks[head.layer].attention.A[:, head.head][rows, at]
where = torch.tensor([s.adjective for s in sentences])
figpress.value("sentences", len(sentences))
figpress.sample("told", told, over=PLACES, called="places")
figpress.value("noun_minus_wrong", told["right noun"] - told["wrong noun"])
figpress.value("adjective_attention", looks[rows, where].mean())
figpress.value("adjective_push", pushes[rows, where].mean() * len(sentences))
named(max(told, key=told.get) == "right noun")


def draw():
    """Draws the figure."""
    figure, axis = canvas(3.9)
    order = list(PLACES)
    axis.barh(order, [told[name] for name in order], 0.7, color=[BLUE if told[name] > 0 else VERMILION for name in order], linewidth=0)
    axis.axvline(0, color=MUTED, linewidth=0.8)
    axis.invert_yaxis()
    axis.margins(x=0.2 if is_narrow() else 0.14)
    for row, name in enumerate(order):
        x = told[name]
        axis.annotate(f"{x:+.1f}".replace("-", "−"), (x, row), xytext=(4 if x >= 0 else -4, 0), textcoords="offset points", va="center", ha="left" if x >= 0 else "right", size=SMALL, color=INK)
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel("change of the score before c")
    return figure


figpress.show(draw)
