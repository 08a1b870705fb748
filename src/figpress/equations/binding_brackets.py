"""A name and the brackets after it: a call, entries, an indicator, or a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figpress.equations import terms
from figpress.equations.binding_calculus import Operated, over_all, spanned
from figpress.equations.binding_words import EXPECTATIONS
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.spelt import spelling
from figpress.equations.syntax import (
    Big,
    Binary,
    Condition,
    Fraction,
    Group,
    Integral,
    Node,
    Number,
    Ones,
    Product,
    Scripted,
    Slice,
    Sum,
    Symbol,
    walk,
)  # fmt: skip

LIMITS = {
    "lim": "a limit",
    "limsup": "a limit",
    "liminf": "a limit",
    "sup": "a supremum",
    "inf": "an infimum",
    "argmax": "an argmax",
    "argmin": "an argmin",
    "arg": "an argmax",
}
_UNDECIDED = {
    **LIMITS,
    "O": "an order of growth", "\\mathcal{O}": "an order of growth", "o": "an order of growth",
    "P": "a probability without a table", "Pr": "a probability without a table",
    "\\mathbb{P}": "a probability without a table",
    "\\mathcal{N}": "a distribution",
}  # fmt: skip


class Bracketed(Operated):
    """Binds names with brackets after them."""

    if TYPE_CHECKING:

        def scripted_call(self, found: Node, after: Node | None) -> Node:
            raise NotImplementedError

    def called(self, head: Node, group: Group, scripts: bool, after: Node) -> Node | None:
        """A name and the brackets after it; None where they are a product."""
        if isinstance(head, Ones) or (isinstance(head, Scripted) and isinstance(head.base, Ones)):
            return self.indicator(group, after)
        symbol = head.base if isinstance(head, Scripted) else head
        if not isinstance(symbol, Symbol) or symbol.name in self.letters:
            return None
        if (reference := self.table.called(head, group)) is not None:
            indices = tuple(None if i is None else self.bind(i) for i in reference.indices)
            name = terms.Name(
                entry=reference.entry, bar=reference.bar, indices=indices, span=spanned(head, after)
            )
            return self.scripted_call(name, after if scripts else None)
        if "|" in group.separators:
            raise Undecidable("a probability without a table", over_all(head, after))
        if printed := self.table.has_arguments(head):
            raise Fault(
                "equation-symbol",
                over_all(head, after),
                f"{spelling(head)} with these arguments is not in the table, which has {printed[0]}",
            )
        resolved = self.table.resolve(head)
        if resolved is None and symbol.name in EXPECTATIONS:
            return self.scripted_call(self.moment(head, group, after), after if scripts else None)
        if resolved is None and (what := _UNDECIDED.get(symbol.name)):
            raise Undecidable(what, over_all(head, after))
        if resolved is None and spelling(head) not in self.sizes and not self.known_letter(head):
            raise Fault(
                "equation-symbol",
                over_all(head, after),
                f"{spelling(head)} is no function of the table",
                self.nearly(head),
            )
        if (
            group.brackets == "["
            and resolved is not None
            and resolved.entry.kind == "tensor"
            and self.index_like(group)
        ):
            name = self.bind(head)
            entries = terms.Entries(
                base=name, parts=tuple(self.bind(i) for i in group.items), span=spanned(head, after)
            )
            return (
                self.raised(entries, after.high, after.power, after)
                if isinstance(after, Scripted)
                else entries
            )
        if self.needed(group, scripts) or (symbol.bar and resolved is not None):
            return None
        shown = spelling(symbol)
        raise Fault(
            "equation-symbol", over_all(head, after), f"{shown}(…) may be a product or {shown} at an argument",
            rf"Write {shown}\,x for a product; give the table a row {shown}(x), or {shown} the shape "
            rf"function.",
        )  # fmt: skip

    def known_letter(self, head: Node) -> bool:
        return isinstance(head, Symbol) and (
            head.name in ("I", "\\mathbf{I}", "\\pi", "e") or head.name in self.letters
        )

    def nearly(self, head: Node) -> str:
        likely = self.table.likely(head)
        return (
            f"Did you mean {likely}?"
            if likely
            else "Give it a row in the symbols script, with the shape function."
        )

    def needed(self, group: Group, scripts: bool) -> bool:
        """Whether a product needs these brackets: round a sum, or round tensors that are multiplied first."""
        if len(group.items) != 1:
            return False
        item = group.items[0]
        if isinstance(item, Sum | Big | Integral):
            return True
        if scripts and isinstance(item, Scripted) and item.high:
            return True
        return isinstance(item, Product | Binary | Fraction) and any(
            isinstance(n, Symbol | Scripted)
            and (r := self.table.resolve(n)) is not None
            and r.entry.kind == "tensor"
            for n in walk(item)
        )

    def index_like(self, group: Group) -> bool:
        return all(
            isinstance(n, Slice | Number | Sum | Product | Binary | Group | Symbol | Scripted)
            and (
                (r := self.table.resolve(n) if isinstance(n, Symbol | Scripted) else None) is None
                or r.entry.kind in ("size", "index")
            )
            for item in group.items
            for n in walk(item)
        )

    def indicator(self, group: Group, after: Node) -> Node:
        if all(isinstance(i, Condition) for i in group.items):
            found = terms.Delta(conditions=tuple(self.bind(i) for i in group.items), span=after.span)
            return self.scripted_call(found, after if isinstance(after, Scripted) else None)
        if self.needed(group, False):
            return terms.Times(
                factors=(terms.Unit(kind="ones", span=after.span), self.bind(after)), span=after.span
            )
        raise Fault("equation-symbol", after, "1(…) holds a condition, such as i=j")
