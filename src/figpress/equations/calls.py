"""Which factors side by side are a call: a function with its arguments, a tensor printed with its
arguments, an operator with
what it is applied to.

One rule for functions without parentheses: they take the one factor after them. Where the first factor is a
number they take all
(\\sin 2\\pi ft); where more follows a letter (\\log ab) the display is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from figpress.equations import runs, terms
from figpress.equations.binding_brackets import Bracketed
from figpress.equations.binding_calculus import spanned
from figpress.equations.binding_words import Words
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.spelt import spelling
from figpress.equations.syntax import (
    Big,
    Binding,
    Condition,
    Derivative,
    Dots,
    Fraction,
    Group,
    Integral,
    Node,
    Number,
    Product,
    Scripted,
    Slice,
    Symbol,
)  # fmt: skip
from figpress.equations.table import FUNCTIONS, Table

_ALIASES = {
    "trace": "tr",
    "Tr": "tr",
    "ReLU": "relu",
    "sgn": "sign",
    "sigm": "sigmoid",
    "ln": "log",
    "lg": "log10",
    "\\log": "log",
}
_OVER = {"concat", "max", "min", "sum"}
_POWERED = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "ln", "exp", "det", "tr"}


@dataclass(frozen=True)
class Head:
    """A function that waits for its arguments."""

    function: Any
    indices: tuple[Node | None, ...] = ()
    primes: int = 0
    power: Node | None = None
    base: Node | None = None  # of a logarithm
    over: tuple[Binding, ...] = ()


class Calls(Bracketed, Words):
    """Binds factors side by side."""

    table: Table
    sizes: frozenset[str]
    letters: list[str]
    bare: set[int]

    def bind(self, node: Node) -> Node:
        raise NotImplementedError

    def product(self, node: Product) -> Node:
        if any(isinstance(f, Dots) for f in node.factors) and (run := runs.of_product(node)):
            return self.over("prod", (run.binding,), (), run.pattern, node, "right")
        factors = self.joined(tuple(self.seen(f, node) for f in node.factors))
        if len(factors) == 1:
            return self.bind(factors[0])
        found: list[Node] = []
        at = 0
        while at < len(factors):
            if at and isinstance(factors[at], Number):
                self.number_after(factors[at - 1], factors[at])
            term, after = self.unit(factors, at)
            found.append(term)
            if (
                after < len(factors)
                and isinstance(factors[at], Derivative)
                and factors[at].above is None
                and factors[at].kind == "hessian"
            ):
                raise Fault("equation-unreadable", factors[at], "∇² takes one thing")
            at = after
            if id(factors[-1]) in self.bare:
                self.bare.add(id(node))
        return found[0] if len(found) == 1 else terms.Times(factors=tuple(found), span=node.span)

    def seen(self, node: Node, around: Node) -> Node:
        raise NotImplementedError

    def number_after(self, before: Node, number: Number) -> None:
        if (isinstance(before, Derivative) and before.above is None) or self.function(before) is not None:
            return
        raise Fault(
            "equation-unreadable",
            number,
            "a number stands right after another factor",
            r"Put \cdot between them, or braces round a script: x^{12}.",
        )

    def unit(self, factors: tuple[Node, ...], at: int) -> tuple[Node, int]:
        """The factor at `at` with all that belongs to it, and the place after it."""
        head = factors[at]
        if isinstance(head, Dots):
            raise Undecidable("a product with dots", head)
        if isinstance(head, Derivative) and head.above is None:
            return self.operator(factors, at)
        group, scripts = _group(factors[at + 1]) if at + 1 < len(factors) else (None, False)
        printed = group is not None and isinstance(head, Symbol | Scripted) and self.table.called(head, group)
        if not printed and (function := self.function(head)) is not None:
            return self.applied(head, function, factors, at)
        if at + 1 < len(factors):
            if (
                group is not None
                and (called := self.called(head, group, scripts, factors[at + 1])) is not None
            ):
                return called, at + 2
        return self.bind(head), at + 1

    # -- functions

    def function(self, node: Node) -> Head | None:
        """A function of the table or of the grammar; None for what is none."""
        symbol = node.base if isinstance(node, Scripted) else node
        if not isinstance(symbol, Symbol) or symbol.name in self.letters or symbol.bar:
            return None
        if (reference := self.table.resolve(node)) is not None:
            if reference.entry.kind != "function":
                return None
            if reference.high or reference.entries:
                raise Fault(
                    "equation-symbol",
                    node,
                    f"{reference.entry.tex}^{reference.high} may be a power or {reference.entry.tex} of "
                    f"itself",
                    "Write (f(x))^2.",
                )
            return Head(
                reference.entry, tuple(None if i is None else self.bind(i) for i in reference.indices)
            )
        return self.derived(node, symbol) or self.built_in(node, symbol)

    def derived(self, node: Node, symbol: Symbol) -> Head | None:
        """φ' of a φ in the table."""
        name = symbol.name.rstrip("'")
        primes = len(symbol.name) - len(name)
        if not primes:
            return None
        plain = Symbol(name=name, span=symbol.span)
        inner = self.function(replace(node, base=plain) if isinstance(node, Scripted) else plain)
        return replace(inner, primes=primes) if inner and not inner.over and not inner.power else None

    def built_in(self, node: Node, symbol: Symbol) -> Head | None:
        spelt = spelling(node)
        if (
            isinstance(node, Scripted)
            and symbol.name in ("argmax", "argmin")
            and [len(i.name) for i in node.indices if isinstance(i, Symbol)] == [1]
            and self.table.resolve(node.indices[0]) is None
            and not node.high
        ):
            return self.over_letters(node, symbol)
        if spelt in FUNCTIONS:
            return Head(_ALIASES.get(spelt, spelt))
        if not isinstance(node, Scripted) or symbol.name not in FUNCTIONS:
            return None
        power = None
        if node.high:
            if symbol.name not in _POWERED or not isinstance(node.power, Number):
                raise Fault(
                    "equation-symbol",
                    node,
                    f"{symbol.name} to the power {node.high} may be a power or an inverse",
                    r"Write (\sin x)^{-1} or \arcsin x.",
                )
            power = self.bind(node.power)
        if not node.low:
            return Head(_ALIASES.get(symbol.name, symbol.name), power=power)
        if symbol.name in ("log", "ln") and len(node.indices) == 1:
            return Head("log", power=power, base=self.bind(node.indices[0]))
        if symbol.name in _OVER and not node.high:
            return self.over_letters(node, symbol)
        if symbol.name == "softmax" and node.low in ("row", "rows"):
            return Head("softmax")
        raise Fault(
            "equation-symbol",
            node,
            f"{spelt}: this subscript may say over what, or which entry",
            rf"Write {symbol.name}(x)_j for an entry.",
        )

    def over_letters(self, node: Scripted, symbol: Symbol) -> Head | None:
        r"""\mathrm{concat}_h, \max_j, \max_{i\in S}."""
        if node.indices and all(self.runs(i) for i in node.indices):
            return Head(symbol.name, over=tuple(Binding(name=i.name, span=i.span) for i in node.indices))
        under = node.under[0] if len(node.under) == 1 else None
        if (
            under is not None
            and under.relations == ("∈",)
            and isinstance(under.members[0], Symbol | Scripted)
        ):
            name = spelling(under.members[0])
            return Head(
                symbol.name, over=(Binding(name=name, kind="in", low=under.members[1], span=under.span),)
            )
        raise Undecidable(f"a {symbol.name} over {node.low}", node)

    def runs(self, index: Node) -> bool:
        """A small letter, or a Greek one that is no name of the table."""
        return isinstance(index, Symbol) and (
            len(index.name) == 1 or (index.name[1:].isalpha() and self.table.resolve(index) is None)
        )

    def applied(self, head: Node, function: Head, factors: tuple[Node, ...], at: int) -> tuple[Node, int]:
        if at + 1 == len(factors):
            raise Fault("equation-symbol", head, f"{spelling(head)} is a function, and nothing follows it")
        after = factors[at + 1]
        if function.over:
            body, end = self.unit(factors, at + 1)
            if isinstance(after, Group) or end < len(factors):
                if end < len(factors) and not isinstance(after, Group):
                    raise Fault(
                        "equation-unreadable",
                        head,
                        f"{spelling(head)} reaches to no one knows where",
                        "Put what it is taken of in parentheses.",
                    )
            whole = factors[at + 1 : end]
            inside = after if len(whole) == 1 else Product(factors=whole, span=spanned(whole[0], whole[-1]))
            return self.over(function.function, function.over, (), inside, head), end
        group, scripts = _group(after)
        if group is not None and not scripts and function.function in ("max", "min"):
            if run := runs.of_list(group.items):
                return self.over(function.function, (run.binding,), (), run.pattern, head), at + 2
        if group is not None:
            arguments = tuple(self.argument(i, head) for i in group.items)
            return self.scripted_call(
                self.call(function, arguments, spanned(head, after)), after if scripts else None
            ), at + 2
        if not isinstance(function.function, str):
            raise Fault(
                "equation-symbol",
                head,
                f"{spelling(head)} is a function: what it is applied to stands in parentheses",
            )
        argument, end = self.bare_argument(head, factors, at + 1)
        for factor in factors[: at + 1]:
            self.bare.add(id(factor))
        self.bare.add(id(factors[-1]))
        return self.call(function, (argument,), spanned(head, factors[end - 1])), end

    def over(self, op, bindings, conditions, body, node, direction="") -> Node:
        raise NotImplementedError

    def bare_argument(self, head: Node, factors: tuple[Node, ...], at: int) -> tuple[Node, int]:
        """What a function without parentheses is applied to."""
        first = factors[at]
        if self.function(first) is not None:
            term, end = self.unit(factors, at)
        elif _numeric(first):
            end = at + 1
            while (
                end < len(factors)
                and self.function(factors[end]) is None
                and not isinstance(factors[end], Big | Integral | Derivative)
            ):
                end += 1
            whole = factors[at:end]
            term = self.bind(
                Product(factors=whole, span=spanned(first, whole[-1])) if len(whole) > 1 else first
            )
        else:
            term, end = self.unit(factors, at)
        if end < len(factors) and self.function(factors[end]) is None:
            raise Fault(
                "equation-unreadable",
                Product(span=spanned(head, factors[end]), factors=()),
                f"{spelling(head)} without parentheses takes one factor, and another one follows",
                rf"Write \{head.name if isinstance(head, Symbol) and head.name.isalpha() else 'log'}(…) "
                rf"round what it is taken of.",
            )
        return term, end

    def argument(self, node: Node, head: Node) -> Node:
        if isinstance(node, Condition | Slice | Dots):
            raise Undecidable(f"what stands in the brackets of {spelling(head)}", node)
        return self.bind(node)

    def call(self, head: Head, arguments: tuple[Node, ...], span) -> Node:
        if head.function in ("E", "Var", "Cov"):
            raise AssertionError("moments are bound elsewhere")
        found: Node = terms.Call(
            function=head.function, arguments=arguments, indices=head.indices, primes=head.primes, span=span
        )
        if head.base is not None:
            below = terms.Call(function="log", arguments=(head.base,), span=span)
            found = terms.Pair(op="/", left=found, right=below, span=span)
        return terms.Power(base=found, exponent=head.power, span=span) if head.power is not None else found

    def scripted_call(self, found: Node, after: Node | None) -> Node:
        """softmax(o)_j, f(x)^2, f(x)^⊤."""
        if not isinstance(after, Scripted):
            return found
        if after.low:
            found = terms.Entries(
                base=found, parts=tuple(self.bind(i) for i in self.indices(after)), span=after.span
            )
        return self.raised(found, after.high, after.power, after)

    def indices(self, node: Scripted) -> tuple[Node, ...]:
        raise NotImplementedError

    def raised(self, base: Node, high: str, power: Node | None, node: Node) -> Node:
        raise NotImplementedError


def _group(node: Node) -> tuple[Group | None, bool]:
    """The brackets of a factor, and whether they carry scripts."""
    if isinstance(node, Group) and node.brackets in ("(", "[", "\\{"):
        return node, False
    if (
        isinstance(node, Scripted)
        and isinstance(node.base, Group)
        and node.base.brackets in ("(", "[", "\\{")
    ):
        return node.base, True
    return None, False


def _numeric(node: Node) -> bool:
    if isinstance(node, Fraction):
        return _numeric(node.above) and _numeric(node.below)
    return isinstance(node, Number) or (isinstance(node, Symbol) and node.name == "\\pi")
