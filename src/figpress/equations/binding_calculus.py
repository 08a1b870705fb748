"""Derivatives and moments: what an operator before brackets, or before a term, is applied to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from figpress.equations import terms
from figpress.equations.binding_words import EXPECTATIONS
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.spelt import spelling
from figpress.equations.statements import expression
from figpress.equations.syntax import (  # fmt: skip
    Binding,
    Derivative,
    Group,
    Node,
    Product,
    Scripted,
    Symbol,
    walk,
)
from figpress.equations.table import Table


class Operated:
    """Binds derivatives and moments."""

    table: Table
    sizes: frozenset[str]
    letters: list[str]

    if TYPE_CHECKING:

        def bind(self, node: Node) -> Node:
            raise NotImplementedError

        def argument(self, node: Node, head: Node) -> Node:
            raise NotImplementedError

        def unit(self, factors: tuple[Node, ...], at: int) -> tuple[Node, int]:
            raise NotImplementedError

        def raised(self, base: Node, high: str, power: Node | None, node: Node) -> Node:
            raise NotImplementedError

        def place(self, node: Node) -> Node:
            raise NotImplementedError

    def moment(self, head: Node, group: Group, after: Node) -> Node:
        symbol = head.base if isinstance(head, Scripted) else head
        kind, span = EXPECTATIONS[symbol.name], spanned(head, after)
        if len(group.items) != (2 if kind == "Cov" else 1) or "|" in group.separators:
            raise Undecidable(
                "a moment under a condition" if "|" in group.separators else f"a {kind} of several things",
                over_all(head, after),
            )
        index, weights = "", None
        if isinstance(head, Scripted) and kind == "E" and (pair := _pair(head)):
            return self.over_pairs(head, *pair, group, span)
        if isinstance(head, Scripted):
            index, weights = self.drawn(head)
        self.letters.append(index)
        try:
            of = tuple(self.argument(i, symbol) for i in group.items)
        finally:
            self.letters.pop()
        random = {
            n.entry.tex for part in of for n in walk(part) if isinstance(n, terms.Name) and n.entry.random
        }
        if isinstance(head, Scripted) and weights is None and len(random) > 1:
            raise Undecidable(f"a mean over one of {len(random)} random names", over_all(head, after))
        return terms.Moment(kind=kind, of=of, index=index, weights=weights, span=span)

    def over_pairs(self, head: Scripted, letters: list[Symbol], weights: Node, group: Group, span) -> Node:
        """E_{(x, y) ∼ P}: the sum over the entries of a joint table."""
        table = self.bind(weights)
        if not isinstance(table, terms.Name) or table.bar or table.entry.random:
            raise Undecidable(f"over what {spelling(head)} is taken", head)
        names = tuple(terms.Letter(name=letter.name, span=letter.span) for letter in letters)
        if len(table.indices) == len(names) and set(table.indices) == {None}:
            weight: Node = replace(table, indices=names)
        elif not table.indices and len(names) == 2 and table.entry.kind == "tensor":
            weight = terms.Entries(base=table, parts=names, span=weights.span)
        else:
            raise Undecidable(f"over what {spelling(head)} is taken", head)
        self.letters += [letter.name for letter in letters]
        try:
            of = self.argument(group.items[0], head)
        finally:
            del self.letters[-len(letters) :]
        bindings = tuple(Binding(name=letter.name, span=letter.span) for letter in letters)
        body = terms.Times(factors=(weight, of), span=span)
        return terms.Big(op="sum", bindings=bindings, conditions=(), body=body, span=span)

    def drawn(self, head: Scripted) -> tuple[str, Node | None]:
        if (
            head.under
            and len(head.under) == 1
            and head.under[0].relations == ("∼",)
            and isinstance(head.under[0].members[0], Symbol)
        ):
            return head.under[0].members[0].name, self.bind(head.under[0].members[1])
        sizes = [spelling(i) for i in head.indices if isinstance(i, Symbol | Scripted)]
        if sizes and len(sizes) == len(head.indices) and set(sizes) <= self.sizes and not head.high:
            return "·".join(sizes), None  # over as many samples
        if len(head.indices) == 1 and not head.high:
            term = self.bind(head.indices[0])
            if isinstance(term, terms.Name) and term.entry.random:
                return "", None  # the samples of one name
            if not isinstance(term, terms.Letter):
                return "", term
        raise Undecidable(
            f"over what {spelling(head)} is taken",
            head,
            r"Write \mathbb E_{x\sim p}[…] with a p of the table, or a random name.",
        )

    # -- derivatives

    def derivative(self, node: Derivative) -> Node:
        if node.above is None:
            raise Fault(
                "equation-unreadable", node, "a derivative of nothing", "What is differentiated follows it."
            )
        return self.differentiated(self.at_its_variables(node.above, node) or self.bind(node.above), node)

    def at_its_variables(self, above: Node, node: Derivative) -> Node | None:
        """The f of df/dx as f(x): at the one variable by which it is differentiated, or at the coordinates."""
        reference = self.table.resolve(above) if isinstance(above, Symbol | Scripted) else None
        if reference is None or reference.entry.kind != "function" or reference.high or reference.entries:
            return None
        if isinstance(above, Symbol) and above.name in self.letters:
            return None
        by = {spelling(n): n for n, _ in node.below}
        if self.table.coordinates and set(by) <= set(self.table.coordinates):
            arguments = self.coordinates()
        elif len(by) == 1 and not self.table.coordinates:
            arguments = (self.place(next(iter(by.values()))),)
        else:
            return None
        indices = tuple(None if i is None else self.bind(i) for i in reference.indices)
        return terms.Call(function=reference.entry, arguments=arguments, indices=indices, span=above.span)

    def coordinates(self) -> tuple[Node, ...]:
        return tuple(self.place(expression(name)) for name in self.table.coordinates)

    def operator(self, factors: tuple[Node, ...], at: int) -> tuple[Node, int]:
        """∂/∂x, d/dx or ∇ before what it is applied to."""
        head, rest = factors[at], factors[at + 1 :]
        assert isinstance(head, Derivative)
        if not rest:
            raise Fault(
                "equation-unreadable", head, "a derivative of nothing", "What is differentiated follows it."
            )
        if head.kind in ("gradient", "hessian"):
            return self.nabla(head, factors, at)
        if isinstance(rest[0], Group) and len(rest) > 1:
            raise Fault(
                "equation-unreadable",
                head,
                "it may be applied to the brackets alone, or to all that follows",
                "Put all of it in brackets.",
            )
        whole = rest[0] if len(rest) == 1 else Product(factors=rest, span=spanned(rest[0], rest[-1]))
        return self.differentiated(self.bind(whole), head), len(factors)

    def nabla(self, head: Derivative, factors: tuple[Node, ...], at: int) -> tuple[Node, int]:
        """∇_x f(x)^⊤ v: of the one thing after it; the transpose is the gradient's."""
        rest = list(factors)
        turned = ""
        for i in (at + 1, at + 2):
            mark = rest[i] if i < len(rest) else None
            if (
                isinstance(mark, Scripted)
                and mark.high in ("⊤", "T")
                and (i == at + 1 or isinstance(mark.base, Group))
            ):
                turned = mark.high
                rest[i] = mark.base if not mark.low else replace(mark, high="", power=None)
                break
        alone = None if head.below else self.at_its_variables(rest[at + 1], head)
        if alone is not None and isinstance(rest[at + 2] if at + 2 < len(rest) else None, Group):
            alone = None  # f(…): its arguments are printed
        term, end = (alone, at + 2) if alone is not None else self.unit(tuple(rest), at + 1)
        if end < len(factors) and not turned:
            raise Fault(
                "equation-unreadable",
                head,
                "∇ may reach over the next factor, too",
                "Put what it is taken of in brackets, and the rest before it.",
            )
        found = self.differentiated(term, head)
        return (self.raised(found, turned, None, head) if turned else found), end

    def differentiated(self, of: Node, node: Derivative) -> Node:
        if node.kind == "total" and (self.table.plain("d") is not None or "d" in self.sizes):
            raise Fault(
                "equation-symbol", node, "d is a name of the table here, so this may be a derivative or a "
                                         "quotient",
                r"Write \mathrm d, or call the size m; a quotient as \frac{d\,x}{d\,t}.",
            )  # fmt: skip
        if not node.below and self.table.coordinates and not self.of_a_vector(of):
            return self.by_coordinates(of, node)
        by = tuple((self.place(n), count) for n, count in node.below) or self.own_variable(of, node)
        if any(isinstance(n, terms.Name) and n.bar for n in walk(of)):
            raise Fault("equation-symbol", node, "a gradient is not differentiated again")
        if isinstance(of, terms.Transpose):
            raise Fault(
                "equation-shape",
                node,
                "∂ is taken of a symbol as it is",
                r"Transpose the derivative: \left(\frac{\partial y}{\partial x}\right)^\top.",
            )
        kind = "hessian" if node.kind == "hessian" else "jacobian"
        return terms.Derivative(of=of, by=by, kind=kind, span=node.span)

    def of_a_vector(self, of: Node) -> bool:
        return (
            isinstance(of, terms.Call)
            and len(of.arguments) == 1
            and isinstance(of.arguments[0], terms.Name)
            and of.arguments[0].entry.kind == "tensor"
        )

    def by_coordinates(self, of: Node, node: Derivative) -> Node:
        """∇u as a column, ∇²u as the sum of the second derivatives: the script says by which names."""
        count = 2 if node.kind == "hessian" else 1
        parts = [
            terms.Derivative(of=of, by=((place, count),), span=node.span) for place in self.coordinates()
        ]
        if node.kind == "hessian":
            return terms.Plus(terms=tuple((1, part) for part in parts), span=node.span)
        return terms.Stacked(rows=tuple((part,) for part in parts), span=node.span)

    def own_variable(self, of: Node, node: Derivative) -> tuple[tuple[Node, int], ...]:
        """∇f(x) is with respect to x."""
        if isinstance(of, terms.Call) and len(of.arguments) == 1 and isinstance(of.arguments[0], terms.Name):
            return ((of.arguments[0], 1),)
        raise Fault("equation-symbol", node, "∇ does not say with respect to what", r"Write \nabla_x.")


def _pair(head: Scripted) -> tuple[list[Symbol], Node] | None:
    """x, y and P of E_{(x, y) ∼ P}."""
    if not head.under or len(head.under) != 1 or head.under[0].relations != ("∼",):
        return None
    drawn, weights = head.under[0].members
    if not isinstance(drawn, Group) or len(drawn.items) < 2:
        return None
    letters = [i for i in drawn.items if isinstance(i, Symbol)]
    return (letters, weights) if len(letters) == len(drawn.items) else None


def spanned(first: Node, last: Node) -> tuple[int, int]:
    return first.span[0], last.span[1]


def over_all(first: Node, last: Node) -> Node:
    return Node(span=spanned(first, last))
