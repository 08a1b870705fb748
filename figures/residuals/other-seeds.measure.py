"""Trains the model from four seeds and divides the gradient of each among its paths, before and after; writes other-seeds.json.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/residuals/other-seeds.measure.py
"""

import sys
from pathlib import Path

import figpress
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))  # for _sublayers, which the figures share

from _sublayers import shares  # noqa: E402
from byhand import tree  # noqa: E402
from byhand.training import language, probe, train  # noqa: E402

SEEDS, SENTENCES = (1, 2, 3, 4), 64


def measure(seed):
    sentences, found = language.held_out(SENTENCES), {}
    for moment in train.run(seed=seed):
        if moment.step == 0:
            found["first"] = shares(tree.map(lambda leaf: leaf.double(), moment.params), sentences).tolist()
    params = tree.map(lambda leaf: leaf.double(), moment.params)
    found["last"] = shares(params, sentences).tolist()
    return {"seed": seed, "accuracy": probe.accuracy(params), "shares": found}


def main():
    torch.set_num_threads(1)
    runs = []
    for seed in SEEDS:
        runs.append(measure(seed))
        print(seed, runs[-1]["accuracy"], [torch.tensor(rows).mean(0).tolist() for rows in runs[-1]["shares"].values()], flush=True)
    return {"runs": runs, "sentences": SENTENCES}


if __name__ == "__main__":
    figpress.measure(main)
