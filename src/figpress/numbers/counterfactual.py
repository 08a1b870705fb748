"""Would a checked word notice? Members are changed until it is false; one that stays true says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from figpress.numbers.said import judge
from figpress.numbers.sample import Sample

FAR = 10.0  # times the largest size: how far a number may be moved that is no share


def can_fall(text: str, of: Sample, handle: str = "") -> bool:
    """True when some members could make the text false.

    Truths are turned over, one and all; shares stay between 0 and 1; other numbers go far up and down, but
    never below zero where none is.

    >>> shares = Sample("kept", "norms", 2, (("a", 0.98), ("b", 0.31)))
    >>> can_fall("at most 99 %", shares), can_fall("at most 100 %", shares)
    (True, False)
    """
    return any(not judge(text, replace(of, members=members), handle).agrees for members in perturbed(of))


def perturbed(of: Sample) -> Iterator[tuple[tuple[str, float], ...]]:
    """The members as they might have been, the smallest changes first."""
    names, numbers = [name for name, _ in of.members], list(of.numbers)
    low, high = _room(numbers)
    # None of the members is left as it is by both ends, so each word has its chance at each of them.
    for at in range(len(numbers)):
        for end in (low, high):
            yield _with(names, [*numbers[:at], end, *numbers[at + 1 :]])
    yield _with(names, numbers[::-1])
    for end in (low, high):
        yield _with(names, [end] * len(numbers))
    middle = len(numbers) // 2
    yield _with(names, [low] * middle + [high] * (len(numbers) - middle))


def _room(numbers: list[float]) -> tuple[float, float]:
    if all(0 <= number <= 1 for number in numbers):
        return 0.0, 1.0
    far = FAR * max(map(abs, numbers))
    return (0.0 if min(numbers) >= 0 else -far), far


def _with(names: list[str], numbers: list[float]) -> tuple[tuple[str, float], ...]:
    return tuple(zip(names, numbers, strict=True))
