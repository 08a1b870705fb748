"""Whole numbers in an equation: indices, limits, sizes, and the conditions on them."""

from __future__ import annotations

import numpy as np

from figpress.equations.syntax import (
    Binary,
    Condition,
    Group,
    Indices,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    Symbol,
)
from figpress.equations.table import Reference, spelling
from figpress.equations.values import Value
from figpress.equations.world import World

MOST = 10_000  # indices in a set that is written out
Scope = dict[str, int | tuple[int, ...]]


class Fault(Exception):
    """An equation that cannot be evaluated, or is false: the rule, the part of the TeX, the message and the
    next step.
    """

    def __init__(self, rule: str, node: Node, message: str, hint: str = ""):
        super().__init__(message)
        self.rule, self.span, self.message, self.hint = rule, node.span, message, hint


class OutOfRange(Exception):
    """An index that a family does not have."""


class Whole:
    """What indices come to, in one world."""

    def __init__(self, world: World):
        self.world, self.table = world, world.table

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of an expression."""
        raise NotImplementedError

    def element(self, reference: Reference, array: np.ndarray, node: Node, scope: Scope) -> Value:
        """One element of a family."""
        raise NotImplementedError

    def array(self, reference: Reference, node: Node) -> np.ndarray:
        """All of a family."""
        raise NotImplementedError

    def shown(self, shape: tuple) -> str:
        """A shape in the names of its sizes: n×d_k (3×5)."""
        if not shape:
            return "a number"
        return "×".join("?" if s is None else self.world.named(s) for s in shape)

    def integer(self, node: Node, scope: Scope) -> int:
        """An index: a letter, a size, t−1, hd_k, y_t."""
        if isinstance(node, Number) and node.digits.isdigit():
            return int(node.digits)
        if getattr(node, "bar", False):
            raise Fault("equation-symbol", node, "an index has no gradient")
        if isinstance(node, Symbol) and isinstance(scope.get(node.name), int):
            return scope[node.name]  # type: ignore[return-value]
        if isinstance(node, Symbol | Scripted):
            if (name := spelling(node)) in self.world.sizes:
                return self.world.sizes[name]
            reference = self.table.resolve(node)
            if reference and reference.entry.kind == "index":
                return int(self.element(reference, self.array(reference, node), node, scope).array.flat[0])
            raise Fault(
                "equation-symbol",
                node,
                f"{name} is no index here",
                "An index is bound by a sum, or stands as a subscript of a family.",
            )
        if isinstance(node, Sum):
            return sum(sign * self.integer(term, scope) for sign, term in node.terms)
        if isinstance(node, Product):
            return int(np.prod([self.integer(f, scope) for f in node.factors]))
        if isinstance(node, Group) and len(node.items) == 1:
            return self.integer(node.items[0], scope)
        if isinstance(node, Binary) and node.op in ("cdot", "/"):
            left, right = self.integer(node.left, scope), self.integer(node.right, scope)
            if node.op == "cdot":
                return left * right
            if right and left % right == 0:
                return left // right
        raise Fault("equation-shape", node, "is no index")

    def holds(self, conditions: tuple[Condition, ...], scope: Scope) -> bool:
        return all(self._holds(c, scope) for c in conditions)

    def _holds(self, condition: Condition, scope: Scope) -> bool:
        for relation, left, right in zip(condition.relations, condition.members, condition.members[1:]):
            a = self.integer(left, scope)
            if relation in ("∈", "∉"):
                if (a in self.elements(right, scope)) != (relation == "∈"):
                    return False
                continue
            b = self.integer(right, scope)
            if not {"=": a == b, "<": a < b, ">": a > b, "≤": a <= b, "≥": a >= b, "≠": a != b}.get(
                relation, False
            ):
                return False
        return True

    def elements(self, node: Node, scope: Scope) -> tuple[int, ...]:
        """The members of a set of indices."""
        if isinstance(node, Indices):
            low, high = self.integer(node.low, scope), self.integer(node.high, scope)
            return tuple(range(low, min(high, low + MOST) + 1))
        if isinstance(node, Symbol) and isinstance(scope.get(node.name), tuple):
            return scope[node.name]  # type: ignore[return-value]
        reference = self.table.resolve(node)
        if reference and reference.entry.kind == "set":
            return tuple(int(i) for i in self.world.raw(reference.entry, 0))
        raise Fault("equation-symbol", node, f"{spelling(node)} is no set of indices")
