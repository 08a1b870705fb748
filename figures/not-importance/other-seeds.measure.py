"""Trains the model from four seeds, exchanges adjectives in each, and writes other-seeds.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/not-importance/other-seeds.measure.py
"""

import sys
from pathlib import Path

import figpress
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))  # for _swap, which the figures share

from _swap import exchanges  # noqa: E402
from byhand import tree  # noqa: E402
from byhand.training import language, probe, train  # noqa: E402

SEEDS = (1, 2, 3, 4)
SENTENCES = 60


def measure(seed):
    for moment in train.run(seed=seed):
        pass
    params = tree.map(lambda leaf: leaf.double(), moment.params)
    across, up = [], []
    for _, predicted, found in exchanges(params, language.held_out(SENTENCES)):
        across += predicted.tolist()
        up += found.tolist()
    ours = {}
    for adjective, other in (("tired", "wide"), ("wide", "tired")):
        about = language.ABOUT_PLACES if other == "wide" else language.ABOUT_ANIMALS
        (_, predicted, found), = exchanges(params, [language.winograd(adjective)])
        at = about.index(other)
        ours[adjective] = {"predicted": float(predicted[at]), "measured": float(found[at])}
    return {"seed": seed, "accuracy": probe.accuracy(params), "predicted": across, "measured": up, "ours": ours}


def main():
    torch.set_num_threads(1)
    runs = []
    for seed in SEEDS:
        runs.append(measure(seed))
        print(seed, runs[-1]["accuracy"], runs[-1]["ours"], flush=True)
    return {
        "runs": runs,
        "sentences": SENTENCES,
    }


if __name__ == "__main__":
    figpress.measure(main)
