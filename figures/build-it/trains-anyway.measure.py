"""Trains the model with each planted mistake, three seeds each, and writes trains-anyway.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/build-it/trains-anyway.measure.py
"""

from contextlib import nullcontext

import figpress
import torch
from byhand import loss, model
from byhand.mutations import MUTATIONS, planted
from byhand.training import language, probe, tokeniser, train

STEPS, EVERY = 600, 50
SEEDS = (1, 2, 3)


def held_out_loss(params, sentences):
    """The mean cross-entropy of all words of held-out sentences, in nats."""
    tokens, targets = tokeniser.batch(sentences)
    return float(loss.forward(model.forward(tokens, params)[0], targets)[0])


def measure(mutation, seed, sentences):
    found = []
    with planted(mutation) if mutation else nullcontext():
        for moment in train.run(steps=STEPS, seed=seed):
            if moment.step % EVERY == 0:
                L = held_out_loss(moment.params, sentences)
                found.append({"step": moment.step, "loss": L if L == L else None, "accuracy": probe.accuracy(moment.params, sentences)})
    return {"mutation": mutation.name if mutation else "", "seed": seed, "steps": found}


def main():
    torch.set_num_threads(1)
    sentences = language.held_out(256)
    runs = []
    for mutation in (None, *MUTATIONS):
        for seed in SEEDS:
            runs.append(measure(mutation, seed, sentences))
            print(runs[-1]["mutation"], seed, runs[-1]["steps"][-1], flush=True)
    return {
        "runs": runs,
        "sentences": len(sentences),
    }


if __name__ == "__main__":
    figpress.measure(main)
