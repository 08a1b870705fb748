"""Trains with three backwards and watches the mean of the residual stream; writes drift.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/build-it/drift.measure.py
"""

from contextlib import nullcontext

import figpress
import torch
from byhand import model
from byhand.mutations import MUTATIONS, planted
from byhand.training import language, tokeniser, train

STEPS, EVERY = 600, 25
SEEDS = (1, 2, 3)
NAMES = ("", "layer norm without the mean term", "forget the scale c")


def measure(name, seed, tokens):
    mutation = next((m for m in MUTATIONS if m.name == name), None)
    found = []
    with planted(mutation) if mutation else nullcontext():
        for moment in train.run(steps=STEPS, seed=seed):
            if moment.step % EVERY == 0:
                X = model.forward(tokens, moment.params)[1].X  # the stream after the last block
                found.append({"step": moment.step, "mean": float(X.mean(-1).abs().mean()), "deviation": float(X.std(-1, correction=0).mean())})
    return {"mutation": name, "seed": seed, "steps": found}


def main():
    torch.set_num_threads(1)
    sentences = language.held_out(64)
    tokens, _ = tokeniser.batch(sentences)
    return {
        "runs": [measure(name, seed, tokens) for name in NAMES for seed in SEEDS],
        "sentences": len(sentences),
    }


if __name__ == "__main__":
    figpress.measure(main)
