"""Looks every name of a printed equation up in the symbol table: from the printed tree to terms with
nothing left to guess.

Here is decided what is a call, a product, an entry, a power, an index. Whatever could be read in two ways
is refused, with the
spelling that says which is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from figpress.equations import runs, terms
from figpress.equations.binding_letters import LetterBinder
from figpress.equations.binding_names import NameBinder
from figpress.equations.calls import Calls
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.members import by_members, interval
from figpress.equations.operators import Half
from figpress.equations.spelt import with_d
from figpress.equations.syntax import (
    At,
    Big,
    Binary,
    Cases,
    Condition,
    Derivative,
    Differential,
    Dots,
    Fraction,
    Group,
    Infinity,
    Inner,
    Integral,
    Matrix,
    Node,
    Norm,
    Number,
    Ones,
    Product,
    Root,
    Scripted,
    Slice,
    Space,
    Statement,
    Sum,
    Symbol,
    Undecided,
    walk,
)  # fmt: skip
from figpress.equations.table import Table


def bind(statement: Statement, table: Table, sizes: Iterable[str]) -> Statement:
    """A statement of terms. Raises Fault for a name that is not known or a spelling that says two things,
    Undecidable for what
    cannot be evaluated at all.
    """
    return Binder(table, sizes).statement(by_members(statement))


def bind_chain(statement: Statement, table: Table, sizes: Iterable[str]) -> tuple[Statement, tuple[str, ...]]:
    """The same without the members of a chain of equalities that nobody can evaluate, and what those were: of
    log p = log N(y|0,K) = −½…, the first and the last are held against one another.
    """
    binder, statement = Binder(table, sizes), by_members(statement)
    kept: list[Node] = []
    relations: list[str] = []
    left: list[Undecidable] = []
    for i, member in enumerate(statement.members):
        try:
            bound_member = binder.bind(member)
        except Undecidable as reason:
            left.append(reason)
            continue
        if kept:
            relations.append(statement.relations[i - 1])
        kept.append(bound_member)
    if left and (
        set(statement.relations) != {"="} or len(kept) < 2 or any("order" in reason.what for reason in left)
    ):
        raise left[0]
    if not left:
        return binder.statement(statement), ()
    conditions = tuple(binder.condition(c) for c in statement.conditions)
    premises = tuple(binder.statement(p) for p in statement.premises)
    chain = Statement(
        members=tuple(kept),
        relations=tuple(relations),
        conditions=conditions,
        premises=premises,
        span=statement.span,
    )
    return chain, tuple(reason.what for reason in left)


def bound(node: Node, table: Table, sizes: Iterable[str]) -> Node:
    """One expression of terms."""
    return Binder(table, sizes).bind(node)


class Binder(LetterBinder, NameBinder, Calls):
    """Binds expressions against one table."""

    def __init__(self, table: Table, sizes: Iterable[str]):
        self.table, self.sizes = table, frozenset(sizes)
        self.letters: list[str] = []  # bound here, innermost last
        self.bare: set[int] = set()  # products that end in a function without brackets

    def statement(self, node: Statement) -> Statement:
        members = tuple(self.bind(m) for m in node.members)
        if any(isinstance(m, Space) for m in members[:-1]):
            raise Fault("equation-unreadable", node, r"∈ ends a chain")
        conditions = tuple(self.condition(c) for c in node.conditions)
        premises = tuple(self.statement(p) for p in node.premises)
        return Statement(
            members=members,
            relations=node.relations,
            conditions=conditions,
            premises=premises,
            span=node.span,
        )

    def bind(self, node: Node) -> Node:
        if isinstance(node, Half):
            raise Undecidable("a ∂ without its other half", node)
        return _BINDERS[type(node)](self, node)

    def condition(self, node: Condition) -> Condition:
        if node.relations in (("∈",), ("∉",)) and (ends := interval(node.members[1])):
            return self.between(node, *ends)
        members = tuple(self.bind(m) for m in node.members)
        return Condition(members=members, relations=node.relations, span=node.span)

    def between(self, node: Condition, low: Node, high: Node, closed: bool) -> Condition:
        """x ∈ [a, b] as a ≤ x ≤ b; outside of it (x − a)(x − b) is positive."""
        x, a, b = self.bind(node.members[0]), self.bind(low), self.bind(high)
        if node.relations == ("∈",):
            relation = "≤" if closed else "<"
            return Condition(members=(a, x, b), relations=(relation, relation), span=node.span)
        apart = tuple(terms.Plus(terms=((1, x), (-1, end)), span=node.span) for end in (a, b))
        product = terms.Times(factors=apart, span=node.span)
        zero = terms.Constant(value=0.0, shown="0", span=node.span)
        return Condition(members=(product, zero), relations=(">" if closed else "≥",), span=node.span)

    # -- operations

    def numeral(self, node: Number) -> Node:
        return terms.Constant(value=float(node.digits), shown=node.digits, span=node.span)

    def sum(self, node: Sum) -> Node:
        if any(sign == 0 for sign, _ in node.terms):
            raise Undecidable("± says two things at once", node)
        node = runs.with_dots_apart(node)
        if any(isinstance(t, Dots) for _, t in node.terms):
            if found := runs.of_sum(node):
                whole = self.over("sum", (found.binding,), (), found.pattern, node)
                return whole if node.terms[0][0] > 0 else terms.Plus(terms=((-1, whole),), span=node.span)
            raise Undecidable("a sum with dots", node, r"Write \sum_{i=1}^{n}.")
        bound_terms = tuple((s, self.bind(self.seen(t, node) if s < 0 else t)) for s, t in node.terms)
        return terms.Plus(terms=bound_terms, span=node.span)

    def binary(self, node: Binary) -> Node:
        if node.op in ("cup", "cap", "setminus"):
            return terms.Joined(
                op=node.op, left=self.bind(node.left), right=self.bind(node.right), span=node.span
            )
        if node.op not in ("odot", "cdot", "times", "/", "star", "circ", "mod"):
            names = {
                "otimes": r"\otimes may be an outer, a Kronecker or an entrywise product",
                "oplus": r"\oplus has no one meaning",
            }
            raise Undecidable(names.get(node.op, f"{node.op} is not evaluated"), node)
        left, right = self.seen(node.left, node), self.seen(node.right, node)
        if isinstance(left, Derivative) and left.above is None:
            raise Fault("equation-unreadable", left, "∂ stands alone")
        one, two = self.bind(left), self.bind(right)
        if id(left) in self.bare and node.op in ("/", "cdot", "times", "star"):
            raise Fault(
                "equation-unreadable",
                node,
                "a function without parentheses stands before · or /: it may reach over it",
                r"Write \log(a)\cdot b or \log(a\cdot b).",
            )
        if node.op == "/" and isinstance(right, Product):
            raise Fault(
                "equation-unreadable",
                node,
                "a/bc may mean (a/b)c or a/(bc)",
                r"Write \frac{a}{bc}, or parentheses.",
            )
        if node.op == "star" and not (self.number(one) and self.number(two)):
            raise Undecidable("* between tensors may be a convolution or a product", node)
        if node.op == "star" and any(n.entry.arguments for s in (one, two) for n in names_in(s)):
            raise Undecidable("* between signals may be a convolution or a product", node)
        op = {"star": "times", "circ": "odot"}.get(node.op, node.op)
        return terms.Pair(op=op, left=one, right=two, span=node.span)

    def fraction(self, node: Fraction) -> Node:
        return terms.Pair(op="/", left=self.bind(node.above), right=self.bind(node.below), span=node.span)

    def group(self, node: Group) -> Node:
        if node.brackets == "!":
            return terms.Call(function="factorial", arguments=(self.bind(node.items[0]),), span=node.span)
        if node.brackets in ("floor", "ceil"):
            return terms.Call(function=node.brackets, arguments=(self.bind(node.items[0]),), span=node.span)
        if (
            node.brackets == "\\{"
            and isinstance(node.items[0], Condition)
            and node.items[0].relations == ("…",)
        ):
            low, high = node.items[0].members
            return terms.IndexSet(low=self.bind(low), high=self.bind(high), span=node.span)
        if node.brackets == "\\{" and len(node.items) in (3, 4) and isinstance(node.items[-2], Dots):
            return terms.IndexSet(
                low=self.bind(node.items[0]), high=self.bind(node.items[-1]), span=node.span
            )
        if node.brackets == "\\{" and self.of_indices(node):
            return terms.Listed(items=tuple(map(self.bind, node.items)), span=node.span)
        if len(node.items) == 1 and not isinstance(node.items[0], Condition | Slice):
            return self.bind(node.items[0])
        if node.brackets == "[" and node.separators and set(node.separators) <= {"|", ","}:
            parts = tuple(None if isinstance(i, Dots) else self.bind(i) for i in node.items)
            return terms.Beside(parts=parts, span=node.span)
        if node.brackets == "\\{":
            raise Undecidable("a set", node)
        raise Fault("equation-shape", node, "several things in parentheses, and no function before them")

    def of_indices(self, node: Group) -> bool:
        """{i, j}: letters and numbers alone."""
        plain = all(
            isinstance(i, Symbol | Number) and (isinstance(i, Number) or self.table.resolve(i) is None)
            for i in node.items
        )
        return (
            plain
            and (len(node.items) > 1 or isinstance(node.items[0], Symbol))
            and set(node.separators) <= {","}
        )

    def matrix(self, node: Matrix) -> Node:
        if {len(row) for row in node.rows} == {1} and node.brackets in ("[", "(", ""):
            if found := runs.of_list([row[0] for row in node.rows]):
                return self.over("stack", (found.binding,), (), found.pattern, node)
        if any(isinstance(i, Dots | Undecided | Condition) for row in node.rows for i in row):
            raise Undecidable("a matrix with dots or empty entries", node)
        if len({len(row) for row in node.rows}) != 1:
            raise Fault("equation-shape", node, "the rows of this matrix are not equally long")
        rows = terms.Stacked(rows=tuple(tuple(map(self.bind, row)) for row in node.rows), span=node.span)
        if node.brackets == "|":
            return terms.Call(function="det", arguments=(rows,), span=node.span)
        if node.brackets in ("\\{", "\\|"):
            raise Undecidable("a matrix in such brackets", node)
        return rows

    def norm(self, node: Norm) -> Node:
        if isinstance(node.order, Symbol) and node.kind != "p":
            raise Fault(
                "equation-symbol",
                node.order,
                f"no such norm: {node.kind}",
                r"1, 2, p, \infty and F are known.",
            )
        if node.kind in ("0", "*"):
            raise Undecidable(f"the norm {node.kind}", node)
        inside = self.bind(node.inside)
        return terms.Norm(
            of=inside,
            kind=node.kind,
            order=None if node.order is None else self.bind(node.order),
            span=node.span,
        )

    def inner(self, node: Inner) -> Node:
        return terms.Pair(op="inner", left=self.bind(node.left), right=self.bind(node.right), span=node.span)

    def root(self, node: Root) -> Node:
        degree = (
            terms.Constant(value=2.0, shown="2", span=node.span)
            if node.degree is None
            else self.bind(node.degree)
        )
        return terms.Call(function="root", arguments=(self.bind(node.inside), degree), span=node.span)

    def differential(self, node: Differential) -> Node:
        named = with_d(node)
        if (reference := self.table.resolve(named)) is not None:
            return self.referred(named, reference)
        name = self.bind(node.of)
        inner = name.base if isinstance(name, terms.Entries) else name
        if not isinstance(inner, terms.Name):
            raise self.unknown(node.of)
        if inner.bar:
            raise Fault("equation-symbol", node, "a gradient has no differential here")
        return terms.Differential(of=name, span=node.span)

    def slice(self, node: Slice) -> Node:
        low, high = (None if x is None else self.bind(x) for x in (node.low, node.high))
        return Slice(low=low, high=high, span=node.span)

    def space(self, node: Space) -> Node:
        return Space(dims=tuple(map(self.bind, node.dims)), span=node.span)

    def undecided(self, node: Undecided) -> Node:
        raise Undecidable(node.what, node)

    def dots(self, node: Dots) -> Node:
        raise Undecidable("dots stand for something", node)


def names_in(node: Node) -> Iterator[terms.Name]:
    return (n for n in walk(node) if isinstance(n, terms.Name))


_BINDERS = {
    Number: Binder.numeral, Symbol: Binder.symbol, Scripted: Binder.scripted, Ones: lambda b,
        n: terms.Unit(kind="ones", span=n.span),
    Infinity: lambda b, n: terms.Constant(value=float("inf"), shown="∞", span=n.span),
        Product: Binder.product, Binary: Binder.binary,
    Fraction: Binder.fraction, Sum: Binder.sum, Group: Binder.group, Matrix: Binder.matrix,
        Norm: Binder.norm, Inner: Binder.inner,
    Root: Binder.root, Derivative: Binder.derivative, Differential: Binder.differential, At: Binder.at,
        Slice: Binder.slice, Cases: Binder.cases,
    Big: Binder.big, Integral: Binder.integral, Space: Binder.space, Undecided: Binder.undecided,
        Dots: Binder.dots,
    Condition: lambda b, n: b.condition(n),
}  # fmt: skip
