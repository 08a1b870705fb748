"""The merged matrix W_Q W_Kᵀ is told, in words, who should look more at whom: the last “the” at the right noun. How a step
of size one against the gradient changes each score before its scale c, for what the noun-fetching head reads at these
places on average over held-out sentences, at step 200.
"""

import figpress
import torch
from _running import noun_head, params
from byhand import loss, model
from byhand.training import language, tokeniser
from plates import heat_row

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

# mean input of the words that matter, as the head reads them
def reads(place):
    return torch.stack([U[i, getattr(s, place)] for i, s in enumerate(sentences)]).mean(0)


names = {"last “the”": "answer", "right noun": "good", "wrong noun": "bad", "adjective": "adjective"}
X = torch.stack([reads(place) for place in names.values()])
told = -X @ G @ X.T  # a step against the gradient
figpress.value("sentences", len(sentences))
figpress.value("noun_minus_wrong", told[0, 1] - told[0, 2])
figpress.show(heat_row({"looks (down) at (across)": told}, tokens=list(names), unit="change of the score before c", numbers=True))
