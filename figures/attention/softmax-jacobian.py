"""The more certain a row of attention is, the less its Jacobian passes: at most one half, at the end nothing. Rows of the
noun-fetching head of the trained model, at the eighth token of three held-out sentences: the flattest, the middling and
the most peaked of 64.
"""

import figpress
import torch
from _running import params, noun_head
from byhand import model, softmax
from byhand.training import language, tokeniser
from plates import heat_row

head = noun_head()
tokens, _ = tokeniser.batch(language.held_out(64))
_, saved = model.forward(tokens, params("last"))
rows = saved.blocks[head.layer].attention.A[:, head.head, 7]  # [64, n]: the eighth token's rows, eight words may be seen
rows = rows[:, :8]
order = rows.max(-1).values.argsort()
picked = {"flat": rows[order[0]], "middling": rows[order[len(order) // 2]], "peaked": rows[order[-1]]}

jacobians = {}
for name, a in picked.items():
    J = softmax.jacobian(a)
    autograd = torch.autograd.functional.jacobian(lambda s: torch.softmax(s, -1), a.clamp(min=1e-300).log())
    assert (J - autograd).abs().max() < 1e-12
    assert abs(torch.trace(J) - (1 - a.square().sum())) < 1e-12
    figpress.value(f"trace_{name}", torch.trace(J))
    jacobians[f"{name}, max {a.max():.2f}"] = J

generator = torch.Generator().manual_seed(figpress.seed(0))
count = 3000
scores = torch.randn(count, 6, generator=generator, dtype=torch.float64) * torch.rand(count, 1, generator=generator, dtype=torch.float64) * 12
largest = torch.stack([torch.linalg.eigvalsh(softmax.jacobian(softmax.forward(s)[0]))[-1] for s in scores])
assert largest.max() <= 0.5
figpress.value("rows", count)
figpress.value("largest_eigenvalue", largest.max())

figpress.show(lambda: heat_row(jacobians, tokens=[f"weight {k + 1}" for k in range(8)], columns="score", unit="∂a/∂s (1)", numbers=False))
