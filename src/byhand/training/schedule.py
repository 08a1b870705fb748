"""The learning rate rises linearly while the optimiser's averages are young, then falls along a cosine to zero."""

import math


def rate(step: int, steps: int, peak: float = 3e-3, warmup: int = 100) -> float:
    """Returns the learning rate of the given step, counted from 0, of a run of `steps`.

    >>> rate(0, 2000), rate(99, 2000), round(rate(1999, 2000), 6)
    (3e-05, 0.003, 0.0)
    """
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = (step + 1 - warmup) / max(steps - warmup, 1)
    return peak * 0.5 * (1 + math.cos(math.pi * progress))
