"""What names come to: tensors of the symbols script, elements and entries of them."""

from __future__ import annotations

import numpy as np

from figpress.equations import values
from figpress.equations.syntax import Node, Scripted, Slice, Symbol
from figpress.equations.table import Reference, spelling
from figpress.equations.values import Value
from figpress.equations.whole import Fault, OutOfRange, Scope, Whole


class Names(Whole):
    """Looks names up in one world."""

    def symbol(self, node: Symbol, scope: Scope) -> Value:
        if node.name in scope and not node.bar and not isinstance(scope[node.name], tuple):
            return values.number(scope[node.name])
        return self.referred(node, scope)

    def scripted(self, node: Scripted, scope: Scope) -> Value:
        if isinstance(node.base, Symbol) and (node.low or node.base.name not in scope):
            return self.referred(node, scope)
        base = self.value(node.base, scope)
        if node.low:
            base = self.entries_of(base, node.indices, node, scope)
        return self.raised(base, node.high, node.power, node, scope)

    def referred(self, node: Symbol | Scripted, scope: Scope) -> Value:
        reference = self.table.resolve(node)
        if reference is None:
            return self.unbound(node, scope)
        entry = reference.entry
        if entry.kind == "function":
            raise Fault(
                "equation-symbol", node, f"{entry.tex} is a function, and nothing is in its parentheses"
            )
        if entry.kind in ("index", "set"):
            return values.number(self.integer(node, scope))
        if entry.kind == "size":
            found = values.number(self.world.sizes[entry.tex])
        else:
            found = self.element(reference, self.array(reference, node), node, scope)
        if reference.entries:
            found = self.entries_of(found, reference.entries, node, scope)
        return self.raised(found, reference.high, reference.power, node, scope)

    def array(self, reference: Reference, node: Node) -> np.ndarray:
        entry = reference.entry
        if not reference.bar and not self.world.has(entry):
            raise Fault(
                "equation-symbol",
                node,
                f"{entry.tex} has no value yet",
                "forward does not return it, and no display before this one defines it.",
            )
        array = self.world.array(entry, reference.bar)
        if array is None:
            raise Fault(
                "equation-symbol",
                node,
                f"the loss does not depend on {entry.tex}, so it has no gradient",
                "forward must use the very tensor that it returns.",
            )
        return array

    def unbound(self, node: Symbol | Scripted, scope: Scope) -> Value:
        base = node.base if isinstance(node, Scripted) else node
        if not isinstance(base, Symbol):
            raise Fault("equation-symbol", node, "a symbol of the table is wanted here")
        if base.name == "I" and not base.bar and not getattr(node, "high", ""):
            return values.EYE  # I, and I_d
        if isinstance(node, Scripted) and base.name == "\\delta" and len(node.indices) == 2:
            return values.number(
                float(self.integer(node.indices[0], scope) == self.integer(node.indices[1], scope))
            )
        if isinstance(node, Symbol) and node.name in self.world.sizes:
            return values.number(self.world.sizes[node.name])
        if (
            isinstance(node, Scripted)
            and node.power is None
            and not node.high
            and spelling(node) in self.world.sizes
        ):
            return values.number(self.world.sizes[spelling(node)])
        likely = self.table.likely(node)
        hint = f"Did you mean {likely}? " if likely else ""
        raise Fault(
            "equation-symbol",
            node,
            f"unknown symbol {spelling(node)}",
            f"{hint}The symbols script names: {', '.join(self.table.names())}.",
        )

    def element(self, reference: Reference, array: np.ndarray, node: Node, scope: Scope) -> Value:
        """One element of a family, from [seeds, *ranges, rows, columns]; ranges without an index lie along
        the rows.
        """
        entry, open_axes = reference.entry, []
        picks: list[int | slice] = [slice(None)]
        for axis, index in enumerate(reference.indices):
            if index is None:
                open_axes.append(axis)
                picks.append(slice(None))
                continue
            at = self.integer(index, scope) - self.world.low(entry, axis)
            if not 0 <= at < self.world.count(entry, axis):
                raise OutOfRange(f"{entry.tex} has no element {at + self.world.low(entry, axis)}")
            picks.append(at)
        found = array[tuple(picks)]
        if open_axes:
            if entry.kind == "tensor" or len(open_axes) > 2:
                raise Fault("equation-shape", node, f"{entry.tex} stands here without its index")
            seeds = found.shape[0]
            return values.tensor(
                found.reshape(seeds, found.shape[1], -1)
                if len(open_axes) == 2
                else found.reshape(seeds, -1, 1)
            )
        return values.scalar(found) if entry.dims is None else values.tensor(found)

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
        return values.scalar(array) if single else values.tensor(array)

    def pick(self, part: Node, scope: Scope) -> int | slice:
        if isinstance(part, Slice):
            low = None if part.low is None else self.integer(part.low, scope)
            return slice(low, None if part.high is None else self.integer(part.high, scope))
        return self.integer(part, scope)
