"""A word that stands three times gets three gradients: that of its embedding is the sum over its places. The
row of “the” in the embedding table, for the answer to “… because it was too tired. it means the” at step 200: twelve
of its 32 channels.
"""

import figpress
import torch
from _running import gradients, params, reading
from byhand import model, scalar
from byhand.training import tokeniser
from plates import stack

moment = "half"
one = reading(moment, "tired")
down = gradients(moment, "tired")
word = int(tokeniser.encode(["the"])[0, 0])
places = (one.tokens[0] == word).nonzero()[:, 0].tolist()
parts = down.dX_0[0, places]  # [3, 32]: what each place sends down

E = params(moment).E.clone().requires_grad_()
moved = params(moment).__class__(**{**params(moment).__dict__, "E": E})
Z, _ = model.forward(one.tokens, moved)
answer = tokeniser.encode([one.sentence.words[one.sentence.answer + 1]])[0, 0]
(true,) = torch.autograd.grad(torch.nn.functional.cross_entropy(Z[0, one.sentence.answer], answer), E)
worst = float((parts.sum(0) - true[word]).abs().max())
assert worst < 1e-12, worst
unseen = [i for i in range(len(E)) if i not in one.tokens[0].tolist()]
assert float(true[unseen].abs().max()) == 0.0, "a word that does not occur was blamed"

figpress.value("worst_error", worst)
figpress.value("places", len(places))
figpress.value("unseen", len(unseen))
figpress.value("words", len(E))
for name, part in zip(("first", "second", "third"), parts):
    figpress.value(name, part.norm())
figpress.value("total", parts.sum(0).norm())

a, b = scalar.Number(2.0), scalar.Number(-3.0)  # the same with a pencil: y = ab + b²
scalar.backward(a * b + b**2)
figpress.value("pencil", b.grad)

shown = true[word].abs().topk(12).indices.sort().values
terms = {f"“the”, place {place}": part[shown] for place, part in zip(places, parts)}
figpress.show(stack(terms, labels=[str(int(c) + 1) for c in shown], x="channel of the embedding of “the”",
                    y="gradient of the loss (nats)", total=true[word][shown]))
