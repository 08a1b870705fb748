"""What stands in brackets: arguments, side by side, norms, sets, matrices."""

from typing import ClassVar

from figpress.equations.binders import BIG, Binders
from figpress.equations.syntax import (
    Condition,
    Group,
    Inner,
    Matrix,
    Node,
    Norm,
    Number,
    Slice,
    Symbol,
    Undecided,
    Unreadable,
)  # fmt: skip
from figpress.equations.tokens import BARS, Token

_CLOSES = {
    "(": (")", "]"),
    "[": ("]", ")"),
    "\\{": ("\\}",),
    "\\lfloor": ("\\rfloor",),
    "\\lceil": ("\\rceil",),
}
_MATRICES = {"bmatrix": "[", "pmatrix": "(", "Bmatrix": "\\{", "vmatrix": "|", "Vmatrix": "\\|",
    "matrix": "", "smallmatrix": "", "array": "", "psmallmatrix": "(", "bsmallmatrix": "["}  # fmt: skip


# Of a vector alone: of a matrix it may be the spectral norm or Frobenius's.
EUCLIDEAN, TWO = ("L_2", "\\ell_2", "L^2", "\\ell^2"), Number(digits="2")


SINGLE = ("|", "\\rvert", "\\lvert", "\\vert", "\\right|", "\\mid")


class Brackets(Binders):
    """Reads what stands in brackets."""

    norms: ClassVar[dict[str, str]] = {
        "\\infty": "inf", "\\max": "inf", "\\mathrm{F}": "F", "L_1": "1", "L_\\infty": "inf",
        "\\ell_1": "1", "\\ell_\\infty": "inf",
    }  # fmt: skip

    def group(self, opened: Token) -> Node:
        """The opening bracket is read."""
        bars = [
            t for t in self.level() if (t.text in BARS and t.kind in ("mark", "command")) or t.text == "\\|"
        ]
        double = [t for t in bars if t.text == "\\|"]
        single = [t for t in bars if t.text != "\\|"]
        # One bar is a "given"; two are an absolute value, in square brackets three matrices side by side.
        apart = len(single) % 2 == 1 or (opened.text == "[" and single and self.next not in single)
        self.closing.append("s" if apart else ("s2" if len(double) % 2 else ""))
        items, separators = [self.item(opened)], []
        while separator := self.separator():
            separators.append(separator)
            if self.next.text in _CLOSES[opened.text]:
                break
            items.append(self.item(opened))
        self.closing.pop()
        kind = opened.text
        if self.take_if("\\right."):
            return Undecided(what="a bracket on one side", inside=tuple(items), span=self.since(opened.start))
        closed = self.take_if(*_CLOSES[opened.text])
        if not closed:
            raise Unreadable(
                f"{opened.text} is not closed by {_CLOSES[opened.text][0]}",
                (opened.start, max(opened.end, self.next.start)),
            )
        if closed.text != _CLOSES[opened.text][0]:
            if len(items) != 2:
                raise Unreadable(f"{opened.text} is closed by {closed.text}", self.since(opened.start))
            return Undecided(what="an interval", inside=tuple(items), span=self.since(opened.start))
        return Group(
            items=tuple(items), brackets=kind, separators=tuple(separators), span=self.since(opened.start)
        )

    def separator(self) -> str:
        if self.next.text == "\\|" and self.closing[-1:] == ["s2"]:
            self.take()
            return "‖"
        token = self.take_if(",", ";", ":", "\\colon", *BARS)
        if token is None:
            return ""
        while self.take_if("\\mid", "|") if token.text in BARS else self.take_if("\\quad"):
            return "‖" if token.text in BARS else token.text
        return "|" if token.text in BARS else token.text

    def item(self, opened: Token) -> Node:
        """An expression, a relation, a slice."""
        start = self.next.start
        if opened.text == "[" and self.next.text in (":", ","):
            self.take_if(":")
            high = None if self.next.text in (",", "]") else self.expression()
            return Slice(high=high, span=self.since(start))
        if self.next.text in (")", "]", "\\}"):
            return Undecided(what="empty brackets", span=(start, start))
        if self.next.text == "\\cdot" and self.peek().text in (")", ",", ";", *BARS):
            self.take()
            return Undecided(what="a dot in place of an argument", span=self.since(start))
        first = self.expression()
        if self.next.text == "." and self.peek().text == ".":
            return self.run(first, start)
        if opened.text == "[" and self.next.text == ":" and self.next.kind == "mark":
            self.take()
            high = None if self.next.text in (",", "]") else self.expression()
            return Slice(low=first, high=high, span=self.since(start))
        if self.next.kind != "relation":
            return first
        members, relations = [first], []
        while self.next.kind == "relation":
            relations.append(self.take().text)
            members.append(self.expression())
        return Condition(members=tuple(members), relations=tuple(relations), span=self.since(start))

    def run(self, first: Node, start: int) -> Node:
        r"""\{1..n\}."""
        while self.take_if("."):
            pass
        return Condition(members=(first, self.expression()), relations=("…",), span=self.since(start))

    def braced(self, opened: Token) -> Node:
        """TeX's own braces: they change nothing that is seen, but { a \\over b }."""
        if self.next.text in BIG and self.unbraced_operator():
            return self.factor()
        inside = self.no_del(self.in_braces(opened))
        return Group(items=(inside,), brackets="{", span=self.since(opened.start))

    def unbraced_operator(self) -> bool:
        """{\\sum_j} x: braces round the sign and its limits alone are taken away."""
        first = self.at
        self.take()
        while self.next.text in ("_", "^") and self.next.kind == "mark":
            self.take()
            self.script_tokens()
        alone, last = self.next.text == "}", self.at
        self.at = first
        if alone:
            self.tokens = [*self.tokens[:last], *self.tokens[last + 1 :]]
        return alone

    def factor(self) -> Node:
        raise NotImplementedError

    def in_braces(self, opened: Token) -> Node:
        raise NotImplementedError

    def no_del(self, node: Node) -> Node:
        """A ∂ without its other half is no expression."""
        raise NotImplementedError

    def bars(self, opened: Token) -> Node:
        pairs = opened.text in SINGLE and self.next.text in SINGLE and self.next.start == opened.end
        if pairs:  # ||x|| is printed as \|x\| is
            self.take()
        double = pairs or opened.text == "\\|"
        closes = ("\\|",) if double and not pairs else SINGLE
        self.closing.append("\\|" if double and not pairs else "|")
        inside = self.expression()
        self.closing.pop()
        last = self.take_if(*closes)
        if last is None or (pairs and (self.next.start != last.end or not self.take_if(*SINGLE))):
            raise Unreadable(f"{opened.text} is not closed", (opened.start, max(self.next.start, opened.end)))
        kind, order = "" if double else "abs", None
        if double and self.next.text == "_":
            self.take()
            spelt, tokens = self.script_tokens()
            kind = self.norms.get(spelt, spelt)
            if spelt in EUCLIDEAN:
                return Norm(inside=inside, kind="p", order=TWO, span=self.since(opened.start))
            if kind not in ("1", "2", "inf", "F", "0", "*"):
                try:
                    kind, order = "p", self.within(tokens, type(self).expression)
                except Unreadable:
                    order = Symbol(name=spelt, span=self.since(opened.start))
        return Norm(inside=inside, kind=kind, order=order, span=self.since(opened.start))

    def left_bar(self, token: Token) -> Node:
        return self.bars(Token("mark", "|", token.start, token.end))

    def inner(self, token: Token) -> Node:
        self.closing.append("s" if any(t.text in BARS for t in self.level()) else "")
        left = self.expression()
        if not self.take_if(",", ";"):
            self.closing.pop()
            while self.take_if("|", "\\mid", "\\vert"):
                self.expression() if self.next.text != "\\rangle" else None
            self.expect("\\rangle", token)
            return Undecided(
                what="angle brackets round one thing", inside=(left,), span=self.since(token.start)
            )
        right = self.expression()
        rest = []
        while self.take_if(","):
            rest.append(self.expression())
        self.closing.pop()
        self.expect("\\rangle", token)
        if rest:
            return Undecided(
                what="angle brackets round several things",
                inside=(left, right, *rest),
                span=self.since(token.start),
            )
        return Inner(left=left, right=right, span=self.since(token.start))

    def set(self, token: Token) -> Node:
        return self.group(Token("mark", "\\{", token.start, token.end))

    def rounded(self, token: Token) -> Node:
        found = self.group(token)
        return Group(
            items=found.items, brackets="floor" if token.text == "\\lfloor" else "ceil", span=found.span
        )

    def matrix(self, token: Token) -> Node:
        name = token.text[7:-1].rstrip("*")
        end = token.text.replace("begin", "end")
        if name == "array" and self.next.text == "{":
            self.at = self.matching(self.at) + 1
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        self.closing.append("")
        while True:
            at = self.next
            if at.text in ("&", "\\\\") or at.text == end:
                row.append(Undecided(what="an empty entry", span=(at.start, at.end)))
            elif at.kind == "name" and at.text == "\\hline":
                self.take()
                continue
            else:
                row.append(self.cell())
            self.take_if(",", ".")
            if self.take_if("&"):
                continue
            while self.take_if("\\hline"):
                pass
            if self.take_if("\\\\"):
                rows.append(tuple(row))
                row = []
                while self.take_if("\\\\", "\\hline"):
                    pass
                if not self.take_if(end):
                    continue
            elif self.take_if(end):
                rows.append(tuple(row))
            else:
                raise self.unexpected(f"& or \\\\ or {end}")
            break
        self.closing.pop()
        return Matrix(rows=tuple(rows), brackets=_MATRICES.get(name, ""), span=self.since(token.start))

    def cell(self) -> Node:
        start = self.next.start
        if self.next.kind == "text" and self.peek().text in ("&", "\\\\"):
            return Symbol(name=self.take().text, span=self.since(start))
        found = self.expression()
        if self.next.kind == "relation":
            members, relations = [found], []
            while self.next.kind == "relation":
                relations.append(self.take().text)
                members.append(self.expression())
            return Condition(members=tuple(members), relations=tuple(relations), span=self.since(start))
        return found

    def opens_bar(self, token: Token) -> bool:
        """Whether a bar begins a factor here, rather than closing one or separating."""
        top = self.closing[-1] if self.closing else ""
        if token.text == "\\|":
            return top not in ("\\|", "s2")
        if token.text in ("\\rvert", "\\mid"):
            return False
        return top not in ("|", "s", "l")


MATRICES = tuple(f"\\begin{{{name}}}" for name in _MATRICES) + tuple(
    f"\\begin{{{name}*}}" for name in _MATRICES if name.endswith("matrix")
)
