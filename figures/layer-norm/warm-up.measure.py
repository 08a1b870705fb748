"""Trains eight-layer models with the norm before and after the sum, with and without warm-up; writes warm-up.json.

Looks for the well-known failure of post-norm without warm-up. Takes some minutes on two cores:

    python figures/layer-norm/warm-up.measure.py
"""

from random import Random

import figpress
import torch
from byhand import block, embedding, layernorm, linear, loss, masks, model, postblock, tree
from byhand.training import adamw, language, tokeniser

LAYERS, STEPS, BATCH, WARMUP = 8, 500, 32, 100
RATES = (1e-3, 3e-3, 6e-3, 1.2e-2)


def forward(tokens, params, kind):
    """The site's model with its blocks of one kind or the other; post-norm has no norm at the end."""
    X, saved_embedding = embedding.forward(tokens, params.E, params.P)
    kept = []
    for layer in params.blocks:
        X, saved = kind.forward(X, layer, masks.causal(tokens.shape[-1]))
        kept.append(saved)
    norm = None
    if kind is block:
        X, norm = layernorm.forward(X, params.gamma, params.beta)
    Z, top = linear.forward(X, params.W_U)
    return Z, (saved_embedding, kept, norm, top)


def backward(dZ, saved, params, kind):
    saved_embedding, kept, norm, top = saved
    dX, dW_U, _ = linear.backward(dZ, top)
    dgamma, dbeta = torch.zeros_like(params.gamma), torch.zeros_like(params.beta)
    if norm is not None:
        dX, dgamma, dbeta = layernorm.backward(dX, norm)
    downs = []
    for one in reversed(kept):
        dX, down = kind.backward(dX, one)
        downs.append(down)
    dE, dP = embedding.backward(dX, saved_embedding)
    return model.Params(dE, dP, tuple(reversed(downs)), dgamma, dbeta, dW_U)


def accuracy(params, sentences, kind):
    tokens, targets = tokeniser.batch(sentences)
    Z, _ = forward(tokens, params, kind)
    rows, at = torch.arange(len(sentences)), torch.tensor([s.answer for s in sentences])
    return float((Z[rows, at].argmax(-1) == targets[rows, at]).double().mean())


def train(kind, peak, warmup, clip, seed=1):
    params, random = model.initial(layers=LAYERS, seed=seed), Random(seed)
    theta = tree.flatten(params)
    state = adamw.start(theta)
    for step in range(STEPS):
        tokens, targets = tokeniser.batch(language.sample(BATCH, random))
        Z, saved = forward(tokens, params, kind)
        L, saved_loss = loss.forward(Z, targets)
        dtheta = tree.flatten(backward(loss.backward(1.0, saved_loss), saved, params, kind))
        dtheta = adamw.clip(dtheta) if clip else dtheta
        rate = peak * min(1.0, (step + 1) / warmup) if warmup else peak
        theta, state = adamw.step(theta, dtheta, state, rate)
        params = tree.unflatten(theta, params)
    seen = language.sample(256, seed=7)
    return {
        "norm": "pre" if kind is block else "post", "rate": peak, "warmup": warmup, "clip": clip, "loss": float(L),
        "seen": accuracy(params, seen, kind), "held_out": accuracy(params, language.held_out(256), kind),
    }


def main():
    torch.set_num_threads(1)
    runs = []
    for clip in (True, False):
        for kind in (block, postblock):
            for warmup in (0, WARMUP):
                for rate in RATES:
                    runs.append(train(kind, rate, warmup, clip))
                    print(runs[-1], flush=True)
    return {
        "runs": runs, "seed": 1, "layers": LAYERS, "steps": STEPS, "batch": BATCH,
    }


if __name__ == "__main__":
    figpress.measure(main)
