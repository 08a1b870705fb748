"""Trains the model from four seeds and closes one head after another in each; writes other-seeds.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/multi-head/other-seeds.measure.py
"""

import sys
from pathlib import Path

import figpress
import torch

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]  # for _switches, and what it shares with other sections

from _switches import NAMES, outcomes, without  # noqa: E402
from byhand import tree  # noqa: E402
from byhand.training import language, probe, train  # noqa: E402

SEEDS, SENTENCES = (1, 2, 3, 4), 256


def measure(seed):
    for moment in train.run(seed=seed):
        pass
    params = tree.map(lambda leaf: leaf.double(), moment.params)
    sentences, noun = language.held_out(SENTENCES), probe.noun_head(params)
    opened = torch.ones(1, len(NAMES), dtype=torch.float64)
    rows = {"none": outcomes(params, sentences, opened)} | {name: outcomes(params, sentences, without(h)) for h, name in enumerate(NAMES)}
    return {"seed": seed, "noun_head": str(noun), "attention": noun.attention, "closed": rows}


def main():
    torch.set_num_threads(1)
    runs = []
    for seed in SEEDS:
        runs.append(measure(seed))
        print(runs[-1], flush=True)
    return {"runs": runs, "sentences": SENTENCES}


if __name__ == "__main__":
    figpress.measure(main)
