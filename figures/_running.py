"""The post's running example: one sentence with two endings, three moments of one model, and the head that fetches the noun.

`figpress replicate` draws the same figures from the other seeds, and for held-out sentences in the place of ours.
"""

from functools import cache

import figpress
from byhand import model
from byhand.training import language, probe, replicas, train

MOMENTS = ("first", "half", "last")
OTHERS = 200  # held-out sentences that may stand in the place of ours


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
def endings():
    """Our sentence with its two endings, or another one with two: {"tired": its first noun is the answer, "wide": its second is}."""
    return figpress.vary("sentence", _pairs())


def sentence(adjective):
    """Our sentence with *tired* or with *wide*."""
    return endings()[adjective]


def named(truth):
    """What the text names must hold for our sentence and the chosen seed; another turn of `figpress replicate` may find something else.

    Raises AssertionError.
    """
    ours = figpress.seed(train.SEED) == train.SEED and (not endings.cache_info().currsize or endings() == _pairs()[0])
    assert truth or not ours


@cache
def reading(moment, adjective, of=None):
    """Our sentence as the model reads it at that moment; `of` is another sentence, or ours where no other may stand in its place."""
    return probe.read(params(moment), of or sentence(adjective))


def gradients(moment, adjective, of=probe.answer_loss):
    """Every gradient of the answer's loss (or of another scalar of probe) for our sentence."""
    one = reading(moment, adjective)
    _, dZ = of(one)
    return model.gradients(dZ, one.saved)


def words(adjective):
    """The words that the model reads, from "bos" to the last "the"."""
    return list(sentence(adjective).prompt)


@cache
def _pairs():
    """Our sentence and OTHERS different held-out ones, each with an adjective of either kind."""
    found = {"ours": {"tired": language.winograd("tired"), "wide": language.winograd("wide")}}
    for one in language.held_out(2048):
        of_animals = one.words[one.subject] in language.ANIMALS
        first = language.ABOUT_ANIMALS if of_animals else language.ABOUT_THINGS
        second = language.ABOUT_PLACES if of_animals else language.ABOUT_CONTAINERS
        at = len(found)
        before, after = (" ".join(w for w in one.words[k - 1 : k] if w in language.MODIFIERS) for k in (one.subject, one.object))
        two = [language.sentence(one.words[one.subject], one.words[one.object], about[at % len(about)], before, after) for about in (first, second)]
        found.setdefault(tuple(map(str, two)), dict(zip(("tired", "wide"), two)))
    return list(found.values())[: 1 + OTHERS]
