"""At first every head sends most back through its values; at step 200 one head is told where to look; in the end the noun-fetching head's values are the loudest."""

import figpress
import torch
from _running import MOMENTS, gradients, label, noun_head, params
from plates import heat_row

panels, error, count = {}, 0.0, 0
for moment in MOMENTS:
    rows, names = [], []
    for layer, (down, weights) in enumerate(zip(gradients(moment, "tired").blocks, params(moment).blocks)):
        inner, w = down.attention, weights.attention
        d_k = inner.dQ.shape[-1]
        parts = {}
        for h in range(w.heads):
            own = slice(h * d_k, (h + 1) * d_k)
            for letter in "QKV":
                parts[h, letter] = getattr(inner, f"d{letter}")[0, h] @ getattr(w, f"W_{letter}")[:, own].T  # [n, d]
            rows.append([float(parts[h, letter].norm() / inner.dU.norm()) for letter in "QKV"])
            names.append(f"L{layer}H{h}")
        error = max(error, float((sum(parts.values()) - inner.dU[0]).abs().max()))
        count += len(parts) if moment == "last" else 0
    panels[label(moment)] = torch.tensor(rows)

assert error < 1e-14
first, half, last = panels.values()
loudest = divmod(int(half.argmax()), 3)
noun = noun_head().layer * 4 + noun_head().head
assert (first.argmax(1) == 2).all()  # the values lead in every head
assert loudest[1] == 0  # a query's path
assert divmod(int(last.argmax()), 3) == (noun, 2)
figpress.value("loudest_half", half.max())
figpress.value("loudest_last", last.max())
figpress.value("parts", count)
figpress.value("sum_error", error)
figpress.show(heat_row(panels, tokens=names, scale="share", columns=["Q", "K", "V"], unit="length over ‖∂L/∂U‖", numbers=True))
