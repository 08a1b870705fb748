r"""What dots stand for: a_1 + a_2 + \dots + a_n, f(x_1) \cdots f(x_n), a column from its first to its last.

The terms on both sides of the dots must be one pattern that differs in one whole number alone. Where two terms
stand before the dots, the second must continue the first by one; where only one does, the number must be an
index. Everything else stays undecided: nobody knows how 1 + 2 + 4 + \dots + n goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from figpress.equations.syntax import Binding, Dots, Group, Node, Number, Product, Scripted, Sum, Symbol

LETTER = "#"  # what the dots count by: no letter of an author's
_SPELT = {
    ("Scripted", "low"): "indices",
    ("Scripted", "high"): "power",
}  # spelt out beside the nodes themselves


@dataclass(frozen=True)
class Run:
    """A pattern with LETTER in it, and from where to where it counts."""

    pattern: Node
    binding: Binding


@dataclass(frozen=True)
class _Apart:
    """One place where two trees differ."""

    path: tuple
    first: Node
    second: Node
    index: bool


def run(before: Sequence[Node], after: Node) -> Run | None:
    """The pattern of terms before the dots and the last one after them; None where there is no one pattern."""
    if not before:
        return None
    apart = tuple(_apart(before[0], after, (), False))
    if not apart or len({(a.first, a.second) for a in apart}) != 1 or not isinstance(apart[0].first, Number):
        return None
    start = apart[0].first
    if not start.digits.isdigit() or not isinstance(apart[0].second, Number | Symbol | Sum):
        return None
    if len(before) == 1 and not all(a.index for a in apart):
        return None
    for step, term in enumerate(before[1:], 1):
        expected = Number(digits=str(int(start.digits) + step))
        here = tuple(_apart(before[0], term, (), False))
        if [a.path for a in here] != [a.path for a in apart] or any(a.second != expected for a in here):
            return None
    pattern = before[0]
    letter = Symbol(name=LETTER, span=start.span)
    for a in apart:
        pattern = _put(pattern, a.path, letter)
    binding = Binding(name=LETTER, kind="range", low=start, high=apart[0].second, span=pattern.span)
    return Run(pattern, binding)


def of_sum(node: Sum) -> Run | None:
    """The run of a sum, all with one sign."""
    at = [i for i, (_, term) in enumerate(node.terms) if isinstance(term, Dots)]
    if len(at) != 1 or not (0 < at[0] == len(node.terms) - 2) or len({sign for sign, _ in node.terms}) != 1:
        return None
    return run([term for _, term in node.terms[: at[0]]], node.terms[-1][1])


def with_dots_apart(node: Sum) -> Sum:
    """a − b ⋯ − c: dots at the end of a term that another one follows stand between the two."""
    found: list[tuple[int, Node]] = []
    for at, (sign, term) in enumerate(node.terms):
        ends = isinstance(term, Product) and isinstance(term.factors[-1], Dots) and at < len(node.terms) - 1
        if not ends:
            found.append((sign, term))
            continue
        found += [(sign, _whole(term.factors[:-1])), (sign, term.factors[-1])]
    return node if len(found) == len(node.terms) else replace(node, terms=tuple(found))


def of_product(node: Product) -> Run | None:
    """The run of factors side by side, where calls are several factors each."""
    at = [i for i, factor in enumerate(node.factors) if isinstance(factor, Dots)]
    if len(at) != 1:
        return None
    before, after = node.factors[: at[0]], node.factors[at[0] + 1 :]
    if not after or len(before) % len(after):
        return None
    width = len(after)
    chunks = [_whole(before[i : i + width]) for i in range(0, len(before), width)]
    return run(chunks, _whole(after))


def of_list(items: Sequence[Node]) -> Run | None:
    """The run of things listed one after another, the dots the last but one."""
    at = [i for i, item in enumerate(items) if isinstance(item, Dots)]
    if len(at) != 1 or at[0] != len(items) - 2:
        return None
    return run(items[: at[0]], items[-1])


def _whole(factors: Sequence[Node]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return Product(factors=tuple(factors), span=(factors[0].span[0], factors[-1].span[1]))


def _apart(a: Any, b: Any, path: tuple, index: bool) -> Iterator[_Apart]:
    """Where two trees differ, outermost first."""
    if isinstance(a, Node) and isinstance(b, Node):
        if a == b:
            return
        if type(a) is not type(b) or isinstance(a, Number | Symbol | Sum):
            yield _Apart(path, a, b, index)
            return
        for name in (f.name for f in fields(a) if f.name != "span"):
            yield from _field(a, b, name, path, index)
    elif isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b)):
            yield from _apart(x, y, (*path, i), index)
    elif a != b:
        yield _Apart(path, Dots(), Dots(), False)  # no number: the run is none


def _field(a: Node, b: Node, name: str, path: tuple, index: bool) -> Iterator[_Apart]:
    beside = _SPELT.get((type(a).__name__, name))
    if beside and getattr(a, beside) and getattr(b, beside):
        return
    inside = index or (isinstance(a, Scripted) and name == "indices") or _wrapped(a, name)
    yield from _apart(getattr(a, name), getattr(b, name), (*path, name), inside)


def _wrapped(node: Node, name: str) -> bool:
    """x^{(1)}: an index in parentheses above."""
    return isinstance(node, Scripted) and name == "power" and isinstance(node.power, Group)


def _put(node: Any, path: tuple, new: Node) -> Any:
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(node, tuple):
        return (*node[:first], _put(node[first], rest, new), *node[first + 1 :])
    assert is_dataclass(node)
    changed: dict[str, Any] = {first: _put(getattr(node, first), rest, new)}
    if isinstance(node, Scripted):
        spelt = {"indices": "low", "power": "high"}.get(first)
        if spelt:
            changed[spelt] = f"{LETTER}{getattr(node, spelt)}"  # it is no label any more
    return replace(node, **changed)  # type: ignore[type-var]
