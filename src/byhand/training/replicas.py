"""The site's model from five seeds: what holds in one of them need not hold in another.

The chosen seed's moments lie among the site's checkpoints, those of the others in folders beside them:

    python -m byhand.training --seed 0 --out src/byhand/checkpoints/seed-0
"""

from typing import Any

import torch

from byhand.training import checkpoint, train

SEEDS = (0, 1, 2, 3, 4)


def load(name: str = "last", seed: int = train.SEED, dtype: torch.dtype = torch.float64, device: Any = None) -> Any:
    """Returns the parameters of the moment "first", "half" or "last" of the model trained from a seed."""
    return checkpoint.load(name, dtype, device, _folder(seed))


def step(name: str, seed: int = train.SEED) -> int:
    """Returns the number of training steps behind the moment."""
    return checkpoint.step(name, _folder(seed))


def accuracy(name: str, seed: int) -> float:
    """Returns the share of held-out sentences that the model answered right when it was trained."""
    return checkpoint.provenance(_folder(seed))["checkpoints"][name]["held_out_accuracy"]


def _folder(seed: int) -> Any:
    """Raises ValueError for a seed that was not trained."""
    if seed not in SEEDS:
        raise ValueError(f"seed {seed} was not trained; those that were are {', '.join(map(str, SEEDS))}")
    return checkpoint.FOLDER if seed == train.SEED else checkpoint.FOLDER / f"seed-{seed}"
