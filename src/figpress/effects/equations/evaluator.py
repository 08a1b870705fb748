"""Evaluates a syntax tree in one world, under one assignment of the indices."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from figpress.effects.equations import functions, values
from figpress.effects.equations.values import Misfit, Value
from figpress.effects.equations.world import World
from figpress.rules.equations.indices import Span, bare_families_indexed, domain
from figpress.rules.equations.syntax import (
    Big, Binary, Binding, Cases, Concat, Condition, Covariance, Differential, Entries, Fraction, Group, Indices, Inner, Node, Norm, Number,
    Ones, Partial, Product, Root, Scripted, Slice, Sum, Symbol,
)  # fmt: skip
from figpress.rules.equations.table import Entry, Reference, spelling

Scope = dict[str, int | tuple[int, ...]]


class Fault(Exception):
    """An equation that cannot be evaluated, or is false: the rule, the part of the TeX, the message and the next step."""

    def __init__(self, rule: str, node: Node, message: str, hint: str = ""):
        super().__init__(message)
        self.rule, self.span, self.message, self.hint = rule, node.span, message, hint


class OutOfRange(Exception):
    """An index that a family does not have."""


class Evaluator:
    """Values of expressions in one world."""

    def __init__(self, world: World):
        self.world, self.table = world, world.table

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of `node`, for all seeds. Raises Fault."""
        try:
            return _KINDS[type(node)](self, node, scope)
        except Misfit as misfit:
            shapes = " and ".join(self.shown(s) for s in misfit.shapes)
            raise Fault("equation-shape", node, f"{misfit.message}: {shapes}") from None

    def shown(self, shape: tuple) -> str:
        """A shape in the names of its sizes: n×d_k (3×5)."""
        if not shape:
            return "a number"
        return "×".join("?" if s is None else self.world.named(s) for s in shape)

    # -- names --------------------------------------------------------------------------------------------------

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
            raise Fault("equation-symbol", node, f"{entry.tex} is a function, and nothing is in its parentheses")
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
            raise Fault("equation-symbol", node, f"{entry.tex} has no value yet", "forward does not return it, and no display before this one defines it.")
        array = self.world.array(entry, reference.bar)
        if array is None:
            raise Fault("equation-symbol", node, f"the loss does not depend on {entry.tex}, so it has no gradient", "forward must use the very tensor that it returns.")
        return array

    def unbound(self, node: Symbol | Scripted, scope: Scope) -> Value:
        base = node.base if isinstance(node, Scripted) else node
        if base.name == "I" and not base.bar and not getattr(node, "high", ""):
            return values.EYE  # I, and I_d
        if isinstance(node, Scripted) and base.name == "\\delta" and len(node.indices) == 2:
            return values.number(float(self.integer(node.indices[0], scope) == self.integer(node.indices[1], scope)))
        if isinstance(node, Symbol) and node.name in self.world.sizes:
            return values.number(self.world.sizes[node.name])
        if isinstance(node, Scripted) and node.power is None and not node.high and spelling(node) in self.world.sizes:
            return values.number(self.world.sizes[spelling(node)])
        likely = self.table.likely(node)
        hint = f"Did you mean {likely}? " if likely else ""
        raise Fault("equation-symbol", node, f"unknown symbol {spelling(node)}", f"{hint}The symbols script names: {', '.join(self.table.names())}.")

    def element(self, reference: Reference, array: np.ndarray, node: Node, scope: Scope) -> Value:
        """One element of a family, from [seeds, *ranges, rows, columns]; ranges without an index lie along the rows."""
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
            return values.tensor(found.reshape(seeds, found.shape[1], -1) if len(open_axes) == 2 else found.reshape(seeds, -1, 1))
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
            if isinstance(pick, int) and not 0 <= pick < length or isinstance(pick, slice) and (pick.stop or 0) > length:
                raise OutOfRange(f"there are {length} entries, and {pick} is not one of them")
        array = base.array[:, slice(picks[0], picks[0] + 1) if isinstance(picks[0], int) else picks[0], slice(picks[1], picks[1] + 1) if isinstance(picks[1], int) else picks[1]]
        single = all(isinstance(p, int) for p in picks) or array.shape[1:] == (1, 1)
        return values.scalar(array) if single else values.tensor(array)

    def pick(self, part: Node, scope: Scope) -> int | slice:
        if isinstance(part, Slice):
            low = None if part.low is None else self.integer(part.low, scope)
            return slice(low, None if part.high is None else self.integer(part.high, scope))
        return self.integer(part, scope)

    # -- whole numbers ------------------------------------------------------------------------------------------

    def integer(self, node: Node, scope: Scope) -> int:
        """An index: a letter, a size, t−1, hd_k, y_t."""
        if isinstance(node, Number) and node.digits.isdigit():
            return int(node.digits)
        if isinstance(node, Symbol) and isinstance(scope.get(node.name), int):
            return scope[node.name]  # type: ignore[return-value]
        if isinstance(node, Symbol | Scripted):
            if (name := spelling(node)) in self.world.sizes:
                return self.world.sizes[name]
            reference = self.table.resolve(node)
            if reference and reference.entry.kind == "index":
                return int(self.element(reference, self.array(reference, node), node, scope).array.flat[0])
            raise Fault("equation-symbol", node, f"{name} is no index here", "An index is bound by a sum, or stands as a subscript of a family.")
        if isinstance(node, Sum):
            return sum(sign * self.integer(term, scope) for sign, term in node.terms)
        if isinstance(node, Product):
            return int(np.prod([self.integer(f, scope) for f in node.factors]))
        if isinstance(node, Group) and len(node.items) == 1:
            return self.integer(node.items[0], scope)
        if isinstance(node, Binary) and node.op in ("cdot", "/"):
            left, right = self.integer(node.left, scope), self.integer(node.right, scope)
            return left * right if node.op == "cdot" else left // right
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
            if not {"=": a == b, "<": a < b, ">": a > b, "≤": a <= b, "≥": a >= b, "≠": a != b}.get(relation, False):
                return False
        return True

    def elements(self, node: Node, scope: Scope) -> tuple[int, ...]:
        """The members of a set of indices."""
        if isinstance(node, Indices):
            return tuple(range(self.integer(node.low, scope), self.integer(node.high, scope) + 1))
        if isinstance(node, Symbol) and isinstance(scope.get(node.name), tuple):
            return scope[node.name]  # type: ignore[return-value]
        reference = self.table.resolve(node)
        if reference and reference.entry.kind == "set":
            return tuple(int(i) for i in self.world.raw(reference.entry, 0))
        raise Fault("equation-symbol", node, f"{spelling(node)} is no set of indices")

    # -- sums and products over indices -------------------------------------------------------------------------

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
        falling = node.bindings[0].kind == "range" and self.integer(node.bindings[0].low, scope) > self.integer(node.bindings[0].high, scope)
        if matrices and not node.direction and not falling and len(found) > 1:
            raise Fault("equation-shape", node, "a product of matrices needs a direction", r"Write \prod_{l}^{\leftarrow}: later factors stand to the left.")
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
            return list(range(low, high + 1)) if low <= high else list(range(low, high - 1, -1))
        if binding.kind == "in":
            return list(self.elements(binding.low, scope))
        if binding.kind == "subset":
            whole = self.elements(binding.low, scope)
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
            raise Fault("equation-symbol", where, f"{letter} indexes nothing, so it is not known what it runs over", rf"Write \sum_{{{letter}=1}}^{{n}}.")
        return span

    def covariance(self, node: Covariance, scope: Scope) -> Value:
        index = node.index or "·"
        left, right = node.left, node.right
        if not node.index:
            left, right = (bare_families_indexed(part, self.table, index) for part in (left, right))
        span = self.span(index, (left, right), node)
        weights = self.value(node.weights, scope)
        if weights.scalar or weights.array.shape[1:] != (span.high - span.low + 1, 1):
            raise Fault("equation-shape", node.weights, f"the weights are {self.shown(weights.shape)}: one a {node.index or 'member'} is wanted")
        joint = first = second = None
        for at, i in enumerate(range(span.low, span.high + 1)):
            inner = {**scope, index: i}
            weight = values.scalar(weights.array[:, at])
            x, y = self.value(left, inner), self.value(right, inner)
            terms = values.times(weight, _outer(x, y)), values.times(weight, x), values.times(weight, y)
            joint, first, second = terms if joint is None else tuple(map(values.add, (joint, first, second), terms))
        return values.add(joint, _outer(first, second), -1)

    # -- operations ---------------------------------------------------------------------------------------------

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
            return self.value(Big(op=over, bindings=bindings, conditions=(), body=factors[at + 1], span=head.span), scope), at + 2
        after, power = factors[at + 1], None
        if isinstance(after, Scripted) and isinstance(after.base, Group) and not after.low:
            after, power = after.base, after
        if isinstance(after, Group):
            arguments, rest = [self.value(item, scope) for item in after.items], at + 2
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
        if isinstance(head, Scripted) and isinstance(head.base, Symbol) and head.base.name in ("concat", "max", "min", "sum") and head.indices:
            if all(isinstance(i, Symbol) for i in head.indices) and self.table.resolve(head) is None:
                return head.base.name
        return None

    def is_function(self, node: Node, scope: Scope) -> bool:
        if not isinstance(node, Symbol | Scripted) or getattr(node, "name", "") in scope:
            return False
        reference = self.table.resolve(node)
        if reference:
            return reference.entry.kind == "function"
        return _builtin(node) is not None or self.primed(node) is not None

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
            name = _builtin(head)
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
            raise Fault("equation-symbol", node, f"superscript {high} is neither a power nor an index of {spelling(node)}")
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
        if base.tall or base.wide or base.eye is not None or base.array.shape[1] != base.array.shape[2] or whole != int(whole):
            raise Fault("equation-shape", node, f"a power of {self.shown(base.shape)} is not defined", r"Entry by entry: h\odot h, or h^{\odot 2}.")
        return values.tensor(np.linalg.matrix_power(base.array, int(whole)))

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
        found = {"1": np.abs(array).sum((1, 2)), "inf": np.abs(array).max((1, 2))}.get(node.kind, np.sqrt((array**2).sum((1, 2))))
        return values.scalar(found)

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
        if not first or not last or first.entry is not last.entry or len(first.indices) != 1 or first.indices[0] is None:
            raise Fault("equation-shape", node, "the dots stand between two members of one family")
        low, high = self.integer(first.indices[0], scope), self.integer(last.indices[0], scope)
        spot = first.entry.spots[0][0]

        def member(i: int) -> Scripted:
            digit = Number(digits=str(i), span=node.span)
            base = before.base if isinstance(before, Scripted) else before
            if spot == "low":
                return Scripted(base=base, low=str(i), indices=(digit,), high=before.high, power=before.power, span=before.span)
            return Scripted(base=base, low=before.low, indices=before.indices, high=str(i), power=digit, span=before.span)

        return [member(i) for i in range(low + 1, high)]

    def beside(self, found: list[Value], node: Node) -> Value:
        if any(v.scalar or v.tall or v.wide or v.eye is not None for v in found) or len({v.array.shape[1] for v in found}) > 1:
            raise Fault("equation-shape", node, "side by side stand matrices with as many rows", ", ".join(self.shown(v.shape) for v in found))
        return values.tensor(np.concatenate([v.array for v in found], axis=2))

    def cases(self, node: Cases, scope: Scope) -> Value:
        for value, conditions in node.branches:
            if conditions is None or self.holds(conditions, scope):
                return self.value(value, scope)
        raise Fault("equation-symbol", node, "no case applies", r"Add one with \text{otherwise}.")

    def differential(self, node: Differential, scope: Scope) -> Value:
        reference = self.table.resolve(node.of)
        if reference is None:
            return self.unbound(node.of, scope)
        array = self.world.differential(reference.entry)
        if array is None:
            raise Fault("equation-symbol", node, f"{reference.entry.tex} does not depend on the leaves")
        return self.element(reference, array, node, scope)

    def partial(self, node: Partial, scope: Scope) -> Value:
        """∂above/∂below: rows are entries of what is above; a number above, or below, leaves the other's shape."""
        below = self.table.resolve(node.below)
        if below is None:
            return self.unbound(node.below, scope)
        if isinstance(node.above, Product) and len(node.above.factors) == 2 and self.is_function(node.above.factors[0], scope):
            above, array = None, self.jacobian_of(node.above, below, scope)
        else:
            above = self.table.resolve(node.above)
            if above is None:
                raise Fault("equation-symbol", node.above, "∂ is taken of a symbol of the table, or of a function of one")
            array = self.world.jacobian(above.entry, below.entry)
        if array is None:
            raise Fault("equation-symbol", node, f"{spelling(node.above)} does not depend on {spelling(node.below)}", "forward must use the very tensor that it returns.")
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
            raise Fault("equation-shape", node, "a Jacobian between two matrices has four indices", "Take rows, columns or entries of them.")
        return values.tensor(found.reshape(seeds, max(above_shape), max(below_shape)))

    def jacobian_of(self, above: Product, below: Reference, scope: Scope) -> np.ndarray | None:
        head, argument = above.factors
        inside = argument.items[0] if isinstance(argument, Group) and len(argument.items) == 1 else argument
        same = self.table.resolve(inside)
        name = _builtin(head)
        if same is None or same.entry is not below.entry or below.entry.ranges or name not in functions.TORCH:
            raise Fault("equation-symbol", above, "∂f(x)/∂x is taken for a plain x and a function that torch has", "Or have forward return f(x) under a name.")
        return self.world.jacobian_of(functions.TORCH[name], below.entry)

    def picked(self, reference: Reference, scope: Scope) -> list:
        """Picks along one name's axes of a Jacobian: its ranges, then rows and columns."""
        entry, picks = reference.entry, []
        if reference.high:
            raise Fault("equation-shape", reference.power or Number(digits="0"), "∂ is taken of a symbol as it is")
        for axis, index in enumerate(reference.indices):
            if index is None:
                raise Fault("equation-shape", Number(digits="0"), f"{entry.tex} stands here without its index")
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


def _outer(x: Value, y: Value) -> Value:
    return values.times(x, y) if x.scalar or y.scalar else values.times(x, values.transpose(y))


def _builtin(node: Node) -> str | None:
    r"""The name of a function of ours: tr, \lambda_{\max}, softmax with or without its label."""
    if isinstance(node, Symbol) and not node.bar:
        return node.name if node.name in functions.ONE or node.name in functions.SEVERAL else None
    if isinstance(node, Scripted) and isinstance(node.base, Symbol) and not node.high:
        if spelling(node) in functions.ONE:
            return spelling(node)
        return node.base.name if node.base.name == "softmax" and node.low == "row" else None
    return None


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
    Number: _number, Symbol: Evaluator.symbol, Scripted: Evaluator.scripted, Ones: lambda e, n, s: values.ONES, Product: Evaluator.product,
    Binary: Evaluator.binary, Fraction: Evaluator.fraction, Sum: Evaluator.sum, Group: Evaluator.group, Norm: Evaluator.norm, Inner: _inner,
    Root: _root, Partial: Evaluator.partial, Differential: Evaluator.differential, Entries: _entries, Concat: Evaluator.concat,
    Cases: Evaluator.cases, Big: Evaluator.big, Covariance: Evaluator.covariance,
}  # fmt: skip
