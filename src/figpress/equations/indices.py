"""Letters that stand for indices: which are free in a statement, and what one runs over. Of terms, whose
names are known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeGuard

from figpress.equations import terms
from figpress.equations.model import SymbolContext
from figpress.equations.reading import text
from figpress.equations.spelt import spelling
from figpress.equations.syntax import Condition, Node, Scripted, Slice, Statement, Symbol, children, walk
from figpress.equations.table import Entry


@dataclass(frozen=True)
class Span:
    """From low to high, both included; `loose` where not every one of them fits."""

    low: int
    high: int
    loose: bool = False


class Lengths(Protocol):
    """How long things are, in one world."""

    sizes: dict[str, int]
    context: SymbolContext

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


def free_letters(statement: Statement, sizes: Iterable[str]) -> tuple[str, ...]:
    """The letters for whose every value a statement is claimed, in order of appearance."""
    known = set(sizes)
    found: dict[str, None] = {}
    for part in (statement, *statement.premises):
        for letter in _free(part, frozenset()):
            if letter not in known:
                found.setdefault(letter)
    return tuple(found)


def _free(node: Node, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(node, terms.Big):
        yield from _free_in_sum(node, bound)
    elif isinstance(node, terms.Moment):
        yield from _all_free((node.weights,) if node.weights is not None else (), bound)
        yield from _all_free(node.of, bound | {node.index})
    elif isinstance(node, terms.Integral) and isinstance(node.by, terms.Letter):
        yield from _all_free((node.low, node.high), bound)
        yield from _free(node.body, bound | {node.by.name})
    elif isinstance(node, Condition):
        yield from _all_letters(node.members, bound)
    elif isinstance(node, terms.Name | terms.Call):
        yield from _all_letters(node.indices, bound)
        yield from _all_free(getattr(node, "arguments", ()), bound)
    elif isinstance(node, terms.Entries):
        yield from _free(node.base, bound)
        yield from _all_letters(node.parts, bound)
    else:
        yield from _all_free(children(node), bound)


def _free_in_sum(node: terms.Big, bound: frozenset[str]) -> Iterator[str]:
    for binding in node.bindings:
        yield from _all_letters((binding.low, binding.high), bound)
        bound = bound | {binding.name}
    yield from _all_free((*node.conditions, node.body), bound)


def _all_free(nodes: Iterable[Node], bound: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        yield from _free(node, bound)


def _all_letters(nodes: Iterable[Node | None], bound: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        if node is not None:
            yield from _letters(node, bound)


def _letters(node: Node, bound: frozenset[str]) -> Iterator[str]:
    """The letters of an index expression."""
    if isinstance(node, terms.Letter):
        if node.name not in bound:
            yield node.name
        return
    if isinstance(node, terms.Name):
        for index in node.indices:
            if index is not None:
                yield from _letters(index, bound)
        return
    for child in children(node):
        yield from _letters(child, bound)


def bound_and_free(statement: Statement) -> str:
    """A letter that a sum binds and that stands free after it on the same side: Σ_i a_i + b_i; "" where there
    is none. Before it, as in x_i − Σ_i x_i, nothing is in doubt."""
    for member in statement.members:
        letters = [n for n in walk(member) if isinstance(n, terms.Letter)]
        if not letters:
            continue
        for inside in walk(member):
            if not isinstance(inside, terms.Big):
                continue
            after = {n.name for n in letters if n.span[0] >= inside.span[1]}
            for binding in inside.bindings:
                if binding.name in after and binding.name in _free_after(member, inside.span[1]):
                    return binding.name
    return ""


def _free_after(node: Node, end: int) -> set[str]:
    """The letters that stand free in what begins after `end`."""
    if node.span[0] >= end:
        return set(_free(node, frozenset()))
    bound = {b.name for b in node.bindings} if isinstance(node, terms.Big) else set()
    return {name for child in children(node) for name in _free_after(child, end)} - bound


def counted_apart(statement: Statement, lengths: Lengths) -> str:
    """A letter that counts a family from one number and entries from another, in words; "" where there is
    none."""
    families: dict[str, tuple[int, str]] = {}
    entries: dict[str, str] = {}
    for inside in walk(statement):
        if isinstance(inside, terms.Name):
            for axis, index in enumerate(inside.indices):
                if isinstance(index, terms.Letter):
                    families.setdefault(index.name, (lengths.low(inside.entry, axis), shown(inside)))
        if isinstance(inside, terms.Entries):
            entries |= {part.name: text(inside) for part in inside.parts if isinstance(part, terms.Letter)}
    for letter, where in entries.items():
        low, family = families.get(letter, (lengths.context.first, ""))
        if low == 1 - lengths.context.first:
            return f"{letter} counts from {low} in {family} and from {lengths.context.first} in {where}"
    return ""


def domain(letter: str, nodes: Iterable[Node], lengths: Lengths) -> Span | None:
    """What `letter` runs over in `nodes`: where everything that it indexes has an element.

    Raises ValueError where it indexes things of different kinds, such as rows of n and of m.
    """
    uses = [use for node in nodes for use in _uses(letter, node, lengths)]
    if not uses:
        return None
    for one in uses[1:]:
        if one.over != uses[0].over and (one.over or uses[0].over):
            raise ValueError(
                f"{letter} runs over {_over(uses[0])} in {uses[0].shown} and over {_over(one)} in {one.shown}"
            )
    loose = all(u.span.loose for u in uses)
    return Span(max(u.span.low for u in uses), min(u.span.high for u in uses), loose)


def _over(use: _Use) -> str:
    return ", ".join(sorted(use.over)) or "a fixed range"


def _uses(letter: str, node: Node, lengths: Lengths) -> Iterator[_Use]:
    if isinstance(node, terms.Big) and any(b.name == letter for b in node.bindings):
        return
    if isinstance(node, terms.Moment) and node.index == letter:
        if node.weights is not None:
            yield from _uses(letter, node.weights, lengths)
        return
    if isinstance(node, terms.Name | terms.Call):
        entry = node.entry if isinstance(node, terms.Name) else node.function
        for axis, index in enumerate(node.indices):
            if index is not None and (line := _linear(letter, index)) is not None:
                low = lengths.low(entry, axis)
                span = _within(line, low, low + lengths.count(entry, axis) - 1)
                yield _Use(span, _sizes_in(entry.ranges[axis].high), shown(node))
            elif index is not None and _beside(letter, index):  # y[k−n]: every k that some n can have
                low, count = lengths.low(entry, axis), lengths.count(entry, axis)
                yield _Use(
                    Span(low - count, low + 2 * count, True), _sizes_in(entry.ranges[axis].high), shown(node)
                )
    if isinstance(node, terms.Entries) and isinstance(node.base, terms.Name) and node.base.entry.dims:
        yield from _entry_uses(letter, node, node.base.entry, lengths)
    for child in children(node):
        yield from _uses(letter, child, lengths)  # y_t inside p_{t,y_t}, too


def _entry_uses(letter: str, node: terms.Entries, entry: Entry, lengths: Lengths) -> Iterator[_Use]:
    rows = lengths.element_shape(entry)
    lies = len(node.parts) == 1 and rows[0] == 1
    dims, counts = (entry.dims[1:], rows[1:]) if lies else (entry.dims, rows)  # type: ignore[index]
    for part, dim, count in zip(node.parts, dims or (), counts):
        if not isinstance(part, Slice) and (line := _linear(letter, part)) is not None:
            first = lengths.context.first
            yield _Use(_within(line, first, first + count - 1), _sizes_in(dim), shown(node))


def shown(node: Node) -> str:
    """A name with its indices, for a message."""
    indices = ", ".join(
        "…" if i is None else text(i) for i in getattr(node, "indices", ()) or getattr(node, "parts", ())
    )
    entry = (
        node.base.entry if isinstance(node, terms.Entries) else getattr(node, "entry", None) or node.function
    )
    name = entry.base if entry.spots or isinstance(node, terms.Entries) else entry.tex
    return f"{name}_{{{indices}}}" if indices else name


def _linear(letter: str, index: Node) -> tuple[int, int] | None:
    """a and b where an index is a·letter + b; None where it is something else."""
    if isinstance(index, terms.Letter):
        return (1, 0) if index.name == letter else None
    if isinstance(index, terms.Times) and len(index.factors) == 2:
        number, rest = index.factors
        inner = _linear(letter, rest) if _whole(number) else None
        return (
            (int(number.value) * inner[0], int(number.value) * inner[1]) if inner and number.value else None
        )
    if isinstance(index, terms.Plus) and len(index.terms) == 2:
        (sign, base), (second, offset) = index.terms
        inner = _linear(letter, base)
        if inner and _whole(offset):
            return sign * inner[0], sign * inner[1] + second * int(offset.value)
    return None


def _beside(letter: str, index: Node) -> bool:
    """Whether an index is this letter and others, added and subtracted."""
    if not isinstance(index, terms.Plus):
        return False
    letters = [part.name for _, part in index.terms if isinstance(part, terms.Letter)]
    return letters.count(letter) == 1 and len(letters) > 1


def _whole(node: Node) -> TypeGuard[terms.Constant]:
    return isinstance(node, terms.Constant) and node.value == int(node.value)


def _within(line: tuple[int, int], low: int, high: int) -> Span:
    """The letters for which a·letter + b lies from low to high."""
    a, b = line
    if a < 0:
        low, high, a, b = -high, -low, -a, -b
    return Span(-((b - low) // a), (high - b) // a)


def _sizes_in(node: Node) -> frozenset[str]:
    """The sizes of a printed dimension."""
    names: set[str] = set()
    for inside in walk(node):
        if isinstance(inside, Scripted):
            names.add(spelling(inside))
        elif isinstance(inside, Symbol) and not any(
            inside.name == name.partition("_")[0] for name in names if "_" in name
        ):
            names.add(inside.name)
    return frozenset(names)
