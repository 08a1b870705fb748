"""Terms as rules for their entries: the second backend beside `evaluator`, over the same closed set of kinds.

What is no loop over numbers (derivatives, changes, integrals, decompositions) is refused with words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from figpress.equations import terms
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.named import called
from figpress.equations.compiled.reading import Reading
from figpress.equations.compiled.scalars import Applied, Chosen, Load, Number, Scalar, put
from figpress.equations.compiled.spelling import identifier
from figpress.equations.compiled.tensors import (
    NOTHING,
    ONE,
    ONES,
    Tensor,
    Uncompiled,
    binary,
    count,
    each,
    eye,
    negative,
    number,
    transposed,
)
from figpress.equations.syntax import Node


@dataclass
class Lowering(Reading):
    """One statement's terms."""

    def tensor(self, node: Node) -> Tensor:
        """The rule of a term. Raises Uncompiled, naming the innermost term that is none."""
        make = _KINDS.get(type(node))
        if make is None:
            what = re.sub(r"(?<!^)([A-Z])", r" \1", type(node).__name__).lower()
            raise Uncompiled(node, f"a {what} is not written as loops")
        try:
            return make(self, node)
        except Uncompiled as refused:
            raise (Uncompiled(node, refused.message) if refused.node is None else refused) from None

    # -- operations
    def plus(self, node: terms.Plus) -> Tensor:
        found = [(sign, self.tensor(term)) for sign, term in node.terms]
        shaped = [t for _, t in found if not t.scalar]
        if self.entrywise and shaped:
            found = [
                (s, replace(t, rows=None, columns=None, scalar=False, at=_constant(t)) if t.scalar else t)
                for s, t in found
            ]
        total = negative(found[0][1]) if found[0][0] < 0 else found[0][1]
        for sign, value in found[1:]:
            total = self.maker.joined("+" if sign > 0 else "-", total, value)
        return total

    def times(self, node: terms.Times) -> Tensor:
        total: Tensor | None = None
        for factor in node.factors:
            value = self.tensor(factor)
            total = value if total is None else self.maker.times(total, value)
        assert total is not None
        return total

    def pair(self, node: terms.Pair) -> Tensor:
        left, right = self.tensor(node.left), self.tensor(node.right)
        if node.op == "/":
            return self.quotient(left, right)
        if node.op == "odot":
            if left.scalar or right.scalar:
                if self.entrywise:
                    return self.maker.times(left, right)
                raise Uncompiled(node, "⊙ stands between two tensors of one shape")
            return self.maker.joined("*", left, right)
        if node.op == "inner":
            return self.maker.inner(left, right)
        if node.op == "times" and (left.scalar or right.scalar):
            return self.maker.times(left, right)
        if node.op == "cdot":
            matrices = not {left.rows, left.columns, right.rows} & {ONE, None}
            if left.scalar or right.scalar or matrices:
                return self.maker.times(left, right)
            if self.entrywise:
                return self.maker.joined("*", left, right)
            return self.maker.inner(left, right)
        raise Uncompiled(node, f"{node.op} is not written as loops")

    def quotient(self, left: Tensor, right: Tensor) -> Tensor:
        if right.scalar:
            return replace(
                left, at=lambda i, j: binary("/", left.at(i, j), right.at(NOTHING, NOTHING)), zero=False
            )
        if not self.entrywise:
            raise Uncompiled(None, "only a number divides")
        return self.maker.joined("/", _spread(left, right), right)

    def power(self, node: terms.Power) -> Tensor:
        base, exponent = self.tensor(node.base), self.tensor(node.exponent)
        if not exponent.scalar:
            raise Uncompiled(node, "a power is a number")
        square = (
            not base.scalar and base.rows is not None and self.maker.same(base.rows, base.columns or NOTHING)
        )
        if not (base.scalar or node.entrywise or (self.entrywise and not square)):
            raise Uncompiled(node, "a power of a matrix is not written as loops")
        by = exponent.at(NOTHING, NOTHING)
        return each(base, lambda x: _raised(x, by))

    def call(self, node: terms.Call) -> Tensor:
        if isinstance(node.function, str):
            if node.primes:
                raise Uncompiled(node, f"the derivative of {node.function} is printed nowhere")
            return called(self.maker, node.function, [self.tensor(a) for a in node.arguments])
        known = self.known.get((node.function.tex, node.primes))
        if known and len(node.arguments) == 1 and not node.indices:
            self.called.add(known)
            return each(self.tensor(node.arguments[0]), lambda x: Applied(known, (x,)))
        return self.handed(node)

    def norm(self, node: terms.Norm) -> Tensor:
        if node.kind == "abs" and isinstance(node.of, terms.Name) and node.of.entry.kind == "set":
            return number(count(Whole.of(f"{self.give(node.of, 'set')}.length")))
        a = self.tensor(node.of)
        if node.kind == "abs":
            if not a.scalar:
                raise Uncompiled(node, "bars round a tensor")
            return each(a, lambda x: Applied("Math.abs", (x,)))
        vector = ONE in (a.rows, a.columns)
        if node.kind in ("", "F") or (node.kind == "2" and vector):
            return number(Applied("Math.sqrt", (self.maker.all_of("sum", a, lambda x: binary("*", x, x)),)))
        if node.kind in ("1", "inf") and vector:
            op = "sum" if node.kind == "1" else "max"
            return number(self.maker.all_of(op, a, lambda x: Applied("Math.abs", (x,))))
        raise Uncompiled(node, "this norm is not written as loops")

    # -- what binds letters

    def big(self, node: terms.Big) -> Tensor:
        if node.op not in ("sum", "prod", "max", "min") or node.direction:
            raise Uncompiled(
                node, "a product of matrices, or what stands beside one another inside of a term"
            )
        if node.conditions:
            raise Uncompiled(node, "a sum under a condition is not written as loops")
        before, spans = dict(self.aliases), []
        for binding in node.bindings:
            spans.append(self.limits(binding, node))
            self.aliases[binding.name] = self.maker.fresh()
        body = self.tensor(node.body)
        stand_ins, self.aliases = [self.aliases[b.name] for b in node.bindings], before
        if node.op == "prod" and not body.scalar:
            raise Uncompiled(node, "a product of matrices")

        def at(i: Whole, j: Whole) -> Scalar:
            made = body.at(i, j)
            for binding, stand_in, (low, high) in reversed(list(zip(node.bindings, stand_ins, spans))):
                inner = made

                def said(k: Whole, stand_in=stand_in, inner=inner) -> Scalar:
                    return put(inner, stand_in, k)

                made = self.maker.folded(node.op, low, high, said, identifier(binding.name))
            return made

        return replace(body, at=at, zero=False, ones=False, square=False)

    def choice(self, node: terms.Choice) -> Tensor:
        branches = [(self.tensor(value), conditions) for value, conditions in node.branches]
        if branches[-1][1] is not None:
            raise Uncompiled(node, "the cases have no otherwise")
        made = branches[-1][0]
        for value, conditions in reversed(branches[:-1]):
            tests = tuple(t for c in conditions or () for t in self.tests(c))
            rest = made
            if value.scalar != rest.scalar and not (value.zero or rest.zero):
                raise Uncompiled(node, "cases of different shapes")
            shaped = rest if value.zero else value
            made = replace(
                shaped, zero=False, ones=False, square=False,
                at=lambda i, j, a=value, b=rest, t=tests: Chosen(t, a.at(i, j), b.at(i, j)),
            )  # fmt: skip
        return made

    def delta(self, node: terms.Delta) -> Tensor:
        tests = tuple(t for c in node.conditions for t in self.tests(c))
        return number(Chosen(tests, Number(1.0), Number(0.0)))

    def unit(self, node: terms.Unit) -> Tensor:
        size = None if node.length is None else self.whole(node.length)
        if node.kind == "identity":
            return eye(size)
        return ONES if size is None else replace(ONES, rows=size, ones=True)


def _constant(t: Tensor):
    return lambda i, j: t.at(NOTHING, NOTHING)


def _spread(a: Tensor, like: Tensor) -> Tensor:
    return replace(like, at=_constant(a)) if a.scalar else a


def _raised(x: Scalar, by: Scalar) -> Scalar:
    if by == Number(2.0) and isinstance(x, Load):
        return binary("*", x, x)
    if by == Number(0.5):
        return Applied("Math.sqrt", (x,))
    if by == Number(-1.0):
        return binary("/", Number(1.0), x)
    return Applied("Math.pow", (x, by))


def _number(lowering: Lowering, node: terms.Constant) -> Tensor:
    return number(Number(node.value), zero=node.value == 0)


def _letter(lowering: Lowering, node: terms.Letter) -> Tensor:
    if node.name in lowering.parameters:
        return number(Load(lowering.parameters[node.name], None))
    return number(count(Whole.of(lowering.spelt(node.name))))


_KINDS = {
    terms.Constant: _number, terms.Letter: _letter, terms.Name: Lowering.name, terms.Unit: Lowering.unit,
    terms.Delta: Lowering.delta, terms.Plus: Lowering.plus, terms.Times: Lowering.times, terms.Pair: Lowering.pair,
    terms.Power: Lowering.power, terms.Transpose: lambda low, node: transposed(low.tensor(node.of)),
    terms.Entries: Lowering.entries, terms.Call: Lowering.call, terms.Norm: Lowering.norm, terms.Big: Lowering.big,
    terms.Choice: Lowering.choice,
}  # fmt: skip
