"""A toy language of Winograd sentences, in which one adjective decides what "it" means.

    the animal did not cross the street because it was too tired . it means the animal
    the animal did not cross the street because it was too wide .  it means the street
    the trophy did not fit in the suitcase because it was too big . it means the trophy

The first pair is the example that Vaswani et al. and Alammar made famous. A fifth of all (subject, object) pairs never
occurs in training, so that answering for them takes more than memory.
"""

from dataclasses import dataclass
from itertools import product
from random import Random

ANIMALS = ("animal", "dog", "cat", "horse", "fox", "child", "driver", "turtle", "rabbit", "goat")
PLACES = ("street", "road", "river", "bridge", "field", "canal", "tunnel", "path", "square", "alley")
THINGS = ("trophy", "book", "ball", "lamp", "violin", "statue")
CONTAINERS = ("suitcase", "box", "bag", "drawer", "crate", "basket")
MODIFIERS = ("red", "new", "quiet", "strange")
ABOUT_ANIMALS = ("tired", "hungry", "scared", "old")
ABOUT_PLACES = ("wide", "busy", "deep", "long")
ABOUT_THINGS = ("big", "large", "tall")
ABOUT_CONTAINERS = ("small", "narrow", "tiny")
FRAME = ("bos", "the", "did", "not", "cross", "fit", "in", "because", "it", "was", "too", ".", "means", "eos")
WORDS = (
    FRAME + ANIMALS + PLACES + THINGS + CONTAINERS + MODIFIERS
    + ABOUT_ANIMALS + ABOUT_PLACES + ABOUT_THINGS + ABOUT_CONTAINERS
)  # the vocabulary; a word's id is its index
LONGEST = 22  # words in a sentence of things with both modifiers, bos and eos included


@dataclass(frozen=True)
class Sentence:
    """One sentence, from bos to eos, and where its parts stand."""

    words: tuple[str, ...]
    subject: int  # index of the first noun,
    object: int  # of the second,
    adjective: int  # and of the adjective that decides
    answer: int  # index of the last "the": the model reads words[: answer + 1] and predicts words[answer + 1]

    @property
    def prompt(self) -> tuple[str, ...]:
        """The words up to the last "the", which the model reads."""
        return self.words[: self.answer + 1]

    @property
    def good(self) -> int:
        """The index of the noun that is the answer, where it first stands."""
        return self.subject if self.words[self.answer + 1] == self.words[self.subject] else self.object

    @property
    def bad(self) -> int:
        """The index of the other noun."""
        return self.object if self.good == self.subject else self.subject

    def __str__(self) -> str:
        return " ".join(self.words[1:-1])


def sentence(subject: str, object: str, adjective: str, before: str = "", after: str = "") -> Sentence:
    """Returns the sentence about two nouns; `before` and `after` are modifiers of the first and the second.

    Raises ValueError for words that do not go together.

    >>> print(sentence("animal", "street", "tired"))
    the animal did not cross the street because it was too tired . it means the animal
    >>> print(sentence("trophy", "box", "tiny", after="red"))
    the trophy did not fit in the red box because it was too tiny . it means the box
    """
    for subjects, objects, of_subject, of_object, verb in _families():
        if subject in subjects and object in objects and adjective in of_subject + of_object:
            break
    else:
        raise ValueError(f"no sentence of this language joins {subject!r}, {object!r} and {adjective!r}")
    words = ["bos", "the", *before.split(), subject, "did", "not", *verb, "the", *after.split(), object]
    at_object = len(words) - 1
    words += ["because", "it", "was", "too", adjective, ".", "it", "means", "the"]
    answer = len(words) - 1
    words += [subject if adjective in of_subject else object, "eos"]
    return Sentence(tuple(words), 2 + len(before.split()), at_object, answer - 4, answer)


def winograd(adjective: str = "tired") -> Sentence:
    """Returns the sentence that every page of this site uses; "tired" makes it the animal, "wide" the street."""
    return sentence("animal", "street", adjective)


def pairs() -> list[tuple[str, str]]:
    """Returns every (subject, object) that the language can speak of."""
    return [pair for subjects, objects, *_ in _families() for pair in product(subjects, objects)]


def is_held_out(subject: str, object: str) -> bool:
    """Returns whether the pair is kept from training: an explicit hash, so that every machine agrees."""
    code = 0
    for letter in f"{subject}|{object}":
        code = (code * 31 + ord(letter)) % 1_000_003
    return code % 5 == 0


def sample(count: int, seed: int | Random, held_out: bool = False) -> list[Sentence]:
    """Returns random sentences about pairs of the training side, or of the held-out side."""
    random = seed if isinstance(seed, Random) else Random(seed)
    sides = []
    for subjects, objects, of_subject, of_object, _ in _families():
        kept = [pair for pair in product(subjects, objects) if is_held_out(*pair) == held_out]
        sides.append((kept, of_subject + of_object))
    drawn = []
    for _ in range(count):
        kept, adjectives = random.choice(sides)
        before, after = (random.choice(MODIFIERS) if random.random() < 0.3 else "" for _ in range(2))
        drawn.append(sentence(*random.choice(kept), random.choice(adjectives), before, after))
    return drawn


def held_out(count: int = 512) -> list[Sentence]:
    """Returns the fixed set of sentences on which held-out accuracy is measured."""
    return sample(count, seed=2**16, held_out=True)


def _families() -> list[tuple]:
    return [
        (ANIMALS, PLACES, ABOUT_ANIMALS, ABOUT_PLACES, ("cross",)),
        (THINGS, CONTAINERS, ABOUT_THINGS, ABOUT_CONTAINERS, ("fit", "in")),
    ]
