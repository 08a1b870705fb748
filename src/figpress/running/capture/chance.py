"""Randomness that nobody seeded: here it is seeded, so that the picture is the same twice; by hand it is not."""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable
from typing import Any

SEED = 0


class Chance:
    """Seeds what draws by chance, and afterwards knows what drew without having been seeded by its script."""

    def __init__(self) -> None:
        self.seeded: set[str] = set()
        self.unseeded: set[str] = set()
        self.before: dict[str, Any] = {}
        self.seed = SEED
        self.nth = itertools.count()

    def begin(self, seed: int = SEED) -> None:
        """Seed `random`, numpy's and torch's own generators, and watch who seeds them again."""
        random.seed(seed)
        self.seed = seed
        self._watch("random", random, ("seed", "setstate"), random.getstate)
        numpy = sys.modules.get("numpy.random")
        if numpy is not None:
            numpy.seed(seed)
            self._watch(
                "numpy.random", numpy, ("seed", "set_state"), lambda: numpy.get_state(legacy=True)[1:3]
            )
            numpy.default_rng = self._generator(numpy.default_rng)
        torch = sys.modules.get("torch")
        if torch is not None:
            torch.manual_seed(seed)
            self._watch(
                "torch",
                torch,
                ("manual_seed", "set_rng_state", "seed"),
                lambda: torch.get_rng_state().tolist(),
            )

    def again(self, seed: int) -> None:
        """Begin again with another seed; what the script seeded itself stays seeded."""
        seeded = set(self.seeded)
        self.seed = seed
        for name, set_seed in (("random", "seed"), ("numpy.random", "seed"), ("torch", "manual_seed")):
            if name in self.before and name not in seeded:
                getattr(sys.modules[name], set_seed)(seed)
                self.before[name] = (self.before[name][0], str(self.before[name][0]()))
        self.seeded = seeded

    def _watch(self, name: str, module: Any, seeds: tuple[str, ...], state: Callable[[], Any]) -> None:
        self.before[name] = (state, str(state()))
        for seed in seeds:
            original = getattr(module, seed)

            def seeding(*arguments, original=original, **keywords):
                if (arguments and arguments[0] is not None) or keywords:
                    self.seeded.add(name)
                return original(*arguments, **keywords)

            setattr(module, seed, seeding)

    def _generator(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def default_rng(seed=None):
            if seed is None:
                self.unseeded.add("numpy.random.default_rng()")
                seed = [self.seed, next(self.nth)]  # two of them never draw the same
            return original(seed)

        return default_rng

    def drawn(self) -> tuple[str, ...]:
        """What was drawn from without a seed of the script's own."""
        moved = {name for name, (state, before) in self.before.items() if str(state()) != before}
        return tuple(sorted(self.unseeded | (moved - self.seeded)))
