"""Each head sends three messages back to the stream, and the loudest ones move from layer to layer as training goes on."""

import figpress
import torch
from _running import MOMENTS, gradients, label, params
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
figpress.value("parts", count)
figpress.value("sum_error", error)
figpress.show(heat_row(panels, tokens=names, scale="share", columns=["Q", "K", "V"], unit="length over ‖∂L/∂U‖", numbers=True))
