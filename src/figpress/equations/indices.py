"""Letters that stand for indices: which are free in a statement, and what one runs over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from figpress.equations.syntax import (
    Big,
    Condition,
    Covariance,
    Entries,
    Node,
    Number,
    Scripted,
    Slice,
    Statement,
    Sum,
    Symbol,
    children,
    walk,
)  # fmt: skip
from figpress.equations.table import FUNCTIONS, Entry, Reference, Table, spelling


@dataclass(frozen=True)
class Span:
    """From low to high, both included."""

    low: int
    high: int


class Lengths(Protocol):
    """How long things are, in one world."""

    sizes: dict[str, int]

    def low(self, entry: Entry, axis: int) -> int: ...
    def count(self, entry: Entry, axis: int) -> int: ...
    def element_shape(self, entry: Entry) -> tuple[int, int]: ...


@dataclass(frozen=True)
class _Use:
    span: Span
    over: frozenset[
        str
    ]  # the sizes that the range is made of: n and m are different things, L and L+1 are not
    shown: str


def free_letters(statement: Statement, table: Table, sizes: Iterable[str]) -> tuple[str, ...]:
    """The letters for whose every value a statement is claimed, in order of appearance."""
    known = set(sizes) | {e.tex for e in table.entries if e.kind in ("size", "index", "set")}
    found: dict[str, None] = {}
    for part in (statement, *statement.premises):
        for letter in _free(part, table, frozenset()):
            if letter not in known:
                found.setdefault(letter)
    return tuple(found)


def _free(node: Node, table: Table, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(node, Big):
        inner = bound | {b.name for b in node.bindings}
        for binding in node.bindings:
            for limit in (binding.low, binding.high):
                if limit is not None:
                    yield from _letters(limit, table, bound)
        for condition in node.conditions:
            yield from _free(condition, table, inner)
        yield from _free(node.body, table, inner)
        return
    if isinstance(node, Covariance):
        yield from _free(node.weights, table, bound)
        yield from _free(node.left, table, bound | {node.index})
        yield from _free(node.right, table, bound | {node.index})
        return
    if isinstance(node, Condition):
        for member in node.members:
            yield from _letters(member, table, bound)
        return
    if isinstance(node, Scripted) and isinstance(node.base, Symbol):
        reference = table.resolve(node)
        if reference:
            for index in (*reference.indices, *reference.entries):
                if index is not None:
                    yield from _letters(index, table, bound)
            if reference.power is not None:
                yield from _free(reference.power, table, bound)
            return
        if node.base.name == "\\delta":
            for index in node.indices:
                yield from _letters(index, table, bound)
            return
        if node.base.name in FUNCTIONS or spelling(node) in FUNCTIONS:
            return
    if isinstance(node, Entries):
        yield from _free(node.base, table, bound)
        for part in node.parts:
            yield from _letters(part, table, bound)
        return
    if isinstance(node, Scripted):
        yield from _free(node.base, table, bound)
        for index in node.indices:
            yield from _letters(index, table, bound)
        if node.power is not None:
            yield from _free(node.power, table, bound)
        return
    for child in children(node):
        yield from _free(child, table, bound)


def _letters(node: Node, table: Table, bound: frozenset[str]) -> Iterator[str]:
    """The letters of an index expression."""
    if isinstance(node, Symbol):
        if node.name not in bound and table.resolve(node) is None:
            yield node.name
        return
    if isinstance(node, Scripted):
        reference = table.resolve(node)
        for index in reference.indices if reference else ():
            if index is not None:
                yield from _letters(index, table, bound)
        return
    for child in children(node):
        yield from _letters(child, table, bound)


def domain(letter: str, nodes: Iterable[Node], table: Table, lengths: Lengths) -> Span | None:
    """What `letter` runs over in `nodes`: where everything that it indexes has an element.

    Raises ValueError where it indexes things of different kinds, such as rows of n and of m.
    """
    uses = [use for node in nodes for use in _uses(letter, node, table, lengths)]
    if not uses:
        return None
    for one in uses[1:]:
        if one.over != uses[0].over and (one.over or uses[0].over):
            raise ValueError(
                f"{letter} runs over {_over(uses[0])} in {uses[0].shown} and over {_over(one)} in {one.shown}"
            )
    return Span(max(u.span.low for u in uses), min(u.span.high for u in uses))


def _over(use: _Use) -> str:
    return ", ".join(sorted(use.over)) or "a fixed range"


def _uses(letter: str, node: Node, table: Table, lengths: Lengths) -> Iterator[_Use]:
    if isinstance(node, Big) and any(b.name == letter for b in node.bindings):
        return
    if isinstance(node, Covariance) and node.index == letter:
        yield from _uses(letter, node.weights, table, lengths)
        return
    if isinstance(node, Scripted) and (reference := table.resolve(node)):
        yield from _reference_uses(letter, reference, node, lengths)
        for index in (*reference.indices, *reference.entries):
            if index is not None:
                yield from _uses(letter, index, table, lengths)  # y_t inside p_{t,y_t}
        if reference.power is not None:
            yield from _uses(letter, reference.power, table, lengths)
        return
    if isinstance(node, Entries) and (base := table.resolve(node.base)):
        reference = replace(base, entries=node.parts)
        yield from _reference_uses(letter, reference, node.base, lengths)
    for child in children(node):
        yield from _uses(letter, child, table, lengths)


def _reference_uses(letter: str, reference: Reference, node: Node, lengths: Lengths) -> Iterator[_Use]:
    entry, shown = reference.entry, spelling(node)
    for axis, index in enumerate(reference.indices):
        if index is not None and (shift := _shift(letter, index)) is not None:
            low = lengths.low(entry, axis)
            span = Span(low - shift, low + lengths.count(entry, axis) - 1 - shift)
            yield _Use(span, _sizes_in(entry.ranges[axis].high), shown)
    if reference.entries and entry.dims:
        rows = lengths.element_shape(entry)
        dims = entry.dims[1:] if len(reference.entries) == 1 and rows[0] == 1 else entry.dims
        counts = rows[1:] if len(reference.entries) == 1 and rows[0] == 1 else rows
        for part, dim, count in zip(reference.entries, dims, counts):
            if not isinstance(part, Slice) and (shift := _shift(letter, part)) is not None:
                yield _Use(Span(-shift, count - 1 - shift), _sizes_in(dim), shown)


def _shift(letter: str, index: Node) -> int | None:
    """k where an index is letter + k; None where it is something else."""
    if isinstance(index, Symbol):
        return 0 if index.name == letter else None
    if isinstance(index, Sum) and len(index.terms) == 2:
        (first, base), (second, offset) = index.terms
        if first == 1 and isinstance(base, Symbol) and base.name == letter and isinstance(offset, Number):
            return second * int(offset.digits)
    return None


def _sizes_in(node: Node) -> frozenset[str]:
    names = set()
    for inside in walk(node):
        if isinstance(inside, Scripted):
            names.add(spelling(inside))
        elif isinstance(inside, Symbol) and not any(
            inside.name == name.partition("_")[0] for name in names if "_" in name
        ):
            names.add(inside.name)
    return frozenset(names)


def bare_families_indexed(node: Node, table: Table, letter: str) -> Node:
    """`node` with every family that stands without its index given one: v becomes v_·, as inside Cov_{a}(v,
    k).
    """
    if isinstance(node, Symbol):
        reference = table.resolve(node)
        if reference and reference.indices == (None,) and reference.entry.spots[0][0] == "low":
            return Scripted(
                base=node, low=letter, indices=(Symbol(name=letter, span=node.span),), span=node.span
            )
    return node
