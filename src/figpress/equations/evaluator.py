"""Evaluates a syntax tree in one world, under one assignment of the indices."""

from __future__ import annotations

import numpy as np

from figpress.equations import functions, values
from figpress.equations.calculus import Calculus, named_function
from figpress.equations.syntax import (
    Big,
    Binary,
    Binding,
    Cases,
    Concat,
    Covariance,
    Differential,
    Entries,
    Fraction,
    Group,
    Inner,
    Node,
    Norm,
    Number,
    Ones,
    Partial,
    Product,
    Root,
    Scripted,
    Sum,
    Symbol,
)  # fmt: skip
from figpress.equations.table import Entry, spelling
from figpress.equations.values import Misfit, Value
from figpress.equations.whole import Fault, OutOfRange, Scope


class Evaluator(Calculus):
    """Values of expressions in one world."""

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of `node`, for all seeds. Raises Fault."""
        try:
            return _KINDS.get(type(node), _no_value)(self, node, scope)
        except Misfit as misfit:
            shapes = " and ".join(self.shown(s) for s in misfit.shapes)
            raise Fault("equation-shape", node, f"{misfit.message}: {shapes}") from None

    def product(self, node: Product, scope: Scope) -> Value:
        factors, total, at = node.factors, None, 0
        while at < len(factors):
            value, at = self.applied(factors, at, scope)
            total = value if total is None else values.times(total, value)
        return total

    def applied(self, factors: tuple[Node, ...], at: int, scope: Scope) -> tuple[Value, int]:
        """The factor at `at`: a value, or a function with the factor after it."""
        head = factors[at]
        over = self.over_index(head)
        if over is None and not self.is_function(head, scope):
            return self.value(head, scope), at + 1
        if at + 1 == len(factors):
            raise Fault("equation-symbol", head, f"{spelling(head)} is a function, and nothing follows it")
        if over is not None:
            bindings = tuple(Binding(name=i.name, span=i.span) for i in head.indices)
            return self.value(
                Big(op=over, bindings=bindings, conditions=(), body=factors[at + 1], span=head.span), scope
            ), at + 2
        after, power = factors[at + 1], None
        if isinstance(after, Scripted) and isinstance(after.base, Group) and not after.low:
            after, power = after.base, after
        if isinstance(after, Group):
            arguments, rest = [self.value(item, scope) for item in after.items], at + 2
        elif self.table.resolve(head) or self.primed(head):
            raise Fault(
                "equation-symbol",
                head,
                f"{spelling(head)} is a function: what it is applied to stands in parentheses",
            )
        elif self.is_function(after, scope):
            value, rest = self.applied(factors, at + 1, scope)
            arguments = [value]
        else:
            arguments, rest = [self.value(after, scope)], at + 2
        try:
            found = self.call(head, arguments, scope)
        except Misfit as misfit:
            shapes = " and ".join(self.shown(s) for s in misfit.shapes)
            raise Fault("equation-shape", head, f"{spelling(head)} {misfit.message}: {shapes}") from None
        if power is not None:
            found = self.raised(found, power.high, power.power, power, scope)
        return found, rest

    def over_index(self, head: Node) -> str | None:
        r"""\mathrm{concat}_h, \max_j: a function over an index."""
        if (
            isinstance(head, Scripted)
            and isinstance(head.base, Symbol)
            and head.base.name in ("concat", "max", "min", "sum")
            and head.indices
        ):
            if all(isinstance(i, Symbol) for i in head.indices) and self.table.resolve(head) is None:
                return head.base.name
        return None

    def is_function(self, node: Node, scope: Scope) -> bool:
        if not isinstance(node, Symbol | Scripted) or getattr(node, "name", "") in scope:
            return False
        reference = self.table.resolve(node)
        if reference:
            return reference.entry.kind == "function"
        return named_function(node) is not None or self.primed(node) is not None

    def primed(self, node: Node) -> Entry | None:
        r"""The φ of \phi', when only φ is in the table."""
        if isinstance(node, Symbol) and node.name.endswith("'"):
            entry = self.table.plain(node.name[:-1])
            return entry if entry and entry.kind == "function" else None
        return None

    def call(self, head: Node, arguments: list[Value], scope: Scope) -> Value:
        reference = self.table.resolve(head)
        if reference is None and (entry := self.primed(head)):
            made = [functions.derivative(self.world.raw(entry, seed)) for seed in range(len(self.world.made))]
        elif reference is None:
            name = named_function(head)
            if name in functions.SEVERAL:
                return functions.several(name, arguments)
            if len(arguments) != 1:
                raise Fault("equation-shape", head, f"{spelling(head)} takes one argument")
            return functions.ONE[name](arguments[0])
        else:
            made = [self.world.raw(reference.entry, seed) for seed in range(len(self.world.made))]
            for axis, index in enumerate(reference.indices):
                at = self.integer(index, scope) - self.world.low(reference.entry, axis)
                if not 0 <= at < self.world.count(reference.entry, axis):
                    raise OutOfRange(f"{reference.entry.tex} has no element {at}")
                made = [m[at] for m in made]
        if len(arguments) != 1:
            raise Fault("equation-shape", head, f"{spelling(head)} takes one argument")
        return functions.bound(made, arguments[0])

    def raised(self, base: Value, high: str, power: Node | None, node: Node, scope: Scope) -> Value:
        if not high:
            return base
        if high == "⊤" or (high in ("T", "t") and high not in scope and self.table.plain(high) is None):
            return values.transpose(base)
        if power is None:
            raise Fault(
                "equation-symbol",
                node,
                f"superscript {high} is neither a power nor an index of {spelling(node)}",
            )
        exponent = self.value(power, scope)
        if not exponent.scalar:
            raise Fault("equation-shape", power, "a power is a number")
        if base.scalar or high == "⊙":
            if base.tall or base.wide or base.eye is not None:
                raise Fault("equation-shape", node, "its size is not determined here")
            with np.errstate(all="ignore"):
                array = base.array**exponent.array
            return values.scalar(array) if base.scalar else values.tensor(array)
        whole = float(exponent.array.flat[0])
        if (
            base.tall
            or base.wide
            or base.eye is not None
            or base.array.shape[1] != base.array.shape[2]
            or whole != int(whole)
        ):
            raise Fault(
                "equation-shape",
                node,
                f"a power of {self.shown(base.shape)} is not defined",
                r"Entry by entry: h\odot h, or h^{\odot 2}.",
            )
        try:
            return values.tensor(np.linalg.matrix_power(base.array, int(whole)))
        except np.linalg.LinAlgError:
            raise Fault("equation-shape", node, "has no inverse") from None

    def binary(self, node: Binary, scope: Scope) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        return {"odot": values.entrywise, "cdot": values.dot, "/": values.divide}[node.op](left, right)

    def fraction(self, node: Fraction, scope: Scope) -> Value:
        return values.divide(self.value(node.above, scope), self.value(node.below, scope))

    def sum(self, node: Sum, scope: Scope) -> Value:
        """Terms with a shape first, so that I and the columns of ones find theirs."""
        found = [(sign, self.value(term, scope)) for sign, term in node.terms]
        found.sort(key=lambda item: item[1].eye is not None or item[1].tall or item[1].wide)
        total = values.negative(found[0][1]) if found[0][0] < 0 else found[0][1]
        for sign, value in found[1:]:
            total = values.add(total, value, sign)
        return total

    def group(self, node: Group, scope: Scope) -> Value:
        if len(node.items) != 1:
            raise Fault("equation-shape", node, "several things in parentheses, and no function before them")
        return self.value(node.items[0], scope)

    def norm(self, node: Norm, scope: Scope) -> Value:
        inside = self.value(node.inside, scope)
        if node.kind == "abs":
            return functions.entry_by_entry(np.abs)(inside)
        if inside.scalar or inside.tall or inside.wide or inside.eye is not None:
            raise Misfit("a norm is taken of a vector or a matrix", inside.shape)
        array = inside.array
        if node.kind in ("1", "inf") and 1 not in array.shape[1:]:
            raise Misfit("this norm is taken of a vector", inside.shape)
        if node.kind == "2" and 1 not in array.shape[1:]:
            return values.scalar(np.linalg.norm(array, 2, axis=(1, 2)))
        found = {"1": np.abs(array).sum((1, 2)), "inf": np.abs(array).max((1, 2))}.get(
            node.kind, np.sqrt((array**2).sum((1, 2)))
        )
        return values.scalar(found)

    def cases(self, node: Cases, scope: Scope) -> Value:
        for value, conditions in node.branches:
            if conditions is None or self.holds(conditions, scope):
                return self.value(value, scope)
        raise Fault("equation-symbol", node, "no case applies", r"Add one with \text{otherwise}.")


def _number(evaluator: Evaluator, node: Number, scope: Scope) -> Value:
    return values.number(float(node.digits), zero=float(node.digits) == 0)


def _root(evaluator: Evaluator, node: Root, scope: Scope) -> Value:
    return functions.entry_by_entry(np.sqrt)(evaluator.value(node.inside, scope))


def _inner(evaluator: Evaluator, node: Inner, scope: Scope) -> Value:
    return values.inner(evaluator.value(node.left, scope), evaluator.value(node.right, scope))


def _entries(evaluator: Evaluator, node: Entries, scope: Scope) -> Value:
    return evaluator.entries_of(evaluator.value(node.base, scope), node.parts, node, scope)


def _no_value(evaluator: Evaluator, node: Node, scope: Scope) -> Value:
    raise Fault("equation-unreadable", node, "has no value here")


_KINDS = {
    Number: _number, Symbol: Evaluator.symbol, Scripted: Evaluator.scripted, Ones: lambda e, n,
    s: values.ONES, Product: Evaluator.product,
    Binary: Evaluator.binary, Fraction: Evaluator.fraction, Sum: Evaluator.sum, Group: Evaluator.group,
    Norm: Evaluator.norm, Inner: _inner,
    Root: _root, Partial: Evaluator.partial, Differential: Evaluator.differential, Entries: _entries,
    Concat: Evaluator.concat,
    Cases: Evaluator.cases, Big: Evaluator.big, Covariance: Evaluator.covariance,
}  # fmt: skip
