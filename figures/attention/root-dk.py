"""Without the scale most rows stop learning and a few shout: the median collapses, the mean much less. Random queries,
keys and values, 40 heads of 32 rows for each width; thick bars hold half of the rows, thin lines four fifths.
"""

import figpress
import torch
from byhand import attention
from plates import spread

WIDTHS, ROWS, DRAWS, D_V = (8, 16, 64, 256, 1024), 32, 40, 8
generator = torch.Generator().manual_seed(0)


def draw(*shape):
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


norms = {"with 1/√d_k": {}, "without": {}}
queries = {"with 1/√d_k": {}, "without": {}}
for d_k in WIDTHS:
    Q, K, V, dO = draw(DRAWS, ROWS, d_k), draw(DRAWS, ROWS, d_k), draw(DRAWS, ROWS, D_V), draw(DRAWS, ROWS, D_V)
    for name, factor in (("with 1/√d_k", 1.0), ("without", d_k**0.5)):
        _, saved = attention.forward(factor * Q, K, V)  # the forward divides by √d_k; `factor` takes that back
        down = attention.gradients(dO, saved)
        norms[name][f"{d_k}"] = down.dS.norm(dim=-1).flatten()
        queries[name][d_k] = float((factor * down.dQ).norm(dim=(-1, -2)).mean())

scaled, bare = norms["with 1/√d_k"]["256"], norms["without"]["256"]
assert scaled.median() / bare.median() > 20
assert scaled.quantile(0.1) > bare.quantile(0.1)
figpress.value("median_ratio_256", scaled.median() / bare.median())
figpress.value("mean_ratio_256", scaled.mean() / bare.mean())
figpress.value("query_growth_256", queries["without"][256] / queries["with 1/√d_k"][256])
figpress.show(spread(norms, x="width of the head, d_k", y="norm of a row of ∂L/∂S", log=True, floor=1e-12))
