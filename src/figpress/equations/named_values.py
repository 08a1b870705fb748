"""What names come to: tensors of the symbols script, elements and entries of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from figpress.equations import terms, values
from figpress.equations.faults import Fault, OutOfRange
from figpress.equations.syntax import Node, Slice
from figpress.equations.values import Value
from figpress.equations.whole import Scope, Whole


class Names(Whole):
    """Looks names up in one world."""

    def lifted(self, value: Value) -> Value:
        """A value from outside the tensors, as the kind of array that is used here."""
        return values.tracked(value) if self.tracked else value

    def letter_value(self, node: terms.Letter, scope: Scope) -> Value:
        found = scope.get(node.name)
        if isinstance(found, Value):
            return self.lifted(found) if isinstance(found.array, np.ndarray) else found
        if isinstance(found, int):
            return self.lifted(values.number(found))
        if node.name in self.world.sizes:
            return self.lifted(values.number(self.world.sizes[node.name]))
        likely = self.table.likely_name(node.name)
        raise Fault(
            "equation-symbol",
            node,
            f"unknown symbol {node.name}",
            f"Did you mean {likely}?" if likely else "Give it a row in the symbols script.",
        )

    def name(self, node: terms.Name, scope: Scope) -> Value:
        entry = node.entry
        if isinstance(replaced := scope.get(f"\0{entry.tex}"), Value):
            return self.lifted(replaced) if isinstance(replaced.array, np.ndarray) else replaced
        if entry.kind == "size":
            return self.lifted(values.number(self.world.sizes[entry.tex]))
        if entry.kind == "set":
            raise Fault("equation-symbol", node, f"{entry.tex} is a set of indices, not a number")
        picks = tuple(
            None if i is None else self.member(entry, a, i, scope) for a, i in enumerate(node.indices)
        )
        known = None if self.tracked or self.samples or entry.tex in self.world.steps else self.world.values
        key = (entry.tex, node.bar, picks)
        if known is None:
            return self.picked_value(node, picks)
        if key not in known:
            known[key] = self.picked_value(node, picks)
        return known[key]

    def picked_value(self, node: terms.Name, picks: tuple[int | None, ...]) -> Value:
        """What a name is at these places along its axes."""
        entry, array = node.entry, self.array(node)
        if entry.random:  # [seeds, samples, …] as one axis
            array = array[:, self.drawn].reshape(-1, *array.shape[2:])
        elif self.samples and len(array) > 1:
            array = array.repeat(self.samples, 0)
        found = self.at(node, array, picks)
        if entry.over:
            rows = entry.over == "rows"
            found = Value(found.array, tall=rows, wide=not rows, size=found.size)
        return found

    def array(self, node: terms.Name) -> Any:
        entry = node.entry
        if self.samples and (self.tracked or node.bar):
            raise Fault("equation-shape", node, "nothing beside a random name is differentiated")
        if not node.bar and not self.world.has(entry):
            raise Fault(
                "equation-symbol",
                node,
                f"{entry.tex} has no value yet",
                "forward does not return it, and no display before this one defines it.",
            )
        if self.tracked and not node.bar:
            return self.world.tracked(entry)
        array = self.world.array(entry, node.bar)
        if array is None:
            raise Fault(
                "equation-symbol",
                node,
                f"the loss does not depend on {entry.tex}, so it has no gradient",
                "forward must use the very tensor that it returns.",
            )
        return values.like(array, np.zeros(0)) if not self.tracked else values.tracked(Value(array)).array

    def element(self, node: terms.Name, array: Any, scope: Scope) -> Value:
        """One element of a family, from [seeds, *ranges, rows, columns]."""
        picks = (
            None if i is None else self.member(node.entry, a, i, scope) for a, i in enumerate(node.indices)
        )
        return self.at(node, array, tuple(picks))

    def at(self, node: terms.Name, array: Any, picks: tuple[int | None, ...]) -> Value:
        """The same at known places; ranges without an index lie along the rows."""
        entry = node.entry
        open_axes = [axis for axis, pick in enumerate(picks) if pick is None]
        found = array[(slice(None), *(slice(None) if pick is None else pick for pick in picks))]
        size = self.world.largest(entry, node.bar, array)
        if open_axes:
            if entry.kind == "tensor" or len(open_axes) > 2:
                raise Fault("equation-shape", node, f"{entry.tex} stands here without its index")
            seeds = found.shape[0]
            return values.tensor(
                found.reshape(seeds, found.shape[1], -1)
                if len(open_axes) == 2
                else found.reshape(seeds, -1, 1),
                size,
            )
        return values.scalar(found, size) if entry.dims is None else values.tensor(found, size)

    def member(self, entry: Any, axis: int, index: Node, scope: Scope) -> int:
        """Where one element of a family stands along one of its axes."""
        at = self.integer(index, scope) - self.world.low(entry, axis)
        if not 0 <= at < self.world.count(entry, axis):
            raise OutOfRange(f"{entry.tex} has no element {at + self.world.low(entry, axis)}")
        return at

    def entries(self, node: terms.Entries, scope: Scope) -> Value:
        return self.entries_of(self.value(node.base, scope), node.parts, node, scope)

    def entries_of(self, base: Value, parts: tuple[Node, ...], node: Node, scope: Scope) -> Value:
        """X_{ij}, X_t (a row), v_i, X[:, a:b]."""
        if base.scalar or base.tall or base.wide or not parts or len(parts) > 2:
            raise Fault("equation-shape", node, "has no entries to take")
        rows, columns = base.array.shape[1:]
        picks = [self.pick(part, scope) for part in parts]
        if len(parts) == 1:
            picks = [slice(None), picks[0]] if rows == 1 else [picks[0], slice(None)]
        for pick, length in zip(picks, (rows, columns)):
            if (isinstance(pick, int) and not 0 <= pick < length) or (
                isinstance(pick, slice) and (pick.stop or 0) > length
            ):
                raise OutOfRange(f"there are {length} entries, and {pick} is not one of them")
        array = base.array[
            :,
            slice(picks[0], picks[0] + 1) if isinstance(picks[0], int) else picks[0],
            slice(picks[1], picks[1] + 1) if isinstance(picks[1], int) else picks[1],
        ]
        single = all(isinstance(p, int) for p in picks) or array.shape[1:] == (1, 1)
        return values.scalar(array, base.size) if single else values.tensor(array, base.size)

    def pick(self, part: Node, scope: Scope) -> int | slice:
        first = self.world.context.first
        if isinstance(part, Slice):
            if first and (part.low is not None or part.high is not None):
                raise Fault(
                    "equation-shape",
                    part,
                    "a slice counts from 0, and the script's entries from 1",
                    "Name the part in the table.",
                )
            low = None if part.low is None else self.integer(part.low, scope)
            return slice(low, None if part.high is None else self.integer(part.high, scope))
        return self.integer(part, scope) - first
