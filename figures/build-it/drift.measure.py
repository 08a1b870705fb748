"""Trains with three backwards, and with one of them centred, and watches the mean of the residual stream; writes drift.json beside this file.

Centred: after every step, the mean over the stream's features is taken off whatever writes into the stream. Layer norm
takes that mean away, so no prediction changes by it.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/build-it/drift.measure.py
"""

from contextlib import contextmanager, nullcontext

import figpress
import torch
from byhand import model, tree
from byhand.mutations import MUTATIONS, planted
from byhand.training import adamw, language, probe, tokeniser, train

STEPS, EVERY = 600, 25
SEEDS = (1, 2, 3)
MEAN = "layer norm without the mean term"
VARIANTS = (("", False), (MEAN, False), (MEAN, True), ("forget the scale c", False))  # which mistake, and whether centred
WRITE = ("E", "P", "W_O", "b_O", "W_2", "b_2")  # what writes into the stream


@contextmanager
def centring():
    """Lets every step of the optimiser be followed by taking the mean off what writes into the stream."""
    step, like = adamw.step, model.initial(seed=0)

    def centred(*args):
        theta, state = step(*args)
        parts = tree.leaves(tree.unflatten(theta, like)).items()
        parts = [part - part.mean(-1, keepdim=True) if name.split(".")[-1] in WRITE else part for name, part in parts]
        return torch.cat([part.reshape(-1) for part in parts]), state

    adamw.step = centred
    try:
        yield
    finally:
        adamw.step = step


def measure(name, centred, seed, tokens):
    mutation = next((m for m in MUTATIONS if m.name == name), None)
    found = []
    with planted(mutation) if mutation else nullcontext(), centring() if centred else nullcontext():
        for moment in train.run(steps=STEPS, seed=seed):
            if moment.step % EVERY == 0:
                X = model.forward(tokens, moment.params)[1].X  # the stream after the last block
                found.append({"step": moment.step, "mean": float(X.mean(-1).abs().mean()), "deviation": float(X.std(-1, correction=0).mean())})
    return {"mutation": name, "centred": centred, "seed": seed, "steps": found, "accuracy": probe.accuracy(moment.params, language.held_out(256))}


def main():
    torch.set_num_threads(1)
    sentences = language.held_out(64)
    tokens, _ = tokeniser.batch(sentences)
    return {
        "runs": [measure(name, centred, seed, tokens) for name, centred in VARIANTS for seed in SEEDS],
        "sentences": len(sentences),
    }


if __name__ == "__main__":
    figpress.measure(main)
