"""Subscripts, superscripts and primes."""

from figpress.equations.brackets import EUCLIDEAN, TWO
from figpress.equations.operators import Operators, bare
from figpress.equations.syntax import (
    Condition,
    Infinity,
    Node,
    Norm,
    Number,
    Product,
    Scripted,
    Slice,
    Symbol,
    Unreadable,
)  # fmt: skip
from figpress.equations.tokens import Token

_PRIMES = {"\\prime": "'", "\\prime\\prime": "''", "'": "'", "''": "''"}


class Scripts(Operators):
    """Reads scripts."""

    def scripts(self, base: Node, start: int) -> Node:
        low, indices, under, high, power = "", (), (), "", None
        while self.next.kind == "mark" and self.next.text in ("^", "_", "'"):
            mark = self.take()
            if mark.text == "'":
                base = self.primed(base, "'", start)
            elif mark.text == "_":
                if low:
                    raise Unreadable("two subscripts", (mark.start, self.next.end))
                low, indices, under = self.subscript()
            else:
                spelt, tokens = self.script_tokens()
                if spelt in _PRIMES:
                    base = self.primed(base, _PRIMES[spelt], start)
                    continue
                if len(tokens) > 1 and tokens[0].text in ("\\prime", "'"):  # x^{\prime(r)}
                    base, tokens, spelt = (
                        self.primed(base, "'", start),
                        tokens[1:],
                        spelt.removeprefix(tokens[0].text),
                    )
                if high:
                    raise Unreadable("two superscripts", (mark.start, self.next.end))
                high, power = self.superscript(spelt, tokens)
        if not low and not high:
            return base
        inner = bare(base)
        if isinstance(inner, Symbol):  # {\bf v}_e is printed as \mathbf{v}_e is
            base = inner
        if isinstance(inner, Norm) and not inner.kind and low:  # {\|x\|}_2, \|x\|^2_2
            base, low, indices = self.ordered(inner, low, indices, self.since(start)), "", ()
            if not high:
                return base
        return Scripted(
            base=base, low=low, indices=indices, under=under, high=high, power=power, span=self.since(start)
        )

    def ordered(self, norm: Norm, low: str, indices: tuple[Node, ...], span) -> Node:
        """A norm whose order stands apart from its bars."""
        kind = self.norms.get(low, low)
        if low in EUCLIDEAN:
            return Norm(inside=norm.inside, kind="p", order=TWO, span=span)
        if kind in ("1", "2", "inf", "F", "0", "*"):
            return Norm(inside=norm.inside, kind=kind, span=span)
        order = indices[0] if len(indices) == 1 else Symbol(name=low, span=span)
        return Norm(inside=norm.inside, kind="p" if len(indices) == 1 else low, order=order, span=span)

    def primed(self, base: Node, primes: str, start: int) -> Node:
        if isinstance(base, Symbol):
            return Symbol(name=base.name + primes, bar=base.bar, span=self.since(start))
        if isinstance(base, Scripted) and isinstance(base.base, Symbol) and not base.high:
            inner = Symbol(name=base.base.name + primes, bar=base.base.bar, span=base.base.span)
            return Scripted(
                base=inner, low=base.low, indices=base.indices, under=base.under, span=self.since(start)
            )
        return Scripted(base=base, high=primes, span=self.since(start))

    def subscript(self) -> tuple[str, tuple[Node, ...], tuple[Condition, ...]]:
        spelt, inside = self.script_tokens()
        if not inside or any(t.kind == "text" or (t.text in ("+", "-") and len(inside) == 1) for t in inside):
            return spelt, (), ()
        if any(t.kind == "relation" or t.text == "\\mid" for t in inside):
            try:
                return spelt, (), self.within(inside, type(self).all_conditions)
            except Unreadable:
                return spelt, (), ()
        try:
            return spelt, self.within(inside, type(self).index_list), ()
        except Unreadable:
            return spelt, (), ()  # a label, such as \max or \text{out}

    def all_conditions(self) -> tuple[Condition, ...]:
        found = [self.condition()]
        while self.take_if(","):
            found.append(self.condition())
        return tuple(found)

    def superscript(self, spelt: str, inside: list[Token]) -> tuple[str, Node | None]:
        if spelt in ("\\top", "\\intercal", "⊤"):
            return "⊤", None
        if spelt in ("-\\top", "-T", "-\\intercal"):
            return "-⊤", None
        if spelt in ("←", "→", "*", "+", "-", "\\ast", "\\dagger", "\\circ", "\\star") or any(
            t.kind == "text" for t in inside
        ):
            return spelt, None
        if inside and inside[0].text in ("\\odot", "\\circ"):
            return "⊙", self.within(inside[1:], type(self).expression)
        try:
            parts = self.within(inside, type(self).index_list)
            return spelt, parts[0] if len(parts) == 1 else Product(factors=parts, span=parts[0].span)
        except Unreadable:
            return spelt, None

    def index_list(self) -> tuple[Node, ...]:
        """ij, t−1, {t, y_t}, 2:4: the parts of a subscript."""
        parts: list[Node] = []
        while True:
            if self.next.text in (":", ","):
                part: Node = Slice(span=(self.next.start, self.next.end))
            else:
                part = self.expression()
            if self.take_if(":"):
                high = None if self.next.kind == "end" or self.next.text in (",", "]") else self.expression()
                part = Slice(low=None if isinstance(part, Slice) else part, high=high, span=part.span)
            alone = self.next.text != "," and not parts
            if (
                isinstance(part, Product)
                and (alone or not isinstance(part.factors[0], Number))
                and all(
                    isinstance(f, Symbol | Scripted | Infinity)
                    or (isinstance(f, Number) and len(f.digits) == 1)
                    for f in part.factors
                )
            ):
                parts += part.factors
            else:
                parts.append(part)
            if not self.take_if(","):
                return tuple(parts)
