"""Rules as WebAssembly: the same loops as `javascript` writes, four numbers at a time, sums in registers.

The last letter of what is written runs in vectors, the one before it in fours where sums can share what they read.
What has no vector form (conditions, powers, products that are kept) is refused: its readable program runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from figpress.equations.compiled.assembly import I32, SINGLE, V128, Kind, module
from figpress.equations.compiled.elementary import error_function, exponential
from figpress.equations.compiled.lanes import NOTHING, ONE, Interface, NoVectors
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.packing import Pack, packed
from figpress.equations.compiled.scalars import Load, Rule, names, put
from figpress.equations.compiled.sums import Sums
from figpress.equations.compiled.trees import folds

KIND = SINGLE  # of the numbers that a page works with
_ROWS, _COLUMNS = 4, 2  # of a tile: eight sums, each a vector, and what they read, are sixteen registers


def compiled(rule: Rule, face: Interface, kind: Kind | None = None) -> tuple[bytes, Interface]:
    """The module of one program. Raises NoVectors."""
    kind = kind or KIND
    rule, packs = packed(rule, NoVectors)
    for pack in packs:
        face = replace(face, scratch=face.scratch + pack.length)
    writer = _Writer(rule, face, kind)
    writer.function(packs)
    exp, erf = exponential(kind), error_function(kind, 1)
    helpers = {0: [], 1: [exp], 2: [exp, erf]}[writer.called]
    return module([(writer.code, None), *((code, V128) for code in helpers)]), face


class _Writer(Sums):
    def __init__(self, rule: Rule, face: Interface, kind: Kind):
        super().__init__(face, kind)
        self.rule = rule

    def function(self, packs: Sequence[Pack]) -> None:
        used = names(self.rule.value)
        for name, local in self.raw.items():
            if name in used:
                self.code.get(local)
                if self.kind.bits == 32:
                    self.code.plain("f32.demote")
                self.code.vector("splat")
                self.known[0][Load(name, None)] = self.kept()
        loops = list(self.rule.loops)
        columns = loops.pop() if loops and self.rule.place.along(loops[-1][0]) == ONE else None
        rows = loops.pop() if loops and columns else None
        self.outer(loops, rows, columns, packs)

    def outer(self, loops, rows, columns, packs: Sequence[Pack]) -> None:
        if loops:
            letter, low, high = loops[0]
            self.counted(letter, low, high, lambda: self.outer(loops[1:], rows, columns, packs))
            return
        offset = NOTHING
        for pack in packs:
            self.pack(pack, offset)
            offset = offset + pack.length
        if rows is None:
            self.block((), columns)
            return
        letter, low, high = rows
        shared = self.shares(letter, columns[0])
        self.wholes[letter] = self.code.local(I32)
        self.whole(low)
        self.code.set(self.wholes[letter])
        if shared:
            self.on(letter, high, _ROWS, lambda: self.block((letter, _ROWS), columns))
        self.on(letter, high, 1, lambda: self.block((letter, 1), columns))

    def shares(self, row: str, column: str) -> bool:
        """Whether there is a sum in which several rows read the same."""
        found = folds(self.rule.value)
        return any({row, column} <= names(fold) for fold in found)

    def block(self, rows: tuple, columns) -> None:
        """Some rows: what does not depend on the column first, then all columns."""
        turns = [Whole.of(rows[0]) + r for r in range(rows[1])] if rows else [None]
        said = [self.rule if t is None else self.at(rows[0], t, self.rule) for t in turns]
        with self.scope():
            if columns is None:
                self.stored(said)
                return
            letter, low, high = columns
            self.hoisted([one.value for one in said], frozenset({letter}))
            self.wholes[letter] = self.code.local(I32)
            self.whole(low)
            self.code.set(self.wholes[letter])
            self.vector = letter
            shared = any(letter in names(fold) for fold in folds(self.rule.value))
            vectors = _COLUMNS if shared else 1
            self.on(letter, high, vectors * self.kind.lanes, lambda: self.tile(said, letter, vectors))
            self.tail = True
            self.on(letter, high, 1, lambda: self.tile(said, letter, 1))
            self.tail, self.vector = False, ""

    def at(self, letter: str, whole: Whole, rule: Rule) -> Rule:
        return replace(rule, place=rule.place.put(letter, whole), value=put(rule.value, letter, whole))

    def tile(self, said: Sequence[Rule], letter: str, vectors: int) -> None:
        steps = [Whole.of(letter) + c * self.kind.lanes for c in range(vectors)]
        rules = [self.at(letter, step, one) for one in said for step in steps]
        with self.scope():
            self.hoisted([one.value for one in rules], frozenset())
            self.stored(rules)

    def stored(self, rules: Sequence[Rule]) -> None:
        for rule in rules:
            at, offset = rule.place.apart()
            self.address(self.written, at)
            self.number(rule.value)
            offset *= self.kind.bytes
            if self.tail or not self.vector:
                self.code.vector("store_lane", 0, offset, 0)
            else:
                self.code.vector("v.store", 0, offset)

    def pack(self, pack: Pack, offset: Whole) -> None:
        """Copies what lies across the vectors so that it lies along them."""
        code = self.code
        base = self.arrays[pack.name] = code.local(I32)
        self.address(self.room, offset)
        code.set(base)
        outer, inner = pack.loops

        def copied() -> None:
            at, constant = pack.place.apart()
            self.address(base, at)
            self.address(self.arrays[pack.array], pack.source)
            code.scalar_memory("load")
            code.scalar_memory("store", constant * self.kind.bytes)

        self.counted(*outer, lambda: self.counted(*inner, copied))
