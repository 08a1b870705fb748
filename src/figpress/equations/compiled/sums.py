"""Sums in vectors: those that share what they read run together, and what changes nothing stands before the loop."""

from __future__ import annotations

from collections.abc import Sequence

from figpress.equations.compiled.assembly import I32
from figpress.equations.compiled.lanes import NOTHING, ONE, Lanes
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.scalars import Applied, Folded, Load, Scalar, names
from figpress.equations.compiled.trees import children, folds, loads

_START = {"sum": 0.0, "prod": 1.0, "max": float("-inf"), "min": float("inf")}
_STEP = {"sum": "add", "prod": "mul", "max": "max", "min": "min"}


class Sums(Lanes):
    """What is added up, multiplied, or sought, over one letter."""

    def hoisted(self, values: Sequence[Scalar], later: frozenset[str]) -> None:
        """Works out all sums and reads that need none of the letters that run later."""
        found: dict[Scalar, None] = {}
        for value in values:
            self.ready(value, later, found)
        groups: dict[tuple, list[Folded]] = {}
        for node in found:
            if isinstance(node, Folded):
                read = frozenset(
                    load.array for load in loads(node.body)
                )  # more sums at once than a tile has find no registers
                key = (node.op, node.letter, node.low, node.high, read)
                groups.setdefault(key, []).append(node)
            else:
                self.number(node)
                self.code.plain("drop")  # it is known by now
        for group in groups.values():
            self.folded(group)

    def ready(self, node: Scalar, later: frozenset[str], found: dict[Scalar, None]) -> None:
        if node in found or self.is_known(node):
            return
        free = not names(node) & later
        if isinstance(node, Folded):
            if free:
                found[node] = None
            else:
                self.ready(node.body, later | {node.letter}, found)
        elif isinstance(node, Applied | Load) and free and later and names(node):
            found[node] = None
        else:
            for child in children(node):
                self.ready(child, later, found)

    def folded(self, group: Sequence[Folded]) -> None:
        """Sums over one letter, together: each in a local of its own."""
        first = group[0]
        self.hoisted([one.body for one in group], frozenset({first.letter}))
        sums = []
        for _ in group:
            self.code.number(_START[first.op])
            sums.append(self.kept())
        along = self.runs_along(group)
        if along:
            self.vector = first.letter
        self.wholes[first.letter] = self.code.local(I32)
        self.whole(first.low)
        self.code.set(self.wholes[first.letter])
        if along:
            self.rounds(group, sums, self.kind.lanes)
            self.tail = True
        self.rounds(group, sums, 1)
        if along:
            self.tail, self.vector = False, ""
            for total in sums:
                self.together(first.op, total)
        for one, total in zip(group, sums):
            self.known[-1][one] = total

    def runs_along(self, group: Sequence[Folded]) -> bool:
        """Whether the sum's own letter can run in vectors: nothing else does, and all that it reads lies so."""
        if self.vector:
            return False
        return all(
            load.at is None or load.at.along(one.letter) in (NOTHING, ONE)
            for one in group
            for load in loads(one.body)
        ) and not any(one.letter in names(inner) for one in group for inner in folds(one.body))

    def rounds(self, group: Sequence[Folded], sums: Sequence[int], step: int) -> None:
        letter = group[0].letter
        walks = self.walks(group, step)
        outer, self.walking = self.walking, {key: pointer for key, pointer, _ in walks}
        code = self.code

        def body() -> None:
            for one, total in zip(group, sums):
                code.get(total)
                self.number(one.body)
                if self.tail and self.vector == letter:
                    self.only_first(_START[one.op])
                code.vector(_STEP[one.op])
                code.set(total)
            for _, pointer, by in walks:
                code.get(pointer)
                code.get(by)
                code.plain("i32.add")
                code.set(pointer)

        self.on(letter, group[0].high, step, body)
        self.walking = outer

    def walks(self, group: Sequence[Folded], step: int) -> list[tuple[tuple[str, Whole], int, int]]:
        """A pointer for each array that is read, and how far it goes from round to round."""
        letter, code, found = group[0].letter, self.code, {}
        for load in (load for one in group for load in loads(one.body)):
            if load.at is None or letter not in load.at.names or self.is_known(load):
                continue
            at, _ = load.at.apart()
            if (load.array, at) in found or load.at.names & self.unbound(group):
                continue
            pointer, by = code.local(I32), code.local(I32)
            self.address(self.arrays[load.array], at)
            code.set(pointer)
            self.whole(at.along(letter) * step * self.kind.bytes)
            code.set(by)
            found[load.array, at] = (pointer, by)
        return [(key, *locals_) for key, locals_ in found.items()]

    def unbound(self, group: Sequence[Folded]) -> frozenset[str]:
        return frozenset(inner.letter for one in group for inner in folds(one.body))

    def only_first(self, otherwise: float) -> None:
        """The first lane as it is, the others as if there were nothing."""
        code = self.code
        code.number(otherwise)
        code.bits(b"\xff" * self.kind.bytes + bytes(16 - self.kind.bytes))
        code.vector("select")

    def together(self, op: str, total: int) -> None:
        """All lanes of a sum into one, in every lane."""
        by = self.kind.lanes // 2
        while by:
            self.code.get(total)
            self.code.get(total)
            self.code.get(total)
            self.code.shuffled(by)
            self.code.vector(_STEP[op])
            self.code.set(total)
            by //= 2
