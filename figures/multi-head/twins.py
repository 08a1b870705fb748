"""Heads that are born equal stay equal to the last bit; a small difference grows, but it takes its time."""

from dataclasses import replace

import figpress
import torch
from byhand import model
from byhand.training import train
from plates import lines

EQUAL_STEPS, STEPS, EPSILON, D_K = 200, 1000, 1e-6, 8


def twin(params, epsilon):
    """The model with head 1 of each layer a copy of head 0, and one query weight moved by epsilon."""
    blocks = []
    for block in params.blocks:
        a = block.attention
        changed = {}
        for name in ("W_Q", "W_K", "W_V", "b_Q", "b_K", "b_V"):
            changed[name] = getattr(a, name).clone()
            changed[name][..., D_K : 2 * D_K] = changed[name][..., :D_K]
        changed["W_O"] = a.W_O.clone()
        changed["W_O"][D_K : 2 * D_K] = a.W_O[:D_K]
        changed["W_Q"][0, D_K] += epsilon
        blocks.append(replace(block, attention=replace(a, **changed)))
    return replace(params, blocks=tuple(blocks))


def distance(params):
    """How far apart the two heads' query weights are, over both layers, relative to their size."""
    W = [block.attention.W_Q for block in params.blocks]
    return sum(float((w[:, :D_K] - w[:, D_K : 2 * D_K]).norm()) for w in W) / sum(float(w[:, :D_K].norm()) for w in W)


def run(epsilon, steps):
    other = figpress.seed(0)
    moments = train.run(steps=2000, seed=train.SEED + other, params=twin(model.initial(seed=other, dtype=torch.float64), epsilon), batch=16)
    return [distance(moment.params) for moment, _ in zip(moments, range(steps + 1))]


equal, moved = run(0.0, EQUAL_STEPS), run(EPSILON, STEPS)
assert max(equal) == 0.0, "twins separated without a cause"
figpress.value("equal_steps", EQUAL_STEPS)
figpress.value("steps", STEPS)
figpress.value("epsilon", EPSILON)
figpress.value("equal_distance", max(equal))
figpress.value("growth", moved[-1] / moved[0])
steps = list(range(STEPS + 1))
figpress.show(
    lines({"moved by 1e-6": (steps, [d / moved[0] for d in moved])}, x="training step", y="distance of the two heads (1 at the start)", log="y", points=False)
)
