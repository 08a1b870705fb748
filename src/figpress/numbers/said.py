"""Words and digits about a set, and whether they are true of its members.

"3 to 65 %"  "between 3 and 4"        the least and the greatest, at the precision that is printed
"46 of 96"  "most"  "in every seed"   of how many members it is true
"below 0.3 in every seed"             a bound, and of how many
"a median of 0.31"  "on average 2"    a number of the whole set
"falls"  "does not rise"  "at once"   along the set's order
"largest"  "only"  "more than twice"  of one member, name@member, beside the others
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from figpress.numbers.printed import Comparison, Printed, correct, parse, shortly, within
from figpress.numbers.quantifiers import COUNTED, Quantifier, quantifier, true_words
from figpress.numbers.sample import Sample

FALSE, UNREAD = "word-false", "word-unreadable"
_NOT = re.compile(r"\b(?:not|no longer|does not|do not|did not|n't|cannot)\b", re.I)
_COUNT = re.compile(r"(?P<true>\d+|\w+)\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?(?P<size>\d+|\w+)", re.I)
_STATISTICS: tuple[tuple[re.Pattern[str], Callable], ...] = (
    (re.compile(r"\bmedian\b|\bthe middle one\b", re.I), statistics.median),
    (re.compile(r"\bmean\b|\b(?:on|an) average\b|\baverages?\b", re.I), statistics.fmean),
    (re.compile(r"\btogether\b|\bin all\b(?=\s*$)|\btotal\b|\bsum\b", re.I), sum),
)
_FALLS = re.compile(
    r"\b(?:fall(?:s|en|ing)?|fell|decreas\w+|shrink\w*|shrank|declin\w+|drops?|sinks?)\b", re.I
)
_RISES = re.compile(r"\b(?:ris(?:es?|ing)|rose|grow(?:s|n|ing)?|grew|increas\w+|climbs?|climbed)\b", re.I)
_LEVEL = re.compile(r"\b(?:level|flat|unchanged|constant|the same)\b", re.I)
_AT_ONCE = re.compile(r"\bat once\b", re.I)
_MOST = re.compile(
    r"\b(?:largest|greatest|most|highest|longest|strongest|hardest|loudest|biggest|leads?|first|best)\b", re.I
)
_LEAST = re.compile(r"\b(?:smallest|least|lowest|shortest|weakest|quietest|last|worst)\b", re.I)
_ONLY = re.compile(r"\b(?:only|alone|single)\b", re.I)
_TIMES = re.compile(
    r"\b(?:more than|at least|over)\s+(?:(?P<number>\d+(?:\.\d+)?)\s+times|(?P<twice>twice))", re.I
)
_SIGN = re.compile(r"\b(?P<sign>positive|negative)\b", re.I)
LEVEL = 0.1  # "level" and "the same": the members differ by a tenth of the largest at most


def speaks(text: str) -> bool:
    """True for a text that says more than one number: a word for a count, an order, a statistic, a range."""
    known = (
        _FALLS,
        _RISES,
        _LEVEL,
        _AT_ONCE,
        _MOST,
        _LEAST,
        _ONLY,
        _TIMES,
        _SIGN,
        *(p for p, _ in _STATISTICS),
    )
    return bool(quantifier(text) or any(pattern.search(text) for pattern in known))


def judge(text: str, of: Sample, handle: str = "") -> Comparison:
    """Whether `text` is true of the members; with `handle`, of that member beside the others.

    >>> norms = Sample("ratio", "norms", 3, (("first", 0.98), ("second", 0.97), ("final", 0.31)))
    >>> judge("0.31 to 0.98", norms).agrees, judge("above 0.9 in every one", norms).message
    (True, 'above 0.9 in every one: true of 2 of 3, most (norms)')
    >>> judge("the smallest", norms, "final").agrees
    True
    """
    if not of.members:
        return Comparison(
            False, f"{text}: {of.name} was published for {of.called} alone, and has no members", "", UNREAD
        )
    if handle:
        return _of_member(text, of, handle)
    for found in (_counted, _whole, _along, _bounded, _quantified):
        if (comparison := found(text, of)) is not None:
            return comparison
    return Comparison(False, f"{text}: says nothing that can be held against {of.called}", "", UNREAD)


def _counted(text: str, of: Sample) -> Comparison | None:
    """ "46 of 96" of truths."""
    if not _COUNT.search(text):
        return None
    try:
        printed = parse(text)
    except ValueError:
        return None
    if printed.relation != "of":
        return None
    if not of.truths:
        return _unread(text, f"{of.name} has numbers, so say of what they are counted: “above 0.5 in most”")
    true, (first, last) = int(sum(of.numbers)), printed.numerals
    if first.number == true and last.number == len(of.members):
        return Comparison(True)
    return Comparison(
        False, f"printed {text}, computed {true} of {len(of.members)}",
        correct(text, true, len(of.members)), FALSE,
    )  # fmt: skip


def _whole(text: str, of: Sample) -> Comparison | None:
    """A statistic, or the range of all members."""
    for pattern, take in _STATISTICS:
        if pattern.search(text):
            return _number(text, take(of.numbers))
    try:
        printed = parse(text)
    except ValueError:
        return None
    if printed.relation != "between" or quantifier(text):
        return None
    low, high = min(of.numbers), max(of.numbers)
    first, last = printed.numerals
    if within(first, low) and within(last, high):
        return Comparison(True)
    fresh = _between(text, printed, low, high)
    return Comparison(
        False, f"printed {text}, the members of {of.called} go from {low!r} to {high!r}", fresh, FALSE
    )


def _along(text: str, of: Sample) -> Comparison | None:
    """What is said of the members in their order."""
    numbers, denied = of.numbers, bool(_NOT.search(text))
    steps = [b - a for a, b in zip(numbers, numbers[1:], strict=False)]
    if not steps:
        return None
    if _AT_ONCE.search(text):
        true = abs(steps[0]) > abs(numbers[-1] - numbers[0]) / 2
    elif _FALLS.search(text):
        true = all(step < 0 for step in steps)
    elif _RISES.search(text):
        true = all(step > 0 for step in steps)
    elif _LEVEL.search(text):
        true = max(numbers) - min(numbers) <= LEVEL * max(map(abs, numbers))
    else:
        return None
    return _verdict(
        text, true != denied, f"along {of.called} it goes {', '.join(f'{n:.3g}' for n in numbers[:6])}"
    )


def _bounded(text: str, of: Sample) -> Comparison | None:
    """A bound, a sign or a number of times that every member keeps, or as many as the text says."""
    relation, words = _parted(text)
    test = _test(relation)
    if test is None:
        return None
    said = quantifier(words)
    if said:
        said = replace(said, size=(quantifier(text) or said).size)
    return _count(text, said, sum(map(test, of.numbers)), len(of.members), of)


def _parted(text: str) -> tuple[str, str]:
    """What is said of each member, and of how many of them: "below 0.3 in all five seeds" in two."""
    relation = COUNTED.sub(" ", text)
    for pattern in (_TIMES, _SIGN):
        if found := pattern.search(relation):
            return found[0], relation[: found.start()] + relation[found.end() :] + _left(text)
    try:
        numerals = parse(relation).numerals
    except ValueError:
        return relation, text
    words = relation
    for numeral in reversed(numerals):
        words = words[: numeral.start] + "0" + words[numeral.end :]
    return relation, re.sub(
        r"\b(?:at most|at least|no more than|no less than)\b", " ", words, flags=re.I
    ) + _left(text)


def _left(text: str) -> str:
    """The counted words that `_parted` took out."""
    found = COUNTED.search(text)
    return f" {found[0]}" if found else ""


def _test(text: str) -> Callable[[float], bool] | None:
    if times := _TIMES.search(text):
        many = 2.0 if times["twice"] else float(times["number"])
        return lambda number: number > many
    if sign := _SIGN.search(text):
        return (
            (lambda number: number > 0) if sign["sign"].lower() == "positive" else (lambda number: number < 0)
        )
    try:
        printed = parse(text)
    except ValueError:
        return None
    if printed.relation == "of":
        return None
    return lambda number: _keeps(printed, number)


def _quantified(text: str, of: Sample) -> Comparison | None:
    said = quantifier(text)
    if said is None:
        return None
    if not of.truths:
        return _unread(text, f"{of.name} has numbers, so say what is true of them: “above 0.5 in most”")
    return _count(text, said, int(sum(of.numbers)), len(of.members), of)


def _count(text: str, said: Quantifier | None, true: int, size: int, of: Sample) -> Comparison:
    holds = said.holds(true, size) if said else true == size
    if said and said.size is not None and said.size != size:
        return Comparison(False, f"{text}: {of.called} has {size} members", "", FALSE)
    return _verdict(text, holds, f"true of {true_words(true, size)} ({of.called})")


def _of_member(text: str, of: Sample, handle: str) -> Comparison:
    """What is said of one member beside the others."""
    name = of.member(handle)
    if name is None:
        return _unread(
            text, f"{of.name} has no member {handle}; it has {', '.join(n for n, _ in of.members[:4])}"
        )
    number = dict(of.members)[name]
    others = [other for member, other in of.members if member != name]
    denied = bool(_NOT.search(text))
    told = (
        f"{name} is {number:.3g}, the others {min(others):.3g} to {max(others):.3g}"
        if others
        else f"{name} has no others"
    )
    if times := _TIMES.search(text):
        many = 2.0 if times["twice"] else float(times["number"])
        true = bool(others) and number > many * max(others)
    elif _ONLY.search(text) and of.truths:
        true = bool(number) and not any(others)
    elif _LEAST.search(text):
        true = bool(others) and number < min(others)
    elif _MOST.search(text):
        true = bool(others) and number > max(others)
    else:
        return _number(text, number)
    return _verdict(text, true != denied, told)


def _number(text: str, number: float) -> Comparison:
    try:
        printed = parse(text)
    except ValueError as error:
        return _unread(text, str(error))
    if _keeps(printed, number):
        return Comparison(True)
    return Comparison(
        False, f"printed {text}, computed {shortly(number)}", correct(text, number), "value-differs"
    )


def _keeps(printed: Printed, number: float) -> bool:
    first, last = printed.numerals[0], printed.numerals[-1]
    exact = Decimal(repr(float(number)))
    if printed.relation == "below":
        return exact <= first.number
    if printed.relation == "above":
        return exact >= first.number
    if printed.relation == "between":
        return first.number <= exact <= last.number
    return within(first, number)


def _between(text: str, printed: Printed, low: float, high: float) -> str:
    """The range with its two ends made true, each in its own style."""
    first, last = printed.numerals
    head = correct(text[: first.end], low / float(first.scale))
    return head + text[first.end : last.start] + correct(text[last.start : last.end], high) + text[last.end :]


def _verdict(text: str, true: bool, told: str) -> Comparison:
    return Comparison(True) if true else Comparison(False, f"{text}: {told}", "", FALSE)


def _unread(text: str, why: str) -> Comparison:
    return Comparison(False, f"{text}: {why}", "", UNREAD)
