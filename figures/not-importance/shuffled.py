"""The head whose attention is easiest to read is not one whose attention decides.
The trained model's preference for the right noun, our sentence with *tired*, after the attention weights of one head at the last place have been shuffled 200 times. The dashed line is the preference as it was.
"""

import figpress
import torch
from _running import noun_head, reading
from _swap import looking
from byhand.training import probe
from plates import canvas
from plates.colours import BLUE, MUTED, NEUTRAL, VERMILION
from plates.style import SMALL

TIMES = 200
draw = torch.Generator().manual_seed(0)
noun = str(noun_head())


def shuffles(adjective):
    """The preference as it was, and {head: preferences [TIMES] with its attention shuffled}."""
    one, found = reading("last", adjective), {}
    as_it_was, _ = probe.logit_difference(one)
    for layer, saved in enumerate(one.saved.blocks):
        for head in range(saved.attention.A.shape[1]):
            row = saved.attention.A[0, head, -1]  # [n]
            looks = torch.stack([row[torch.randperm(len(row), generator=draw)] for _ in range(TIMES)])
            unchanged = looking("last", adjective, layer, head, row[None])
            assert abs(float(unchanged[0]) - as_it_was) < 1e-10  # replacing nothing changes nothing
            found[f"L{layer}H{head}"] = looking("last", adjective, layer, head, looks)
    return as_it_was, found


flips = {}
for adjective in ("wide", "tired"):
    as_it_was, found = shuffles(adjective)
    flips[adjective] = {name: float((F < 0).double().mean()) for name, F in found.items()}
    loudest = max(flips[adjective], key=flips[adjective].get)
    assert loudest != noun and flips[adjective][loudest] > 0.2
    figpress.value(f"{adjective}_noun_flips", flips[adjective][noun])
    figpress.value(f"{adjective}_loudest_flips", flips[adjective][loudest])
    figpress.value(f"{adjective}_heads_that_flip", sum(share > 0 for share in flips[adjective].values()), of=len(found))
figpress.value("times", TIMES)
figpress.value("noun_attention", reading("last", "tired").saved.blocks[noun_head().layer].attention.A[0, noun_head().head, -1].max())

figure, axis = canvas(3.0)
jitter = torch.rand(TIMES, generator=draw) * 0.5 - 0.25
for at, (name, F) in enumerate(found.items()):
    axis.scatter(F, at + jitter, s=9, alpha=0.5, linewidth=0, color=VERMILION if name == noun else BLUE, zorder=3)
axis.axvline(0, color=MUTED, linewidth=1)
axis.axvline(as_it_was, color=NEUTRAL, linewidth=1.2, linestyle=(0, (2, 2)))
for x, text in ((0, "undecided"), (as_it_was, "as it was")):
    axis.annotate(text, (x, -0.6), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom", size=SMALL, color=MUTED, annotation_clip=False)
axis.set_yticks(range(len(found)), [f"{name} (noun-fetching)" if name == noun else name for name in found])
axis.set_ylim(len(found) - 0.4, -0.6)
axis.tick_params(axis="y", length=0)
axis.set_xlabel("animal − street, with attention shuffled (logits)")
figpress.show(figure)
