"""The five seeds: the model of each, and what is measured in all of them."""

from functools import cache

from byhand.training import replicas

SEEDS = replicas.SEEDS


@cache
def model(seed, moment="last"):
    """The parameters of a seed's model at a moment, float64."""
    return replicas.load(moment, seed)


def over_seeds(measure):
    """{"seed 0": measure(0), …}: the members of a set of seeds."""
    return {f"seed {seed}": measure(seed) for seed in SEEDS}
