"""What a sum reads across its vectors, copied once so that it lies along them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.scalars import Folded, Load, Rule, Scalar
from figpress.equations.compiled.trees import loads


@dataclass(frozen=True)
class Pack:
    """`array` at `source`, for both letters of `loops`, goes to `name` at `place`."""

    name: str
    array: str
    source: Whole
    place: Whole
    length: Whole
    loops: tuple[tuple[str, Whole, Whole], tuple[str, Whole, Whole]]


def packed(rule: Rule, refusal: type[Exception]) -> tuple[Rule, tuple[Pack, ...]]:
    """A rule that reads along its last letter only, and what is copied for it. Raises `refusal`, saying why not."""
    _fits(rule, refusal)
    if not rule.loops or rule.place.along(rule.loops[-1][0]) != Whole.of(1):
        return rule, ()
    column, low, high = rule.loops[-1]
    inner = {letter for letter, _, _ in rule.loops[-2:]}
    packs: dict[Load, Pack] = {}
    for fold, load in _across(rule.value, column):
        if load in packs:
            continue
        assert load.at is not None
        apart = (fold.low.names | fold.high.names) & (inner | {fold.letter})
        if fold.letter not in load.at.names or load.at.names & inner != {column} or apart or low.terms:
            raise refusal(f"{load.array} lies across")
        name = f"along_{len(packs) + 1}"
        place = (Whole.of(fold.letter) - fold.low) * high + Whole.of(column)
        length = (fold.high - fold.low) * high
        packs[load] = Pack(
            name,
            load.array,
            load.at,
            place,
            length,
            ((fold.letter, fold.low, fold.high), (column, low, high)),
        )
    put = {load: Load(pack.name, pack.place) for load, pack in packs.items()}
    return replace(rule, value=_swapped(rule.value, put)), tuple(packs.values())


def _fits(rule: Rule, refusal: type[Exception]) -> None:
    """An array that is read and written is read where it is written, and nowhere else."""
    for load in loads(rule.value):
        if load.array == rule.array and load.at != rule.place:
            raise refusal(f"{rule.array} is read while it is written")


def _parts(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        yield from node
    elif isinstance(node, Scalar):
        yield from (getattr(node, f.name) for f in fields(node))


def _across(node: Any, column: str, fold: Folded | None = None) -> Iterator[tuple[Folded, Load]]:
    """Reads inside of a sum that do not lie along the column's letter, with the innermost sum."""
    if isinstance(node, Folded):
        fold = node
    if isinstance(node, Load) and node.at is not None and fold is not None:
        if node.at.along(column) not in (Whole(), Whole.of(1)):
            yield fold, node
    for child in _parts(node):
        yield from _across(child, column, fold)


def _swapped(node: Any, put: dict[Load, Load]) -> Any:
    if isinstance(node, Load):
        return put.get(node, node)
    if isinstance(node, tuple):
        return tuple(_swapped(n, put) for n in node)
    if not isinstance(node, Scalar):
        return node
    return replace(node, **{f.name: _swapped(getattr(node, f.name), put) for f in fields(node)})
