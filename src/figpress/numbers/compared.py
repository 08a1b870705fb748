"""A printed number or word against what its figure published: one number, or a set of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from figpress.numbers.counterfactual import can_fall
from figpress.numbers.printed import Comparison, compare
from figpress.numbers.said import judge, speaks
from figpress.numbers.sample import Sample, sample


@dataclass(frozen=True)
class Claim:
    """The right side of `[text](val:section/figure#name@member)`, looked up.

    number  the headline, or the member's; None where the value is a set without one
    total   what a count is out of
    sample  the set, None where the value was published alone
    member  the member that is meant, "" for the whole set
    """

    number: float | None
    total: float | None
    sample: Sample | None
    member: str = ""

    @property
    def single(self) -> str:
        """What one sentence, seed or draw the value holds for, where its script says so; else ""."""
        return self.sample.called if self.sample and not self.sample.members else ""


def looked_up(values: Mapping[str, float], target: str) -> Claim | None:
    """What a figure published under `target`, the part of a link after `#`; None where there is nothing."""
    name, _, member = target.partition("@")
    of = sample(values, name)
    if member:
        known = of.member(member) if of else None
        return Claim(dict(of.members)[known], None, of, member) if of and known else None
    if name not in values and (of is None or not of.members):
        return None
    return Claim(values.get(name), values.get(f"{name} of"), of)


def compared(text: str, claim: Claim) -> Comparison:
    """Whether `text` is true of what was published: digits of the headline, words of the members.

    A word about members that no change of them would make false is refused, too: it says nothing.
    """
    of = claim.sample
    if of is None or not of.members or (claim.number is not None and not claim.member and not speaks(text)):
        if claim.number is None:
            return Comparison(False, f"{text}: no number was published", "", "value-unreadable")
        return compare(text, claim.number, claim.total)
    if claim.member and not speaks(text):
        return compare(text, claim.number or 0.0)
    found = judge(text, of, claim.member)
    if claim.number is not None and not found.agrees and not claim.member:
        # "on average 0.31" of a headline that is itself the average
        headline = compare(text, claim.number, claim.total)
        found = headline if headline.agrees else found
        if headline.agrees:
            return headline
    if found.agrees and not can_fall(text, of, claim.member):
        return Comparison(
            False,
            f"{text}: nothing that {of.called} could do would make it false, so it says nothing",
            "",
            "word-idle",
        )
    return found


def shown(claim: Claim) -> str:
    """What stands behind a printed word, for those who point at it.

    >>> shown(Claim(None, None, Sample("r", "norms", 3, (("a", 1), ("b", 1)), (("c", "it has no input"),))))
    '2 of 3 norms: a 1, b 1; without c (it has no input)'
    """
    of = claim.sample
    if of is None or not of.members:
        return repr(claim.number)
    if len(of.members) <= 8:
        listed = ", ".join(f"{name} {number:.3g}" for name, number in of.members)
    elif of.truths:
        listed = f"true of {int(sum(of.numbers))}"
    else:
        listed = f"{min(of.numbers):.3g} to {max(of.numbers):.3g}"
    count = f"{len(of.members)} of {of.size}" if of.without else str(of.size)
    left = "".join(f"; without {name} ({reason})" for name, reason in of.without)
    return f"{count} {of.called}: {listed}{left}"
