"""Trains a recurrent encoder-decoder with additive attention, and the same with its context taken away, and writes seq2seq.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/surroundings/seq2seq.measure.py
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import figpress
import torch
from byhand import cases, linear, rnnsearch, tree
from byhand.training import language, tasks, tokeniser, train
from torch import Tensor

STEPS, EVERY, COUNT = 800, 50, 256
SEEDS = (0, 1, 2, 3, 4)
WIDTH, STATES, INNER = 32, 64, 32
NOUN = 3  # the decoder reads "bos it means the" and then writes the noun


@dataclass(frozen=True)
class Params:
    E: Tensor  # [V, d], for both languages
    core: rnnsearch.Params
    W_U: Tensor  # [h, V]


@dataclass(frozen=True)
class Saved:
    source: Tensor
    target: Tensor
    core: rnnsearch.Saved
    top: linear.Saved


def initial(seed, device=None):
    draw = cases.normal(seed, device, torch.float32)
    words = len(language.WORDS)
    core = rnnsearch.Params(
        draw(WIDTH, STATES, scale=0.7 * WIDTH**-0.5), draw(STATES, STATES, scale=STATES**-0.5), torch.zeros(STATES),
        draw(STATES, INNER, scale=0.7 * STATES**-0.5), draw(STATES, INNER, scale=0.7 * STATES**-0.5), draw(INNER, scale=0.7 * INNER**-0.5),
        draw(WIDTH, STATES, scale=0.7 * WIDTH**-0.5), draw(STATES, STATES, scale=STATES**-0.5), draw(STATES, STATES, scale=0.7 * STATES**-0.5), torch.zeros(STATES),
    )  # fmt: skip
    return Params(draw(words, WIDTH, scale=0.3), core, draw(STATES, words, scale=0.7 * STATES**-0.5))


def one_state(seed, device=None):
    """The same weights, but the context does not enter: the decoder has the encoder's last state and no more."""
    params = initial(seed, device)
    return replace(params, core=replace(params.core, W_c=torch.zeros_like(params.core.W_c)))


def forward(params, source, target, lengths=None):
    S, core = rnnsearch.forward(params.E[source], params.E[target], params.core)
    Z, top = linear.forward(S, params.W_U)
    return Z, Saved(source, target, core, top)


def backward(dZ, saved):
    dS, dW_U, _ = linear.backward(dZ, saved.top)
    dX, dY, dcore = rnnsearch.backward(dS, saved.core)
    dE = dX.new_zeros(len(language.WORDS), WIDTH).index_add(0, saved.source.reshape(-1), dX.reshape(-1, WIDTH)).index_add(0, saved.target.reshape(-1), dY.reshape(-1, WIDTH))
    return Params(dE, dcore, dW_U)


def without_context(dZ, saved):
    down = backward(dZ, saved)
    return replace(down, core=replace(down.core, W_c=torch.zeros_like(down.core.W_c)))  # it stays at zero


def accuracy(params, sentences=None):
    """The share of held-out sentences whose noun is written after "it means the"."""
    *inputs, targets = tokeniser.question_and_answer(language.held_out() if sentences is None else sentences)
    Z, _ = forward(params, *inputs)
    return float((Z[:, NOUN].argmax(-1) == targets[:, NOUN]).double().mean())


def check():
    """The gradient of every parameter against autograd, before anything is trained."""
    source, target, _, _ = tokeniser.question_and_answer(language.sample(4, 0))
    params = tree.map(lambda leaf: leaf.double().requires_grad_(), initial(0))
    Z, saved = forward(params, source, target)
    dZ = cases.normal(1)(*Z.shape)
    with torch.no_grad():
        ours = tree.flatten(backward(dZ, saved))
    true = torch.cat([g.flatten() for g in torch.autograd.grad(Z, list(tree.leaves(params).values()), dZ)])
    assert (ours - true).abs().max() < 1e-10 * true.abs().max()


def looks(params, sentences):
    """Mean attention when the noun is written: to the states that have read the right noun and not yet what follows it, to the adjective's state, and to what comes after it."""
    source, target, lengths, _ = tokeniser.question_and_answer(sentences)
    A = forward(params, source, target)[1].core.looks[NOUN].A[:, 0]  # [B, m]; the source begins after bos, so places are one less
    found = {"right noun": [], "other noun": [], "adjective": [], "after it": []}
    for row, one in zip(A, sentences):
        found["right noun"].append(float(row[one.good - 1]))
        found["other noun"].append(float(row[one.bad - 1]))
        found["adjective"].append(float(row[one.adjective - 1]))
        found["after it"].append(float(row[one.adjective :].sum()))
    return {name: sum(shares) / len(shares) for name, shares in found.items()}


WAYS = {
    "with attention": tasks.Task("recurrent encoder-decoder", "", initial, tokeniser.question_and_answer, forward, backward, accuracy),
    "one state": tasks.Task("recurrent encoder-decoder, one state", "", one_state, tokeniser.question_and_answer, forward, without_context, accuracy),
}


def trained(way, seed):
    torch.set_num_threads(1)
    found = []
    for moment in train.run(steps=STEPS, seed=seed, task=WAYS[way]):
        if moment.step % EVERY == 0:
            found.append({"step": moment.step, "accuracy": accuracy(moment.params)})
    print(way, seed, found[-1], flush=True)
    return {"way": way, "seed": seed, "steps": found, "looks": looks(moment.params, language.held_out(COUNT))}


def main():
    torch.set_num_threads(1)
    check()
    pairs = [(way, seed) for way in WAYS for seed in SEEDS]
    with ProcessPoolExecutor(len(pairs), multiprocessing.get_context("fork")) as pool:
        runs = list(pool.map(trained, *zip(*pairs)))
    return {"runs": runs, "parameters": tree.size(initial(0)), "sentences": COUNT}


if __name__ == "__main__":
    figpress.measure(main)
