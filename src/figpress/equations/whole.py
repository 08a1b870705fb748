"""Whole numbers in an equation: indices, limits, sizes, and the conditions on them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from figpress.equations import terms
from figpress.equations.faults import Fault, OutOfRange, Undecidable
from figpress.equations.syntax import Condition, Node
from figpress.equations.values import Value, plain
from figpress.equations.world import World

MOST = 10_000  # indices in a set that is written out
Scope = dict[str, Any]  # of a letter: an index, a tuple of them, or a Value


class Whole:
    """What indices come to, in one world.

    drawn    which samples of random names are looked at; None where a statement has none
    samples  how many those are: all arrays are [seeds × samples, rows, columns] then
    """

    def __init__(self, world: World, tracked: bool = False, drawn: slice | None = None):
        self.world, self.table, self.tracked, self.drawn = world, world.table, tracked, drawn
        self.samples = drawn.stop - drawn.start if drawn else 0

    @property
    def seeds(self) -> int:
        """How many draws are evaluated at once."""
        return len(self.world.made) * max(1, self.samples)

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of a term."""
        raise NotImplementedError

    def shown(self, shape: tuple) -> str:
        """A shape in the names of its sizes: n×d_k (3×5)."""
        if not shape:
            return "a number"
        return "×".join("?" if s is None else self.world.named(s) for s in shape)

    def integer(self, node: Node, scope: Scope) -> int:
        """An index: a letter, a size, t−1, hd_k, y_t."""
        if isinstance(node, terms.Letter):
            return self.letter(node, scope)
        if isinstance(node, terms.Constant) and math.isinf(node.value):
            raise Undecidable("a sum or product without an end", node)
        if isinstance(node, terms.Constant) and node.value == int(node.value):
            return int(node.value)
        if isinstance(node, terms.Name):
            return self.picked(node, scope)
        if isinstance(node, terms.Plus):
            return sum(sign * self.integer(term, scope) for sign, term in node.terms)
        if isinstance(node, terms.Times):
            return int(np.prod([self.integer(f, scope) for f in node.factors]))
        if isinstance(node, terms.Norm) and node.kind == "abs":
            return len(self.elements(node.of, scope))
        if isinstance(node, terms.Power):
            return self.integer(node.base, scope) ** max(0, self.integer(node.exponent, scope))
        if isinstance(node, terms.Pair) and node.op in ("cdot", "times", "/", "mod"):
            return self.divided(node, scope)
        raise Fault("equation-shape", node, "is no index")

    def letter(self, node: terms.Letter, scope: Scope) -> int:
        found = scope.get(node.name, self.world.sizes.get(node.name))
        if isinstance(found, int):
            return found
        raise Fault(
            "equation-symbol",
            node,
            f"{node.name} is no index here",
            "An index is bound by a sum, or stands as a subscript of a family.",
        )

    def picked(self, node: terms.Name, scope: Scope) -> int:
        if node.bar:
            raise Fault("equation-symbol", node, "an index has no gradient")
        if node.entry.kind == "size":
            return self.world.sizes[node.entry.tex]
        if node.entry.kind == "index":
            return int(plain(self.value(node, scope).array).flat[0])
        raise Fault(
            "equation-symbol",
            node,
            f"{node.entry.tex} is no index here",
            "An index is bound by a sum, or stands as a subscript of a family.",
        )

    def divided(self, node: terms.Pair, scope: Scope) -> int:
        left, right = self.integer(node.left, scope), self.integer(node.right, scope)
        if node.op in ("cdot", "times"):
            return left * right
        if node.op == "mod" and right:
            return left % right
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
        if isinstance(node, terms.IndexSet):
            low, high = self.integer(node.low, scope), self.integer(node.high, scope)
            return tuple(range(low, min(high, low + MOST) + 1))
        if isinstance(node, terms.Listed):
            return tuple(dict.fromkeys(self.integer(i, scope) for i in node.items))
        if isinstance(node, terms.Joined):
            left, right = self.elements(node.left, scope), self.elements(node.right, scope)
            if node.op == "cup":
                return tuple(dict.fromkeys((*left, *right)))
            return tuple(i for i in left if (i in right) == (node.op == "cap"))
        if isinstance(node, terms.Letter) and isinstance(scope.get(node.name), tuple):
            return scope[node.name]
        if isinstance(node, terms.Name) and node.entry.kind == "set":
            found = self.world.raw(node.entry, 0)
            for axis, index in enumerate(node.indices):
                at = self.integer(index, scope) - self.world.low(node.entry, axis)
                if not 0 <= at < len(found):
                    raise OutOfRange(f"{node.entry.tex} has no element {at}")
                found = found[at]
            return tuple(int(i) for i in found)
        raise Fault("equation-symbol", node, "is no set of indices")
