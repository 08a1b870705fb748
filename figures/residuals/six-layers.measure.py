"""Trains our model with two and with six layers, with skip connections and without, from three seeds; writes six-layers.json.

What the skip buys, asked of training and not of initialisation. Takes some minutes on two cores:

    python figures/residuals/six-layers.measure.py
"""

from random import Random
from types import SimpleNamespace

import figpress
import torch
from byhand import block, embedding, layernorm, linear, loss, masks, mlp, model, selfattention, tree
from byhand.training import adamw, language, schedule, tokeniser

DEPTHS, SEEDS, STEPS, BATCH, EVERY = (2, 6), (1, 2, 3), 1000, 64, 50


def without_skip(X, params, mask):
    """A block whose sublayers replace the stream instead of adding to it."""
    U_1, norm_1 = layernorm.forward(X, params.gamma_1, params.beta_1)
    X, attention = selfattention.forward(U_1, params.attention, mask)
    U_2, norm_2 = layernorm.forward(X, params.gamma_2, params.beta_2)
    X, feed = mlp.forward(U_2, *params.mlp)
    return X, (norm_1, attention, norm_2, feed)


def back_without_skip(dX, saved):
    norm_1, attention, norm_2, feed = saved
    dU_2, *dmlp = mlp.backward(dX, feed)
    dX, dgamma_2, dbeta_2 = layernorm.backward(dU_2, norm_2)
    dU_1, dattention = selfattention.backward(dX, attention)
    dX, dgamma_1, dbeta_1 = layernorm.backward(dU_1, norm_1)
    return dX, block.Params(dgamma_1, dbeta_1, dattention, dgamma_2, dbeta_2, *dmlp)


BARE = SimpleNamespace(forward=without_skip, backward=back_without_skip)


def forward(tokens, params, kind):
    """The site's model with its blocks of one kind or the other."""
    X, saved_embedding = embedding.forward(tokens, params.E, params.P)
    kept = []
    for layer in params.blocks:
        X, saved = kind.forward(X, layer, masks.causal(tokens.shape[-1]))
        kept.append(saved)
    X, norm = layernorm.forward(X, params.gamma, params.beta)
    Z, top = linear.forward(X, params.W_U)
    return Z, (saved_embedding, kept, norm, top)


def backward(dZ, saved, kind):
    saved_embedding, kept, norm, top = saved
    dX, dW_U, _ = linear.backward(dZ, top)
    dX, dgamma, dbeta = layernorm.backward(dX, norm)
    downs = []
    for one in reversed(kept):
        dX, down = kind.backward(dX, one)
        downs.append(down)
    dE, dP = embedding.backward(dX, saved_embedding)
    return model.Params(dE, dP, tuple(reversed(downs)), dgamma, dbeta, dW_U)


def agreement(kind):
    """The largest error of the backward pass above against autograd, on a small model: what is trained is what is meant."""
    params = model.initial(width=8, heads=2, hidden=16, layers=3, dtype=torch.float64)
    tokens, targets = tokeniser.batch(language.sample(4, seed=5))
    Z, saved = forward(tokens, params, kind)
    _, saved_loss = loss.forward(Z, targets)
    by_hand = tree.flatten(backward(loss.backward(1.0, saved_loss), saved, kind))
    theta = tree.flatten(params).requires_grad_()
    L, _ = loss.forward(forward(tokens, tree.unflatten(theta, params), kind)[0], targets)
    return float((torch.autograd.grad(L, theta)[0] - by_hand).abs().max())


def accuracy(params, sentences, kind):
    tokens, targets = tokeniser.batch(sentences)
    Z, _ = forward(tokens, params, kind)
    rows, at = torch.arange(len(sentences)), torch.tensor([s.answer for s in sentences])
    return float((Z[rows, at].argmax(-1) == targets[rows, at]).double().mean())


def train(kind, layers, seed):
    params, random = model.initial(layers=layers, seed=seed), Random(seed)
    theta = tree.flatten(params)
    state, held_out, seen, steps = adamw.start(theta), language.held_out(256), language.sample(256, seed=7), []
    for step in range(STEPS + 1):
        tokens, targets = tokeniser.batch(language.sample(BATCH, random))
        Z, saved = forward(tokens, params, kind)
        L, saved_loss = loss.forward(Z, targets)
        if step % EVERY == 0:
            steps.append({"step": step, "loss": float(L), "held_out": accuracy(params, held_out, kind), "seen": accuracy(params, seen, kind)})
        if step == STEPS:
            break
        dtheta = adamw.clip(tree.flatten(backward(loss.backward(1.0, saved_loss), saved, kind)))
        theta, state = adamw.step(theta, dtheta, state, schedule.rate(step, STEPS))
        params = tree.unflatten(theta, params)
    return {"skip": kind is block, "layers": layers, "seed": seed, "steps": steps}


def main():
    torch.set_num_threads(1)
    agree = max(agreement(kind) for kind in (block, BARE))
    assert agree < 1e-12, agree
    runs = []
    for layers in DEPTHS:
        for kind in (block, BARE):
            for seed in SEEDS:
                runs.append(train(kind, layers, seed))
                print(layers, kind is block, seed, runs[-1]["steps"][-1], flush=True)
    return {"runs": runs, "batch": BATCH, "agreement": agree, "seeds": list(SEEDS)}


if __name__ == "__main__":
    figpress.measure(main)
