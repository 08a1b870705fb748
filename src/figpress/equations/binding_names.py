"""What a name with its scripts is: a row of the table, an entry, a power, a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figpress.equations import terms
from figpress.equations.binding_brackets import LIMITS
from figpress.equations.calls import Head
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.spelt import spelling, unwrapped
from figpress.equations.syntax import (
    Binary,
    Condition,
    Group,
    Node,
    Number,
    Ones,
    Product,
    Scripted,
    Slice,
    Sum,
    Symbol,
)  # fmt: skip
from figpress.equations.table import Table

IDENTITIES = ("I", "\\mathbf{I}")
CONSTANTS = {"\\pi": 3.141592653589793, "e": 2.718281828459045}


class NameBinder:
    """Binds names."""

    table: Table
    sizes: frozenset[str]
    letters: list[str]

    if TYPE_CHECKING:

        def bind(self, node: Node) -> Node:
            raise NotImplementedError

        def condition(self, node: Condition) -> Condition:
            raise NotImplementedError

        def function(self, node: Node) -> Head | None:
            raise NotImplementedError

    def symbol(self, node: Symbol) -> Node:
        if node.name in self.letters and not node.bar:
            return terms.Letter(name=node.name, span=node.span)
        if (reference := self.table.resolve(node)) is not None:
            return self.referred(node, reference)
        return self.unlisted(node)

    def referred(self, node: Node, reference) -> Node:
        entry = reference.entry
        if entry.kind == "function":
            raise Fault(
                "equation-symbol", node, f"{entry.tex} is a function, and nothing is in its parentheses"
            )
        found: Node = terms.Name(
            entry=entry,
            bar=reference.bar,
            indices=tuple(None if i is None else self.bind(i) for i in reference.indices),
            span=node.span,
        )
        if reference.entries:
            found = self.entries(found, reference.entries, node)
        return self.raised(found, reference.high, reference.power, node)

    def unlisted(self, node: Symbol) -> Node:
        """A letter that the table does not have."""
        if node.name in IDENTITIES and not node.bar:
            return terms.Unit(kind="identity", span=node.span)
        if not node.bar and node.name in CONSTANTS and node.name not in self.sizes:
            return terms.Constant(
                value=CONSTANTS[node.name], shown="π" if node.name == "\\pi" else node.name, span=node.span
            )
        if self.function(node) is not None:
            raise Fault("equation-symbol", node, f"{spelling(node)} is a function, and nothing follows it")
        if node.bar:
            raise self.unknown(node)
        if arguments := self.table.has_arguments(node):
            raise Fault(
                "equation-symbol",
                node,
                f"{node.name} stands without its arguments: the table has {arguments[0]}",
            )
        return terms.Letter(name=node.name, span=node.span)

    def unknown(self, node: Node) -> Fault:
        base = node.base if isinstance(node, Scripted) else node
        if isinstance(base, Symbol) and base.name in LIMITS:
            return Undecidable(LIMITS[base.name], node)
        likely = self.table.likely(node)
        hint = f"Did you mean {likely}?" if likely else "Give it a row in the symbols script."
        shown = node.name if isinstance(node, Symbol) else spelling(node)
        return Fault("equation-symbol", node, f"unknown symbol {shown}", hint)

    def scripted(self, node: Scripted) -> Node:
        base = node.base
        if isinstance(base, Ones) and node.low:
            return self.ones(node)
        if not isinstance(base, Symbol) or (base.name in self.letters and not node.low):
            found = self.bind(self.seen(base, node))
            if node.low:
                found = self.entries(found, self.indices(node), node)
            return self.raised(found, node.high, node.power, node)
        if (reference := self.table.resolve(node)) is not None:
            return self.referred(node, reference)
        if (found := self.named(node, base)) is not None:
            return found
        if self.function(node) is not None:
            raise Fault("equation-symbol", node, f"{spelling(node)} is a function, and nothing follows it")
        if not node.low and self.table.resolve(base) is None:
            return self.raised(self.symbol(base), node.high, node.power, node)
        low = Scripted(base=base, low=node.low, indices=node.indices, span=node.span)
        if node.low and node.high and self.table.resolve(low) is not None:
            return self.raised(self.scripted(low), node.high, node.power, node)
        if self.table.resolve(base) is not None and node.high:
            kind = (
                "in parentheses is no index of"
                if unwrapped(node.power)[0]
                else "is neither a power nor an index of"
            )
            raise Fault(
                "equation-symbol",
                node,
                f"superscript {node.high} {kind} {spelling(base)}",
                "Name it so in the table, with its range.",
            )
        raise self.unknown(node)

    def named(self, node: Scripted, base: Symbol) -> Node | None:
        """I_d, δ_{ij}, 1 with its length, a size with its label."""
        if base.bar:
            return None
        low = Scripted(base=base, low=node.low, indices=node.indices, span=node.span) if node.low else base
        if base.name in IDENTITIES and node.low:
            found: Node = terms.Unit(kind="identity", length=self.length(node), span=node.span)
        elif base.name == "\\delta" and len(node.indices) == 2:
            pair = tuple(self.bind(i) for i in node.indices)
            found = terms.Delta(
                conditions=(Condition(members=pair, relations=("=",), span=node.span),), span=node.span
            )
        elif node.low and spelling(low) in self.sizes:
            found = terms.Letter(name=spelling(low), span=node.span)
        else:
            return None
        return self.raised(found, node.high, node.power, node)

    def ones(self, node: Scripted) -> Node:
        r"""\mathbf 1_n, and \mathbf 1_{i=j}."""
        if node.under:
            found: Node = terms.Delta(conditions=tuple(map(self.condition, node.under)), span=node.span)
        else:
            found = terms.Unit(kind="ones", length=self.length(node), span=node.span)
        return self.raised(found, node.high, node.power, node)

    def length(self, node: Scripted) -> Node:
        if len(node.indices) != 1:
            raise Fault(
                "equation-symbol",
                node,
                f"{node.low} is no length",
                "Write I_d or \\mathbf 1_n, with a size of the table.",
            )
        return self.bind(node.indices[0])

    def indices(self, node: Scripted) -> tuple[Node, ...]:
        if not node.indices:
            raise Fault("equation-symbol", node, f"subscript {node.low} is no index")
        return node.indices

    def entries(self, base: Node, parts: tuple[Node, ...], node: Node) -> Node:
        if (
            any(isinstance(p, Number) and len(p.digits) > 1 for p in parts)
            and len(parts) == 1
            and not _single(base)
        ):
            raise Fault(
                "equation-symbol",
                node,
                f"{parts[0].digits} may be one index or two",
                "Put a comma between two indices.",
            )
        return terms.Entries(base=base, parts=tuple(self.bind(p) for p in parts), span=node.span)

    def raised(self, base: Node, high: str, power: Node | None, node: Node) -> Node:
        if not high:
            return base
        if high in ("⊤", "-⊤"):
            return self.turned(base, high, node)
        if high in ("T", "-T"):
            if self.table.plain("T") is not None or "T" in self.sizes or "T" in self.letters:
                if high == "T" and self.number(base):
                    return terms.Power(base=base, exponent=self.bind(power), span=node.span)
                raise Fault(
                    "equation-symbol",
                    node,
                    "T is a size here, so ^T may be a power or the transpose",
                    r"Write ^\top, or call the size N.",
                )
            return self.turned(base, high, node)
        if high == "⊙" or high.startswith("⊙"):
            return terms.Power(base=base, exponent=self.bind(power), entrywise=True, span=node.span)
        if set(high) == {"'"}:
            raise Fault(
                "equation-symbol",
                node,
                "a prime after brackets may be a transpose or a derivative",
                r"Write ^\top.",
            )
        if power is None or unwrapped(power)[0] or isinstance(power, Slice):
            raise Fault(
                "equation-symbol",
                node,
                f"superscript {high} is neither a power nor an index of {self.shown(node)}",
            )
        return terms.Power(base=base, exponent=self.bind(power), span=node.span)

    def turned(self, base: Node, high: str, node: Node) -> Node:
        if self.number(base):
            raise Fault("equation-shape", node, "a number has no transpose")
        if high.startswith("-"):
            base = terms.Power(
                base=base, exponent=terms.Constant(value=-1.0, shown="-1", span=node.span), span=node.span
            )
        return terms.Transpose(of=base, span=node.span)

    def shown(self, node: Node) -> str:
        return spelling(node.base) if isinstance(node, Scripted) else spelling(node)

    def number(self, term: Node) -> bool:
        """Whether a term is a number, as far as the table alone can tell."""
        if isinstance(term, terms.Constant | terms.Letter | terms.Delta):
            return True
        if isinstance(term, terms.Name):
            return term.entry.kind in ("scalar", "size", "index") and None not in term.indices
        if isinstance(term, terms.Power | terms.Transpose):
            return self.number(term.base if isinstance(term, terms.Power) else term.of)
        if isinstance(term, terms.Times):
            return all(map(self.number, term.factors))
        if isinstance(term, terms.Plus):
            return all(self.number(t) for _, t in term.terms)
        if isinstance(term, terms.Pair):
            return self.number(term.left) and self.number(term.right)
        return False

    def seen(self, node: Node, around: Node) -> Node:
        """TeX's braces are not seen: a sum in them reads as if they were not there."""
        while isinstance(node, Group) and node.brackets == "{" and len(node.items) == 1:
            inside = node.items[0]
            if isinstance(inside, Sum) or (
                isinstance(inside, Binary) and isinstance(around, Scripted | Product)
            ):
                raise Fault(
                    "equation-unreadable",
                    node,
                    "braces are not printed: nothing shows where this sum ends",
                    "Put it in parentheses.",
                )
            node = inside
        return node


def _single(term: Node) -> bool:
    """Whether a name has one axis to take entries of."""
    entry = getattr(term, "entry", None)
    return entry is not None and (entry.row or entry.column)
