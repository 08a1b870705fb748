"""The post's running example: one sentence with two endings, three moments of one model, and the head that fetches the noun.

`figpress replicate` draws the same figures from the other seeds.
"""

from functools import cache

import figpress
from byhand import model
from byhand.training import language, probe, replicas, train

MOMENTS = ("first", "half", "last")


@cache
def params(moment):
    """The model's parameters at one of the three moments, float64."""
    return replicas.load(moment, figpress.seed(train.SEED))


def label(moment):
    """How a moment is named in a figure: "step 220"."""
    return f"step {replicas.step(moment, figpress.seed(train.SEED))}"


@cache
def noun_head():
    """The head of the trained model that looks most from the answer's place to the right noun, over held-out sentences."""
    return probe.noun_head(params("last"))


@cache
def reading(moment, adjective):
    """Our sentence as the model reads it at that moment."""
    return probe.read(params(moment), language.winograd(adjective))


def gradients(moment, adjective, of=probe.answer_loss):
    """Every gradient of the answer's loss (or of another scalar of probe) for our sentence."""
    one = reading(moment, adjective)
    _, dZ = of(one)
    return model.gradients(dZ, one.saved)


def words(adjective):
    """The words that the model reads, from "bos" to the last "the"."""
    return list(reading("first", adjective).sentence.prompt)
