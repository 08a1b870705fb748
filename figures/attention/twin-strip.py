"""Forward and backward are twins: for each tensor of the head there is a gradient of the same shape. The noun-fetching
head at step 200, above what it computes, below the gradient of the sentence's loss; each panel has its own scale.
"""

import figpress
import torch
from _running import noun_head, reading
from byhand import loss, model
from byhand.training import language, tokeniser
from plates import heat_grid

head, adjective = noun_head(), "tired"
one = reading("half", adjective, language.winograd(adjective))  # nothing printed is a matter of the sentence
saved = one.saved.blocks[head.layer].attention
targets = one.tokens.roll(-1, 1)
targets[0, -1] = tokeniser.encode([one.sentence.words[one.sentence.answer + 1]])[0, 0]  # every word predicts the next one
_, saved_loss = loss.forward(one.Z, targets)
down = model.gradients(loss.backward(1.0, saved_loss), one.saved).blocks[head.layer].attention

forward = {name: getattr(saved, name)[0, head.head] for name in "QKSAVO"}
backward = {f"d{name}": getattr(down, f"d{name}")[0, head.head] for name in "QKSAVO"}

# the oracle: autograd through the plain formula, for this head alone
Q, K, V = (forward[name].clone().requires_grad_() for name in "QKV")
S = (Q @ K.T * Q.shape[-1] ** -0.5).masked_fill(forward["S"] == -torch.inf, -torch.inf)
S.retain_grad()
A = torch.softmax(S, -1)
A.retain_grad()
(A @ V).backward(backward["dO"])
errors = {name: float((backward[f"d{name}"] - tensor.grad).abs().max()) for name, tensor in zip("QKSAV", (Q, K, S, A, V))}
assert max(errors.values()) < 1e-12, errors
figpress.value("worst_error", max(errors.values()))


def cells(tensor):
    """Rows of numbers for the page, three digits each; a masked score is None."""
    return [[None if x == -torch.inf else float(f"{float(x):.3g}") for x in row] for row in tensor]


figpress.show(
    lambda: heat_grid([forward, {f"{name[1]}\u0304": bar for name, bar in backward.items()}], tokens=one.sentence.prompt,
              units=["forward", "gradient of the loss"], shared=False),
    module="twin-strip.mjs",
    data={"tokens": list(one.sentence.prompt), "tensors": {name: cells(tensor) for name, tensor in (forward | backward).items()}},
)
