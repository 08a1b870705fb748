"""One number of a program: what it is computed from, with the sums that it needs. Small, closed and frozen."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from figpress.equations.compiled.lengths import Whole


@dataclass(frozen=True)
class Scalar:
    """One number."""


@dataclass(frozen=True)
class Number(Scalar):
    value: float


@dataclass(frozen=True)
class Count(Scalar):
    """A whole number that is used as a number."""

    of: Whole


@dataclass(frozen=True)
class Load(Scalar):
    """One entry of an array that is handed in; `at` is None for a number."""

    array: str
    at: Whole | None


@dataclass(frozen=True)
class Binary(Scalar):
    op: str  # + - * /
    left: Scalar
    right: Scalar


@dataclass(frozen=True)
class Applied(Scalar):
    """A function of numbers: Math's, a helper's, or one that another display defines."""

    function: str
    arguments: tuple[Scalar, ...]


@dataclass(frozen=True)
class Test:
    """Whether a relation holds between whole numbers; "in" where the right is a list's name."""

    relation: str
    left: Whole
    right: Whole | str


@dataclass(frozen=True)
class Chosen(Scalar):
    """One of two, by a test on places, or by whether either of two numbers is zero."""

    tests: tuple[Test, ...]
    then: Scalar
    otherwise: Scalar


@dataclass(frozen=True)
class Apart(Scalar):
    """A product in which a zero wins against whatever stands beside it, −∞ included."""

    left: Scalar
    right: Scalar


@dataclass(frozen=True)
class Folded(Scalar):
    """The sum, product, maximum or minimum of `body` for `letter` from `low` to below `high`."""

    op: str  # "sum", "prod", "max", "min"
    letter: str
    low: Whole
    high: Whole
    body: Scalar


@dataclass(frozen=True)
class Kept(Scalar):
    """One entry of a product that is worked out once and kept: `body` at [row, column] = `at`."""

    rows: Whole
    columns: Whole
    row: str
    column: str
    body: Scalar
    at: tuple[Whole, Whole]


@dataclass(frozen=True)
class Rule:
    """What loops say: for every value of the letters, `value` goes to `array` at `place`."""

    loops: tuple[tuple[str, Whole, Whole], ...]
    array: str
    place: Whole
    value: Scalar


def names(node: Any) -> frozenset[str]:
    """The sizes, letters and arrays that stand free in a number."""
    if isinstance(node, Whole):
        return node.names
    if isinstance(node, Folded):
        return node.low.names | node.high.names | (names(node.body) - {node.letter})
    if isinstance(node, Kept):
        at = node.at[0].names | node.at[1].names | node.rows.names | node.columns.names
        return at | (names(node.body) - {node.row, node.column})
    if isinstance(node, Load):
        return frozenset({node.array}) | (node.at.names if node.at else frozenset())
    if isinstance(node, tuple):
        return frozenset().union(*map(names, node))
    if isinstance(node, Scalar | Test):
        return frozenset().union(*(names(getattr(node, f.name)) for f in fields(node)))
    return (
        frozenset({node})
        if isinstance(node, str) and isinstance(node, str) and node.isidentifier()
        else frozenset()
    )


def bound(node: Any) -> frozenset[str]:
    """Every letter that runs inside of a number."""
    if isinstance(node, tuple):
        return frozenset().union(*map(bound, node))
    if not isinstance(node, Scalar):
        return frozenset()
    own = (
        {node.letter}
        if isinstance(node, Folded)
        else {node.row, node.column}
        if isinstance(node, Kept)
        else set()
    )
    return frozenset(own).union(*(bound(getattr(node, f.name)) for f in fields(node)))


def renamed(node: Any, old: str, new: str) -> Any:
    """A number with another letter in the place of one that runs free in it."""
    if isinstance(node, Whole):
        return node.renamed(old, new)
    if isinstance(node, tuple):
        return tuple(renamed(n, old, new) for n in node)
    if not isinstance(node, Scalar | Test):
        return node
    return replace(node, **{f.name: renamed(getattr(node, f.name), old, new) for f in fields(node)})


def put(node: Any, letter: str, whole: Whole) -> Any:
    """A number with a whole number in the place of a letter that runs free in it."""
    if isinstance(node, Whole):
        return node.put(letter, whole)
    if isinstance(node, tuple):
        return tuple(put(n, letter, whole) for n in node)
    if not isinstance(node, Scalar | Test) or (isinstance(node, Folded) and node.letter == letter):
        return node
    return replace(node, **{f.name: put(getattr(node, f.name), letter, whole) for f in fields(node)})


def sums(node: Any) -> frozenset[Scalar]:
    """The outermost sums and kept products in a number."""
    if isinstance(node, Folded | Kept):
        return frozenset({node})
    if isinstance(node, tuple):
        return frozenset().union(*map(sums, node))
    if not isinstance(node, Scalar):
        return frozenset()
    return frozenset().union(*(sums(getattr(node, f.name)) for f in fields(node)))
