"""Whole numbers of a program: lengths and places, as polynomials over sizes and running letters.

A length is written once and stands for every choice of sizes; two are equal when they are so for all that are
tried.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_RUNS = frozenset("ijklmrsthbuvwpq")  # what runs is written before how far: i * n
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Whole:
    """A polynomial: (names multiplied, coefficient), sorted. A name may be a place in a list: "y[t]"."""

    terms: tuple[tuple[tuple[str, ...], int], ...] = ()

    @staticmethod
    def of(x: int | str) -> Whole:
        """A number, or a name.

        >>> (Whole.of("h") * Whole.of("d") - Whole.of("d") + 1).text
        'h * d - d + 1'
        """
        if isinstance(x, str):
            return Whole((((x,), 1),))
        return Whole((((), x),)) if x else Whole()

    @staticmethod
    def _made(found: Mapping[tuple[str, ...], int]) -> Whole:
        kept = [(names, n) for names, n in found.items() if n]
        return Whole(tuple(sorted(kept, key=lambda t: (t[1] < 0, not t[0], -len(t[0]), t[0]))))

    def __add__(self, other: Whole | int, sign: int = 1) -> Whole:
        found = dict(self.terms)
        for names, n in _whole(other).terms:
            found[names] = found.get(names, 0) + sign * n
        return Whole._made(found)

    def __sub__(self, other: Whole | int) -> Whole:
        return self.__add__(other, -1)

    def __mul__(self, other: Whole | int) -> Whole:
        found: dict[tuple[str, ...], int] = {}
        for a, n in self.terms:
            for b, m in _whole(other).terms:
                key = tuple(sorted((*a, *b), key=lambda name: (name not in _RUNS, name)))
                found[key] = found.get(key, 0) + n * m
        return Whole._made(found)

    @property
    def number(self) -> int | None:
        """Its value where it is a plain number."""
        if not self.terms:
            return 0
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    @property
    def names(self) -> frozenset[str]:
        """The sizes and letters in it, those inside of places included."""
        return frozenset(word for names, _ in self.terms for name in names for word in _WORD.findall(name))

    def value(self, env: Mapping[str, int]) -> int:
        """Its value. Raises KeyError for a name that `env` does not have."""
        total = 0
        for names, n in self.terms:
            for name in names:
                n *= env[name]
            total += n
        return total

    @property
    def text(self) -> str:
        """As JavaScript."""
        shown = ""
        for names, n in self.terms:
            part = " * ".join([str(abs(n))] * (abs(n) != 1 or not names) + list(names))
            shown += (" - " if n < 0 else " + ") + part if shown else ("-" if n < 0 else "") + part
        return shown or "0"

    def renamed(self, old: str, new: str) -> Whole:
        """With another letter in the place of one."""
        swap = {names: tuple(_swapped(name, old, new) for name in names) for names, _ in self.terms}
        return Whole._made({swap[names]: n for names, n in self.terms})

    def along(self, letter: str) -> Whole | None:
        """How far it goes when a letter goes on by one; None where that is not always as far.

        >>> (Whole.of("i") * Whole.of("d") + Whole.of("j")).along("i").text
        'd'
        """
        total = Whole()
        for names, n in self.terms:
            if any(letter in _WORD.findall(name) and name != letter for name in names):
                return None
            times = names.count(letter)
            if times > 1:
                return None
            if times:
                total = total + Whole._made({tuple(name for name in names if name != letter): n})
        return total

    def apart(self) -> tuple[Whole, int]:
        """What varies, and the constant that is added to it, where that is not below zero."""
        constant = dict(self.terms).get((), 0)
        return (self - constant, constant) if constant > 0 else (self, 0)

    def put(self, letter: str, whole: Whole) -> Whole:
        """With a whole number in the place of a letter, inside of places as well."""
        total = Whole()
        for names, n in self.terms:
            part = Whole.of(n)
            for name in names:
                swapped = _swapped(name, letter, whole.text)
                part = part * (whole if name == letter else Whole.of(swapped))
            total = total + part
        return total


def _whole(x: Whole | int) -> Whole:
    return x if isinstance(x, Whole) else Whole.of(x)


@cache
def _swapped(name: str, old: str, new: str) -> str:
    if not name.isidentifier():
        return _inside(name, old, new)
    return new if name == old else name


def _inside(name: str, old: str, new: str) -> str:
    """A place in a list: y[t]."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, name)
