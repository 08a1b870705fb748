"""Whole numbers of terms: indices and lengths, what letters run over, and the names that a program is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from figpress.equations import terms
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.scalars import Test
from figpress.equations.compiled.spelling import identifier, named
from figpress.equations.compiled.tensors import NOTHING, ONE, Maker, Uncompiled
from figpress.equations.syntax import Condition, Node, Slice, walk
from figpress.equations.table import Entry
from figpress.equations.world import World

_TESTS = {"=": "=", "<": "<", ">": ">", "≤": "≤", "≥": "≥", "≠": "≠"}


@dataclass(frozen=True)
class Given:
    """What a program is handed.

    name   its identifier there
    of     the name, or the call of a function of the script's own, whose values it holds
    kind   "array", "number", "index" or "set"
    shape  for readers
    letters  of a call: those that it runs over, with their lows and counts
    """

    name: str
    of: Node
    kind: str
    shape: str
    rows: Whole = ONE
    columns: Whole = ONE
    letters: tuple[tuple[str, Whole, Whole], ...] = ()


@dataclass
class Places:
    """What stands in one statement's places.

    worlds   the choices of sizes
    known    functions that displays define: (name, primes) → identifier
    spans    the letters for whose every value the statement is claimed: low and count
    given    what was found to be needed
    """

    worlds: tuple[World, ...]
    known: Mapping[tuple[str, int], str]
    spans: Mapping[str, tuple[Whole, Whole]]
    reserved: frozenset[str]
    parameters: Mapping[str, str] = field(default_factory=dict)  # of a function: name → identifier
    given: dict[str, Given] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)  # of bound letters, while their bodies are read

    def __post_init__(self) -> None:
        self.maker = Maker([w.sizes for w in self.worlds], self.reserved | set(self.spans))
        self.world = self.worlds[0]
        self.table = self.world.table
        self.entrywise = self.world.context.entrywise

    def spelt(self, letter: str) -> str:
        """A letter as the program spells it: another one where a name is spelt so."""
        plain = identifier(letter)
        if letter in self.aliases:
            return self.aliases[letter]
        return f"{plain}_" if plain in self.reserved and letter not in self.world.sizes else plain

    # -- whole numbers

    def whole(self, node: Node) -> Whole:
        """An index or a length: a letter, a size, t−1, (h−1)d_k, y_t."""
        if isinstance(node, terms.Constant) and node.value == int(node.value):
            return Whole.of(int(node.value))
        if isinstance(node, terms.Letter):
            return Whole.of(self.spelt(node.name))
        if isinstance(node, terms.Plus):
            total = NOTHING
            for sign, term in node.terms:
                total = total + self.whole(term) if sign > 0 else total - self.whole(term)
            return total
        if isinstance(node, terms.Times):
            total = ONE
            for factor in node.factors:
                total = total * self.whole(factor)
            return total
        if isinstance(node, terms.Pair) and node.op in ("cdot", "times"):
            return self.whole(node.left) * self.whole(node.right)
        if isinstance(node, terms.Name) and not node.bar and node.entry.kind == "size":
            return Whole.of(identifier(node.entry.tex))
        if isinstance(node, terms.Name) and not node.bar and node.entry.kind == "index":
            return self.index(node)
        raise Uncompiled(node, "this index is not written as loops")

    def index(self, node: terms.Name) -> Whole:
        name = self.give(node, "index")
        if not node.indices:
            return Whole.of(name)
        if len(node.indices) > 1 or node.indices[0] is None:
            raise Uncompiled(node, "this index is not written as loops")
        at = self.whole(node.indices[0]) - self.printed(node.entry.ranges[0].low)
        return Whole.of(f"{name}[{at.text}]")

    def printed(self, node: Node) -> Whole:
        """A dimension as the table prints it."""
        from figpress.equations.binding import bound

        return self.whole(bound(node, self.table, self.world.sizes))

    # -- names

    def give(self, node: terms.Name, kind: str, **more: Any) -> str:
        entry = node.entry
        name = named(entry, node.bar, self.table)
        whole = replace(node, indices=(None,) * len(entry.ranges))
        self.given.setdefault(name, Given(name, whole, kind, entry.shape, **more))
        return name

    def counts(self, entry: Entry) -> list[tuple[Whole, Whole]]:
        """Of a family: the first index along each axis, and how many there are."""
        found = []
        for span in entry.ranges:
            low, high = self.printed(span.low), self.printed(span.high)
            found.append((low, high - low + (0 if span.strict else 1)))
        return found

    def element(self, entry: Entry) -> tuple[Whole, Whole]:
        return (
            (ONE, ONE) if entry.dims is None else (self.printed(entry.dims[0]), self.printed(entry.dims[1]))
        )

    def picked(self, part: Node, first: int):
        """(where it begins, how long it is as a function of the whole; None for one entry)."""
        if not isinstance(part, Slice):
            return self.whole(part) - first, None
        low = NOTHING if part.low is None else self.whole(part.low)
        if part.high is None:
            return low, lambda length: length - low
        high = self.whole(part.high)
        return low, lambda length: high - low

    # -- what letters run over

    def limits(self, binding, node: terms.Big) -> tuple[Whole, Whole]:
        """From low to below high."""
        if binding.kind == "range":
            return self.whole(binding.low), self.whole(binding.high) + 1
        if binding.kind == "all":
            return self.run(binding.name, (node.body,), node)
        raise Uncompiled(node, "a sum over a set is not written as loops")

    def run(self, letter: str, nodes: tuple[Node, ...], where: Node) -> tuple[Whole, Whole]:
        """What a letter runs over in these nodes, from low to below high, in the names of sizes."""
        from figpress.equations.indices import domain

        spans = [domain(letter, nodes, world) for world in self.worlds]
        if any(s is None for s in spans):
            raise Uncompiled(where, f"it is not known what {letter} runs over")
        lows, highs = [], []
        for low, n in self.used(letter, nodes):
            lows.append(low)
            highs.append(low + n)
        low = next((w for w in lows if _is(w, [s.low for s in spans], self.worlds)), None)
        high = next((w for w in highs if _is(w, [s.high + 1 for s in spans], self.worlds)), None)
        if low is None or high is None:
            raise Uncompiled(where, f"{letter} runs over what has no name")
        return low, high

    def used(self, letter: str, nodes: tuple[Node, ...]):
        """(low, count) of every place that a letter stands in, shifted as it stands there."""
        first = Whole.of(self.world.context.first)
        me = Whole.of(self.spelt(letter))
        for inside in (n for node in nodes for n in walk(node)):
            if isinstance(inside, terms.Name | terms.Call):
                entry = inside.entry if isinstance(inside, terms.Name) else inside.function
                for index, (low, n) in zip(inside.indices, self.counts(entry) if inside.indices else ()):
                    if (shift := self.shift(index, me)) is not None:
                        yield low - shift, n
            if (
                isinstance(inside, terms.Entries)
                and isinstance(inside.base, terms.Name)
                and inside.base.entry.dims
            ):
                dims = self.element(inside.base.entry)
                for part, length in zip(
                    inside.parts, dims[1:] if dims[0] == ONE and len(inside.parts) == 1 else dims
                ):
                    if not isinstance(part, Slice) and (shift := self.shift(part, me)) is not None:
                        yield first - shift, length

    def shift(self, index: Node | None, me: Whole) -> Whole | None:
        if index is None:
            return None
        try:
            found = self.whole(index) - me
        except Uncompiled:
            return None
        return found if found.number is not None else None

    def tests(self, condition: Condition) -> list[Test]:
        """Conditions on indices, or that one is a member of a set that is handed in."""
        found = []
        for relation, left, right in zip(condition.relations, condition.members, condition.members[1:]):
            if (
                relation == "∈"
                and isinstance(right, terms.Name)
                and right.entry.kind == "set"
                and not right.indices
            ):
                found.append(Test("∈", self.whole(left), self.give(right, "set")))
            elif relation in _TESTS:
                found.append(Test(relation, self.whole(left), self.whole(right)))
            else:
                raise Uncompiled(condition, f"{relation} decides no case here")
        return found


def _is(whole: Whole, wanted: list[int], worlds: tuple[World, ...]) -> bool:
    try:
        return [whole.value(w.sizes) for w in worlds] == wanted
    except KeyError:
        return False
