"""A trained model with a gate on each head's output: what it says with some heads closed, and how the gates pull at it."""

from itertools import product

import torch
from _running import params
from byhand import embedding, layernorm, masks, mlp, selfattention
from byhand.training import language, tokeniser

NAMES = [f"L{layer}H{h}" for layer in range(2) for h in range(4)]
KIND = {word: k for k, words in enumerate((language.ANIMALS, language.PLACES, language.THINGS, language.CONTAINERS)) for word in words}


def logits(model, sentences, gates):
    """The logits at the answer's place [B, V], with each head's output multiplied by its gate [B or 1, 8].

    One sentence may meet many gates, or many sentences one.
    """
    return run(model, sentences, gates)[0]


def run(model, sentences, gates):
    """The logits of `logits`, and each head's attention from the answer's place [B, 8, n]."""
    tokens = tokeniser.encode(sentences[0].prompt) if len(sentences) == 1 else tokeniser.batch(sentences)[0]
    n = tokens.shape[-1]
    gates = gates.reshape(len(gates), 2, 4)
    X, _ = embedding.forward(tokens, model.E, model.P)
    X, maps = X.expand(max(len(gates), len(sentences)), -1, -1), []
    for layer, w in enumerate(model.blocks):
        U, _ = layernorm.forward(X, w.gamma_1, w.beta_1)
        _, saved = selfattention.forward(U, w.attention, masks.causal(n))
        maps.append(saved.A)  # [B, H, n, n]
        O = saved.O * gates[:, layer, :, None, None]  # [B, H, n, d_k]
        X = X + O.transpose(1, 2).reshape(len(X), n, -1) @ w.attention.W_O + w.attention.b_O
        F, _ = mlp.forward(layernorm.forward(X, w.gamma_2, w.beta_2)[0], *w.mlp)
        X = X + F
    H, _ = layernorm.forward(X, model.gamma, model.beta)
    here = torch.arange(len(X)), [one.answer for one in sentences]
    return H[here] @ model.W_U, torch.cat([A.movedim(1, 2)[here] for A in maps], 1)


def preference(sentence, gates):
    """logit(answer) − logit(other noun) for one sentence, for each row of gates [B, 8]."""
    good, bad = (int(tokeniser.encode([sentence.words[at]])[0, 0]) for at in (sentence.good, sentence.bad))
    Z = logits(params("last"), [sentence], gates)
    return Z[:, good] - Z[:, bad]


def slope(sentence, gates):
    """The gradient of `preference` at the gates [B, 8]."""
    gates = gates.clone().requires_grad_()
    return torch.autograd.grad(preference(sentence, gates).sum(), gates)[0]


def settings():
    """All 256 ways to open and close eight gates [256, 8]; row k closes those heads whose bits are set in k, head 0 first."""
    return torch.tensor(list(product((1.0, 0.0), repeat=len(NAMES))), dtype=torch.float64)


def without(h):
    """All gates open but one [1, 8]."""
    gates = torch.ones(1, len(NAMES), dtype=torch.float64)
    gates[0, h] = 0
    return gates


def outcomes(model, sentences, gates):
    """Shares of sentences answered with the right noun, with another noun of its kind, with anything else; and with the sentence's other noun."""
    targets = [one.words[one.answer + 1] for one in sentences]
    said = tokeniser.decode(logits(model, sentences, gates).argmax(-1))
    right = [word == target for word, target in zip(said, targets)]
    kind = [KIND.get(word) == KIND[target] for word, target in zip(said, targets)]
    other = [word == one.words[one.bad] for word, one in zip(said, sentences)]
    same = [k and not r for k, r in zip(kind, right)]
    return [sum(flags) / len(sentences) for flags in (right, same, [not k for k in kind], other)]
