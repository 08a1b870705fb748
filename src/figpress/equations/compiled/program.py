"""A printed statement as one function of JavaScript: what it is handed, what it writes, and its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from figpress.equations import terms
from figpress.equations.compiled import javascript
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.lowering import Lowering
from figpress.equations.compiled.places import Given
from figpress.equations.compiled.reading import place_of
from figpress.equations.compiled.scalars import Rule, Test
from figpress.equations.compiled.spelling import identifier, named
from figpress.equations.compiled.tensors import NOTHING, ONE, Tensor, Uncompiled
from figpress.equations.indices import free_letters
from figpress.equations.syntax import Slice, Space, Statement
from figpress.equations.world import World

EQUAL = ("=", "≔", "←")


@dataclass(frozen=True)
class Written:
    """Where a function writes: an array of `length`, the entry of (letters, i, j) at `place`."""

    name: str
    length: Whole
    rows: Whole
    columns: Whole
    place: Whole
    scalar: bool = False


@dataclass(frozen=True)
class Function:
    """One statement's program.

    name     of what it works out: "Q_bar"
    tex      the statement's side that is worked out is a part of this
    source   export function Q_bar({ n, d_k }, { c, S_bar, K }, Q_bar) { … }
    sizes    their identifiers and their names in the script
    given    what it reads
    written  what it writes; None for a function of one number, which returns it
    letters  for whose every value the statement is claimed, with low and high
    tests    under which conditions
    needs    functions of other displays that it calls, and helpers
    side     which member of the statement it works out
    """

    name: str
    source: str
    sizes: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    written: Written | None = None
    letters: tuple[tuple[str, Whole, Whole], ...] = ()
    needs: tuple[str, ...] = ()
    side: int = 1
    printed: tuple[tuple[str, str], ...] = ()  # letters as printed, and as spelt
    rules: tuple[Rule, ...] = ()  # what its loops say; of a function of one number, its value


def function(
    statement: Statement, worlds: tuple[World, ...], known: Mapping[tuple[str, int], str], label: str = ""
) -> Function:
    """The program of a bound statement: its left side from the first of the others that can be written so.

    known  functions that earlier displays define. Raises Uncompiled, saying why not.
    """
    if statement.premises or not statement.relations or statement.relations[0] not in EQUAL:
        raise Uncompiled(statement, "only what is said to be equal is worked out")
    refused = None
    for side in range(1, len(statement.members)):
        if statement.relations[side - 1] not in EQUAL:
            break
        try:
            return _Compiling(statement, worlds, known, label, side).made()
        except Uncompiled as error:
            refused = refused or error
    assert refused is not None
    raise refused


class _Compiling:
    def __init__(self, statement: Statement, worlds, known, label: str, side: int):
        self.statement, self.worlds, self.label, self.side = statement, worlds, label, side
        self.left, self.right = statement.members[0], statement.members[side]
        world = worlds[0]
        picks = {e.tex for e in world.table.entries if e.kind == "index"}
        self.sizes = [s for s in world.sizes if s not in picks]  # a word's id is a whole number, but no size
        sizes = set(map(identifier, self.sizes))
        self.reserved = frozenset(
            {named(e, bar, world.table) for e in world.table.entries for bar in (False, True)} | sizes
        )
        self.low = Lowering(worlds, known, {}, self.reserved)

    def made(self) -> Function:
        if isinstance(self.right, Space):
            raise Uncompiled(self.right, "a space is no number")
        if isinstance(self.left, terms.Call) and not isinstance(self.left.function, str):
            return self.scalar_function()
        letters = free_letters(
            Statement(members=self.statement.members, relations=(), span=self.statement.span),
            self.worlds[0].sizes,
        )
        spans = {}
        for letter in letters:
            low, high = self.low.run(letter, self.statement.members, self.statement)
            spans[letter] = (low, high - low)
        self.low.spans = spans
        self.low.maker.reserved = self.reserved | {self.low.spelt(x) for x in spans}
        self.letters = tuple((self.low.spelt(x), low, low + n) for x, (low, n) in spans.items())
        conditions = Statement(
            members=(), relations=(), conditions=self.statement.conditions, span=self.statement.span
        )
        for letter in free_letters(conditions, self.worlds[0].sizes):
            if letter not in letters:
                raise Uncompiled(self.statement, f"{letter} stands in a condition alone")
        tests = [t for c in self.statement.conditions for t in self.low.tests(c)]
        parts = self.parts()
        written = self.written(parts)
        return self.function(parts, written, tests, letters)

    def scalar_function(self) -> Function:
        """φ(z) = …: a function of one number."""
        call = self.left
        argument = call.arguments[0] if len(call.arguments) == 1 else None
        if isinstance(argument, terms.Name) and argument.entry.kind == "scalar" and not argument.indices:
            key = argument.entry.tex
        elif isinstance(argument, terms.Letter):
            key = argument.name
        else:
            raise Uncompiled(call, "a function is defined at a letter")
        letter = identifier(key)
        self.low.parameters = {key: letter}
        value = self.low.tensor(self.right).at(NOTHING, NOTHING)
        if self.low.given:
            raise Uncompiled(
                self.right, f"{next(iter(self.low.given))} is no part of a function of one number"
            )
        name = identifier(call.function.tex) + "_prime" * call.primes
        writer = javascript.Writer({letter, name} | set(self.reserved))
        writer.blocks = [javascript._Block()]
        body = [*writer.blocks[0].lines, f"return {writer.value(value)};"]
        source = f"export function {name}({letter}) {{\n" + "".join(f"  {line}\n" for line in body) + "}\n"
        rule = Rule((), letter, NOTHING, value)
        return Function(name, source, needs=_needs(source, self.low), side=self.side, rules=(rule,))

    # -- what is written

    def parts(self) -> list[tuple[Whole | None, Tensor, tuple[str, Whole, Whole] | None]]:
        """(column to begin at, tensor, a letter that runs besides): one, but for what stands side by side."""
        right = self.right
        if isinstance(right, terms.Beside):
            return self.beside(right)
        if (
            isinstance(right, terms.Big)
            and right.op == "concat"
            and len(right.bindings) == 1
            and not right.conditions
        ):
            low, high = self.low.limits(right.bindings[0], right)
            letter = right.bindings[0].name
            return [self.block(self.low.tensor(right.body), self.low.spelt(letter), low, high)]
        return [(None, self.low.tensor(right), None)]

    def block(self, body: Tensor, letter: str, low: Whole, high: Whole):
        if body.columns is None or body.scalar:
            raise Uncompiled(self.right, "side by side stand matrices")
        return (Whole.of(letter) - low) * body.columns, body, (letter, low, high)

    def beside(self, right: terms.Beside):
        if None in right.parts:
            first, last = right.parts[0], right.parts[-1]
            if (
                not isinstance(first, terms.Name)
                or not isinstance(last, terms.Name)
                or first.entry is not last.entry
            ):
                raise Uncompiled(right, "the dots stand between members of one family")
            letter = next(r.letter for r in first.entry.ranges)
            body = replace(first, indices=(terms.Letter(name=letter, span=right.span),))
            low, high = self.low.whole(first.indices[0]), self.low.whole(last.indices[0]) + 1
            return [self.block(self.low.tensor(body), self.low.spelt(letter), low, high)]
        found, at = [], NOTHING
        for part in right.parts:
            tensor = self.low.tensor(part)
            if tensor.columns is None or tensor.scalar:
                raise Uncompiled(part, "side by side stand matrices")
            found.append((at, tensor, None))
            at = at + tensor.columns
        return found

    def written(self, parts) -> Written:
        """Where the left side lies: a name's own array, or a new one for what is no name."""
        left, first = self.left, parts[0][1]
        i, j = Whole.of("_i"), Whole.of("_j")
        base, entry_parts = (left.base, left.parts) if isinstance(left, terms.Entries) else (left, ())
        if isinstance(base, terms.Name) and base.entry.kind in ("tensor", "scalar") and not base.entry.over:
            return self.named(base, entry_parts, i, j)
        rows, columns = first.rows, first.columns
        if first.zero:
            raise Uncompiled(left, "nothing is worked out: it is 0")
        if rows is None or columns is None or parts[0][0] is not None:
            raise Uncompiled(left, "its size is not determined here")
        place = NOTHING
        length = ONE
        for letter, low, high in self.letters:
            place, length = place * (high - low) + Whole.of(letter) - low, length * (high - low)
        name = identifier(self.label.removeprefix("eq:").replace("-", "_")) if self.label else "found"
        return Written(
            name, length * rows * columns, rows, columns, place_of(place, rows, columns, i, j), first.scalar
        )

    def named(self, base: terms.Name, entry_parts, i: Whole, j: Whole) -> Written:
        low, entry = self.low, base.entry
        rows, columns = low.element(entry)
        counts = low.counts(entry)
        if any(x is None for x in base.indices):
            raise Uncompiled(base, f"{entry.tex} stands here without its index")
        place = length = NOTHING
        length = ONE
        for index, (start, n) in zip(base.indices, counts):
            place, length = place * n + low.whole(index) - start, length * n
        length = length * rows * columns
        shape, scalar = (rows, columns), entry.dims is None
        if entry_parts:
            if len(entry_parts) == 1:
                entry_parts = (
                    (Slice(span=base.span), entry_parts[0])
                    if rows == ONE
                    else (entry_parts[0], Slice(span=base.span))
                )
            picks = [low.picked(part, low.world.context.first) for part in entry_parts]
            shape = tuple(ONE if p[1] is None else p[1](n) for p, n in zip(picks, shape))
            i, j = picks[0][0] + i, picks[1][0] + j
            scalar = shape == (ONE, ONE)
        return Written(
            named(entry, base.bar, low.table), length, shape[0], shape[1], place_of(place, rows, columns, i, j), scalar
        )  # fmt: skip

    # -- the text

    def function(self, parts, written: Written, tests: list[Test], printed) -> Function:
        taken = self.reserved | {letter for letter, _, _ in self.letters} | {written.name}
        free = [x for x in "ijrsuvwxyz" if x not in taken]
        writer = javascript.Writer(set(taken) | set(free[:2]))
        condition = " && ".join(javascript.test(t) for t in tests)
        lines: list[str] = []
        self.rules: list[Rule] = []
        for start, tensor, running in parts:
            self.fits(tensor, written, start)
            spelt = free[:2]
            if running and running[0] in spelt:
                spelt = [x for x in free if x != running[0]][:2]
            lines += self.nest(writer, start, tensor, running, written, spelt, condition)
        source = self.signature(lines, written)
        used = {w for w in re.findall(r"[A-Za-z_]\w*", source)}
        sizes = tuple(s for s in self.sizes if identifier(s) in used)
        given = tuple(g for g in self.low.given.values())
        return Function(
            written.name, source, sizes, given, written, self.letters, _needs(source, self.low), self.side,
            tuple((letter, self.low.spelt(letter)) for letter in printed), () if condition else tuple(self.rules),
        )  # fmt: skip

    def fits(self, tensor: Tensor, written: Written, start: Whole | None) -> None:
        same = self.low.maker.same
        if tensor.zero:
            return
        if tensor.scalar != written.scalar:
            raise Uncompiled(
                self.right,
                f"the left side is {written.rows.text}×{written.columns.text}, this is {tensor.shape}",
            )
        for mine, theirs in (
            (tensor.rows, written.rows),
            (tensor.columns, written.columns if start is None else None),
        ):
            if mine is not None and theirs is not None and not same(mine, theirs):
                raise Uncompiled(self.right, f"the left side has another shape than {tensor.shape}")

    def nest(
        self, writer, start, tensor: Tensor, running, written: Written, spelt, condition: str
    ) -> list[str]:
        rows = tensor.rows if start is not None and tensor.rows is not None else written.rows
        columns = tensor.columns if start is not None else written.columns
        loops = list(self.letters)
        if running:
            loops.append(running)
        places = []
        for letter, length in zip(spelt, (rows, columns)):
            if length == ONE:
                places.append(NOTHING)
            else:
                places.append(Whole.of(letter))
                loops.append((letter, NOTHING, length))
        i, j = places
        place = written.place.renamed("_i", "_r").renamed("_j", "_c")
        place = _placed(place, i, j if start is None else start + j)
        value = tensor.at(i, j)
        target = f"{self.target(written)}[{place.text}]"
        if not loops and condition:
            raise Uncompiled(self.statement, "a condition on nothing that runs")
        self.rules.append(Rule(tuple(loops), written.name, place, value))
        return writer.nest([(x, low.text, high.text) for x, low, high in loops], condition, target, value)

    def signature(self, lines: list[str], written: Written) -> str:
        body = "".join(f"  {line}\n" for line in lines)
        used = set(re.findall(r"[A-Za-z_]\w*", body))
        sizes = ", ".join(identifier(s) for s in self.sizes if identifier(s) in used)
        given = ", ".join(self.low.given)
        size, read = (f"{{ {names} }}" if names else "{}" for names in (sizes, given))
        return f"export function {written.name}({size}, {read}, {self.target(written)}) {{\n{body}}}\n"

    def target(self, written: Written) -> str:
        """The array that is written: where a member of the same family is read, another name."""
        return f"to_{written.name}" if written.name in self.low.given else written.name


def _placed(place: Whole, i: Whole, j: Whole) -> Whole:

    return place.put("_r", i).put("_c", j)


def _needs(source: str, low: Lowering) -> tuple[str, ...]:
    helpers = {"erf"} & set(re.findall(r"[A-Za-z_]\w*(?=\()", source))
    return (*sorted(low.called), *sorted(helpers))
