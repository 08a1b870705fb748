"""Derivatives inside an equation: dX, and ∂above/∂below."""

from __future__ import annotations

import numpy as np

from figpress.equations import functions, values
from figpress.equations.bound import Bound
from figpress.equations.syntax import (
    Differential,
    Group,
    Node,
    Number,
    Partial,
    Product,
    Scripted,
    Symbol,
    walk,
)
from figpress.equations.table import Reference, spelling
from figpress.equations.values import Value
from figpress.equations.whole import Fault, OutOfRange, Scope


class Calculus(Bound):
    """Asks autograd."""

    def differential(self, node: Differential, scope: Scope) -> Value:
        reference = self.table.resolve(node.of)
        if reference is None:
            return self.unbound(node.of, scope)
        array = self.world.differential(reference.entry)
        if array is None:
            raise Fault("equation-symbol", node, f"{reference.entry.tex} does not depend on the leaves")
        return self.element(reference, array, node, scope)

    def partial(self, node: Partial, scope: Scope) -> Value:
        """∂above/∂below: rows are entries of what is above; a number above, or below, leaves the other's
        shape.
        """
        if any(isinstance(inside, Symbol) and inside.bar for inside in walk(node)):
            raise Fault("equation-symbol", node, "a gradient is not differentiated again")
        if not isinstance(node.below, Symbol | Scripted):
            raise Fault("equation-symbol", node.below, "∂ is taken with respect to a symbol of the table")
        below = self.table.resolve(node.below)
        if below is None:
            return self.unbound(node.below, scope)
        self.returned(below, node.below)
        if (
            isinstance(node.above, Product)
            and len(node.above.factors) == 2
            and self.is_function(node.above.factors[0], scope)
        ):
            above, array = None, self.jacobian_of(node.above, below, scope)
        else:
            above = self.table.resolve(node.above)
            if above is None:
                raise Fault(
                    "equation-symbol",
                    node.above,
                    "∂ is taken of a symbol of the table, or of a function of one",
                )
            self.returned(above, node.above)
            array = self.world.jacobian(above.entry, below.entry)
        if array is None:
            raise Fault(
                "equation-symbol",
                node,
                f"{spelling(node.above)} does not depend on {spelling(node.below)}",
                "forward must use the very tensor that it returns.",
            )
        picks: list = [slice(None)]
        for reference in (above, below):
            if reference is not None:
                picks += self.picked(reference, scope)
            else:
                picks += [slice(None), slice(None)]
        found = array[tuple(picks)]
        above_shape, below_shape = found.shape[1:3], found.shape[3:5]
        seeds = found.shape[0]
        if above_shape == (1, 1) or below_shape == (1, 1):
            shape = below_shape if above_shape == (1, 1) else above_shape
            return values.scalar(found) if shape == (1, 1) else values.tensor(found.reshape(seeds, *shape))
        if 1 not in above_shape or 1 not in below_shape:
            raise Fault(
                "equation-shape",
                node,
                "a Jacobian between two matrices has four indices",
                "Take rows, columns or entries of them.",
            )
        return values.tensor(found.reshape(seeds, max(above_shape), max(below_shape)))

    def returned(self, reference: Reference, node: Node) -> None:
        """Only what forward made is part of autograd's graph."""
        if reference.entry.tex not in self.world.made[0] or (
            reference.entry.kind != "tensor" and reference.entry.kind != "scalar"
        ):
            raise Fault(
                "equation-symbol",
                node,
                f"{reference.entry.tex} is not a tensor that forward returns, so autograd knows nothing of "
                "it",
            )

    def jacobian_of(self, above: Product, below: Reference, scope: Scope) -> np.ndarray | None:
        head, argument = above.factors
        inside = argument.items[0] if isinstance(argument, Group) and len(argument.items) == 1 else argument
        same = self.table.resolve(inside)
        name = named_function(head)
        if (
            same is None
            or same.entry is not below.entry
            or same.high
            or below.high
            or below.entry.ranges
            or name not in functions.TORCH
        ):
            raise Fault(
                "equation-symbol",
                above,
                "∂f(x)/∂x is taken for a plain x and a function that torch has",
                "Or have forward return f(x) under a name.",
            )
        return self.world.jacobian_of(functions.TORCH[name], below.entry)

    def picked(self, reference: Reference, scope: Scope) -> list:
        """Picks along one name's axes of a Jacobian: its ranges, then rows and columns."""
        entry, picks = reference.entry, []
        if reference.high:
            raise Fault(
                "equation-shape", reference.power or Number(digits="0"), "∂ is taken of a symbol as it is"
            )
        for axis, index in enumerate(reference.indices):
            if index is None:
                raise Fault(
                    "equation-shape", Number(digits="0"), f"{entry.tex} stands here without its index"
                )
            at = self.integer(index, scope) - self.world.low(entry, axis)
            if not 0 <= at < self.world.count(entry, axis):
                raise OutOfRange(f"{entry.tex} has no element {at}")
            picks.append(at)
        rows, columns = self.world.element_shape(entry)
        entries = [self.integer(e, scope) for e in reference.entries]
        if len(entries) == 1:
            entries = [0, entries[0]] if rows == 1 else [entries[0]]
        for at, length in zip(entries, (rows, columns)):
            if not 0 <= at < length:
                raise OutOfRange(f"there are {length} entries")
        picks += [slice(e, e + 1) for e in entries] + [slice(None)] * (2 - len(entries))
        return picks


def named_function(node: Node) -> str | None:
    r"""The name of a function of ours: tr, \lambda_{\max}, softmax with or without its label."""
    if isinstance(node, Symbol) and not node.bar:
        return node.name if node.name in functions.ONE or node.name in functions.SEVERAL else None
    if isinstance(node, Scripted) and isinstance(node.base, Symbol) and not node.high:
        if spelling(node) in functions.ONE:
            return spelling(node)
        return node.base.name if node.base.name == "softmax" and node.low == "row" else None
    return None
