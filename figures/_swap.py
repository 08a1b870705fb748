"""From the embedded sentence to one number: how much more the model says "animal" than "street", and its gradient by hand."""

import torch
from _running import params, reading, sentence
from byhand import block, layernorm, linear, masks, mlp
from byhand.training import language, tokeniser


def embedded(moment, adjective):
    """What the first block reads of our sentence, [n, d]."""
    one = reading(moment, adjective)
    return params(moment).E[one.tokens[0]] + params(moment).P[: one.tokens.shape[1]]


def pull(model, X, plus, minus, at=-1):
    """Returns F = logit(plus) − logit(minus) at one place [B], and its gradient dX [B, n, d], for embedded sentences X [B, n, d].

    `plus` and `minus` are word ids, one number or [B]; so is `at`, a place.
    """
    allowed = masks.causal(X.shape[1])
    stream, kept = X, []
    for layer in model.blocks:
        stream, saved = block.forward(stream, layer, allowed)
        kept.append(saved)
    H, norm = layernorm.forward(stream, model.gamma, model.beta)
    Z, top = linear.forward(H, model.W_U)
    rows = torch.arange(len(X))
    dZ = torch.zeros_like(Z)
    dZ[rows, at, plus] += 1
    dZ[rows, at, minus] -= 1
    dX = layernorm.vjp(linear.backward(dZ, top)[0], norm)
    for saved in reversed(kept):
        dX = block.gradients(dX, saved).dX
    return Z[rows, at, plus] - Z[rows, at, minus], dX


def preference(moment, X):
    """`pull` for our two nouns: how much more "animal" than "street" at the sentence's last place."""
    ours = sentence("tired")
    animal, street = (int(tokeniser.encode([ours.words[at]])[0, 0]) for at in (ours.good, ours.bad))
    return pull(params(moment), X, animal, street)


def along(moment, start, end, fractions):
    """F at fractions of the straight way from one embedded sentence to another [m], and its slope along that way [m]."""
    X = start + fractions[:, None, None] * (end - start)
    F, dX = preference(moment, X)
    return F, (dX * (end - start)).sum((1, 2))


def exchanges(model, sentences):
    """For each sentence and each adjective that would make it speak of its other noun: what the gradient predicts and what happens.

    Returns [(sentence, predicted [k], measured [k])], changes of logit(right noun) − logit(other noun).
    """
    found = []
    for one in sentences:
        about = (language.ABOUT_ANIMALS, language.ABOUT_PLACES) if one.words[one.subject] in language.ANIMALS else (language.ABOUT_THINGS, language.ABOUT_CONTAINERS)
        others = about[1] if one.good == one.subject else about[0]
        tokens = tokeniser.encode(one.prompt)[0]
        X = (model.E[tokens] + model.P[: len(tokens)])[None]
        step = model.E[tokeniser.encode(others)[0]] - model.E[tokens[one.adjective]]  # [k, d]
        moved = X.repeat(len(others), 1, 1)
        moved[:, one.adjective] += step
        before, dX = pull(model, X, tokens[one.good], tokens[one.bad])
        after, _ = pull(model, moved, tokens[one.good], tokens[one.bad])
        found.append((one, step @ dX[0, one.adjective], after - before))
    return found


def looking(moment, adjective, layer, head, looks):
    """F when one head's attention at the last place is replaced by each row of looks [B, n]; all else runs on as usual."""
    model, one = params(moment), reading(moment, adjective)
    saved, weights = one.saved.blocks[layer], model.blocks[layer]
    width = saved.attention.V.shape[-1]
    own = slice(head * width, (head + 1) * width)
    change = (looks - saved.attention.A[0, head, -1]) @ saved.attention.V[0, head] @ weights.attention.W_O[own]  # [B, d]
    stream = saved.X_mid.repeat(len(looks), 1, 1)
    stream[:, -1] += change
    stream = stream + mlp.forward(layernorm.forward(stream, weights.gamma_2, weights.beta_2)[0], *weights.mlp)[0]
    for later in model.blocks[layer + 1 :]:
        stream, _ = block.forward(stream, later, masks.causal(stream.shape[1]))
    H, _ = layernorm.forward(stream[:, -1], model.gamma, model.beta)
    good, bad = one.tokens[0, one.sentence.good], one.tokens[0, one.sentence.bad]
    return H @ (model.W_U[:, good] - model.W_U[:, bad])
