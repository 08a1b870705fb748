"""Evaluates terms in one world, under one assignment of the letters."""

from __future__ import annotations

import numpy as np

from figpress.equations import functions, terms, values
from figpress.equations.calculus import Calculus
from figpress.equations.faults import Fault
from figpress.equations.syntax import Condition, Node
from figpress.equations.values import Misfit, Value
from figpress.equations.whole import Scope


class Evaluator(Calculus):
    """Values of terms in one world.

    shapes  of every term that was evaluated, by its id: what the read-back shows
    """

    shapes: dict[int, tuple] | None = None

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of `node`, for all seeds. Raises Fault."""
        try:
            found = _KINDS.get(type(node), _no_value)(self, node, scope)
        except Misfit as misfit:
            shapes = " and ".join(self.shown(s) for s in misfit.shapes)
            raise Fault("equation-shape", node, f"{misfit.message}: {shapes}") from None
        if self.shapes is not None:
            self.shapes[id(node)] = found.shape
        return found

    @property
    def entrywise(self) -> bool:
        return self.world.context.entrywise

    def times(self, node: terms.Times, scope: Scope) -> Value:
        total = None
        for factor in node.factors:
            value = self.value(factor, scope)
            total = value if total is None else values.times(total, value)
        assert total is not None
        return total

    def call(self, node: terms.Call, scope: Scope) -> Value:
        arguments = [self.value(a, scope) for a in node.arguments]
        shown = node.function if isinstance(node.function, str) else node.function.tex
        try:
            if not isinstance(node.function, str):
                return self.of_the_table(node, arguments, scope)
            if node.primes:
                return self.primed(node, arguments)
            return functions.called(node.function, arguments)
        except Misfit as misfit:
            shapes = " and ".join(self.shown(s) for s in misfit.shapes)
            raise Fault("equation-shape", node, f"{shown} {misfit.message}: {shapes}") from None

    def of_the_table(self, node: terms.Call, arguments: list[Value], scope: Scope) -> Value:
        entry = node.function
        made = [self.world.raw(entry, seed) for seed in range(len(self.world.made))]
        for axis, index in enumerate(node.indices):
            if index is None:
                raise Fault("equation-shape", node, f"{entry.tex} stands here without its index")
            at = self.member(entry, axis, index, scope)
            made = [m[at] for m in made]
        for _ in range(node.primes):
            made = [functions.derivative(m) for m in made]
        made = [m for m in made for _ in range(max(1, self.samples))]
        return functions.bound(made, arguments, self.tracked)

    def primed(self, node: terms.Call, arguments: list[Value]) -> Value:
        """sin': entry by entry, by autograd."""
        if len(arguments) != 1 or node.function not in functions.ENTRYWISE:
            raise Fault(
                "equation-symbol", node, f"the derivative of {node.function} is no function of the grammar"
            )
        apply = functions.ENTRYWISE[node.function]

        def one(x):
            return apply(x)

        for _ in range(node.primes):
            one = functions.derivative(one)
        return functions.bound([one] * self.seeds, arguments, self.tracked)

    def power(self, node: terms.Power, scope: Scope) -> Value:
        base, exponent = self.value(node.base, scope), self.value(node.exponent, scope)
        if not exponent.scalar:
            raise Fault("equation-shape", node.exponent, "a power is a number")
        if base.scalar or node.entrywise or (self.entrywise and not _square(base)):
            if base.tall or base.wide or base.eye is not None:
                raise Fault("equation-shape", node, "its size is not determined here")
            with np.errstate(all="ignore"):
                array = base.array**exponent.array
            return values.scalar(array) if base.scalar else values.tensor(array)
        whole = float(values.plain(exponent.array).flat[0])
        if (
            _square(base)
            and whole != int(whole)
            and not self.entrywise
            and (found := functions.symmetric_power(base, whole)) is not None
        ):
            return found
        if not _square(base) or whole != int(whole):
            raise Fault(
                "equation-shape",
                node,
                f"a power of {self.shown(base.shape)} is not defined",
                r"Entry by entry: h\odot h, or h^{\odot 2}; or entrywise=True in the symbols script.",
            )
        if self.entrywise and whole != -1:  # A^{-1} is the inverse everywhere
            raise Fault(
                "equation-shape",
                node,
                "a power of a square matrix may be taken entry by entry or as a product",
                r"Write A\odot A, or AA.",
            )
        try:
            return values.tensor(values.library(base.array).linalg.matrix_power(base.array, int(whole)))
        except RuntimeError as error:  # numpy's and torch's own are ValueError and RuntimeError
            raise Fault("equation-shape", node, "has no inverse") from error
        except np.linalg.LinAlgError:
            raise Fault("equation-shape", node, "has no inverse") from None

    def transpose(self, node: terms.Transpose, scope: Scope) -> Value:
        return values.transpose(self.value(node.of, scope))

    def pair(self, node: terms.Pair, scope: Scope) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if node.op == "/":
            return self.quotient(left, right)
        if node.op == "times" and not (left.scalar or right.scalar):
            raise Misfit(
                r"\times between tensors may be a product or a cross product", left.shape, right.shape
            )
        if node.op == "mod":
            return functions.modulo(left, right)
        if node.op == "odot" and (left.scalar or right.scalar) and self.entrywise:
            return values.times(left, right)
        if node.op == "cdot" and self.entrywise and left.shape == right.shape and 1 in left.shape:
            return values.entrywise(left, right)
        return {"odot": values.entrywise, "cdot": values.dot, "times": values.times, "inner": values.inner}[
            node.op
        ](left, right)

    def quotient(self, left: Value, right: Value) -> Value:
        """Only a number divides, unless the script says that quotients are taken entry by entry."""
        if right.scalar or not self.entrywise or right.tall or right.wide or right.eye is not None:
            return values.divide(left, right)
        with np.errstate(all="ignore"):
            inverse = values.tensor(1 / right.array)
        return values.times(left, inverse) if left.scalar else values.entrywise(left, inverse)

    def plus(self, node: terms.Plus, scope: Scope) -> Value:
        """Terms with a shape first, so that I and the columns of ones find theirs."""
        found = [(sign, self.value(term, scope)) for sign, term in node.terms]
        found.sort(key=lambda item: item[1].scalar if self.entrywise else False)
        found.sort(key=lambda item: item[1].eye is not None or item[1].tall or item[1].wide)
        total = values.negative(found[0][1]) if found[0][0] < 0 else found[0][1]
        for sign, value in found[1:]:
            if self.entrywise and value.scalar and not total.scalar and total.eye is None:
                value = Value(value.array, tall=True, wide=True, size=value.size)
            total = values.add(total, value, sign)
        return total

    def norm(self, node: terms.Norm, scope: Scope) -> Value:
        if node.kind == "abs" and isinstance(node.of, terms.Name) and node.of.entry.kind == "set":
            return self.lifted(values.number(len(self.elements(node.of, scope))))
        inside = self.value(node.of, scope)
        if node.kind == "abs":
            bars = self.world.context.bars
            if bars and not inside.scalar and (bars == "norm") == (1 in inside.shape):
                return functions.norm(inside, "", None) if bars == "norm" else functions.determinant(inside)
            if not inside.scalar and not self.entrywise:
                raise Misfit(
                    "bars round a tensor may be a norm, a determinant or entry by entry", inside.shape
                )
            return functions.called("abs", [inside])
        order = None if node.order is None else self.value(node.order, scope)
        return functions.norm(inside, node.kind, order)

    def choice(self, node: terms.Choice, scope: Scope) -> Value:
        for value, conditions in node.branches:
            if conditions is None or self.true(conditions, scope):
                return self.value(value, scope)
        raise Fault("equation-symbol", node, "no case applies", r"Add one with \text{otherwise}.")

    def true(self, conditions: tuple[Condition, ...], scope: Scope) -> bool:
        """Conditions on indices; on numbers, where they say the same of every seed."""
        try:
            return self.holds(conditions, scope)
        except Fault:
            return all(self.on_numbers(c, scope) for c in conditions)

    def may_hold(self, condition: Condition, scope: Scope) -> bool:
        """False where a condition on indices does not hold; one on numbers is a matter of seeds."""
        try:
            return self.holds((condition,), scope)
        except Fault:
            return bool(self.each(condition, scope).any())

    def where(self, conditions: tuple[Condition, ...], scope: Scope) -> np.ndarray | None:
        """[seeds]: where conditions on numbers hold; None where there are none."""
        found = None
        for condition in conditions:
            try:
                self.holds((condition,), scope)
            except Fault:
                said = np.broadcast_to(self.each(condition, scope), (self.seeds,))
                found = said if found is None else found & said
        return found

    def on_numbers(self, condition: Condition, scope: Scope) -> bool:
        said = self.each(condition, scope)
        if not said.all() and said.any():
            raise Unsettled(condition)
        return bool(said.all())

    def each(self, condition: Condition, scope: Scope) -> np.ndarray:
        """[seeds]: whether a condition on numbers holds."""
        found = [self.value(m, scope) for m in condition.members]
        if not all(v.scalar for v in found):
            raise Fault("equation-shape", condition, "a case is decided by numbers")
        said = np.ones(1, dtype=bool)
        for relation, a, b in zip(condition.relations, found, found[1:]):
            x, y = values.plain(a.array)[:, 0, 0], values.plain(b.array)[:, 0, 0]
            told = {"=": x == y, "<": x < y, ">": x > y, "≤": x <= y, "≥": x >= y, "≠": x != y}.get(relation)
            if told is None:
                raise Fault("equation-symbol", condition, f"{relation} decides no case")
            said = said & told
        return said

    def by_numbers(self, node: terms.Choice, scope: Scope) -> Value:
        """Cases that differ from seed to seed: each seed takes its own."""
        import torch

        seeds = self.seeds
        left = np.ones(seeds, dtype=bool)
        total = None
        for value, conditions in node.branches:
            said = left.copy()
            for c in conditions or ():
                said &= np.broadcast_to(self.each(c, scope), (seeds,))
            left &= ~said
            found = self.value(value, scope)
            mask = values.like(said[:, None, None], found.array)
            library = values.library(found.array)
            zeros = library.zeros_like(found.array)
            part = values.Value(library.where(mask, found.array, zeros), found.scalar, size=found.size)
            total = part if total is None else values.add(total, part)
        assert torch and total is not None
        if left.any():
            raise Fault("equation-symbol", node, "no case applies", r"Add one with \text{otherwise}.")
        return total

    def delta(self, node: terms.Delta, scope: Scope) -> Value:
        try:
            said = np.array([self.holds(node.conditions, scope)])
        except Fault:
            said = np.logical_and.reduce(
                [np.broadcast_to(self.each(c, scope), (self.seeds,)) for c in node.conditions]
            )
        return self.lifted(values.scalar(said.astype(float)))

    def unit(self, node: terms.Unit, scope: Scope) -> Value:
        if node.length is None:
            return self.lifted(values.ONES if node.kind == "ones" else values.EYE)
        length = self.integer(node.length, scope)
        whole = np.ones((1, length, 1)) if node.kind == "ones" else np.eye(length)[None]
        return self.lifted(values.tensor(whole))


class Unsettled(Exception):
    """A case that one seed takes and another does not."""


def _square(a: Value) -> bool:
    return not (a.scalar or a.tall or a.wide) and a.eye is None and a.array.shape[1] == a.array.shape[2]


def _constant(evaluator: Evaluator, node: terms.Constant, scope: Scope) -> Value:
    return evaluator.lifted(values.number(node.value, zero=node.value == 0))


def _choice(evaluator: Evaluator, node: terms.Choice, scope: Scope) -> Value:
    try:
        return evaluator.choice(node, scope)
    except Unsettled:
        return evaluator.by_numbers(node, scope)


def _no_value(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    raise Fault("equation-unreadable", node, "has no value here")


_KINDS = {
    terms.Constant: _constant, terms.Letter: Evaluator.letter_value, terms.Name: Evaluator.name,
    terms.Unit: Evaluator.unit,
    terms.Delta: Evaluator.delta, terms.Plus: Evaluator.plus, terms.Times: Evaluator.times,
    terms.Pair: Evaluator.pair,
    terms.Power: Evaluator.power, terms.Transpose: Evaluator.transpose, terms.Entries: Evaluator.entries,
    terms.Call: Evaluator.call,
    terms.Norm: Evaluator.norm, terms.Derivative: Evaluator.derivative,
    terms.Differential: Evaluator.differential,
    terms.Integral: Evaluator.integral, terms.Big: Evaluator.big, terms.Moment: Evaluator.moment,
    terms.Beside: Evaluator.concat,
    terms.Stacked: Evaluator.stacked, terms.Choice: _choice, terms.Replaced: Evaluator.replaced,
}  # fmt: skip
