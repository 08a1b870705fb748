"""Words that say of how many members of a set something is true, and what each of them means.

The bounds are conventions, and stand in docs/press/checking.md: a reader may look them up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from figpress.numbers.printed import WORDS

Holds = Callable[[int, int], bool]  # (how many members it is true of, how many there are)
NEAR = 0.05  # "a third" is within five hundredths of one


@dataclass(frozen=True)
class Quantifier:
    """A word for a count, as it stands in a text; `size` is how many members it says there are, where it
    does.
    """

    word: str
    holds: Holds
    size: int | None = None


def _about(share: float) -> Holds:
    return lambda true, size: abs(true / size - share) <= NEAR


_ALL = r"(?:all|every(?:one|thing|where)?|always|each|any|whenever|without exception)"
# The first that is found counts: the longer ones stand above those that they contain.
_TABLE: tuple[tuple[str, Holds], ...] = (
    (rf"(?:nearly|almost) {_ALL}", lambda true, size: 0.9 * size <= true < size),
    (r"(?:hardly|almost|nearly) (?:any|ever|none|never|no)", lambda true, size: 0 < true <= 0.1 * size),
    (rf"not (?:in )?(?:{_ALL}|both)", lambda true, size: true < size),
    (r"not (?:in )?(?:most|half)", lambda true, size: 2 * true <= size),
    (
        r"(?:none|never|neither|nowhere|no|nobody|nothing|not (?:one|once|a single|any))",
        lambda true, size: true == 0,
    ),
    (r"about half|roughly half|some half", lambda true, size: 0.4 * size <= true <= 0.6 * size),
    (r"more than half|most(?:ly)?|usually|the majority|as a rule", lambda true, size: 2 * true > size),
    (r"(?:less|fewer) than half|a minority", lambda true, size: 2 * true < size),
    (r"half", lambda true, size: abs(2 * true - size) <= size % 2),
    (r"two thirds", _about(2 / 3)),
    (r"a third", _about(1 / 3)),
    (r"three quarters", _about(3 / 4)),
    (r"a quarter", _about(1 / 4)),
    (r"a fifth", _about(1 / 5)),
    (r"a tenth", _about(1 / 10)),
    (r"few|rarely|seldom", lambda true, size: 0 < true <= 0.25 * size),
    (r"both", lambda true, size: true == size == 2),
    (r"only(?: one| once)?|a single one|just one", lambda true, size: true == 1),
    (r"at least one|some(?:times)?|now and then", lambda true, size: true >= 1),
    (_ALL, lambda true, size: true == size),
)
_COMPILED = tuple((re.compile(rf"\b{words}\b", re.I), holds) for words, holds in _TABLE)
COUNTED = re.compile(
    r"\b(?:all|in all|of all|none of the|no one of "
    rf"the)\s+(?:the\s+|its\s+)?(?P<size>\d+|{'|'.join(WORDS)})\b",
    re.I,
)


def quantifier(text: str) -> Quantifier | None:
    """The first word for a count in a text; None where there is none.

    >>> found = quantifier("in all five seeds")
    >>> found.word, found.size, found.holds(5, 5), found.holds(4, 5)
    ('all', 5, True, False)
    >>> quantifier("not always").holds(4, 5), quantifier("below 0.3")
    (True, None)
    """
    text = re.sub(
        r"\b(?:at|the) most\b(?! of)", " ", text, flags=re.I
    )  # a bound and a superlative count nothing
    for pattern, holds in _COMPILED:
        if found := pattern.search(text):
            counted = COUNTED.search(text)
            return Quantifier(found[0].lower(), holds, _size(counted["size"]) if counted else None)
    return None


def true_words(true: int, size: int) -> str:
    """Words that may be said where something is true of `true` members out of `size`."""
    exact = f"{true} of {size}"
    if true == size:
        return f"all ({exact})"
    if true == 0:
        return f"none ({exact})"
    return f"{exact}, {'most' if 2 * true > size else 'half' if 2 * true == size else 'fewer than half'}"


def _size(text: str) -> int:
    return int(text) if text.isdigit() else WORDS.index(text.lower())
