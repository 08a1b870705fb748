"""One head's query gradient has eight singular values however many sentences are summed, and one when a single row has a gradient.
What reaches the merged matrix through the queries of the noun-fetching head at step 200; what lies below 10⁻¹⁵ is rounding.
"""

import figpress
import torch
from _running import gradients, noun_head, params
from byhand import loss, model
from byhand.training import language, tokeniser
from plates import lines

head = noun_head()
d_k = 8
own = slice(head.head * d_k, (head.head + 1) * d_k)
weights = params("half").blocks[head.layer].attention


def merged(dW_Q):
    """What reaches the merged matrix W_Q W_Kᵀ through this head's queries, [d, d]."""
    return dW_Q[:, own] @ weights.W_K[:, own].T


tokens, targets = tokeniser.batch(language.held_out(64))
Z, saved = model.forward(tokens, params("half"))
_, saved_loss = loss.forward(Z, targets)
batch = merged(model.backward(loss.backward(1.0, saved_loss), saved).blocks[head.layer].attention.W_Q)

single = merged(gradients("half", "tired").blocks[head.layer].attention.dparams.W_Q)
values = {name: torch.linalg.svdvals(G) / torch.linalg.svdvals(G)[0] for name, G in (("one sentence", single), ("64 sentences", batch))}
for name, s in values.items():
    rank = int((s > 1e-10).sum())
    assert rank <= d_k
    figpress.value("rank_" + ("batch" if "64" in name else "one"), rank)
places = list(range(1, len(single) + 1))
figpress.show(
    lines({name: (places, s.clamp(min=1e-18)) for name, s in values.items()}, x="singular value, by size", y="relative to the largest", log="y",
          points=True, marks={"d_k": d_k + 0.5})
)
