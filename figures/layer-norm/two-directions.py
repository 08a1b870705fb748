"""Whatever gradient arrives, what leaves layer norm has no part along all ones and almost none along the token."""

import figpress
import torch
from _running import gradients, params, reading
from byhand import layernorm
from plates import canvas
from plates.colours import BLUE, MUTED, VERMILION
from plates.style import SMALL, logarithmic, power

FLOOR = 1e-18  # an exact zero is drawn here
moment, adjective = "last", "tired"
down, saved = gradients(moment, adjective), reading(moment, adjective).saved

pairs = [(down.dH, saved.norm)]
for g, s in zip(down.blocks, saved.blocks):
    pairs += [(g.attention.dU, s.norm_1), (g.dU_2, s.norm_2)]


def cosines(vectors, directions):
    return torch.nn.functional.cosine_similarity(vectors, directions, dim=-1).abs()


def rounded(x):
    """One digit and a power of ten, as the axis prints it: "0.09", "3 × 10⁻⁶"."""
    digit, exponent = f"{x:.0e}".split("e")
    return f"{x:.1g}" if int(exponent) > -4 else f"{digit} × {power(10.0 ** int(exponent))}"


columns = {(name, side): [] for name in ("1", "x̂") for side in ("arriving", "leaving")}
for dY, kept in pairs:
    g, dX = kept.gamma * dY, layernorm.vjp(dY, kept)
    live = g.norm(dim=-1) > 0  # tokens that the answer's loss reaches
    g, dX, Xhat = g[live], dX[live], kept.Xhat[live]
    for name, direction in (("1", torch.ones_like(g)), ("x̂", Xhat)):
        columns[name, "arriving"].append(cosines(g, direction))
        columns[name, "leaving"].append(cosines(dX, direction))
columns = {key: torch.cat(parts) for key, parts in columns.items()}

figpress.value("norms", len(pairs))
figpress.value("tokens", len(columns["1", "leaving"]))
figpress.value("cosine_ones", columns["1", "leaving"].max())
figpress.value("cosine_x", columns["x̂", "leaving"].max())
figpress.value("arriving_x", columns["x̂", "arriving"].median())
assert columns["1", "leaving"].max() < 1e-12 and columns["x̂", "leaving"].max() < 1e-3

figure, axis = canvas(3.4)
logarithmic(axis, "y")
axis.grid(True, axis="y")
for place, ((name, side), values) in enumerate(columns.items()):
    spread = torch.linspace(-0.27, 0.27, len(values))
    colour, marker = (BLUE, "o") if side == "arriving" else (VERMILION, "s")
    axis.scatter(place + spread, values.clamp(min=FLOOR), s=16, color=colour, marker=marker, linewidth=0, alpha=0.85, zorder=3)
    # the median stands beside the dots, for they may lie on one another
    axis.annotate(f"median {rounded(float(values.median()))}", (place, float(values.max().clamp(min=FLOOR))), xytext=(0, 7),
                  textcoords="offset points", ha="center", va="bottom", size=SMALL, color=MUTED)
axis.set_xticks(range(4), [f"arriving,\nalong {name}" if side == "arriving" else f"leaving,\nalong {name}" for name, side in columns])
axis.set_ylim(1e-19, 40)
axis.tick_params(axis="x", length=0)
axis.set_ylabel("|cosine| of gradient and direction")
figpress.show(figure)
