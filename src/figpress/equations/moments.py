"""Moments, under weights or over samples, and integrals by quadrature."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from figpress.equations import terms, values
from figpress.equations.faults import Fault
from figpress.equations.indices import Span, domain
from figpress.equations.named_values import Names
from figpress.equations.syntax import Node
from figpress.equations.values import Value
from figpress.equations.whole import Scope

POINTS = (40, 64)  # of the two quadratures that must agree
SETTLED = 1e-10  # how closely


class Moments(Names):
    """Evaluates moments and integrals."""

    def follows(self, body: Node, by: Node, node: Node) -> None:
        """What is computed from the variable beforehand does not follow it: only a function does."""
        raise NotImplementedError

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
        rough, fine = (self.quadrature(node.body, key_of(inner), low, high, count, scope) for count in POINTS)
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


def key_of(place: Node) -> str:
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
