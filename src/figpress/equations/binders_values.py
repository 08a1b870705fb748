"""Sums, products, moments and integrals over letters, and matrices side by side."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from figpress.equations import functions, terms, values
from figpress.equations.faults import Fault
from figpress.equations.indices import Span, domain
from figpress.equations.named_values import Names
from figpress.equations.syntax import Binding, Node
from figpress.equations.values import Value
from figpress.equations.whole import Scope

LONGEST = 10_000  # values of a bound index
LARGEST_SET = 12  # whose subsets are run through
POINTS = (40, 64)  # of the two quadratures that must agree
SETTLED = 1e-10  # how closely


class Bound(Names):
    """Evaluates what binds letters."""

    def big(self, node: terms.Big, scope: Scope) -> Value:
        found = [self.value(node.body, inner) for inner in self.assignments(node, scope)]
        if node.op == "sum":
            if not found:
                return self.lifted(values.number(0, zero=True))
            total = found[0]
            for value in found[1:]:
                total = values.add(total, value)
            return total
        if node.op == "concat":
            return self.beside(found, node)
        if node.op == "stack":
            if (
                not found
                or len({v.array.shape[2] for v in found}) > 1
                or any(v.wide or v.tall for v in found)
            ):
                raise Fault("equation-shape", node, "below one another stand rows of one length")
            return values.tensor(self.joined([v.array for v in found], 1))
        if node.op in ("max", "min"):
            if not found:
                raise Fault("equation-shape", node, f"the {node.op} of nothing")
            return functions.several(node.op, found)
        return self.multiplied(node, found)

    def multiplied(self, node: terms.Big, found: list[Value]) -> Value:
        if not found:
            return self.lifted(values.number(1)) if self.of_numbers(node.body) else self.lifted(values.EYE)
        if any(not v.scalar for v in found) and not node.direction and len(found) > 1:
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

    def of_numbers(self, node: Node) -> bool:
        """Whether a body that is never evaluated would be a number."""
        if isinstance(node, terms.Name):
            return node.entry.kind != "tensor"
        if isinstance(node, terms.Entries):
            return len(node.parts) == 2 or self.single(node.base)
        if isinstance(node, terms.Unit | terms.Transpose | terms.Beside | terms.Stacked):
            return False
        if (isinstance(node, terms.Pair) and node.op == "inner") or isinstance(node, terms.Norm):
            return True
        return all(self.of_numbers(n) for n in _direct(node))

    def single(self, node: Node) -> bool:
        return isinstance(node, terms.Name) and (node.entry.row or node.entry.column)

    def assignments(self, node: terms.Big, scope: Scope) -> Iterator[Scope]:
        """The scopes in which a body is evaluated; a later letter's limits may use an earlier one."""
        yield from self.assigned(node, node.bindings, scope)

    def assigned(self, node: terms.Big, bindings: tuple[Binding, ...], scope: Scope) -> Iterator[Scope]:
        if not bindings:
            if self.holds(node.conditions, scope):
                yield scope
            return
        for value in self.choices(bindings[0], node, scope):
            yield from self.assigned(node, bindings[1:], {**scope, bindings[0].name: value})

    def choices(self, binding: Binding, node: terms.Big, scope: Scope) -> list:
        if binding.kind == "range":
            low, high = self.integer(binding.low, scope), self.integer(binding.high, scope)
            if high - low > LONGEST:
                raise Fault(
                    "equation-shape",
                    node,
                    f"runs over {high - low + 1} values; at most {LONGEST} are evaluated",
                )
            if high < low - 1 and not (node.op == "sum" or self.of_numbers(node.body)):
                raise Fault(
                    "equation-shape",
                    node,
                    "the limits fall: over no factor, or downwards?",
                    r"Write \prod_{l=0}^{L-1} with a direction: \overleftarrow{\prod}.",
                )
            return list(range(low, high + 1))
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
        if binding.high is not None and (top := self.integer(binding.high, scope)) != span.high:
            raise Fault(
                "equation-shape",
                node,
                f"it ends at {top}, and {binding.name} runs from {span.low} to {span.high}",
                rf"Write \sum_{{{binding.name}={span.low}}}.",
            )
        return list(range(span.low, span.high + 1))

    def span(self, letter: str, nodes: tuple[Node, ...], where: Node) -> Span:
        """What a letter without limits runs over: whatever it indexes."""
        try:
            span = domain(letter, nodes, self.world)
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

    def moment(self, node: terms.Moment, scope: Scope) -> Value:
        """Under the weights of a table, by enumeration."""
        if node.weights is None:
            return self.of_samples(node, scope)
        index = node.index or "·"
        of = node.of if node.index else tuple(_indexed(part, index) for part in node.of)
        weights = self.value(node.weights, scope)
        count = 0 if weights.scalar else weights.array.shape[1]
        span = self.span_drawn(index, of, node)
        if weights.scalar or weights.array.shape[1:] != (count, 1) or count != span.high - span.low + 1:
            raise Fault(
                "equation-shape",
                node.weights,
                f"the weights are {self.shown(weights.shape)}: one a {node.index or 'member'} is wanted",
            )
        joint = first = second = None
        for at, i in enumerate(range(span.low, span.high + 1)):
            inner = {**scope, index: i}
            weight = values.scalar(weights.array[:, at])
            x = self.value(of[0], inner)
            y = self.value(of[1], inner) if len(of) > 1 else x
            made = (
                values.times(weight, x if node.kind == "E" else _outer(x, y)),
                values.times(weight, x),
                values.times(weight, y),
            )
            joint, first, second = (
                made if joint is None else tuple(map(values.add, (joint, first, second), made))
            )
        return joint if node.kind == "E" else values.add(joint, _outer(first, second), -1)

    def of_samples(self, node: terms.Moment, scope: Scope) -> Value:
        """The mean over the samples of random names, the same beside each of them."""
        if not self.samples:
            raise Fault(
                "equation-symbol",
                node,
                "it does not say what is drawn",
                r"Write \mathbb E_{x\sim p}[…] with p a name of the table, or declare a name random.",
            )
        if node.index and (count := math.prod(map(self.world.sizes.__getitem__, node.index.split("·")))) != (
            self.samples
        ):
            raise Fault(
                "equation-shape",
                node,
                f"a mean over {node.index} is one of {count}, and here are {self.samples} samples",
            )
        parts = [self.value(part, scope) for part in node.of]
        x, y = parts[0], parts[-1]
        if node.kind == "E":
            return self.mean(x)
        entrywise = node.kind == "Var" and self.world.context.entrywise and not x.scalar
        joint = values.entrywise(x, y) if entrywise else _outer(x, y)
        first, second = self.mean(x), self.mean(y)
        apart = values.entrywise(first, second) if entrywise else _outer(first, second)
        return values.add(self.mean(joint), apart, -1)

    def mean(self, a: Value) -> Value:
        if len(a.array) == 1 or a.eye is not None:
            return a
        by_sample = a.array.reshape(-1, self.samples, *a.array.shape[1:])
        return replace(a, array=by_sample.mean(1).repeat(self.samples, 0))

    def span_drawn(self, index: str, of: tuple[Node, ...], node: terms.Moment) -> Span:
        """What is drawn runs over: what it indexes, or all of its weights' range."""
        try:
            found = domain(index, of, self.world)
        except ValueError as error:
            raise Fault("equation-shape", node, str(error)) from None
        weights = node.weights
        if found is None and isinstance(weights, terms.Name) and weights.indices == (None,):
            low = self.world.low(weights.entry, 0)
            return Span(low, low + self.world.count(weights.entry, 0) - 1)
        if found is None:
            raise Fault(
                "equation-symbol", node, f"{index} indexes nothing, so it is not known what it runs over"
            )
        return found

    def integral(self, node: terms.Integral, scope: Scope) -> Value:
        """By Gauss's quadrature with two numbers of points, which must agree."""
        inner = node.by
        if isinstance(inner, terms.Entries) or (
            isinstance(inner, terms.Name) and (inner.entry.kind != "scalar" or inner.indices)
        ):
            raise Fault("equation-shape", node, "an integral is taken over a number")
        self.follows(node.body, inner, node)
        low, high = self.value(node.low, scope), self.value(node.high, scope)
        if not (low.scalar and high.scalar):
            raise Fault("equation-shape", node, "the limits of an integral are numbers")
        rough, fine = (self.quadrature(node.body, _key(inner), low, high, count, scope) for count in POINTS)
        a, b = values.plain(rough.array), values.plain(fine.array)
        if not np.all(np.abs(a - b) <= SETTLED * max(1e-300, float(np.abs(b).max()), fine.size)):
            raise Fault(
                "equation-shape",
                node,
                f"the integral is not settled: {POINTS[0]} and {POINTS[1]} points differ by "
                f"{np.abs(a - b).max():.1e}",
            )
        return fine

    def quadrature(self, body: Node, key: str, low: Value, high: Value, count: int, scope: Scope) -> Value:
        points, weights = np.polynomial.legendre.leggauss(count)
        total = None
        for t, w in zip(points, weights):
            place, measure = _placed(low, high, float(t))
            value = self.value(body, {**scope, key: place})
            part = values.times(values.times(value, measure), self.lifted(values.number(w)))
            total = part if total is None else values.add(total, part)
        return total

    def follows(self, body: Node, by: Node, node: Node) -> None:
        """What is computed from the variable beforehand does not follow it: only a function does."""
        raise NotImplementedError

    def replaced(self, node: terms.Replaced, scope: Scope) -> Value:
        inner = dict(scope)
        for place, value in node.places:
            if not isinstance(place, terms.Name | terms.Letter):
                raise Fault("equation-shape", node, "an evaluation bar gives a value to a letter")
            self.follows(node.of, place, node)
            inner[_key(place)] = self.value(value, scope)
        return self.value(node.of, inner)

    def concat(self, node: terms.Beside, scope: Scope) -> Value:
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
        fits = (
            isinstance(before, terms.Name) and isinstance(after, terms.Name) and before.entry is after.entry
        )
        if not fits or len(before.indices) != 1 or before.indices[0] is None or after.indices[0] is None:
            raise Fault("equation-shape", node, "the dots stand between two members of one family")
        low, high = self.integer(before.indices[0], scope), self.integer(after.indices[0], scope)
        return [
            replace(before, indices=(terms.Constant(value=float(i), shown=str(i), span=node.span),))
            for i in range(low + 1, high)
        ]

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
        return values.tensor(self.joined([v.array for v in found], 2))

    def joined(self, arrays: list, axis: int):
        seeds = max(a.shape[0] for a in arrays)
        if self.tracked:
            import torch

            return torch.cat([a.expand(seeds, *a.shape[1:]) for a in arrays], axis)
        return np.concatenate([np.broadcast_to(a, (seeds, *a.shape[1:])) for a in arrays], axis)

    def stacked(self, node: terms.Stacked, scope: Scope) -> Value:
        rows = []
        for row in node.rows:
            cells = [self.value(cell, scope) for cell in row]
            if (
                any(c.tall or c.wide or c.eye is not None for c in cells)
                or len({c.array.shape[1] for c in cells}) > 1
            ):
                raise Fault("equation-shape", node, "the blocks of one row have as many rows")
            rows.append(self.joined([c.array for c in cells], 2))
        if len({r.shape[2] for r in rows}) > 1:
            raise Fault("equation-shape", node, "the rows of this matrix are not equally long")
        return values.tensor(self.joined(rows, 1))


def _direct(node: Node) -> Iterator[Node]:
    from figpress.equations.syntax import children

    if isinstance(node, terms.Big):
        return iter((node.body,))
    if isinstance(node, terms.Power):
        return iter((node.base,))
    return iter(children(node))


def _key(place: Node) -> str:
    return place.name if isinstance(place, terms.Letter) else f"\0{place.entry.tex}"


def _placed(low: Value, high: Value, t: float) -> tuple[Value, Value]:
    """Where a point of [−1, 1] lies between the limits, and by how much the measure stretches there."""
    below, above = np.isinf(values.plain(low.array)).any(), np.isinf(values.plain(high.array)).any()
    if not below and not above:
        half = values.times(values.add(high, low, -1), _plain(0.5, low))
        return values.add(
            values.times(values.add(high, low), _plain(0.5, low)), values.times(half, _plain(t, low))
        ), half
    if below and above:
        return _plain(t / (1 - t * t) * 2, low), _plain(2 * (1 + t * t) / (1 - t * t) ** 2, low)
    stretch = _plain(2 / (1 - t) ** 2, low) if above else _plain(2 / (1 + t) ** 2, low)
    if above:
        return values.add(low, _plain((1 + t) / (1 - t), low)), stretch
    return values.add(high, _plain(-(1 - t) / (1 + t), high)), stretch


def _plain(x: float, like: Value) -> Value:
    made = values.number(x)
    return made if isinstance(like.array, np.ndarray) else values.tracked(made)


def _indexed(node: Node, letter: str) -> Node:
    """A family's bare name with an index: v becomes v_·, as inside Cov_{a}(v, k)."""
    if isinstance(node, terms.Name) and node.indices == (None,):
        return replace(node, indices=(terms.Letter(name=letter, span=node.span),))
    return node


def _outer(x: Value, y: Value) -> Value:
    return values.times(x, y) if x.scalar or y.scalar else values.times(x, values.transpose(y))
