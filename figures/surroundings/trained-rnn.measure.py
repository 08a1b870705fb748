"""Trains a recurrent network with as many parameters as the transformer on the same sentences, and writes trained-rnn.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/surroundings/trained-rnn.measure.py
"""

from dataclasses import dataclass

import figpress
import torch
from byhand import cases, linear, model, rnn, tree
from byhand.training import checkpoint, language, tasks, tokeniser, train
from torch import Tensor

STEPS, EVERY = 2000, 50
SEEDS = (1, 2, 3)
WIDTH, STATES = 32, 128


@dataclass(frozen=True)
class Params:
    E: Tensor  # [V, d]
    W_x: Tensor  # [d, h]
    W_h: Tensor  # [h, h]
    b: Tensor  # [h]
    W_U: Tensor  # [h, V]


@dataclass(frozen=True)
class Saved:
    tokens: Tensor
    words: int
    rnn: rnn.Saved
    top: linear.Saved


def initial(seed, device=None):
    """Weights as the transformer's, but for W_h, which keeps the length of a random state."""
    draw = cases.normal(seed, device, torch.float32)
    words = len(language.WORDS)
    return Params(
        draw(words, WIDTH, scale=0.3), draw(WIDTH, STATES, scale=0.7 * WIDTH**-0.5), draw(STATES, STATES, scale=STATES**-0.5),
        torch.zeros(STATES), draw(STATES, words, scale=0.7 * STATES**-0.5),
    )


def forward(params, tokens):
    X = params.E[tokens]  # no positions: a recurrent net counts by itself
    H, saved = rnn.forward(X, X.new_zeros(len(X), STATES), params.W_x, params.W_h, params.b)
    Z, top = linear.forward(H, params.W_U)
    return Z, Saved(tokens, len(params.E), saved, top)


def backward(dZ, saved):
    dH, dW_U, _ = linear.backward(dZ, saved.top)
    dX, _, dW_x, dW_h, db = rnn.backward(dH, saved.rnn)
    dE = dX.new_zeros(saved.words, WIDTH).index_add(0, saved.tokens.reshape(-1), dX.reshape(-1, WIDTH))
    return Params(dE, dW_x, dW_h, db, dW_U)


def accuracy(params, sentences=None):
    sentences = language.held_out() if sentences is None else sentences
    tokens, targets = tokeniser.batch(sentences)
    Z, _ = forward(params, tokens)
    rows, at = torch.arange(len(sentences)), torch.tensor([one.answer for one in sentences])
    return float((Z[rows, at].argmax(-1) == targets[rows, at]).double().mean())


TASK = tasks.Task("recurrent", "recurrent-", initial, tokeniser.batch, forward, backward, accuracy)


def check():
    """The gradient of every parameter against autograd, before anything is trained."""
    tokens, _ = tokeniser.batch(language.sample(4, 0))
    params = tree.map(lambda leaf: leaf.double().requires_grad_(), initial(0))
    Z, saved = forward(params, tokens)
    dZ = cases.normal(1)(*Z.shape)
    with torch.no_grad():
        ours = tree.flatten(backward(dZ, saved))
    true = torch.cat([g.flatten() for g in torch.autograd.grad(Z, list(tree.leaves(params).values()), dZ)])
    assert (ours - true).abs().max() < 1e-10 * true.abs().max()


def by_distance(pulls, sentences):
    """Mean norm of the gradient by distance from the answer's place, and at the adjective and the right noun."""
    found = {}
    for one, pull in zip(sentences, pulls):
        for t in range(one.answer + 1):
            found.setdefault(one.answer - t, []).append(float(pull[t]))
    return [sum(found[k]) / len(found[k]) for k in sorted(found) if len(found[k]) >= len(sentences) // 2]


def difference(Z, sentences, tokens):
    """dZ of logit(right noun) − logit(other noun) at each sentence's answer."""
    dZ = torch.zeros_like(Z)
    for i, one in enumerate(sentences):
        dZ[i, one.answer, tokens[i, one.good]] += 1
        dZ[i, one.answer, tokens[i, one.bad]] -= 1
    return dZ


def rnn_profile(params, sentences):
    tokens, _ = tokeniser.batch(sentences)
    params = tree.map(lambda leaf: leaf.double(), params)
    Z, saved = forward(params, tokens)
    dH, _, _ = linear.backward(difference(Z, sentences, tokens), saved.top)
    return by_distance(rnn.backward(dH, saved.rnn)[0].norm(dim=-1), sentences)


def transformer_profile(name, sentences):
    tokens, _ = tokeniser.batch(sentences)
    Z, saved = model.forward(tokens, checkpoint.load(name))
    return by_distance(model.gradients(difference(Z, sentences, tokens), saved).dX_0.norm(dim=-1), sentences)


def main():
    torch.set_num_threads(1)
    check()
    sentences = language.held_out(128)
    runs = []
    for seed in SEEDS:
        found, first = [], None
        for moment in train.run(steps=STEPS, seed=seed, task=TASK):
            first = first or rnn_profile(moment.params, sentences)
            if moment.step % EVERY == 0:
                found.append({"step": moment.step, "accuracy": accuracy(moment.params)})
        runs.append({"seed": seed, "steps": found, "first": first, "last": rnn_profile(moment.params, sentences)})
        print(seed, found[::5], flush=True)
    return {
        "runs": runs,
        "transformer": {"first": transformer_profile("first", sentences), "last": transformer_profile("last", sentences)},
        "parameters": tree.size(initial(0)),
        "sentences": len(sentences),
    }


if __name__ == "__main__":
    figpress.measure(main)
