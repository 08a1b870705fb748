"""What binds letters: sums and products over indices, integrals, conditions, cases."""

from dataclasses import replace

from figpress.equations.cursor import WHERE, Cursor, plain
from figpress.equations.syntax import (
    Big,
    Binding,
    Cases,
    Condition,
    Differential,
    Dots,
    Fraction,
    Group,
    Integral,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    Symbol,
    Undecided,
    Unreadable,
)  # fmt: skip
from figpress.equations.tokens import DOTS, Token

_OTHERWISE = {"otherwise", "else", "elsewhere", "o.w.", "or else"}
BIG = {
    "\\sum": "sum",
    "\\prod": "prod",
    "\\bigoplus": "bigoplus",
    "\\bigodot": "bigodot",
    "\\bigcup": "bigcup",
    "\\bigcap": "bigcap",
}


class Binders(Cursor):
    """Reads what says over which values letters run."""

    def big(self, token: Token, direction: str = "") -> Node:
        op = BIG[token.text]
        low: list[Token] | None = None
        top: Node | None = None
        while self.next.text in ("_", "^") and self.next.kind == "mark":
            if self.take().text == "_":
                _, low = self.script_tokens()
            else:
                spelt, inside = self.script_tokens()
                if spelt in ("←", "→"):
                    direction = {"←": "left", "→": "right"}[spelt]
                else:
                    top = self.within(inside, type(self).expression)
        if low is None:
            return Undecided(
                what="a sum that does not say what it runs over",
                inside=(self.term(),),
                span=self.since(token.start),
            )
        bindings, conditions = self.within(low, type(self).binder)
        if top is not None:
            if len(bindings) != 1 or bindings[0].kind not in ("range", "all"):
                raise Unreadable(
                    "an upper limit needs one lower one", self.since(token.start), r"Write \sum_{l=1}^{L}."
                )
            # \sum_i^N begins where what i indexes does; that it ends at N is held against that
            bindings = (replace(bindings[0], high=top),)
        # \sum_{i=1} ends where what i indexes does; that it begins at 1 is held against that
        bindings = tuple(
            replace(b, kind="all") if b.kind == "range" and b.high is None else b for b in bindings
        )
        return Big(
            op=op,
            bindings=bindings,
            conditions=conditions,
            body=self.body(),
            direction=direction,
            span=self.since(token.start),
        )

    def body(self) -> Node:
        """To the next + or −; a sign may stand first."""
        start = self.next.start
        if self.take_if("-"):
            return Sum(terms=((-1, self.term()),), span=self.since(start))
        return self.term()

    def turned(self, token: Token) -> Node:
        if self.peek().text != "\\prod":
            return self.accent(token)
        opened = self.expect("{")
        big = self.expect("\\prod")
        self.expect("}", opened)
        return self.big(
            Token(big.kind, big.text, token.start, big.end), "left" if "left" in token.text else "right"
        )

    def binder(self) -> tuple[tuple[Binding, ...], tuple[Condition, ...]]:
        bindings: list[Binding] = []
        conditions: list[Condition] = []
        while True:
            condition = self.condition()
            self.bind_one(condition, bindings, conditions)
            if not (
                self.take_if(",", ";", ":", "\\mid", "|") or (self.next.kind == "newline" and self.take())
            ):
                return tuple(bindings), tuple(conditions)

    def bind_one(self, condition: Condition, bindings: list[Binding], conditions: list[Condition]) -> None:
        """One part of what stands under a sum."""
        first = condition.members[0]
        relation = condition.relations[0] if condition.relations else ""
        if (
            not relation
            and isinstance(first, Product)
            and all(isinstance(f, Symbol) and len(f.name) == 1 for f in first.factors)
        ):
            bindings += [Binding(name=f.name, span=f.span) for f in first.factors]  # \sum_{ij}
            return
        if isinstance(first, Group) and relation == "∈" and all(isinstance(i, Symbol) for i in first.items):
            bindings += [
                Binding(name=i.name, kind="in", low=condition.members[1], span=i.span) for i in first.items
            ]
            return
        bound = condition.members[1] if isinstance(first, Number) and len(condition.members) > 1 else first
        if isinstance(bound, Scripted) and relation in ("", "∈"):
            bound = Symbol(name=_spelt(bound), span=bound.span)  # \sum_{x_1}: a letter with a label
        if not isinstance(bound, Symbol):
            raise Unreadable(
                "a sum runs over a letter",
                bound.span,
                "What it runs over stands first: i, i=1, i<j or i ∈ S.",
            )
        if any(b.name == bound.name for b in bindings):
            conditions.append(condition)
        elif not relation:
            bindings.append(Binding(name=bound.name, span=condition.span))
        elif relation == "=" and len(condition.relations) == 1:
            bindings.append(
                Binding(name=bound.name, kind="range", low=condition.members[1], span=condition.span)
            )
        elif relation in ("∈", "⊆") and len(condition.relations) == 1:
            kind = "in" if relation == "∈" else "subset"
            bindings.append(
                Binding(name=bound.name, kind=kind, low=condition.members[1], span=condition.span)
            )
        else:
            bindings.append(Binding(name=bound.name, span=bound.span))
            conditions.append(condition)

    def accent(self, token: Token) -> Node:
        raise NotImplementedError

    def condition(self) -> Condition:
        """i ≥ j, t ∈ 𝒯, i = 1, …, n, or a single name."""
        start = self.next.start
        members, relations = [self.expression()], []
        while self.next.kind == "relation":
            relations.append(self.take().text)
            members.append(self.expression())
        if relations == ["="] and isinstance(members[0], Symbol) and self.next.text in (",", "."):
            if high := self.up_to():
                members, relations = [members[1], members[0], high], ["≤", "≤"]
        if relations == ["="] and (run := run_of(members[1])):
            members, relations = [run[0], members[0], run[1]], ["≤", "≤"]
        return Condition(members=tuple(members), relations=tuple(relations), span=self.since(start))

    def up_to(self) -> Node | None:
        """The n of i = 1, …, n or i = 1, 2, …, n; nothing is read where something else stands."""
        at = self.at
        self.take_if(",")
        if self.next.kind == "number" and self.peek().text == "," and self.peek(2).text in DOTS:
            self.take()
            self.take()
        if self.take_if(*DOTS) or (self.next.text == "." and self.peek().text == "."):
            while self.take_if("."):
                pass
            self.take_if(",")
            if self.next.kind in ("number", "name") or self.next.text in ("(", "|", "{"):
                return self.expression()
        self.at = at
        return None

    def conditions(self, also: tuple[str, ...] = ("and",)) -> tuple[Condition, ...]:
        """Conditions, with a comma or one of the words `also` between them."""
        found = []
        while (self.next.kind == "text" and plain(self.next.text) in WHERE) or self.next.text in (
            "\\forall",
            "\\quad",
        ):
            self.take()
        while True:
            self.take_if("\\forall", "{")
            condition = self.condition()
            self.take_if("}")
            found += [condition] if condition.relations else []
            if (self.next.kind == "text" and plain(self.next.text) in also) or self.next.text in (
                "\\wedge",
                "\\land",
            ):
                self.take()
            elif not (
                self.next.text == ","
                and self.peek().kind not in ("end", "newline", "separator", "text")
                and self.take()
            ):
                return tuple(found)

    def cases(self, token: Token) -> Node:
        end = token.text.replace("begin", "end")
        branches = []
        while not self.take_if(end):
            self.closing.append("")
            value = self.expression()
            self.closing.pop()
            while self.take_if(",", "\\quad", "&", ":", ";"):
                pass
            conditions: tuple[Condition, ...] | None = None
            if self.next.kind == "text" and plain(self.next.text) in _OTHERWISE:
                self.take()
            elif self.next.kind not in ("newline", "end") and self.next.text != end:
                conditions = self.conditions(("and", "with", "where"))
            branches.append((value, conditions))
            while self.take_if(",", ".", ";", "\\quad"):
                pass
            if not self.take_if("\\\\") and self.next.text != end:
                raise self.unexpected(r"\\ or \end{cases}")
            while self.take_if("\\\\"):
                pass
        return Cases(branches=tuple(branches), span=self.since(token.start))

    def integral(self, token: Token) -> Node:
        limits: dict[str, Node | None] = {"_": None, "^": None}
        domain = ""
        while self.next.text in ("_", "^") and self.next.kind == "mark":
            mark = self.take().text
            spelt, inside = self.script_tokens()
            try:
                limits[mark] = self.within(inside, type(self).expression)
            except Unreadable:
                domain = spelt
        self.integrals += 1
        try:
            terms = [(1, self.term())]
            while not _measured(terms[-1][1]) and (sign := self.take_if("+", "-")):
                terms.append((1 if sign.text == "+" else -1, self.term()))
        finally:
            self.integrals -= 1
        span = self.since(token.start)
        body, by = _without_measure(terms[-1][1])
        if by is None or domain or token.text != "\\int":
            inside = tuple(t for _, t in terms)
            return Undecided(
                what="an integral that does not say over what" if by is None else "an integral over a domain",
                inside=inside,
                span=span,
            )
        terms[-1] = (terms[-1][0], body)
        whole = body if len(terms) == 1 else Sum(terms=tuple(terms), span=span)
        return Integral(body=whole, by=by, low=limits["_"], high=limits["^"], span=span)


def _measured(node: Node) -> bool:
    return _without_measure(node)[1] is not None


def _without_measure(node: Node) -> tuple[Node, Node | None]:
    """What is integrated, and the letter of its dx."""
    while isinstance(node, Group) and node.brackets == "{" and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Differential):
        return Number(digits="1", span=node.span), node.of
    if isinstance(node, Product):
        for i in (len(node.factors) - 1, 0):
            if isinstance(node.factors[i], Differential):
                rest = node.factors[:i] + node.factors[i + 1 :]
                return (rest[0] if len(rest) == 1 else Product(factors=rest, span=node.span)), node.factors[
                    i
                ].of
    if isinstance(node, Fraction):
        above, by = _without_measure(node.above)
        if by is not None:
            return Fraction(above=above, below=node.below, span=node.span), by
    return node, None


def _spelt(node: Scripted) -> str:
    base = node.base.name if isinstance(node.base, Symbol) else "…"
    return f"{base}_{node.low if len(node.low) == 1 else f'{{{node.low}}}'}"


def run_of(node: Node) -> tuple[Node, Node] | None:
    r"""1 and n of 1 \cdots n."""
    if isinstance(node, Product) and len(node.factors) == 3 and isinstance(node.factors[1], Dots):
        return node.factors[0], node.factors[2]
    return None


def dots(token: Token) -> Dots:
    return Dots(span=(token.start, token.end))
