"""The two models that are trained here: a decoder that continues sentences, and an encoder–decoder that answers them.

The decoder reads "the animal did not cross the street because it was too tired . it means the" and goes on. The
encoder–decoder reads the first clause as its source and writes "it means the animal".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from byhand import loss, model, seq2seq
from byhand.training import language, probe, tokeniser


@dataclass(frozen=True)
class Task:
    """A model with its data: what training and the checkpoints need to know."""

    name: str
    prefix: str  # of the names of its checkpoints' files
    initial: Callable[..., Any]  # (seed, device) to parameters
    batch: Callable[..., tuple[Tensor, ...]]  # sentences to what forward takes, and the targets last
    forward: Callable[..., tuple[Tensor, Any]]  # (params, *inputs) to logits
    backward: Callable[..., Any]  # (dZ, saved) to the gradient of the parameters
    accuracy: Callable[..., float]  # of answers on held-out sentences


def gradient(params: Any, *batch: Tensor, task: Task | None = None) -> tuple[float, Any]:
    """Returns the mean loss over all words that a batch predicts, and its gradient by hand."""
    task = task or DECODER
    *inputs, targets = batch
    Z, saved = task.forward(params, *inputs)
    L, saved_loss = loss.forward(Z, targets)
    return float(L), task.backward(loss.backward(1.0, saved_loss), saved)


def written_accuracy(params: seq2seq.Params, sentences: Sequence[language.Sentence] | None = None) -> float:
    """Returns the share of sentences whose noun the encoder–decoder writes after "it means the"."""
    sentences = language.held_out() if sentences is None else sentences
    *inputs, targets = tokeniser.question_and_answer(sentences, params.E.device)
    Z, _ = seq2seq.forward(*inputs[:2], params, inputs[2])
    return float((Z[:, 3].argmax(-1) == targets[:, 3]).double().mean())


def _decode(params: model.Params, tokens: Tensor) -> tuple[Tensor, Any]:
    return model.forward(tokens, params)


def _answer(params: seq2seq.Params, source: Tensor, target: Tensor, lengths: Tensor) -> tuple[Tensor, Any]:
    return seq2seq.forward(source, target, params, lengths)


DECODER = Task(
    "decoder", "", model.initial, tokeniser.batch, _decode, model.backward, probe.accuracy
)  # fmt: skip
ENCODER_DECODER = Task(
    "encoder-decoder", "encoder-decoder-", seq2seq.initial, tokeniser.question_and_answer, _answer,
    seq2seq.backward, written_accuracy,
)  # fmt: skip
