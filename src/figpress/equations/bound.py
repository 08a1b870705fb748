"""Sums, products and covariances over indices, and matrices side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from figpress.equations import functions, values
from figpress.equations.binding_names import Names
from figpress.equations.indices import Span, bare_families_indexed, domain
from figpress.equations.syntax import Big, Binding, Concat, Covariance, Node, Number, Scripted
from figpress.equations.values import Value
from figpress.equations.whole import Fault, Scope

LONGEST = 10_000  # values of a bound index
LARGEST_SET = 12  # whose subsets are run through


class Bound(Names):
    """Evaluates what binds letters."""

    def big(self, node: Big, scope: Scope) -> Value:
        found = [self.value(node.body, inner) for inner in self.assignments(node, scope)]
        if node.op == "sum":
            if not found:
                return values.number(0, zero=True)
            total = found[0]
            for value in found[1:]:
                total = values.add(total, value)
            return total
        if node.op == "concat":
            return self.beside(found, node)
        if node.op in ("max", "min"):
            return functions.several(node.op, found)
        if not found:
            return values.EYE
        matrices = any(not v.scalar for v in found)
        falling = node.bindings[0].kind == "range" and self.integer(
            node.bindings[0].low, scope
        ) > self.integer(node.bindings[0].high, scope)
        if matrices and not node.direction and not falling and len(found) > 1:
            raise Fault(
                "equation-shape",
                node,
                "a product of matrices needs a direction",
                r"Write \prod_{l}^{\leftarrow}: later factors stand to the left.",
            )
        if node.direction == "left":
            found.reverse()
        total = found[0]
        for value in found[1:]:
            total = values.times(total, value)
        return total

    def assignments(self, node: Big, scope: Scope) -> Iterator[Scope]:
        """The scopes in which a body is evaluated."""
        choices = []
        for binding in node.bindings:
            choices.append([(binding.name, value) for value in self.choices(binding, node, scope)])
        for picked in itertools.product(*choices):
            inner = {**scope, **dict(picked)}
            if self.holds(node.conditions, inner):
                yield inner

    def choices(self, binding: Binding, node: Big, scope: Scope) -> list:
        if binding.kind == "range":
            low, high = self.integer(binding.low, scope), self.integer(binding.high, scope)
            if abs(high - low) > LONGEST:
                raise Fault(
                    "equation-shape",
                    node,
                    f"runs over {abs(high - low) + 1} values; at most {LONGEST} are evaluated",
                )
            return list(range(low, high + 1)) if low <= high else list(range(low, high - 1, -1))
        if binding.kind == "in":
            return list(self.elements(binding.low, scope))
        if binding.kind == "subset":
            whole = self.elements(binding.low, scope)
            if len(whole) > LARGEST_SET:
                raise Fault(
                    "equation-shape",
                    node,
                    f"runs over the subsets of {len(whole)} indices; at most {LARGEST_SET} are evaluated",
                    "Give the size smaller values: sizes={…}.",
                )
            return [s for size in range(len(whole) + 1) for s in itertools.combinations(whole, size)]
        span = self.span(binding.name, (node.body,), binding)
        return list(range(span.low, span.high + 1))

    def span(self, letter: str, nodes: tuple[Node, ...], where: Node) -> Span:
        """What a letter without limits runs over: whatever it indexes."""
        try:
            span = domain(letter, nodes, self.table, self.world)
        except ValueError as error:
            raise Fault("equation-shape", where, str(error)) from None
        if span is None:
            raise Fault(
                "equation-symbol",
                where,
                f"{letter} indexes nothing, so it is not known what it runs over",
                rf"Write \sum_{{{letter}=1}}^{{n}}.",
            )
        return span

    def covariance(self, node: Covariance, scope: Scope) -> Value:
        index = node.index or "·"
        left, right = node.left, node.right
        if not node.index:
            left, right = (bare_families_indexed(part, self.table, index) for part in (left, right))
        span = self.span(index, (left, right), node)
        weights = self.value(node.weights, scope)
        if weights.scalar or weights.array.shape[1:] != (span.high - span.low + 1, 1):
            raise Fault(
                "equation-shape",
                node.weights,
                f"the weights are {self.shown(weights.shape)}: one a {node.index or 'member'} is wanted",
            )
        joint = first = second = None
        for at, i in enumerate(range(span.low, span.high + 1)):
            inner = {**scope, index: i}
            weight = values.scalar(weights.array[:, at])
            x, y = self.value(left, inner), self.value(right, inner)
            terms = values.times(weight, _outer(x, y)), values.times(weight, x), values.times(weight, y)
            joint, first, second = (
                terms if joint is None else tuple(map(values.add, (joint, first, second), terms))
            )
        return values.add(joint, _outer(first, second), -1)

    def concat(self, node: Concat, scope: Scope) -> Value:
        parts: list[Node] = []
        for at, part in enumerate(node.parts):
            if part is not None:
                parts.append(part)
                continue
            before, after = (node.parts[i] if 0 <= i < len(node.parts) else None for i in (at - 1, at + 1))
            parts += self.between(before, after, node, scope)
        return self.beside([self.value(p, scope) for p in parts], node)

    def between(self, before: Node | None, after: Node | None, node: Node, scope: Scope) -> list[Node]:
        """What the dots of [O^1 | … | O^H] stand for."""
        first, last = (self.table.resolve(p) if p is not None else None for p in (before, after))
        if (
            not first
            or not last
            or first.entry is not last.entry
            or len(first.indices) != 1
            or first.indices[0] is None
        ):
            raise Fault("equation-shape", node, "the dots stand between two members of one family")
        low, high = self.integer(first.indices[0], scope), self.integer(last.indices[0], scope)
        spot = first.entry.spots[0][0]

        def member(i: int) -> Scripted:
            digit = Number(digits=str(i), span=node.span)
            base = before.base if isinstance(before, Scripted) else before
            if spot == "low":
                return Scripted(
                    base=base,
                    low=str(i),
                    indices=(digit,),
                    high=before.high,
                    power=before.power,
                    span=before.span,
                )
            return Scripted(
                base=base, low=before.low, indices=before.indices, high=str(i), power=digit, span=before.span
            )

        return [member(i) for i in range(low + 1, high)]

    def beside(self, found: list[Value], node: Node) -> Value:
        if (
            any(v.scalar or v.tall or v.wide or v.eye is not None for v in found)
            or len({v.array.shape[1] for v in found}) > 1
        ):
            raise Fault(
                "equation-shape",
                node,
                "side by side stand matrices with as many rows",
                ", ".join(self.shown(v.shape) for v in found),
            )
        return values.tensor(np.concatenate([v.array for v in found], axis=2))


def _outer(x: Value, y: Value) -> Value:
    return values.times(x, y) if x.scalar or y.scalar else values.times(x, values.transpose(y))
