"""Without the scale most rows of scores get little gradient and a few get much; the queries' gradient, and so what is learnt, loses less. Random queries,
keys and values, 40 heads of 32 rows for each width; thick bars hold half of the rows, thin lines four fifths.
"""

import figpress
import torch
from byhand import attention
from plates import spread

WIDTHS, ROWS, DRAWS, D_V, TRIES, WIDE = (8, 16, 64, 256, 1024), 32, 40, 8, 12, 256


def measured(d_k, generator):
    """The lengths of the rows of ∂L/∂S and of ∂L/∂Q, with the scale and without: {name: (rows of S, rows of Q)}."""

    def draw(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    Q, K, V, dO = draw(DRAWS, ROWS, d_k), draw(DRAWS, ROWS, d_k), draw(DRAWS, ROWS, D_V), draw(DRAWS, ROWS, D_V)
    found = {}
    for name, factor in (("with 1/√d_k", 1.0), ("without", d_k**0.5)):
        _, saved = attention.forward(factor * Q, K, V)  # the forward divides by √d_k; `factor` takes that back
        down = attention.gradients(dO, saved)
        found[name] = down.dS.norm(dim=-1).flatten(), factor * down.dQ.norm(dim=-1).flatten()
    return found


def ratios(draw):
    """At width 256, of one draw: how many times smaller rows of scores get, by median and mean; what is left of queries' rows; the whole ∂L/∂Q's growth."""
    (scaled, with_q), (bare, without_q) = measured(WIDE, torch.Generator().manual_seed(draw)).values()
    return {
        "median": float(scaled.median() / bare.median()), "mean": float(scaled.mean() / bare.mean()),
        "query_median": float(without_q.median() / with_q.median()), "query_growth": float(without_q.norm() / with_q.norm()),
        "nearly_silent": float((without_q < 0.01 * with_q.median()).double().mean()),
    }  # fmt: skip


figpress.value("draws", TRIES)
tries = {f"draw {draw}": ratios(draw) for draw in range(TRIES)}
for name in ("median", "mean", "query_median", "query_growth", "nearly_silent"):
    members = {draw: row[name] for draw, row in tries.items()}
    figpress.value(f"{name}_256", float(torch.tensor(list(members.values())).median()), over=members, called="draws")
assert min(row["median"] for row in tries.values()) > 2 * max(row["mean"] for row in tries.values())

generator = torch.Generator().manual_seed(figpress.seed(0))
norms = {"with 1/√d_k": {}, "without": {}}
for d_k in WIDTHS:
    for name, (rows, _) in measured(d_k, generator).items():
        norms[name][f"{d_k}"] = rows
figpress.show(lambda: spread(norms, x="width of the head, d_k", y="norm of a row of ∂L/∂S", log=True, floor=1e-12))
