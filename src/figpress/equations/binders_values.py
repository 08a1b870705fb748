"""Sums, products, moments and integrals over letters, and matrices side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from figpress.equations import functions, terms, values
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.indices import Span, domain
from figpress.equations.moments import Moments, key_of
from figpress.equations.syntax import Binding, Node
from figpress.equations.values import Value
from figpress.equations.whole import Scope

LONGEST = 10_000  # values of a bound index
LARGEST_SET = 12  # whose subsets are run through


class Bound(Moments):
    """Evaluates what binds letters."""

    def big(self, node: terms.Big, scope: Scope) -> Value:
        inside = list(self.assignments(node, scope))
        found = [self.value(node.body, inner) for inner in inside]
        if node.op in ("argmax", "argmin"):
            return self.place_of(node, found, [inner[node.bindings[0].name] for inner in inside])
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

    def place_of(self, node: terms.Big, found: list[Value], letters: list[int]) -> Value:
        """Where the largest or smallest number stands, which must be there once."""
        if not found or any(not v.scalar for v in found):
            raise Fault("equation-shape", node, f"{node.op} is taken of numbers")
        numbers = np.stack(np.broadcast_arrays(*(values.plain(v.array)[:, 0, 0] for v in found)))
        ranked = np.sort(numbers if node.op == "argmax" else -numbers, axis=0)
        if len(found) > 1 and (ranked[-1] - ranked[-2] <= 1e-9 * np.abs(numbers).max(0)).any():
            raise Undecidable(f"an {node.op} that is there twice", node)
        at = (numbers.argmax if node.op == "argmax" else numbers.argmin)(0)
        return self.lifted(values.scalar(np.array(letters, dtype=float)[at]))

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
        if binding.low is not None and (first := self.integer(binding.low, scope)) != span.low:
            raise Fault(
                "equation-shape",
                node,
                f"it begins at {first}, and {binding.name} runs from {span.low} to {span.high}",
                rf"Write \sum_{{{binding.name}={first}}}^{{n}}.",
            )
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

    def follows(self, body: Node, by: Node, node: Node) -> None:
        """What is computed from the variable beforehand does not follow it: only a function does."""
        raise NotImplementedError

    def replaced(self, node: terms.Replaced, scope: Scope) -> Value:
        inner = dict(scope)
        for place, value in node.places:
            if not isinstance(place, terms.Name | terms.Letter):
                raise Fault("equation-shape", node, "an evaluation bar gives a value to a letter")
            self.follows(node.of, place, node)
            inner[key_of(place)] = self.value(value, scope)
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
