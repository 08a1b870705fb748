"""On the way back a chain of residual sublayers is the sum of all paths through and around them: a Jacobian stands on each step. (On the way forward it is not: what the second sublayer makes of a sum is no sum.)"""

import figpress
import torch
from _laid import Laid
from plates import is_narrow

# the claim, on random matrices: the product of (I + J) is the sum over paths
generator = torch.Generator().manual_seed(0)
J1, J2 = (torch.randn(5, 5, generator=generator, dtype=torch.float64) for _ in range(2))
I = torch.eye(5, dtype=torch.float64)
assert ((I + J2) @ (I + J1) - (I + J1 + J2 + J2 @ J1)).abs().max() < 1e-13

# the same is not so on the way forward: with sublayers that bend, the four outputs do not add up to the chain's
generator = torch.Generator().manual_seed(figpress.seed(0))
W1, W2, x = (torch.randn(*shape, generator=generator, dtype=torch.float64) for shape in ((5, 5), (5, 5), (5,)))
f1, f2 = (lambda y: torch.tanh(y @ W1)), (lambda y: torch.tanh(y @ W2))
chain = x + f1(x) + f2(x + f1(x))
figpress.value("forward_misses", (x + f1(x) + f2(x) + f2(f1(x)) - chain).norm() / chain.norm(), over="one draw")

# and with a pencil: a stream of one number
j1, j2 = 0.5, -0.8
paths = {"around": 1.0, "first": j1, "second": j2, "both": j2 * j1}
assert abs(sum(paths.values()) - (1 + j2) * (1 + j1)) < 1e-15
for name, part in paths.items():
    figpress.value(f"pencil_{name}", part)
figpress.value("pencil_whole", (1 + j2) * (1 + j1))
figpress.value("pencil_lengths", sum(map(abs, paths.values())))

PATHS = {"round both": (), "through 1, round 2": ("J₁ᵀ",), "through 2, round 1": ("J₂ᵀ",), "through both": ("J₂ᵀ", "J₁ᵀ")}


def draw():
    """Draws the four paths beside one another, from the top of the stream to its foot."""
    graph = Laid(357, 330) if is_narrow() else Laid(560, 235)

    def place(along, beside):
        return (45 + 89 * beside, 30 + 70 * along) if is_narrow() else (60 + 115 * along, 30 + 58 * beside)

    graph.box("x2", *place(0, 1.5), "x̄₂", "n × d", kind="gradient")
    graph.box("sum", *place(3, 1.5), "+", kind="plain")
    graph.box("x0", *place(3.85, 1.5), "x̄₀", "n × d", kind="gradient")
    for beside, (name, steps) in enumerate(PATHS.items()):
        stations = steps or ("1",)  # what goes round both is multiplied by one
        spots = {1: (1.5,), 2: (1, 2)}[len(stations)]
        last = "x2"
        for along, step in zip(spots, stations):
            graph.box(f"{name} {step}", *place(along, beside), step, kind="plain")
            graph.arrow(last, f"{name} {step}", back=True, thick=1.6)
            last = f"{name} {step}"
        graph.arrow(last, "sum", back=True, thick=1.6)
    graph.arrow("sum", "x0", back=True, thick=2.6)
    return graph


figpress.show(draw)
