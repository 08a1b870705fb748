"""Read for one sentence: at step 200 the longest part runs through one head's queries, at the end through the noun-fetching
head's values. Over many sentences no query part is among those most often longest at step 200. The answer's loss for *tired*; lengths
over that of the whole gradient at each block's input.
"""

from collections import Counter

import figpress
import torch
from _many import answers
from _running import MOMENTS, gradients, label, named, noun_head, params
from byhand.training import language
from plates import heat_row

SENTENCES = language.held_out(96)
NAMES = [f"L{layer}H{h}{letter}" for layer in range(2) for h in range(4) for letter in "QKV"]


def parts(inner, w, one):
    """{(head, letter): the part of the gradient at the block's input, [n, d]} for one sentence of a batch."""
    d_k = inner.dQ.shape[-1]
    own = [slice(h * d_k, (h + 1) * d_k) for h in range(w.heads)]
    return {(h, letter): getattr(inner, f"d{letter}")[one, h] @ getattr(w, f"W_{letter}")[:, own[h]].T for h in range(w.heads) for letter in "QKV"}


def longest(moment):
    """Which of the 24 parts is the longest, one name a held-out sentence."""
    _, down = answers(params(moment), SENTENCES)
    found = []
    for one in range(len(SENTENCES)):
        lengths = torch.stack([
            torch.stack([part.norm() for part in parts(g.attention, w.attention, one).values()]) / g.attention.dU[one].norm()
            for g, w in zip(down.blocks, params(moment).blocks)
        ])
        found.append(NAMES[int(lengths.argmax())])
    return found


half_counts, last_counts = Counter(longest("half")), Counter(longest("last"))  # before our sentence is asked for: these are no matter of it
panels, error, count = {}, 0.0, 0
for moment in MOMENTS:
    rows = []
    for down, weights in zip(gradients(moment, "tired").blocks, params(moment).blocks):
        inner = down.attention
        found = parts(inner, weights.attention, 0)
        rows += [[float(found[h, letter].norm() / inner.dU.norm()) for letter in "QKV"] for h in range(weights.attention.heads)]
        error = max(error, float((sum(found.values()) - inner.dU[0]).abs().max()))
        count += len(found) if moment == "last" else 0
    panels[label(moment)] = torch.tensor(rows)

assert error < 1e-14
first, half, last = panels.values()
head = noun_head()
noun = head.layer * 4 + head.head
loudest = NAMES[int(half.argmax())]
figpress.sample("values_lead_first", {NAMES[3 * row][:-1]: int(first[row].argmax()) == 2 for row in range(8)}, over=8, called="heads, our sentence")
figpress.value("loudest_half", half.max(), over="our sentence")
figpress.value("loudest_last", last.max(), over="our sentence")
named(loudest == "L1H2Q" and divmod(int(last.argmax()), 3) == (noun, 2))  # the text names them
figpress.value("sentences", len(SENTENCES))
figpress.sample("half_counts", {name: half_counts[name] for name in NAMES}, over=24, called="parts, by how many sentences they are longest in")
figpress.value("half_query", sum(number for name, number in half_counts.items() if name.endswith("Q")), of=len(SENTENCES))
figpress.value("half_noun_value", half_counts[f"{head}V"], of=len(SENTENCES))
figpress.value("last_noun_value", last_counts[f"{head}V"], of=len(SENTENCES))
figpress.value("parts", count)
figpress.value("sum_error", error)
figpress.show(lambda: heat_row(panels, tokens=[NAMES[3 * row][:-1] for row in range(8)], scale="share", columns=["Q", "K", "V"], unit="length over ‖∂L/∂U‖", numbers=True))
