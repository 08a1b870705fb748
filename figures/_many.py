"""Many sentences read at once, and every gradient of the sum of what is asked of each: each sentence's own, since none reaches another."""

import torch
from byhand import loss, model
from byhand.training import tokeniser


def answers(params, sentences, difference=False):
    """Returns what the model saved, and its gradients: of the answers' summed loss, or of the summed logit(right noun) − logit(other noun)."""
    tokens, targets = tokeniser.batch(sentences)
    Z, saved = model.forward(tokens, params)
    rows, at = torch.arange(len(sentences)), torch.tensor([one.answer for one in sentences])
    if difference:
        dZ = torch.zeros_like(Z)
        dZ[rows, at, tokens[rows, places(sentences, "good")]] = 1
        dZ[rows, at, tokens[rows, places(sentences, "bad")]] = -1
    else:
        only = torch.full_like(targets, loss.IGNORED)
        only[rows, at] = targets[rows, at]
        dZ = loss.backward(float(len(sentences)), loss.forward(Z, only)[1])
    return saved, model.gradients(dZ, saved)


def places(sentences, name):
    """Where a part of each sentence stands, [B]: "good", "bad", "adjective", "subject", "object" or "answer"."""
    return torch.tensor([getattr(one, name) for one in sentences])
