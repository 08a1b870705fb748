"""What figures ask of a trained model: its accuracy, a scalar at the top, and heads picked by what they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, loss, model
from byhand.training import tokeniser
from byhand.training.language import Sentence, held_out


@dataclass(frozen=True)
class Head:
    """One head of one layer, and the attention that it was picked for."""

    layer: int
    head: int
    attention: float

    def __str__(self) -> str:
        return f"L{self.layer}H{self.head}"


@dataclass(frozen=True)
class Reading:
    """One sentence read by the model up to its last "the"."""

    sentence: Sentence
    params: model.Params
    tokens: Tensor  # [1, n]
    Z: Tensor  # [1, n, V]: logits; row answer predicts the noun
    saved: model.Saved


def read(params: model.Params, sentence: Sentence) -> Reading:
    """Runs the model on the prompt of a sentence, on the model's own device."""
    tokens = tokeniser.encode(sentence.prompt, params.E.device)
    Z, saved = model.forward(tokens, params)
    return Reading(sentence, params, tokens, Z, saved)


def answer_loss(reading: Reading) -> tuple[float, Tensor]:
    """Returns the cross-entropy of the answer alone, and its gradient dZ [1, n, V] to start backward with."""
    targets = torch.full_like(reading.tokens, loss.IGNORED)
    targets[0, reading.sentence.answer] = _ids(reading)[0]
    L, saved = loss.forward(reading.Z, targets)
    return float(L.detach()), loss.backward(1.0, saved)


def logit_difference(reading: Reading) -> tuple[float, Tensor]:
    """Returns logit(answer) − logit(other noun) at the answer's place, and its gradient dZ [1, n, V]: ±1 twice.

    Unlike the loss it does not fade as the model becomes sure.
    """
    good, bad = _ids(reading)
    at = reading.sentence.answer
    dZ = torch.zeros_like(reading.Z)
    dZ[0, at, good], dZ[0, at, bad] = 1.0, -1.0
    return float((reading.Z[0, at, good] - reading.Z[0, at, bad]).detach()), dZ


def case(reading: Reading, dZ: Tensor) -> cases.Case:
    """Returns the reading as a case of `model`, so that `check.against_autograd(model, case)` can judge a figure."""
    return cases.Case({"params": reading.params}, reading.Z, reading.saved, dZ, {"tokens": reading.tokens})


def accuracy(params: model.Params, sentences: Sequence[Sentence] | None = None) -> float:
    """Returns the share of sentences whose answer gets the largest of all logits; the held-out set by default."""
    sentences = held_out() if sentences is None else sentences
    tokens, targets = tokeniser.batch(sentences, params.E.device)
    Z, _ = model.forward(tokens, params)
    rows, places = torch.arange(len(sentences)), torch.tensor([one.answer for one in sentences])
    said = Z[rows, places].argmax(-1)
    return float((said == targets[rows, places]).double().mean())


def attention_to(params: model.Params, place: str, sentences: Sequence[Sentence] | None = None) -> Tensor:
    """Returns [layers, H]: mean attention from the answer's place to a part of the sentence.

    `place` is a place of Sentence: "good", "bad", "adjective", "subject" or "object".
    """
    sentences = held_out(128) if sentences is None else sentences
    tokens, _ = tokeniser.batch(sentences, params.E.device)
    _, saved = model.forward(tokens, params)
    rows, at = torch.arange(len(sentences)), torch.tensor([one.answer for one in sentences])
    to = torch.tensor([getattr(one, place) for one in sentences])
    return torch.stack([layer.attention.A[rows, :, at, to].mean(0) for layer in saved.blocks])


def noun_head(params: model.Params, sentences: Sequence[Sentence] | None = None) -> Head:
    """Returns the head that looks most from the answer's place to the noun that is the answer."""
    return _strongest(attention_to(params, "good", sentences))


def adjective_head(params: model.Params, sentences: Sequence[Sentence] | None = None) -> Head:
    """Returns the head that looks most from the answer's place to the adjective."""
    return _strongest(attention_to(params, "adjective", sentences))


def _strongest(attention: Tensor) -> Head:
    best = int(attention.argmax())
    layer, head = divmod(best, attention.shape[1])
    return Head(layer, head, float(attention[layer, head]))


def _ids(reading: Reading) -> tuple[Any, Any]:
    one = reading.sentence
    return reading.tokens[0, one.good], reading.tokens[0, one.bad]
