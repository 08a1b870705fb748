"""Forward and backward are twins: for each tensor of the head there is a gradient of the same shape."""

import figpress
import torch
from _running import gradients, noun_head, reading, words
from plates import heat_grid

head, adjective = noun_head(), "tired"
one = reading("half", adjective)
saved = one.saved.blocks[head.layer].attention
down = gradients("half", adjective).blocks[head.layer].attention

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

figpress.show(heat_grid([forward, backward], tokens=words(adjective), units=["forward", "∂L/∂· (nats per unit)"]))
