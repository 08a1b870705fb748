"""Terms as rules for their entries: the second backend beside `evaluator`, over the same closed set of kinds.

What is no loop over numbers (derivatives, changes, integrals, decompositions) is refused with words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from figpress.equations import terms
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.named import called
from figpress.equations.compiled.scalars import Applied, Chosen, Load, Number, Scalar, Test, put
from figpress.equations.compiled.spelling import identifier, named, of_arguments
from figpress.equations.compiled.tensors import (
    NOTHING,
    ONE,
    ONES,
    Maker,
    Tensor,
    Uncompiled,
    binary,
    count,
    each,
    eye,
    negative,
    number,
    transposed,
)
from figpress.equations.indices import free_letters
from figpress.equations.syntax import Condition, Node, Slice, Statement, walk
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
class Lowering:
    """One statement's terms.

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

    def tensor(self, node: Node) -> Tensor:
        """The rule of a term. Raises Uncompiled, naming the innermost term that is none."""
        make = _KINDS.get(type(node))
        if make is None:
            what = re.sub(r"(?<!^)([A-Z])", r" \1", type(node).__name__).lower()
            raise Uncompiled(node, f"a {what} is not written as loops")
        try:
            return make(self, node)
        except Uncompiled as refused:
            raise (Uncompiled(node, refused.message) if refused.node is None else refused) from None

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

    def name(self, node: terms.Name) -> Tensor:
        entry = node.entry
        if not node.bar and entry.tex in self.parameters:
            return number(Load(self.parameters[entry.tex], None))
        if entry.kind == "size":
            return number(count(Whole.of(identifier(entry.tex))))
        if entry.kind == "index":
            return number(count(self.index(node)))
        if entry.kind not in ("tensor", "scalar"):
            raise Uncompiled(node, f"{entry.tex} is a {entry.kind}, not a number")
        if entry.random:
            raise Uncompiled(node, f"{entry.tex} is drawn at random")
        if entry.definition and not node.bar:
            return self.defined(node)
        return self.loaded(node)

    def defined(self, node: terms.Name) -> Tensor:
        """A name that its row of the table defines: worked out here, where it can be."""
        from figpress.equations.binding import bound
        from figpress.equations.statements import expression

        entry = node.entry
        if any(i is None for i in node.indices):
            return self.loaded(node)
        right = bound(expression(entry.definition), self.table, self.world.sizes)
        letters = [r.letter for r in entry.ranges]
        before = dict(self.given)
        try:
            made = self.tensor(right)
        except Uncompiled:
            self.given = before  # a definition by autograd: it is handed in
            return self.loaded(node)
        if not letters:
            return made
        given = [self.whole(i) for i in node.indices]

        def at(i, j):
            found = made.at(i, j)
            stand_ins = [self.maker.fresh() for _ in letters]
            for letter, stand_in in zip(letters, stand_ins):
                found = put(found, letter, Whole.of(stand_in))
            for stand_in, whole in zip(stand_ins, given):
                found = put(found, stand_in, whole)
            return found

        return replace(made, at=at)

    def loaded(self, node: terms.Name) -> Tensor:
        entry = node.entry
        rows, columns = self.element(entry)
        if not entry.ranges and entry.dims is None:
            return number(Load(self.give(node, "number"), None))
        name = self.give(node, "array", rows=rows, columns=columns)
        picks, open_axes = [], []
        for axis, index in enumerate(node.indices):
            low, _ = self.counts(entry)[axis]
            picks.append(None if index is None else self.whole(index) - low)
            open_axes += [axis] if index is None else []
        counts = [n for _, n in self.counts(entry)]
        if open_axes and (entry.dims is not None or len(open_axes) > 2):
            raise Uncompiled(node, f"{entry.tex} stands here without its index")

        def at(i: Whole, j: Whole) -> Scalar:
            given = dict(zip(open_axes, (i, j)))
            place = NOTHING
            for axis, pick in enumerate(picks):
                place = place * counts[axis] + (given[axis] if pick is None else pick)
            if open_axes:
                return Load(name, place)
            return Load(name, place_of(place, rows, columns, i, j))

        if open_axes:
            return Tensor(counts[open_axes[0]], counts[open_axes[1]] if len(open_axes) > 1 else ONE, at)
        if entry.over:
            rows_over = entry.over == "rows"
            first = Tensor(None if rows_over else rows, columns if rows_over else None, at)
            return replace(first, at=lambda i, j: at(NOTHING, j) if rows_over else at(i, NOTHING))
        return Tensor(rows, columns, at, scalar=entry.dims is None)

    def entries(self, node: terms.Entries) -> Tensor:
        base = self.tensor(node.base)
        if base.scalar or base.rows is None or base.columns is None or not 1 <= len(node.parts) <= 2:
            raise Uncompiled(node, "has no entries to take")
        first = self.world.context.first
        picks = [self.picked(part, first) for part in node.parts]
        if len(picks) == 1:
            picks = [None, picks[0]] if base.rows == ONE else [picks[0], None]
        sizes = []
        for pick, length in zip(picks, (base.rows, base.columns)):
            sizes.append(length if pick is None else ONE if pick[1] is None else pick[1](length))
        shifts = [NOTHING if pick is None else pick[0] for pick in picks]

        def at(i: Whole, j: Whole) -> Scalar:
            return base.at(shifts[0] + i, shifts[1] + j)

        single = all(size == ONE for size in sizes)
        return Tensor(sizes[0], sizes[1], at, scalar=single)

    def picked(self, part: Node, first: int):
        """(where it begins, how long it is as a function of the whole; None for one entry)."""
        if not isinstance(part, Slice):
            return self.whole(part) - first, None
        low = NOTHING if part.low is None else self.whole(part.low)
        if part.high is None:
            return low, lambda length: length - low
        high = self.whole(part.high)
        return low, lambda length: high - low

    # -- operations

    def plus(self, node: terms.Plus) -> Tensor:
        found = [(sign, self.tensor(term)) for sign, term in node.terms]
        shaped = [t for _, t in found if not t.scalar]
        if self.entrywise and shaped:
            found = [
                (s, replace(t, rows=None, columns=None, scalar=False, at=_constant(t)) if t.scalar else t)
                for s, t in found
            ]
        total = negative(found[0][1]) if found[0][0] < 0 else found[0][1]
        for sign, value in found[1:]:
            total = self.maker.joined("+" if sign > 0 else "-", total, value)
        return total

    def times(self, node: terms.Times) -> Tensor:
        total: Tensor | None = None
        for factor in node.factors:
            value = self.tensor(factor)
            total = value if total is None else self.maker.times(total, value)
        assert total is not None
        return total

    def pair(self, node: terms.Pair) -> Tensor:
        left, right = self.tensor(node.left), self.tensor(node.right)
        if node.op == "/":
            return self.quotient(left, right)
        if node.op == "odot":
            if left.scalar or right.scalar:
                if self.entrywise:
                    return self.maker.times(left, right)
                raise Uncompiled(node, "⊙ stands between two tensors of one shape")
            return self.maker.joined("*", left, right)
        if node.op == "inner":
            return self.maker.inner(left, right)
        if node.op == "times" and (left.scalar or right.scalar):
            return self.maker.times(left, right)
        if node.op == "cdot":
            matrices = not {left.rows, left.columns, right.rows} & {ONE, None}
            if left.scalar or right.scalar or matrices:
                return self.maker.times(left, right)
            return self.maker.inner(left, right)
        raise Uncompiled(node, f"{node.op} is not written as loops")

    def quotient(self, left: Tensor, right: Tensor) -> Tensor:
        if right.scalar:
            return replace(
                left, at=lambda i, j: binary("/", left.at(i, j), right.at(NOTHING, NOTHING)), zero=False
            )
        if not self.entrywise:
            raise Uncompiled(None, "only a number divides")
        return self.maker.joined("/", _spread(left, right), right)

    def power(self, node: terms.Power) -> Tensor:
        base, exponent = self.tensor(node.base), self.tensor(node.exponent)
        if not exponent.scalar:
            raise Uncompiled(node, "a power is a number")
        square = (
            not base.scalar and base.rows is not None and self.maker.same(base.rows, base.columns or NOTHING)
        )
        if not (base.scalar or node.entrywise or (self.entrywise and not square)):
            raise Uncompiled(node, "a power of a matrix is not written as loops")
        by = exponent.at(NOTHING, NOTHING)
        return each(base, lambda x: _raised(x, by))

    def call(self, node: terms.Call) -> Tensor:
        if isinstance(node.function, str):
            if node.primes:
                raise Uncompiled(node, f"the derivative of {node.function} is printed nowhere")
            return called(self.maker, node.function, [self.tensor(a) for a in node.arguments])
        known = self.known.get((node.function.tex, node.primes))
        if known and len(node.arguments) == 1 and not node.indices:
            self.called.add(known)
            return each(self.tensor(node.arguments[0]), lambda x: Applied(known, (x,)))
        return self.handed(node)

    def handed(self, node: terms.Call) -> Tensor:
        """What a function of the script's own makes is handed in, worked out."""
        statement = Statement(members=(node,), relations=(), span=node.span)
        letters = tuple(
            (self.spelt(name), *self.spans[name])
            for name in free_letters(statement, self.world.sizes)
            if name in self.spans
        )
        if any(name not in self.spans for name in free_letters(statement, self.world.sizes)):
            raise Uncompiled(node, "a function of the script's own, inside of a sum")
        from figpress.equations.evaluator import Evaluator

        shapes = set()
        for world in self.worlds:
            scope = {name: low.value(world.sizes) for name, low, _ in letters}
            shapes.add(Evaluator(world).value(node, scope).shape)
        rows, columns = self.recognised(node, shapes)
        scalar = shapes == {()}
        name = (
            identifier(node.function.tex)
            + "_prime" * node.primes
            + "_of_"
            + of_arguments(node.arguments, self.table)
        )
        if scalar and not letters:
            self.given.setdefault(name, Given(name, node, "number", "a number"))
            return number(Load(name, None))
        self.given.setdefault(
            name, Given(name, node, "array", f"{rows.text}×{columns.text}", rows, columns, letters)
        )

        def at(i: Whole, j: Whole) -> Scalar:
            place = NOTHING
            for letter, low, n in letters:
                place = place * n + Whole.of(letter) - low
            return Load(name, place_of(place, rows, columns, i, j))

        return Tensor(rows, columns, at, scalar=scalar)

    def recognised(self, node: Node, shapes: set) -> tuple[Whole, Whole]:
        """Lengths by the names of the sizes that they are in every world."""
        from figpress.equations.evaluator import Evaluator

        if shapes == {()}:
            return ONE, ONE
        found = []
        for axis in (0, 1):
            lengths = []
            for world in self.worlds:
                scope = {name: low.value(world.sizes) for name, (low, _) in self.spans.items()}
                lengths.append(Evaluator(world).value(node, scope).shape[axis])
            names = [n for n in self.world.sizes if [w.sizes[n] for w in self.worlds] == lengths]
            if set(lengths) == {1}:
                found.append(ONE)
            elif names:
                found.append(Whole.of(identifier(names[0])))
            else:
                raise Uncompiled(node, "its lengths are no sizes of the script")
        return found[0], found[1]

    def norm(self, node: terms.Norm) -> Tensor:
        if node.kind == "abs" and isinstance(node.of, terms.Name) and node.of.entry.kind == "set":
            return number(count(Whole.of(f"{self.give(node.of, 'set')}.length")))
        a = self.tensor(node.of)
        if node.kind == "abs":
            if not a.scalar:
                raise Uncompiled(node, "bars round a tensor")
            return each(a, lambda x: Applied("Math.abs", (x,)))
        vector = ONE in (a.rows, a.columns)
        if node.kind in ("", "F") or (node.kind == "2" and vector):
            return number(Applied("Math.sqrt", (self.maker.all_of("sum", a, lambda x: binary("*", x, x)),)))
        if node.kind in ("1", "inf") and vector:
            op = "sum" if node.kind == "1" else "max"
            return number(self.maker.all_of(op, a, lambda x: Applied("Math.abs", (x,))))
        raise Uncompiled(node, "this norm is not written as loops")

    # -- what binds letters

    def big(self, node: terms.Big) -> Tensor:
        if node.op in ("concat", "stack") or node.direction:
            raise Uncompiled(
                node, "a product of matrices, or what stands beside one another inside of a term"
            )
        if node.conditions:
            raise Uncompiled(node, "a sum under a condition is not written as loops")
        before, spans = dict(self.aliases), []
        for binding in node.bindings:
            spans.append(self.limits(binding, node))
            self.aliases[binding.name] = self.maker.fresh()
        body = self.tensor(node.body)
        stand_ins, self.aliases = [self.aliases[b.name] for b in node.bindings], before
        if node.op == "prod" and not body.scalar:
            raise Uncompiled(node, "a product of matrices")

        def at(i: Whole, j: Whole) -> Scalar:
            made = body.at(i, j)
            for binding, stand_in, (low, high) in reversed(list(zip(node.bindings, stand_ins, spans))):
                inner = made

                def said(k: Whole, stand_in=stand_in, inner=inner) -> Scalar:
                    return put(inner, stand_in, k)

                made = self.maker.folded(node.op, low, high, said, identifier(binding.name))
            return made

        return replace(body, at=at, zero=False, ones=False, square=False)

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

    def choice(self, node: terms.Choice) -> Tensor:
        branches = [(self.tensor(value), conditions) for value, conditions in node.branches]
        if branches[-1][1] is not None:
            raise Uncompiled(node, "the cases have no otherwise")
        made = branches[-1][0]
        for value, conditions in reversed(branches[:-1]):
            tests = tuple(t for c in conditions or () for t in self.tests(c))
            rest = made
            if value.scalar != rest.scalar and not (value.zero or rest.zero):
                raise Uncompiled(node, "cases of different shapes")
            shaped = rest if value.zero else value
            made = replace(
                shaped, zero=False, ones=False, square=False,
                at=lambda i, j, a=value, b=rest, t=tests: Chosen(t, a.at(i, j), b.at(i, j)),
            )  # fmt: skip
        return made

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

    def delta(self, node: terms.Delta) -> Tensor:
        tests = tuple(t for c in node.conditions for t in self.tests(c))
        return number(Chosen(tests, Number(1.0), Number(0.0)))

    def unit(self, node: terms.Unit) -> Tensor:
        size = None if node.length is None else self.whole(node.length)
        if node.kind == "identity":
            return eye(size)
        return ONES if size is None else replace(ONES, rows=size, ones=True)


def place_of(start: Whole, rows: Whole, columns: Whole, i: Whole, j: Whole) -> Whole:
    """Where the entry (i, j) of a family's element lies."""
    return (start * rows + i) * columns + j


def _constant(t: Tensor):
    return lambda i, j: t.at(NOTHING, NOTHING)


def _spread(a: Tensor, like: Tensor) -> Tensor:
    return replace(like, at=_constant(a)) if a.scalar else a


def _raised(x: Scalar, by: Scalar) -> Scalar:
    if by == Number(2.0) and isinstance(x, Load):
        return binary("*", x, x)
    if by == Number(0.5):
        return Applied("Math.sqrt", (x,))
    if by == Number(-1.0):
        return binary("/", Number(1.0), x)
    return Applied("Math.pow", (x, by))


def _is(whole: Whole, wanted: list[int], worlds: tuple[World, ...]) -> bool:
    try:
        return [whole.value(w.sizes) for w in worlds] == wanted
    except KeyError:
        return False


def _number(lowering: Lowering, node: terms.Constant) -> Tensor:
    return number(Number(node.value), zero=node.value == 0)


def _letter(lowering: Lowering, node: terms.Letter) -> Tensor:
    if node.name in lowering.parameters:
        return number(Load(lowering.parameters[node.name], None))
    return number(count(Whole.of(lowering.spelt(node.name))))


_KINDS = {
    terms.Constant: _number, terms.Letter: _letter, terms.Name: Lowering.name, terms.Unit: Lowering.unit,
    terms.Delta: Lowering.delta, terms.Plus: Lowering.plus, terms.Times: Lowering.times, terms.Pair: Lowering.pair,
    terms.Power: Lowering.power, terms.Transpose: lambda low, node: transposed(low.tensor(node.of)),
    terms.Entries: Lowering.entries, terms.Call: Lowering.call, terms.Norm: Lowering.norm, terms.Big: Lowering.big,
    terms.Choice: Lowering.choice,
}  # fmt: skip
