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
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.syntax import (
    Big,
    Binary,
    Binding,
    Condition,
    Derivative,
    Dots,
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
from figpress.equations.table import FUNCTIONS, Table, spelling, written

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
_EXPECTATIONS = {
    "E": "E",
    "\\mathbb{E}": "E",
    "\\mathcal{E}": "E",
    "Var": "Var",
    "\\mathbb{V}": "Var",
    "Cov": "Cov",
    "cov": "Cov",
    "Variance": "Var",
}
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
_WORDS = {name for name in (*FUNCTIONS, *_EXPECTATIONS) if len(name) > 2 and name.isalpha()}
_UNDECIDED = {
    **LIMITS,
    "O": "an order of growth", "\\mathcal{O}": "an order of growth", "o": "an order of growth",
    "P": "a probability without a table", "Pr": "a probability without a table",
    "\\mathbb{P}": "a probability without a table",
    "\\mathcal{N}": "a distribution",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """A function that waits for its arguments."""

    function: Any
    indices: tuple[Node | None, ...] = ()
    primes: int = 0
    power: Node | None = None
    base: Node | None = None  # of a logarithm
    over: tuple[Binding, ...] = ()


class Calls:
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

    def joined(self, factors: tuple[Node, ...]) -> tuple[Node, ...]:
        r"""With everything that the table has as one name, \Delta t or SNR, as one factor; softmax in letters,
        too."""
        kept: list[Node] = []
        at = 0
        while at < len(factors):
            end = at + 1
            while end < len(factors) and written(factors[at : end + 1]) is not None:
                end += 1
            if end > at + 1 and (word := self.word(factors[at:end])) is not None:
                kept.append(word)
                at = end
                continue
            pair = self.table.joined(factors[at : at + 2]) if isinstance(factors[at], Symbol) else None
            alone = pair is None or at + 1 == len(factors)
            kept.append(factors[at] if pair is None or alone else pair)
            at += 1 if alone else 2
        return tuple(kept)

    def word(self, factors: tuple[Node, ...]) -> Node | None:
        """A name of the table, or a function of the grammar, that is written letter by letter."""
        word = written(factors)
        if word is None:
            return None
        base = word.base if isinstance(word, Scripted) else word
        assert isinstance(base, Symbol)
        mine = any(entry.base == base.name for entry in self.table.entries)
        if not mine and base.name not in _WORDS:
            return None
        plain = [Symbol(name=letter) for letter in base.name]
        if all(s.name in self.letters or self.table.resolve(s) or s.name in self.sizes for s in plain):
            raise Fault(
                "equation-symbol",
                word,
                f"{base.name} may be one name or a product of its letters, which are all names here",
                rf"Write \mathrm{{{base.name}}}, or a space \, between factors.",
            )
        return word

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
        if (function := self.function(head)) is not None:
            return self.applied(head, function, factors, at)
        if at + 1 < len(factors):
            group, scripts = _group(factors[at + 1])
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
        if node.indices and all(isinstance(i, Symbol) and len(i.name) == 1 for i in node.indices):
            return Head(symbol.name, over=tuple(Binding(name=i.name, span=i.span) for i in node.indices))
        raise Undecidable(f"a {symbol.name} over {node.low}", node)

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
            return self.over(function.function, function.over, (), after, head), end
        group, scripts = _group(after)
        if group is not None:
            arguments = tuple(self.argument(i, head) for i in group.items)
            return self.scripted_call(
                self.call(function, arguments, _span(head, after)), after if scripts else None
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
        return self.call(function, (argument,), _span(head, factors[end - 1])), end

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
                Product(factors=whole, span=_span(first, whole[-1])) if len(whole) > 1 else first
            )
        else:
            term, end = self.unit(factors, at)
        if end < len(factors) and self.function(factors[end]) is None:
            raise Fault(
                "equation-unreadable",
                Product(span=_span(head, factors[end]), factors=()),
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

    # -- names with brackets after them

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
                entry=reference.entry, bar=reference.bar, indices=indices, span=_span(head, after)
            )
            return self.scripted_call(name, after if scripts else None)
        if "|" in group.separators:
            raise Undecidable("a probability without a table", _over(head, after))
        if printed := self.table.has_arguments(head):
            raise Fault(
                "equation-symbol",
                _over(head, after),
                f"{spelling(head)} with these arguments is not in the table, which has {printed[0]}",
            )
        resolved = self.table.resolve(head)
        if resolved is None and symbol.name in _EXPECTATIONS:
            return self.scripted_call(self.moment(head, group, after), after if scripts else None)
        if resolved is None and (what := _UNDECIDED.get(symbol.name)):
            raise Undecidable(what, _over(head, after))
        if resolved is None and spelling(head) not in self.sizes and not self.known_letter(head):
            raise Fault(
                "equation-symbol",
                _over(head, after),
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
                base=name, parts=tuple(self.bind(i) for i in group.items), span=_span(head, after)
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
            "equation-symbol", _over(head, after), f"{shown}(…) may be a product or {shown} at an argument",
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

    def moment(self, head: Node, group: Group, after: Node) -> Node:
        symbol = head.base if isinstance(head, Scripted) else head
        kind, span = _EXPECTATIONS[symbol.name], _span(head, after)
        if len(group.items) != (2 if kind == "Cov" else 1) or "|" in group.separators:
            raise Undecidable(
                "a moment under a condition" if "|" in group.separators else f"a {kind} of several things",
                _over(head, after),
            )
        index, weights = "", None
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
            raise Undecidable(f"a mean over one of {len(random)} random names", _over(head, after))
        return terms.Moment(kind=kind, of=of, index=index, weights=weights, span=span)

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
        return self.differentiated(self.bind(node.above), node)

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
        whole = rest[0] if len(rest) == 1 else Product(factors=rest, span=_span(rest[0], rest[-1]))
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
        term, end = self.unit(tuple(rest), at + 1)
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

    def place(self, node: Node) -> Node:
        raise NotImplementedError

    def own_variable(self, of: Node, node: Derivative) -> tuple[tuple[Node, int], ...]:
        """∇f(x) is with respect to x."""
        if isinstance(of, terms.Call) and len(of.arguments) == 1 and isinstance(of.arguments[0], terms.Name):
            return ((of.arguments[0], 1),)
        raise Fault("equation-symbol", node, "∇ does not say with respect to what", r"Write \nabla_x.")


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


def _span(first: Node, last: Node) -> tuple[int, int]:
    return first.span[0], last.span[1]


def _over(first: Node, last: Node) -> Node:
    return Node(span=_span(first, last))
