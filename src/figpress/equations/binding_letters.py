"""What binds letters: sums and products, integrals, cases, other values for some of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from figpress.equations import terms
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.statements import expression
from figpress.equations.syntax import (
    At,
    Big,
    Binding,
    Cases,
    Condition,
    Integral,
    Node,
    Scripted,
    Symbol,
)  # fmt: skip
from figpress.equations.table import Table


class LetterBinder:
    """Binds what says over which values letters run."""

    table: Table
    letters: list[str]

    if TYPE_CHECKING:

        def bind(self, node: Node) -> Node:
            raise NotImplementedError

        def condition(self, node: Condition) -> Condition:
            raise NotImplementedError

    def big(self, node: Big) -> Node:
        if node.op not in ("sum", "prod"):
            raise Undecidable(f"\\{node.op}", node)
        return self.over(node.op, node.bindings, node.conditions, node.body, node)

    def over(
        self,
        op: str,
        bindings: tuple[Binding, ...],
        conditions: tuple[Condition, ...],
        body: Node,
        node: Node,
        direction: str = "",
    ) -> Node:
        limits = []
        depth = len(self.letters)
        for b in map(self.member_letter, bindings):  # a later limit may use an earlier letter
            low, high = (None if x is None else self.bind(x) for x in (b.low, b.high))
            limits.append(Binding(name=b.name, kind=b.kind, low=low, high=high, span=b.span))
            self.letters.append(b.name)
        try:
            return terms.Big(
                op=op, bindings=tuple(limits), conditions=tuple(map(self.condition, conditions)),
                    body=self.bind(body),
                direction=direction or getattr(node, "direction", ""), span=node.span,
            )  # fmt: skip
        finally:
            del self.letters[depth:]

    def member_letter(self, binding: Binding) -> Binding:
        """\\sum_{x_i ∈ S}: a member of a family stands for its index; \\sum_{x ∈ S} where S picks the x."""
        if not set(binding.name) & {"{", "_"}:
            return binding  # a plain letter is its own
        node = expression(binding.name)
        reference = self.table.resolve(node) if isinstance(node, Symbol | Scripted) else None
        if reference is None or reference.entry.kind in ("size", "index"):
            return binding
        indices = reference.indices
        if (
            len(indices) != 1
            or reference.bar
            or reference.entries
            or reference.high
            or binding.kind == "range"
        ):
            raise Fault(
                "equation-symbol", binding, f"{binding.name} is a name of the table: it runs over nothing"
            )
        if indices[0] is None:
            raise Fault(
                "equation-symbol",
                binding,
                f"{binding.name} stands for a member of a family without its index",
                rf"Write its index: {binding.name}_i.",
            )
        if not isinstance(indices[0], Symbol):
            raise Fault("equation-symbol", indices[0], "a sum runs over a letter")
        return replace(binding, name=indices[0].name)

    def integral(self, node: Integral) -> Node:
        if node.low is None or node.high is None:
            raise Undecidable("an integral without limits", node)
        low, high = self.bind(node.low), self.bind(node.high)
        by = self.place(node.by)
        if isinstance(by, terms.Letter):
            self.letters.append(by.name)
        try:
            return terms.Integral(body=self.bind(node.body), by=by, low=low, high=high, span=node.span)
        finally:
            if isinstance(by, terms.Letter):
                self.letters.pop()

    def place(self, node: Node) -> Node:
        """With respect to what something is differentiated or integrated."""
        found = self.bind(node)
        inner = found.base if isinstance(found, terms.Entries) else found
        if not isinstance(inner, terms.Name | terms.Letter):
            raise Fault("equation-symbol", node, "∂ is taken with respect to a symbol of the table")
        if isinstance(inner, terms.Name) and inner.bar:
            raise Fault("equation-symbol", node, "a gradient is not differentiated again")
        return found

    def cases(self, node: Cases) -> Node:
        branches = tuple(
            (self.bind(value), None if conditions is None else tuple(map(self.condition, conditions)))
            for value, conditions in node.branches
        )
        return terms.Choice(branches=branches, span=node.span)

    def at(self, node: At) -> Node:
        places = []
        for c in node.places:
            if c.relations != ("=",):
                raise Undecidable("an evaluation bar", node)
            places.append((self.place(c.members[0]), self.bind(c.members[1])))
        return terms.Replaced(of=self.bind(node.inside), places=tuple(places), span=node.span)
