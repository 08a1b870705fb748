"""Trains a recurrent network that may look back at its own states, as large as the one that may not, and writes looking-back.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/surroundings/looking-back.measure.py
"""

from dataclasses import dataclass

import figpress
import torch
from byhand import additive, cases, linear, masks, rnn, tree
from byhand.training import language, tasks, tokeniser, train
from torch import Tensor

STEPS, EVERY = 2000, 50
SEEDS = (1, 2, 3)
WIDTH, STATES, INNER = 32, 96, 21  # 30,773 parameters; the network that cannot look back has 30,848


@dataclass(frozen=True)
class Params:
    E: Tensor  # [V, d]
    W_x: Tensor  # [d, h]
    W_h: Tensor  # [h, h]
    b: Tensor  # [h]
    W_Q: Tensor  # [h, a]
    W_M: Tensor  # [h, a]
    w: Tensor  # [a]
    W_U: Tensor  # [2h, V]: reads the state and the context side by side


@dataclass(frozen=True)
class Saved:
    tokens: Tensor
    words: int
    rnn: rnn.Saved
    look: additive.Saved
    top: linear.Saved


@dataclass(frozen=True)
class Gradients:
    dparams: Params
    dX: Tensor  # [B, n, d], at the embedded words
    straight: Tensor  # [B, n, h], at the states: what comes through the context alone
    along: Tensor  # [B, n, h]: what the logits send to the state that they read, before it has gone down the chain


def initial(seed, device=None):
    """Weights as the transformer's, but for W_h, which keeps the length of a random state."""
    draw = cases.normal(seed, device, torch.float32)
    words = len(language.WORDS)
    return Params(
        draw(words, WIDTH, scale=0.3), draw(WIDTH, STATES, scale=0.7 * WIDTH**-0.5), draw(STATES, STATES, scale=STATES**-0.5), torch.zeros(STATES),
        draw(STATES, INNER, scale=0.7 * STATES**-0.5), draw(STATES, INNER, scale=0.7 * STATES**-0.5), draw(INNER, scale=0.7 * INNER**-0.5),
        draw(2 * STATES, words, scale=0.7 * (2 * STATES) ** -0.5),
    )  # fmt: skip


def forward(params, tokens):
    X = params.E[tokens]
    H, chain = rnn.forward(X, X.new_zeros(len(X), STATES), params.W_x, params.W_h, params.b)
    C, look = additive.forward(H, H, params.W_Q, params.W_M, params.w, masks.causal(tokens.shape[1]))
    Z, top = linear.forward(torch.cat((H, C), -1), params.W_U)
    return Z, Saved(tokens, len(params.E), chain, look, top)


def gradients(dZ, saved):
    both, dW_U, _ = linear.backward(dZ, saved.top)
    direct, dC = both.split(STATES, -1)
    dQ, dM, dW_Q, dW_M, dw = additive.backward(dC, saved.look)
    dX, _, dW_x, dW_h, db = rnn.backward(direct + dQ + dM, saved.rnn)  # each state was read three times
    dE = dX.new_zeros(saved.words, WIDTH).index_add(0, saved.tokens.reshape(-1), dX.reshape(-1, WIDTH))
    return Gradients(Params(dE, dW_x, dW_h, db, dW_Q, dW_M, dw, dW_U), dX, dM, direct + dQ)


def backward(dZ, saved):
    return gradients(dZ, saved).dparams


def accuracy(params, sentences=None):
    sentences = language.held_out() if sentences is None else sentences
    tokens, targets = tokeniser.batch(sentences)
    Z, _ = forward(params, tokens)
    rows, at = torch.arange(len(sentences)), torch.tensor([one.answer for one in sentences])
    return float((Z[rows, at].argmax(-1) == targets[rows, at]).double().mean())


TASK = tasks.Task("recurrent with attention", "looking-back-", initial, tokeniser.batch, forward, backward, accuracy)


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


def where_it_looks(params, sentences):
    """Mean attention from the answer's place: to the right noun's state, to the adjective's, and to the states that still hold the right noun alone.

    When the first noun is right these are the states from it to just before the second; when the second is, those from it to just before the adjective.
    """
    tokens, _ = tokeniser.batch(sentences)
    A = forward(params, tokens)[1].look.A
    noun, adjective, fresh = 0.0, 0.0, {"first": [], "second": []}
    for i, one in enumerate(sentences):
        row = A[i, one.answer]
        noun, adjective = noun + float(row[one.good]), adjective + float(row[one.adjective])
        first = one.good < one.bad
        fresh["first" if first else "second"].append(float(row[one.good : one.bad if first else one.adjective].sum()))
    count = len(sentences)
    return {"noun": noun / count, "adjective": adjective / count, **{f"fresh_{name}": sum(found) / len(found) for name, found in fresh.items()}}


def two_ways(params, sentences):
    """The gradient of the nouns' logits that reaches the right noun's word: straight through the context and then in one step, and the rest."""
    params = tree.map(lambda leaf: leaf.double(), params)
    tokens, _ = tokeniser.batch(sentences)
    Z, saved = forward(params, tokens)
    rows = torch.arange(len(sentences))
    answer, good, bad = (torch.tensor([getattr(one, place) for one in sentences]) for place in ("answer", "good", "bad"))
    dZ = torch.zeros_like(Z)
    dZ[rows, answer, tokens[rows, good]], dZ[rows, answer, tokens[rows, bad]] = 1, -1
    down = gradients(dZ, saved)
    along = rnn.backward(down.along, saved.rnn)[0]
    through = rnn.backward(down.straight, saved.rnn)[0]
    assert (along + through - down.dX).abs().max() < 1e-10
    return {"chain": float(along[rows, good].norm(dim=-1).mean()), "context": float(through[rows, good].norm(dim=-1).mean())}


def main():
    torch.set_num_threads(1)
    check()
    sentences = language.held_out(128)
    runs = []
    for seed in SEEDS:
        found, first = [], None
        for moment in train.run(steps=STEPS, seed=seed, task=TASK):
            first = first or two_ways(moment.params, sentences)
            if moment.step % EVERY == 0:
                found.append({"step": moment.step, "accuracy": accuracy(moment.params), **where_it_looks(moment.params, sentences)})
        runs.append({"seed": seed, "steps": found, "first": first, "last": two_ways(moment.params, sentences)})
        print(seed, found[::5], runs[-1]["first"], runs[-1]["last"], flush=True)
    return {"runs": runs, "parameters": tree.size(initial(0)), "sentences": len(sentences)}


if __name__ == "__main__":
    figpress.measure(main)
