"""A display as it was understood: every product and call bracketed, sums spelt out, shapes under the terms.

Autograd cannot find a misreading; a reader who sees this text can. `·` scales by a number, `@` is the
matrix product, ⊙ goes entry by
entry, `grad(X)` is the gradient of the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from figpress.equations import terms
from figpress.equations.syntax import Binding, Condition, Node, Slice, Space, Statement

Shapes = Mapping[int, tuple]
Piece = tuple[str, str]  # a text, and the shape that stands under it
_SETS = {"cup": " ∪ ", "cap": " ∩ ", "setminus": " ∖ "}
_PAIRS = {"odot": " ⊙ ", "cdot": " · ", "times": " × ", "/": " / ", "mod": " mod "}


def read_back(statement: Statement, shapes: Shapes | None = None, named: Callable[[int], str] = str) -> str:
    """One statement on two lines, the terms and under them their shapes; on one where no shape is known.

    statement  of terms, as `binding.bind` makes it
    shapes     of its terms by id, as `Evaluator.shapes` has them
    named      what a length is called
    """
    return _lines(_Reader(shapes or {}, named).statement(statement))


def text(node: Node) -> str:
    """One term on one line, without shapes."""
    return "".join(piece for piece, _ in _Reader({}, str).of(node))


def _lines(pieces: list[Piece]) -> str:
    above = below = ""
    for piece, under in pieces:
        if under:
            width = max(len(piece), len(under))
            above = above.ljust(len(below)) if len(below) > len(above) else above
            below = below.ljust(len(above)) + under.ljust(width)
            above += piece.ljust(width) if len(under) > len(piece) else piece
            continue
        above += piece
    return f"{above.rstrip()}\n{below.rstrip()}" if below.strip() else above.rstrip()


@dataclass(frozen=True)
class _Reader:
    shapes: Shapes
    named: Callable[[int], str]

    def statement(self, node: Statement) -> list[Piece]:
        pieces: list[Piece] = []
        for premise in node.premises:
            pieces += [("where ", ""), *self.statement(premise), (": ", "")]
        pieces += self.of(node.members[0])
        for relation, member in zip(node.relations, node.members[1:]):
            pieces += [(f"  {relation}  ", ""), *self.of(member)]
        if node.conditions:
            pieces += [("   for ", ""), *self.listed(node.conditions, " and ")]
        return pieces

    def of(self, node: Node) -> list[Piece]:
        return _READERS[type(node)](self, node)

    def leaf(self, node: Node, shown: str) -> list[Piece]:
        shape = self.shapes.get(id(node))
        if shape is None:
            return [(shown, "")]
        return [(shown, "1" if shape == () else "×".join("?" if s is None else self.named(s) for s in shape))]

    def plain(self, node: Node) -> str:
        return "".join(piece for piece, _ in self.of(node))

    def listed(self, nodes, between: str = ", ") -> list[Piece]:
        pieces: list[Piece] = []
        for i, node in enumerate(nodes):
            pieces += [(between, "")] * bool(i) + self.of(node)
        return pieces

    def bracketed(self, pieces: list[Piece], left: str = "(", right: str = ")") -> list[Piece]:
        return [(left, ""), *pieces, (right, "")]

    # -- names

    def name(self, node: terms.Name) -> list[Piece]:
        entry, shown = node.entry, node.entry.tex
        if entry.ranges:
            at = ", ".join("all" if i is None else self.plain(i) for i in node.indices)
            low = f"_{entry.low}" if entry.low else ""
            shown = f"{entry.base}{low}[{at}]"
        return self.leaf(node, f"grad({shown})" if node.bar else shown)

    def unit(self, node: terms.Unit) -> list[Piece]:
        shown = {"ones": "ones", "identity": "I"}[node.kind]
        return self.leaf(node, shown if node.length is None else f"{shown}({self.plain(node.length)})")

    def delta(self, node: terms.Delta) -> list[Piece]:
        return [("1 if ", ""), *self.listed(node.conditions, " and "), (" else 0", "")]

    def slice(self, node: Slice) -> list[Piece]:
        low, high = ("" if x is None else self.plain(x) for x in (node.low, node.high))
        return [(f"{low}:{high}", "")]

    def entries(self, node: terms.Entries) -> list[Piece]:
        return [*self.of(node.base), ("[", ""), *[(p, "") for p, _ in self.listed(node.parts)], ("]", "")]

    # -- operations

    def plus(self, node: terms.Plus) -> list[Piece]:
        pieces: list[Piece] = []
        for i, (sign, term) in enumerate(node.terms):
            shown = (" − " if i else "−") if sign < 0 else (" + " if i else "")
            pieces += [(shown, "")] * bool(shown) + self.of(term)
        return self.bracketed(pieces)

    def times(self, node: terms.Times) -> list[Piece]:
        pieces = self.of(node.factors[0])
        number = self.shapes.get(id(node.factors[0])) == ()
        for factor in node.factors[1:]:
            scales = number or self.shapes.get(id(factor)) == () or not self.shapes
            pieces += [(" · " if scales else " @ ", ""), *self.of(factor)]
            number = number and self.shapes.get(id(factor)) == ()
        return self.bracketed(pieces)

    def pair(self, node: terms.Pair) -> list[Piece]:
        if node.op == "inner":
            return [("inner(", ""), *self.listed((node.left, node.right)), (")", "")]
        op = _PAIRS[node.op]
        if node.op == "cdot" and () not in (
            self.shapes.get(id(node.left), ()),
            self.shapes.get(id(node.right), ()),
        ):
            left, whole = self.shapes.get(id(node.left)), self.shapes.get(id(node))
            alike = left == whole == self.shapes.get(id(node.right)) and 1 in (whole or ())
            op = " dot " if whole == () else " ⊙ " if alike else " @ "
        return self.bracketed([*self.of(node.left), (op, ""), *self.of(node.right)])

    def power(self, node: terms.Power) -> list[Piece]:
        op = "^ entry by entry " if node.entrywise else "^"
        return [*self.of(node.base), (op, ""), *[(p, "") for p, _ in self.of(node.exponent)]]

    def call(self, node: terms.Call) -> list[Piece]:
        shown = node.function if isinstance(node.function, str) else node.function.tex
        at = ", ".join("all" if i is None else self.plain(i) for i in node.indices)
        head = shown + "′" * node.primes + (f"[{at}]" if at else "")
        return [(f"{head}(", ""), *self.listed(node.arguments), (")", "")]

    def norm(self, node: terms.Norm) -> list[Piece]:
        kind = {
            "": "2-norm",
            "F": "Frobenius norm",
            "2": "spectral or 2-norm",
            "1": "1-norm",
            "inf": "largest entry of",
            "abs": "abs",
            "p": "p-norm",
        }[node.kind]
        order = f", p={self.plain(node.order)}" if node.order is not None else ""
        return [(f"{kind}(", ""), *self.of(node.of), (f"{order})", "")]

    def derivative(self, node: terms.Derivative) -> list[Piece]:
        by = ", ".join(self.plain(n) + (f" ({count} times)" if count > 1 else "") for n, count in node.by)
        return [
            ("second derivatives of " if node.kind == "hessian" else "derivative of ", ""),
            *self.bracketed(self.of(node.of)),
            (f" by {by}", ""),
        ]

    # -- what binds letters

    def binding(self, node: Binding) -> str:
        if node.kind == "range":
            return f"{node.name} from {self.plain(node.low)} to {self.plain(node.high)}"
        if node.kind == "all":
            low = f" from {self.plain(node.low)}" if node.low is not None else ""
            return f"every {node.name}{low}" + (
                f" up to {self.plain(node.high)}" if node.high is not None else ""
            )
        return f"{node.name} {'in' if node.kind == 'in' else 'a subset of'} {self.plain(node.low)}"

    def big(self, node: terms.Big) -> list[Piece]:
        words = {
            "sum": "sum",
            "prod": "product",
            "concat": "side by side",
            "stack": "below one another",
            "max": "largest",
            "min": "smallest",
            "argmax": "place of the largest",
            "argmin": "place of the smallest",
        }[node.op]
        over = ", ".join(map(self.binding, node.bindings)) + "".join(
            f" with {self.plain(c)}" for c in node.conditions
        )
        direction = {"left": ", later factors to the left", "right": ", later factors to the right", "": ""}[
            node.direction
        ]
        return self.bracketed([(f"{words} over {over}{direction} of ", ""), *self.of(node.body)])

    def moment(self, node: terms.Moment) -> list[Piece]:
        words = {"E": "mean", "Var": "variance", "Cov": "covariance"}[node.kind]
        over = (
            f" over {node.index or 'its index'} with weights {self.plain(node.weights)}"
            if node.weights is not None
            else ""
        )
        return self.bracketed([(f"{words}{over} of ", ""), *self.listed(node.of, " and ")])

    def integral(self, node: terms.Integral) -> list[Piece]:
        over = (
            f"integral over {self.plain(node.by)} from {self.plain(node.low)} to {self.plain(node.high)} of "
        )
        return self.bracketed([(over, ""), *self.of(node.body)])

    def beside(self, node: terms.Beside) -> list[Piece]:
        pieces: list[Piece] = []
        for i, part in enumerate(node.parts):
            pieces += [(" | ", "")] * bool(i) + ([("…", "")] if part is None else self.of(part))
        return self.bracketed(pieces, "[", "]")

    def stacked(self, node: terms.Stacked) -> list[Piece]:
        pieces: list[Piece] = []
        for i, row in enumerate(node.rows):
            pieces += [("; ", "")] * bool(i) + self.listed(row)
        return self.bracketed(pieces, "[", "]")

    def choice(self, node: terms.Choice) -> list[Piece]:
        pieces: list[Piece] = []
        for i, (value, conditions) in enumerate(node.branches):
            when = (
                [(" otherwise", "")]
                if conditions is None
                else [(" if ", ""), *self.listed(conditions, " and ")]
            )
            pieces += [("; ", "")] * bool(i) + self.of(value) + when
        return self.bracketed(pieces, "{", "}")

    def replaced(self, node: terms.Replaced) -> list[Piece]:
        at = ", ".join(f"{self.plain(place)} = {self.plain(value)}" for place, value in node.places)
        return [*self.of(node.of), (f" at {at}", "")]

    def condition(self, node: Condition) -> list[Piece]:
        pieces = self.of(node.members[0])
        for relation, member in zip(node.relations, node.members[1:]):
            pieces += [(f" {relation} ", ""), *self.of(member)]
        return [(piece, "") for piece, _ in pieces]

    def space(self, node: Space) -> list[Piece]:
        return [("ℝ", ""), (f"^({' × '.join(map(self.plain, node.dims))})" if node.dims else "", "")]


_READERS = {
    terms.Constant: lambda r, n: [(n.shown, "")], terms.Letter: lambda r, n: [(n.name, "")],
    terms.Name: _Reader.name, terms.Unit: _Reader.unit,
    terms.Delta: _Reader.delta, terms.Plus: _Reader.plus, terms.Times: _Reader.times,
    terms.Pair: _Reader.pair, terms.Power: _Reader.power,
    terms.Transpose: lambda r, n: [*r.of(n.of), ("ᵀ", "")], terms.Entries: _Reader.entries,
    terms.Call: _Reader.call, terms.Norm: _Reader.norm,
    terms.Derivative: _Reader.derivative, terms.Differential: lambda r, n: [("change of ", ""),
    *r.of(n.of)], terms.Integral: _Reader.integral,
    terms.Big: _Reader.big, terms.Moment: _Reader.moment, terms.Beside: _Reader.beside,
    terms.Stacked: _Reader.stacked, terms.Choice: _Reader.choice,
    terms.IndexSet: lambda r, n: [(f"{{{r.plain(n.low)} … {r.plain(n.high)}}}", "")],
    terms.Listed: lambda r, n: r.bracketed(r.listed(n.items), "{", "}"),
    terms.Joined: lambda r, n: r.bracketed([*r.of(n.left), (_SETS[n.op], ""), *r.of(n.right)]),
    terms.Replaced: _Reader.replaced,
    Condition: _Reader.condition, Slice: _Reader.slice, Space: _Reader.space,
}  # fmt: skip
