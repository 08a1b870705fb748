r"""Expressions as they are printed: ^ and _ bind tightest, then factors side by side, then ⊙ · /, then +
and −.

Written by hand rather than as a grammar file: TeX has no tokens of fixed length (\tfrac12 is two digits), a
bar closes what it opened, and every error must name the characters that it is about.
"""

from figpress.equations.binders import dots
from figpress.equations.operators import Operators
from figpress.equations.scripts import Scripts
from figpress.equations.syntax import (
    At,
    Big,
    Binary,
    Condition,
    Derivative,
    Differential,
    Group,
    Infinity,
    Node,
    Number,
    Ones,
    Product,
    Sum,
    Symbol,
    Unreadable,
)  # fmt: skip
from figpress.equations.tokens import BARS, DOTS, Token

_INFIX = {
    "\\odot": "odot", "\\circ": "circ", "\\cdot": "cdot", "*": "star", "\\ast": "star", "\\star": "star",
    "\\times": "times", "/": "/", "\\div": "/",
    "\\otimes": "otimes", "\\oplus": "oplus", "\\bullet": "cdot", "\\cup": "cup", "\\cap": "cap",
    "\\setminus": "setminus", "\\bmod": "mod", "\\mod": "mod",
    "\\wedge": "wedge", "\\vee": "vee", "\\land": "wedge", "\\lor": "vee",
}  # fmt: skip


class Parser(Scripts):
    """Reads expressions."""

    def expression(self) -> Node:
        start = self.next.start
        terms = []
        sign = self.sign(-1 if self.take_if("-") else 1)
        while True:
            terms.append((sign, self.term()))
            if self.take_if("+"):
                sign = self.sign(1)
            elif self.take_if("-"):
                sign = self.sign(-1)
            elif self.take_if("\\pm", "\\mp"):
                sign = 0
            else:
                break
        return (
            terms[0][1]
            if len(terms) == 1 and terms[0][0] == 1
            else Sum(terms=tuple(terms), span=self.since(start))
        )

    def sign(self, sign: int) -> int:
        """A sign after a sign: + −x."""
        while token := self.take_if("+", "-", "\\pm", "\\mp"):
            sign = sign * (-1 if token.text == "-" else 1) if token.text in "+-" else 0
        return sign

    def term(self) -> Node:
        start = self.next.start
        left = self.product()
        while self.next.kind in ("command", "mark") and self.next.text in _INFIX:
            op = _INFIX[self.take().text]
            sign = self.sign(1)
            right = self.product()
            if sign != 1:
                right = Group(
                    items=(Sum(terms=((sign, right),), span=right.span),), brackets="(", span=right.span
                )
            if op == "/" and self.is_del(left, right):
                left = self.partial(left, right, start)
                continue
            left = Binary(op=op, left=left, right=right, span=self.since(start))
        return self.no_del(left)

    def product(self) -> Node:
        start = self.next.start
        self.nothing()
        factors = [self.factor()]
        while self.nothing() or self.starts_factor():
            if isinstance(factors[-1], Big):  # a sum's body reaches to the next + or −
                break
            if self.integrals and isinstance(factors[-1], Differential) and len(factors) > 1:
                break
            factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Product(factors=tuple(factors), span=self.since(start))

    def nothing(self) -> bool:
        """{} prints nothing; False, so that what follows decides."""
        while (
            self.next.kind == "mark"
            and (self.next.text, self.peek().text) == ("{", "}")
            and self.peek(2).text not in ("^", "_")
        ):
            self.at += 2
        return False

    def starts_factor(self) -> bool:
        token = self.next
        if token.kind in ("number", "name", "ones", "d"):
            return True
        if token.kind == "text":
            return not self.prose(token) and "{" not in token.text
        if token.text in BARS or token.text in ("\\|",):
            return (
                token.text != "\\mid"
                and self.opens_bar(token)
                and self.peek().kind != "end"
                and self.peek().text not in ("_", ")", "]", ",")
            )
        if token.kind == "command":
            return token.text in _READERS
        return token.kind == "mark" and token.text in ("(", "[", "{")

    # -- factors

    def factor(self) -> Node:
        start = self.next.start
        if self.starts_differential():
            self.take()
            base: Node = Differential(of=self.differentiated(), span=self.since(start))
        else:
            base = self.atom()
        while True:
            token = self.next
            if token.kind == "mark" and token.text in ("^", "_", "'"):
                base = self.scripts(self.no_del(base), start)
            elif token.text == "!" and token.kind == "mark":
                self.take()
                base = Group(items=(base,), brackets="!", span=self.since(start))
            elif (
                token.text in ("|", "\\right|", "\\vert")
                and self.closing[-1:] != ["l"]
                and self.peek().text == "_"
                and isinstance(base, Derivative)
            ):
                self.take()
                base = self.at_place(base, start)
            else:
                return base

    def starts_differential(self) -> bool:
        """dX: no space, one symbol."""
        token, after = self.next, self.peek()
        if token.kind != "name" or token.text != "d":
            return False
        named = (
            after.kind == "name" and (after.text[0] == "\\" or len(after.text) == 1)
        ) or after.text in _ACCENTED
        return named and (
            after.start == token.end
            or (bool(self.integrals) and self.peek(2).kind in ("end", "relation", "mark"))
        )

    def at_place(self, base: Node, start: int) -> Node:
        self.expect("_")
        _, inside = self.script_tokens()

        def read(parser: Parser) -> tuple[Condition, ...]:
            found = [parser.condition()]
            while parser.take_if(","):
                found.append(parser.condition())
            return tuple(found)

        return At(inside=base, places=self.within(inside, read), span=self.since(start))

    def without_left(self, token: Token) -> Node:
        r"""\left. … \right|_{x=0}."""
        self.closing.append("l")
        inside = self.expression()
        self.closing.pop()
        if self.take_if("\\right."):
            return inside
        if not self.take_if("\\right|"):
            raise Unreadable(r"\left. is not closed by \right|", self.since(token.start))
        return self.at_place(inside, token.start) if self.next.text == "_" else inside

    # -- atoms

    def atom(self) -> Node:
        token = self.take()
        span = (token.start, token.end)
        if token.kind == "number":
            if (
                self.next.kind == "name"
                and self.next.text in ("e", "E")
                and self.next.start == token.end
                and self.exponent()
            ):
                raise Unreadable(
                    "a number in a program's notation", (token.start, self.peek(2).end), r"Write 10^{-5}."
                )
            return Number(digits=token.text, span=span)
        if token.kind == "ones":
            return Ones(span=span)
        if token.kind == "d":
            if self.next.text == "^" or self.next.text == "}" or self.next.kind == "end":
                return Symbol(name="d", span=span)
            return Differential(of=self.differentiated(), span=self.since(token.start))
        if token.kind == "name" or (token.kind == "text" and not self.prose(token)):
            return Symbol(name=token.text, span=span)
        if token.kind == "mark" and token.text in ("(", "["):
            return self.group(token)
        if token.kind == "mark" and token.text == "{":
            return self.braced(token)
        if token.text in (*BARS, "\\|") and token.text != "\\rvert":
            return self.bars(token)
        if token.kind == "command" and token.text in _READERS:
            return _READERS[token.text](self, token)
        self.at -= token.kind != "end"
        raise self.unexpected("a symbol, a number or a bracket")

    def exponent(self) -> bool:
        """1e-5: a letter e between digits, or before a sign and digits."""
        after, then = self.peek(), self.peek(2)
        return (after.kind == "number" and after.start == self.next.end) or (
            after.text in ("+", "-")
            and then.kind == "number"
            and then.start == after.end == self.next.end + 1
        )

    def in_braces(self, opened: Token) -> Node:
        self.closing.append("")
        inside = self.over_or(self.del_over_or_expression, opened)
        self.closing.pop()
        self.expect("}", opened)
        return inside

    def argument(self) -> Node:
        if self.next.text == "{" and self.next.kind == "mark":
            opened = self.take()
            return self.in_braces(opened)
        if self.next.kind == "number":
            token = self.digit()
            return Number(digits=token.text, span=(token.start, token.end))
        return self.atom()

    def infinity(self, token: Token) -> Node:
        return Infinity(span=(token.start, token.end))

    def dots_(self, token: Token) -> Node:
        return dots(token)


_ACCENTED = set(Operators.ACCENTS) | {"\\bar", "\\mathbf", "\\boldsymbol", "\\bm"}
_READERS = {
    **Operators.readers(Parser),
    "\\infty": Parser.infinity, "\\left.": Parser.without_left, **dict.fromkeys(DOTS, Parser.dots_),
    **dict.fromkeys(("\\int", "\\iint", "\\oint"), Parser.integral),
    **dict.fromkeys(("\\sum", "\\prod", "\\bigoplus", "\\bigodot", "\\bigcup", "\\bigcap"), Parser.big),
    "\\begin{cases}": Parser.cases, "\\begin{dcases}": Parser.cases, "\\begin{rcases}": Parser.cases,
}  # fmt: skip
