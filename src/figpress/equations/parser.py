r"""Expressions as they are printed: ^ and _ bind tightest, then factors side by side, then ⊙ · /, then + and
−.

Written by hand rather than as a grammar file: TeX has no tokens of fixed length (\tfrac12 is two digits), a
bar closes what
it opened, and every error must name the characters that it is about.
"""

from figpress.equations.binders import Binders
from figpress.equations.syntax import (
    Big,
    Binary,
    Concat,
    Differential,
    Entries,
    Fraction,
    Group,
    Inner,
    Node,
    Norm,
    Number,
    Ones,
    Partial,
    Product,
    Root,
    Scripted,
    Slice,
    Space,
    Sum,
    Symbol,
    Unreadable,
)  # fmt: skip
from figpress.equations.tokens import DOTS, Token

_ACCENTS = {
    "\\hat": "hat",
    "\\widehat": "hat",
    "\\tilde": "tilde",
    "\\widetilde": "tilde",
    "\\vec": "vec",
    "\\dot": "dot",
}
_CLOSERS = {")", "]", "}", "\\}", "\\rangle", "\\rvert", "\\rVert", "\\rbrack"}
_INFIX = {"\\odot": "odot", "\\circ": "odot", "\\cdot": "cdot", "*": "cdot", "\\times": "cdot", "/": "/"}


class Parser(Binders):
    """Reads expressions."""

    # -- sums, terms, products
    # ---------------------------------------------------------------------------------

    def expression(self) -> Node:
        start = self.next.start
        terms = []
        sign = -1 if self.take_if("-") else 1
        self.take_if("+")
        while True:
            terms.append((sign, self.term()))
            if self.take_if("+"):
                sign = 1
            elif self.take_if("-"):
                sign = -1
            else:
                break
        return (
            terms[0][1]
            if len(terms) == 1 and terms[0][0] == 1
            else Sum(terms=tuple(terms), span=self.since(start))
        )

    def term(self) -> Node:
        start = self.next.start
        left = self.product()
        while self.next.kind in ("command", "mark") and self.next.text in _INFIX:
            op = _INFIX[self.take().text]
            right = self.product()
            if (op == "/" and isinstance(left, _DelOver)) or (op == "/" and isinstance(right, _DelOver)):
                left = self.partial(left, right, start)
                continue
            if op == "/" and isinstance(right, Product):
                raise Unreadable(
                    "a/bc may mean (a/b)c or a/(bc)",
                    self.since(start),
                    r"Write \frac{a}{bc}, or parentheses.",
                )
            left = Binary(op=op, left=left, right=right, span=self.since(start))
        if isinstance(left, _DelOver):
            raise Unreadable("∂ stands alone", left.span, r"Write \frac{\partial L}{\partial X}.")
        return left

    def product(self) -> Node:
        start = self.next.start
        factors = [self.factor()]
        while self.starts_factor():
            if isinstance(factors[-1], Big):  # a sum's body reaches to the next + or −
                break
            factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Product(factors=tuple(factors), span=self.since(start))

    def starts_factor(self) -> bool:
        token = self.next
        if token.kind in ("number", "name", "ones", "d"):
            return True
        if token.kind == "command":
            if token.text in ("\\|", "\\Vert"):
                return "\\|" not in self.closing[-1:]
            return token.text not in _CLOSERS and token.text not in _INFIX and not token.text.startswith("\\end") and token.text not in {
                "\\top", "\\intercal", "\\mid", "\\Rightarrow", "\\implies", "\\Longrightarrow", "\\to",
                "\\iff", "\\Leftrightarrow", "\\propto", "\\colon",
                "\\pm", "\\mp", "\\leftarrow", "\\rightarrow", "\\prime", "\\otimes", "\\not", *DOTS,
            }  # fmt: skip
        if token.text == "|":
            return not self.closing or self.closing[-1] == ""
        return token.text in ("(", "[", "{")

    # -- factors
    # -----------------------------------------------------------------------------------------------

    def factor(self) -> Node:
        start = self.next.start
        if (
            self.next.text == "d"
            and self.next.kind == "name"
            and self.peek().start == self.next.end
            and (self.peek().kind == "name" or self.peek().text in _ACCENTS)
        ):
            self.take()
            base: Node = Differential(
                of=self.differentiated(), span=self.since(start)
            )  # dX: no space, one symbol
        else:
            base = self.atom()
        while True:
            token = self.next
            if token.text in ("^", "_", "'") and token.kind == "mark":
                base = self.scripts(base, start)
            elif token.text == "[" and isinstance(base, Symbol | Scripted):
                inside = self.tokens[self.at + 1 : self.matching(self.at)]
                if any(t.text == "|" for t in inside):
                    return base
                base = self.entries(base, start)
            else:
                return base

    def scripts(self, base: Node, start: int) -> Node:
        low, indices, high, power = "", (), "", None
        while self.next.kind == "mark" and self.next.text in "^_'" and self.next.text:
            mark = self.take()
            if mark.text == "'":
                if not isinstance(base, Symbol) or low or high:
                    raise Unreadable("a prime stands right after a function's name", (mark.start, mark.end))
                base = Symbol(name=base.name + "'", bar=base.bar, span=self.since(start))
            elif mark.text == "_":
                if low:
                    raise Unreadable("two subscripts", (mark.start, self.next.end))
                low, indices = self.subscript()
            else:
                if high:
                    raise Unreadable("two superscripts", (mark.start, self.next.end))
                high, power = self.superscript()
        if not low and not high:
            return base
        return Scripted(base=base, low=low, indices=indices, high=high, power=power, span=self.since(start))

    def subscript(self) -> tuple[str, tuple[Node, ...]]:
        spelt, inside = self.script_tokens()
        if not inside or any(
            t.kind in ("text", "relation") or (t.text in ("+", "-") and len(inside) == 1) for t in inside
        ):
            return spelt, ()
        try:
            return spelt, self.within(inside, Parser.index_list)
        except Unreadable:
            return spelt, ()  # a label, such as \max or \text{out}

    def superscript(self) -> tuple[str, Node | None]:
        spelt, inside = self.script_tokens()
        if spelt in ("\\top", "\\intercal", "⊤"):
            return "⊤", None
        if spelt in ("\\leftarrow", "\\rightarrow", "*", "+", "-") or any(t.kind == "text" for t in inside):
            return spelt, None
        if inside and inside[0].text in ("\\odot", "\\circ"):
            return "⊙", self.within(inside[1:], Parser.expression)
        try:
            return spelt, self.within(inside, Parser.expression)
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
            if isinstance(part, Product) and all(
                isinstance(f, Symbol | Scripted) or (isinstance(f, Number) and len(f.digits) == 1)
                for f in part.factors
            ):
                parts += part.factors
            else:
                parts.append(part)
            if not self.take_if(","):
                return tuple(parts)

    def entries(self, base: Node, start: int) -> Node:
        opened = self.take()
        self.closing.append("")
        parts = self.index_list()
        self.closing.pop()
        self.expect("]", opened)
        return Entries(base=base, parts=parts, span=self.since(start))

    # -- atoms
    # -------------------------------------------------------------------------------------------------

    def atom(self) -> Node:
        token = self.take()
        span = (token.start, token.end)
        if token.kind == "number":
            return Number(digits=token.text, span=span)
        if token.kind == "ones":
            return Ones(span=span)
        if token.kind == "d":
            return Differential(of=self.differentiated(), span=self.since(token.start))
        if token.kind == "name":
            return (
                self.covariance(token)
                if token.text == "Cov" and self.next.text == "_"
                else Symbol(name=token.text, span=span)
            )
        if token.kind == "mark" and token.text == "(":
            return self.group(token)
        if token.kind == "mark" and token.text == "{":
            return self.braced(token)
        if token.kind == "mark" and token.text == "[":
            return self.bracketed(token)
        if token.text in ("|", "\\|", "\\lvert", "\\lVert", "\\Vert", "\\vert") and token.kind in (
            "mark",
            "command",
        ):
            return self.bars(token)
        if token.kind == "command":
            if token.text in _READERS:
                return _READERS[token.text](self, token)
            if token.text in _ACCENTS:
                return self.accent(token)
        self.at -= token.kind != "end"
        raise self.unexpected("a symbol, a number or a bracket")

    def group(self, opened: Token, close: str = ")") -> Node:
        self.closing.append("")
        items = [self.expression()]
        while self.take_if(","):
            items.append(self.expression())
        self.closing.pop()
        self.expect(close, opened)
        return Group(items=tuple(items), span=self.since(opened.start))

    def braced(self, opened: Token) -> Node:
        self.closing.append("")
        inside = self.expression()
        self.closing.pop()
        self.expect("}", opened)
        return (
            inside if not isinstance(inside, Sum) else Group(items=(inside,), span=self.since(opened.start))
        )

    def bracketed(self, opened: Token) -> Node:
        self.closing.append("[")
        parts: list[Node | None] = []
        while True:
            parts.append(None if self.take_if(*DOTS) else self.expression())
            if not self.take_if("|", "\\mid", ",", "\\vert"):
                break
        self.closing.pop()
        self.expect("]", opened)
        if len(parts) == 1 and parts[0] is not None:
            return Group(items=(parts[0],), span=self.since(opened.start))
        return Concat(parts=tuple(parts), span=self.since(opened.start))

    def bars(self, opened: Token) -> Node:
        double = opened.text in ("\\|", "\\lVert", "\\Vert")
        closes = ("\\|", "\\rVert", "\\Vert") if double else ("|", "\\rvert", "\\vert")
        self.closing.append("\\|" if double else "|")
        inside = self.expression()
        self.closing.pop()
        if not self.take_if(*closes):
            raise Unreadable(f"{opened.text} is not closed", (opened.start, self.next.start))
        kind = "" if double else "abs"
        if double and self.next.text == "_":
            self.take()
            kind, _ = self.script_tokens()
            kind = {"\\infty": "inf", "\\mathrm{F}": "F", "\\max": "inf"}.get(kind, kind)
            if kind not in ("1", "2", "inf", "F"):
                raise Unreadable(
                    f"no such norm: {kind}", self.since(opened.start), r"1, 2, \infty and F are known."
                )
        return Norm(inside=inside, kind=kind, span=self.since(opened.start))

    def argument(self) -> Node:
        """What a command takes: braces, or one character."""
        if self.next.text == "{" and self.next.kind == "mark":
            opened = self.take()
            self.closing.append("")
            inside = self.del_over() if self.next.text == "\\partial" else self.expression()
            self.closing.pop()
            self.expect("}", opened)
            return inside
        if self.next.kind == "number":
            token = self.digit()
            return Number(digits=token.text, span=(token.start, token.end))
        return self.atom()

    def fraction(self, token: Token) -> Node:
        above, below = self.argument(), self.argument()
        if isinstance(above, _DelOver) or isinstance(below, _DelOver):
            return self.partial(above, below, token.start)
        return Fraction(above=above, below=below, span=self.since(token.start))

    def del_over(self, token: Token | None = None) -> Node:
        token = token or self.take()
        what = self.product() if self.next.kind != "end" else None
        if what is None:
            raise self.unexpected("what is differentiated")
        return _DelOver(what=what, span=self.since(token.start))

    def partial(self, above: Node, below: Node, start: int) -> Node:
        if not (isinstance(above, _DelOver) and isinstance(below, _DelOver)):
            raise Unreadable(
                "∂ stands both above and below", self.since(start), r"Write \frac{\partial L}{\partial X}."
            )
        return Partial(above=above.what, below=below.what, span=self.since(start))

    def accent(self, token: Token) -> Node:
        inside = self.argument()
        if not isinstance(inside, Symbol):
            raise Unreadable(f"{token.text} stands over one letter", self.since(token.start))
        return Symbol(name=f"\\{_ACCENTS[token.text]}{{{inside.name}}}", span=self.since(token.start))

    def bar(self, token: Token) -> Node:
        inside = self.argument()
        span = self.since(token.start)
        if isinstance(inside, Symbol):
            return Symbol(name=inside.name, bar=True, span=span)
        if isinstance(inside, Scripted) and isinstance(inside.base, Symbol):
            base = Symbol(name=inside.base.name, bar=True, span=span)
            return Scripted(
                base=base,
                low=inside.low,
                indices=inside.indices,
                high=inside.high,
                power=inside.power,
                span=span,
            )
        raise Unreadable("a bar stands over one symbol: it means the gradient of the loss", span)

    def differentiated(self) -> Node:
        base = self.factor_of_differential()
        if not isinstance(base, Symbol | Scripted):
            raise Unreadable("d stands before one symbol", base.span)
        return base

    def factor_of_differential(self) -> Node:
        start = self.next.start
        base = self.atom()
        # The transpose is of the differential: \mathrm dX^\top is (dX)^⊤, and so is the rest of what follows.
        if self.next.text == "_":
            self.take()
            low, indices = self.subscript()
            base = Scripted(base=base, low=low, indices=indices, span=self.since(start))
        return base

    def inner(self, token: Token) -> Node:
        self.closing.append("")
        left = self.expression()
        self.expect(",", token)
        right = self.expression()
        self.closing.pop()
        self.expect("\\rangle", token)
        return Inner(left=left, right=right, span=self.since(token.start))

    def root(self, token: Token) -> Node:
        return Root(inside=self.argument(), span=self.since(token.start))

    def boxed(self, token: Token) -> Node:
        return self.argument()

    def brace_under(self, token: Token) -> Node:
        inside = self.argument()
        if self.next.text in ("_", "^"):
            mark = self.take()
            _, label = self.script_tokens()
            if any(t.kind != "text" for t in label):
                raise Unreadable(
                    "mathematics in a brace's label is not evaluated",
                    self.since(mark.start),
                    "Write it as an equation of its own; a label is \\text{…}.",
                )
        return Group(items=(inside,), span=self.since(token.start))

    def gradient(self, token: Token) -> Node:
        self.expect("_")
        _, inside = self.script_tokens()
        below = self.within(inside, Parser.expression)
        return Partial(above=self.factor(), below=below, span=self.since(token.start))

    def space(self) -> Node:
        r"""\mathbb R^{n\times d}, after ∈."""
        start = self.take().start
        if not self.take_if("^"):
            return Space(dims=(), span=self.since(start))
        _, inside = self.script_tokens()

        def dims(parser: Parser) -> tuple[Node, ...]:
            found = [parser.product()]
            while parser.take_if("\\times"):
                found.append(parser.product())
            return tuple(found)

        return Space(dims=self.within(inside, dims), span=self.since(start))


class _DelOver(Node):
    """∂ something, before its other half is seen."""

    def __init__(self, what: Node, span: tuple[int, int]):
        object.__setattr__(self, "what", what)
        object.__setattr__(self, "span", span)


_READERS = {
    "\\frac": Parser.fraction, "\\tfrac": Parser.fraction, "\\dfrac": Parser.fraction,
    "\\sqrt": Parser.root, "\\bar": Parser.bar, "\\overline": Parser.bar,
    "\\langle": Parser.inner, "\\sum": Parser.big, "\\prod": Parser.big,
    "\\overleftarrow": Parser.turned, "\\overrightarrow": Parser.turned,
    "\\partial": Parser.del_over, "\\nabla": Parser.gradient, "\\{": Parser.index_set,
    "\\underbrace": Parser.brace_under, "\\overbrace": Parser.brace_under, "\\boxed": Parser.boxed,
    "\\begin{cases}": Parser.cases,
}  # fmt: skip
