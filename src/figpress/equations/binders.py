"""What binds letters: sums and products over indices, sets, conditions, cases, covariances."""

from figpress.equations.cursor import Cursor
from figpress.equations.syntax import (
    Big,
    Binding,
    Cases,
    Condition,
    Covariance,
    Indices,
    Node,
    Number,
    Symbol,
    Unreadable,
)
from figpress.equations.tokens import DOTS, Token

_FOR = {"for", "if", "when", "whenever", "where", "for all", "for every", "for each", "with", "and"}
_OTHERWISE = {"otherwise", "else", "elsewhere"}


class Binders(Cursor):
    """Reads what says over which values letters run."""

    def big(self, token: Token, direction: str = "") -> Node:
        op = {"\\sum": "sum", "\\prod": "prod"}[token.text]
        low: list[Token] | None = None
        top: Node | None = None
        while self.next.text in ("_", "^") and self.next.kind == "mark":
            if self.take().text == "_":
                _, low = self.script_tokens()
            else:
                spelt, inside = self.script_tokens()
                if spelt in ("\\leftarrow", "\\rightarrow"):
                    direction = spelt[1:-5]
                else:
                    top = self.within(inside, type(self).expression)
        if low is None:
            raise Unreadable(
                "a sum says what it runs over", self.since(token.start), r"Write \sum_j or \sum_{j=1}^{n}."
            )
        bindings, conditions = self.within(low, type(self).binder)
        if top is not None:
            if len(bindings) != 1 or bindings[0].kind != "range":
                raise Unreadable(
                    "an upper limit needs a lower one", self.since(token.start), r"Write \sum_{l=1}^{L}."
                )
            bindings = (
                Binding(
                    name=bindings[0].name, kind="range", low=bindings[0].low, high=top, span=bindings[0].span
                ),
            )
        elif any(b.kind == "range" for b in bindings):
            raise Unreadable(
                "a lower limit needs an upper one", self.since(token.start), r"Write \sum_{l=1}^{L}."
            )
        body = self.term()
        return Big(
            op=op,
            bindings=bindings,
            conditions=conditions,
            body=body,
            direction=direction,
            span=self.since(token.start),
        )

    def turned(self, token: Token) -> Node:
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
            first = condition.members[0]
            bound = (
                condition.members[1] if isinstance(first, Number) and len(condition.members) > 1 else first
            )
            if not isinstance(bound, Symbol):
                raise Unreadable("a sum runs over a letter", bound.span)
            relation = condition.relations[0] if condition.relations else ""
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
            if not self.take_if(","):
                return tuple(bindings), tuple(conditions)

    def condition(self) -> Condition:
        """i ≥ j, t ∈ 𝒯, or a single name."""
        start = self.next.start
        members, relations = [self.expression()], []
        while self.next.kind == "relation":
            relations.append(self.take().text)
            members.append(self.expression())
        return Condition(members=tuple(members), relations=tuple(relations), span=self.since(start))

    def conditions(self) -> tuple[Condition, ...]:
        found = []
        while self.next.kind == "text" and self.next.text.strip(" ,.").lower() in _FOR:
            self.take()
        while True:
            condition = self.condition()
            found += [condition] if condition.relations else []
            if self.next.kind == "text" and self.next.text.strip(" ,") == "and":
                self.take()
            elif not (self.next.text == "," and self.take()):
                return tuple(found)

    def covariance(self, token: Token) -> Node:
        self.take()
        _, inside = self.script_tokens()
        condition = self.within(inside, type(self).condition)
        index = ""
        if condition.relations == ("∼",) and isinstance(condition.members[0], Symbol):
            index = condition.members[0].name
        elif condition.relations:
            raise Unreadable(r"Write \mathrm{Cov}_{j\sim a_i}(x_j, y_j)", condition.span)
        group = self.group(self.expect("("))
        if len(group.items) != 2:
            raise Unreadable("a covariance is of two things", group.span)
        return Covariance(
            index=index,
            weights=condition.members[-1],
            left=group.items[0],
            right=group.items[1],
            span=self.since(token.start),
        )

    def cases(self, token: Token) -> Node:
        branches = []
        while not self.take_if("\\end{cases}"):
            self.closing.append("")
            value = self.expression()
            self.closing.pop()
            self.take_if(",")
            self.take_if("\\quad")
            self.take_if("&")
            conditions: tuple[Condition, ...] | None = None
            if self.next.kind == "text" and self.next.text.strip(" ,.").lower() in _OTHERWISE:
                self.take()
            elif self.next.kind not in ("newline", "end") and self.next.text != "\\end{cases}":
                conditions = self.conditions()
            branches.append((value, conditions))
            self.take_if(",", ".", ";")
            if not self.take_if("\\\\") and self.next.text != "\\end{cases}":
                raise self.unexpected(r"\\ or \end{cases}")
        return Cases(branches=tuple(branches), span=self.since(token.start))

    def index_set(self, token: Token) -> Node:
        low = self.expression()
        if self.take_if("."):
            self.expect(".")
        else:
            self.expect(",", token)
            if not self.take_if(*DOTS):
                raise self.unexpected(r"\dots")
            self.expect(",", token)
        high = self.expression()
        self.expect("\\}", token)
        return Indices(low=low, high=high, span=self.since(token.start))
