"""Fractions, derivatives, accents, and the other commands that take an argument."""

from dataclasses import replace
from typing import ClassVar

from figpress.equations.brackets import MATRICES, Brackets
from figpress.equations.measures import Half, bare, counted_of, dels_in, letters_of, order_of, total_of
from figpress.equations.syntax import (
    Derivative,
    Fraction,
    Group,
    Node,
    Product,
    Root,
    Scripted,
    Space,
    Symbol,
    Undecided,
    Unreadable,
)  # fmt: skip
from figpress.equations.tokens import Token, styled


class Operators(Brackets):
    """Reads commands with arguments."""

    ACCENTS: ClassVar[dict[str, str]] = {
        "\\hat": "hat", "\\widehat": "hat", "\\tilde": "tilde", "\\widetilde": "tilde", "\\vec": "vec",
        "\\dot": "dot", "\\ddot": "ddot",
        "\\check": "check", "\\breve": "breve", "\\mathring": "mathring", "\\underline": "underline",
        "\\overrightarrow": "overrightarrow", "\\overleftarrow": "overleftarrow",
    }  # fmt: skip

    @classmethod
    def readers(cls, parser: type) -> dict:
        """What each command is read by."""
        return {
            **dict.fromkeys(("\\frac", "\\tfrac", "\\dfrac", "\\cfrac"), parser.fraction),
            "\\sqrt": parser.root,
            "\\bar": parser.bar, "\\overline": parser.bar, "\\langle": parser.inner,
            "\\left|": parser.left_bar,
            "\\overleftarrow": parser.turned, "\\overrightarrow": parser.turned, "\\partial": parser.del_,
            "\\nabla": parser.gradient,
            "\\{": parser.set, "\\lfloor": parser.rounded, "\\lceil": parser.rounded,
            **dict.fromkeys(("\\underbrace", "\\overbrace"), parser.brace_under), "\\boxed": parser.boxed,
            "\\textcolor": parser.coloured,
            **dict.fromkeys(("\\underset", "\\overset"), parser.set_under), **dict.fromkeys(("\\binom",
            "\\dbinom", "\\tbinom"), parser.binomial),
            **{name: parser.accent for name in cls.ACCENTS if not name.startswith("\\over")},
            **dict.fromkeys(MATRICES, parser.matrix),
            **dict.fromkeys(("\\mathbf", "\\boldsymbol", "\\bm", "\\pmb", "\\mathrm", "\\mathcal",
            "\\mathit", "\\mathbb", "\\operatorname"), parser.face),
            "\\substack": parser.boxed,
        }  # fmt: skip

    # -- fractions and derivatives

    def fraction(self, token: Token) -> Node:
        above, below = self.argument(), self.argument()
        if self.is_del(above, below):
            return self.partial(above, below, token.start)
        if whole := total_of(above, below, self.since(token.start)):
            return whole
        return Fraction(above=self.no_del(above), below=self.no_del(below), span=self.since(token.start))

    def over_or(self, read, opened: Token) -> Node:
        """What stands in braces: an expression, a \\over b, n \\choose k."""
        first = read()
        if over := self.take_if("\\over", "\\choose"):
            second = read()
            span = self.since(opened.start)
            if over.text == "\\choose":
                return Symbol(name="binom", span=span) if False else _binomial(first, second, span)
            if self.is_del(first, second):
                return self.partial(first, second, opened.start)
            return total_of(first, second, span) or Fraction(above=first, below=second, span=span)
        return first

    def del_over_or_expression(self) -> Node:
        if self.next.text == "\\partial":
            at = self.at
            found = self.product()
            if self.next.text in ("}", "\\over"):
                return found
            self.at = at
        return self.expression()

    def is_del(self, above: Node, below: Node) -> bool:
        return bool(dels_in(above)) or bool(dels_in(below))

    def no_del(self, node: Node) -> Node:
        if dels_in(node):
            return Undecided(what="a ∂ without its other half", span=node.span)
        return node

    def del_(self, token: Token) -> Node:
        order = 1
        if self.take_if("^"):
            order = order_of(self.script_tokens()[0], self.since(token.start))
        if self.take_if("_"):
            _, inside = self.script_tokens()
            below = self.within(inside, type(self).product)
            return Derivative(
                above=None, below=tuple((n, 1) for n in letters_of(below)), span=self.since(token.start)
            )
        what = None
        if self.starts_factor() and self.next.text != "\\partial":
            what = self.up_to_del()
        return Half(order, what, self.since(token.start))

    def up_to_del(self) -> Node:
        start = self.next.start
        factors = [self.factor()]
        while self.starts_factor() and self.next.text != "\\partial":
            factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Product(factors=tuple(factors), span=self.since(start))

    def factor(self) -> Node:
        raise NotImplementedError

    def starts_factor(self) -> bool:
        raise NotImplementedError

    def partial(self, above: Node, below: Node, start: int) -> Node:
        over, under = dels_in(above), dels_in(below)
        if len(over) != 1 or not under or any(u.what is None for u in under):
            raise Unreadable(
                "∂ stands both above and below", self.since(start), r"Write \frac{\partial L}{\partial X}."
            )
        places = tuple(counted_of(u.what, u.order) for u in under)
        if sum(count for _, count in places) != over[0].order:
            raise Unreadable(
                "∂ stands as often above as below",
                self.since(start),
                r"Write \frac{\partial^2 f}{\partial x\,\partial y}.",
            )
        return Derivative(above=over[0].what, below=places, span=self.since(start))

    def gradient(self, token: Token) -> Node:
        kind, below = "gradient", ()
        while self.next.text in ("_", "^") and self.next.kind == "mark":
            if self.take().text == "_":
                _, inside = self.script_tokens()
                below = tuple((n, 1) for n in self.within(inside, type(self).listed))
            else:
                spelt, _ = self.script_tokens()
                if spelt != "2":
                    raise Unreadable(f"∇ to the power {spelt}", self.since(token.start))
                kind = "hessian"
        if op := self.take_if("\\cdot", "\\times"):
            what = "a divergence" if op.text == "\\cdot" else "a curl"
            return Undecided(what=what, inside=(self.factor(),), span=self.since(token.start))
        return Derivative(above=None, below=below, kind=kind, span=self.since(token.start))

    def listed(self) -> list[Node]:
        found = [self.expression()]
        while self.take_if(","):
            found.append(self.expression())
        return found

    def differentiated(self) -> Node:
        """The one symbol after d; its transpose and powers are those of the differential."""
        start = self.next.start
        base = self.atom()
        while self.next.text == "'" and self.next.kind == "mark":
            self.take()
            base = Symbol(name=base.name + "'", span=self.since(start)) if isinstance(base, Symbol) else base
        if self.next.text == "_" and self.next.kind == "mark":
            self.take()
            low, indices, _ = self.subscript()
            base = Scripted(base=base, low=low, indices=indices, span=self.since(start))
        if not isinstance(base, Symbol | Scripted):
            raise Unreadable("d stands before one symbol", base.span)
        return base

    def atom(self) -> Node:
        raise NotImplementedError

    def subscript(self):
        raise NotImplementedError

    def index_list(self) -> tuple[Node, ...]:
        raise NotImplementedError

    # -- the rest

    def root(self, token: Token) -> Node:
        degree = None
        if self.next.text == "[":
            opened = self.take()
            self.closing.append("")
            degree = self.expression()
            self.closing.pop()
            self.expect("]", opened)
        return Root(inside=self.argument(), degree=degree, span=self.since(token.start))

    def binomial(self, token: Token) -> Node:
        return _binomial(self.argument(), self.argument(), self.since(token.start))

    def accent(self, token: Token) -> Node:
        inside = bare(self.argument())
        name = self.ACCENTS[token.text]
        span = self.since(token.start)
        if isinstance(inside, Symbol):
            return Symbol(name=f"\\{name}{{{inside.name}}}", bar=inside.bar, span=span)
        if isinstance(inside, Scripted) and isinstance(inside.base, Symbol):
            base = Symbol(name=f"\\{name}{{{inside.base.name}}}", bar=inside.base.bar, span=span)
            return replace(inside, base=base, span=span)
        return Undecided(what=f"{token.text} over an expression", inside=(inside,), span=span)

    def bar(self, token: Token) -> Node:
        inside = bare(self.argument())
        span = self.since(token.start)
        if isinstance(inside, Symbol):
            return Symbol(name=inside.name, bar=True, span=span)
        if isinstance(inside, Scripted) and isinstance(inside.base, Symbol):
            base = Symbol(name=inside.base.name, bar=True, span=span)
            return replace(inside, base=base, span=span)
        return Undecided(what="a bar over an expression", inside=(inside,), span=span)

    def face(self, token: Token) -> Node:
        r"""\mathbf{\hat x}: the face of every letter inside."""
        inside = bare(self.argument())
        style, span = token.text[1:], self.since(token.start)
        if isinstance(inside, Symbol):
            return Symbol(name=_restyled(style, inside.name), bar=inside.bar, span=span)
        if isinstance(inside, Scripted) and isinstance(inside.base, Symbol):
            base = Symbol(name=_restyled(style, inside.base.name), bar=inside.base.bar, span=span)
            return replace(inside, base=base, span=span)
        if style in ("mathrm", "mathit", "operatorname"):
            return inside
        return Undecided(what=f"{token.text} over an expression", inside=(inside,), span=span)

    def boxed(self, token: Token) -> Node:
        return self.argument()

    def coloured(self, token: Token) -> Node:
        self.script_tokens()
        return self.argument()

    def set_under(self, token: Token) -> Node:
        r"""\underset{x}{\max}: as \max_x; \overset adds nothing that is evaluated."""
        _, script = self.script_tokens()
        base = bare(self.argument())
        span = self.since(token.start)
        if isinstance(base, Product) and all(
            isinstance(f, Symbol) and len(f.name) == 1 for f in base.factors
        ):
            base = Symbol(name="".join(getattr(f, "name", "") for f in base.factors), span=base.span)
        if token.text == "\\underset":
            low = "".join(t.text for t in script if t.text not in ("{", "}"))
            try:
                indices = self.within(script, type(self).index_list)
            except Unreadable:
                indices = ()
            return Scripted(base=base, low=low, indices=indices, span=span)
        return Undecided(what="something above a symbol", inside=(base,), span=span)

    def brace_under(self, token: Token) -> Node:
        inside = self.argument()
        if self.next.text in ("_", "^") and self.next.kind == "mark":
            mark = self.take()
            _, label = self.script_tokens()
            word = len(label) > 1 and all(t.kind == "name" and len(t.text) == 1 for t in label)
            if any(t.kind != "text" for t in label) and not word:
                return Undecided(
                    what="a brace with mathematics in its label",
                    inside=(inside,),
                    span=self.since(mark.start),
                )
        return Group(items=(inside,), brackets="{", span=self.since(token.start))

    def space(self) -> Node:
        r"""\mathbb R^{n\times d}, after ∈."""
        start = self.take().start
        if self.next.text == "_":
            self.take()
            self.script_tokens()
            return Undecided(what="a subset of the reals", span=self.since(start))
        if not self.take_if("^"):
            return Space(dims=(), span=self.since(start))
        _, inside = self.script_tokens()

        def dims(parser) -> tuple[Node, ...]:
            found = [parser.product()]
            while parser.take_if("\\times", "\\cdot"):
                found.append(parser.product())
            return tuple(found)

        return Space(dims=self.within(inside, dims), span=self.since(start))


def _binomial(above: Node, below: Node, span) -> Node:
    head = Symbol(name="binom", span=span)
    return Product(factors=(head, Group(items=(above, below), separators=(",",), span=span)), span=span)


def _restyled(style: str, name: str) -> str:
    if name.startswith("\\") and name.endswith("}") and "{" in name:
        accent, _, inside = name[:-1].partition("{")
        if accent[1:] in Operators.ACCENTS.values():
            return f"{accent}{{{_restyled(style, inside)}}}"
    return styled(style, name)[1]
