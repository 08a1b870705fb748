"""Looks every name of a printed equation up in the symbol table: from the printed tree to terms with
nothing left to guess.

Here is decided what is a call, a product, an entry, a power, an index. Whatever could be read in two ways
is refused, with the
spelling that says which is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from figpress.equations import runs, terms
from figpress.equations.calls import LIMITS, Calls
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.operators import Half
from figpress.equations.statements import expression
from figpress.equations.syntax import (
    At,
    Big,
    Binary,
    Binding,
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
)  # fmt: skip
from figpress.equations.table import Table, spelling, unwrapped, with_d

IDENTITIES = ("I", "\\mathbf{I}")
CONSTANTS = {"\\pi": 3.141592653589793, "e": 2.718281828459045}


def bind(statement: Statement, table: Table, sizes: Iterable[str]) -> Statement:
    """A statement of terms. Raises Fault for a name that is not known or a spelling that says two things,
    Undecidable for what
    cannot be evaluated at all.
    """
    return Binder(table, sizes).statement(statement)


def bind_chain(statement: Statement, table: Table, sizes: Iterable[str]) -> tuple[Statement, tuple[str, ...]]:
    """The same without the members of a chain of equalities that nobody can evaluate, and what those were: of
    log p = log N(y|0,K) = −½…, the first and the last are held against one another.
    """
    binder = Binder(table, sizes)
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


class Binder(Calls):
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
        if node.relations in (("∈",), ("∉",)) and (ends := _interval(node.members[1])):
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

    # -- names

    def symbol(self, node: Symbol) -> Node:
        if node.name in self.letters and not node.bar:
            return terms.Letter(name=node.name, span=node.span)
        if (reference := self.table.resolve(node)) is not None:
            return self.referred(node, reference)
        return self.unlisted(node)

    def referred(self, node: Node, reference) -> Node:
        entry = reference.entry
        if entry.kind == "function":
            raise Fault(
                "equation-symbol", node, f"{entry.tex} is a function, and nothing is in its parentheses"
            )
        found: Node = terms.Name(
            entry=entry,
            bar=reference.bar,
            indices=tuple(None if i is None else self.bind(i) for i in reference.indices),
            span=node.span,
        )
        if reference.entries:
            found = self.entries(found, reference.entries, node)
        return self.raised(found, reference.high, reference.power, node)

    def unlisted(self, node: Symbol) -> Node:
        """A letter that the table does not have."""
        if node.name in IDENTITIES and not node.bar:
            return terms.Unit(kind="identity", span=node.span)
        if not node.bar and node.name in CONSTANTS and node.name not in self.sizes:
            return terms.Constant(
                value=CONSTANTS[node.name], shown="π" if node.name == "\\pi" else node.name, span=node.span
            )
        if self.function(node) is not None:
            raise Fault("equation-symbol", node, f"{spelling(node)} is a function, and nothing follows it")
        if node.bar:
            raise self.unknown(node)
        if arguments := self.table.has_arguments(node):
            raise Fault(
                "equation-symbol",
                node,
                f"{node.name} stands without its arguments: the table has {arguments[0]}",
            )
        return terms.Letter(name=node.name, span=node.span)

    def unknown(self, node: Node) -> Fault:
        base = node.base if isinstance(node, Scripted) else node
        if isinstance(base, Symbol) and base.name in LIMITS:
            return Undecidable(LIMITS[base.name], node)
        likely = self.table.likely(node)
        hint = f"Did you mean {likely}?" if likely else "Give it a row in the symbols script."
        shown = node.name if isinstance(node, Symbol) else spelling(node)
        return Fault("equation-symbol", node, f"unknown symbol {shown}", hint)

    def scripted(self, node: Scripted) -> Node:
        base = node.base
        if isinstance(base, Ones) and node.low:
            return self.ones(node)
        if not isinstance(base, Symbol) or (base.name in self.letters and not node.low):
            found = self.bind(self.seen(base, node))
            if node.low:
                found = self.entries(found, self.indices(node), node)
            return self.raised(found, node.high, node.power, node)
        if (reference := self.table.resolve(node)) is not None:
            return self.referred(node, reference)
        if (found := self.named(node, base)) is not None:
            return found
        if self.function(node) is not None:
            raise Fault("equation-symbol", node, f"{spelling(node)} is a function, and nothing follows it")
        if not node.low and self.table.resolve(base) is None:
            return self.raised(self.symbol(base), node.high, node.power, node)
        low = Scripted(base=base, low=node.low, indices=node.indices, span=node.span)
        if node.low and node.high and self.table.resolve(low) is not None:
            return self.raised(self.scripted(low), node.high, node.power, node)
        if self.table.resolve(base) is not None and node.high:
            kind = (
                "in parentheses is no index of"
                if unwrapped(node.power)[0]
                else "is neither a power nor an index of"
            )
            raise Fault(
                "equation-symbol",
                node,
                f"superscript {node.high} {kind} {spelling(base)}",
                "Name it so in the table, with its range.",
            )
        raise self.unknown(node)

    def named(self, node: Scripted, base: Symbol) -> Node | None:
        """I_d, δ_{ij}, 1 with its length, a size with its label."""
        if base.bar:
            return None
        low = Scripted(base=base, low=node.low, indices=node.indices, span=node.span) if node.low else base
        if base.name in IDENTITIES and node.low:
            found: Node = terms.Unit(kind="identity", length=self.length(node), span=node.span)
        elif base.name == "\\delta" and len(node.indices) == 2:
            pair = tuple(self.bind(i) for i in node.indices)
            found = terms.Delta(
                conditions=(Condition(members=pair, relations=("=",), span=node.span),), span=node.span
            )
        elif node.low and spelling(low) in self.sizes:
            found = terms.Letter(name=spelling(low), span=node.span)
        else:
            return None
        return self.raised(found, node.high, node.power, node)

    def ones(self, node: Scripted) -> Node:
        r"""\mathbf 1_n, and \mathbf 1_{i=j}."""
        if node.under:
            found: Node = terms.Delta(conditions=tuple(map(self.condition, node.under)), span=node.span)
        else:
            found = terms.Unit(kind="ones", length=self.length(node), span=node.span)
        return self.raised(found, node.high, node.power, node)

    def length(self, node: Scripted) -> Node:
        if len(node.indices) != 1:
            raise Fault(
                "equation-symbol",
                node,
                f"{node.low} is no length",
                "Write I_d or \\mathbf 1_n, with a size of the table.",
            )
        return self.bind(node.indices[0])

    def indices(self, node: Scripted) -> tuple[Node, ...]:
        if not node.indices:
            raise Fault("equation-symbol", node, f"subscript {node.low} is no index")
        return node.indices

    def entries(self, base: Node, parts: tuple[Node, ...], node: Node) -> Node:
        if (
            any(isinstance(p, Number) and len(p.digits) > 1 for p in parts)
            and len(parts) == 1
            and not _single(base)
        ):
            raise Fault(
                "equation-symbol",
                node,
                f"{parts[0].digits} may be one index or two",
                "Put a comma between two indices.",
            )
        return terms.Entries(base=base, parts=tuple(self.bind(p) for p in parts), span=node.span)

    def raised(self, base: Node, high: str, power: Node | None, node: Node) -> Node:
        if not high:
            return base
        if high in ("⊤", "-⊤"):
            return self.turned(base, high, node)
        if high in ("T", "-T"):
            if self.table.plain("T") is not None or "T" in self.sizes or "T" in self.letters:
                if high == "T" and self.number(base):
                    return terms.Power(base=base, exponent=self.bind(power), span=node.span)
                raise Fault(
                    "equation-symbol",
                    node,
                    "T is a size here, so ^T may be a power or the transpose",
                    r"Write ^\top, or call the size N.",
                )
            return self.turned(base, high, node)
        if high == "⊙" or high.startswith("⊙"):
            return terms.Power(base=base, exponent=self.bind(power), entrywise=True, span=node.span)
        if set(high) == {"'"}:
            raise Fault(
                "equation-symbol",
                node,
                "a prime after brackets may be a transpose or a derivative",
                r"Write ^\top.",
            )
        if power is None or unwrapped(power)[0] or isinstance(power, Slice):
            raise Fault(
                "equation-symbol",
                node,
                f"superscript {high} is neither a power nor an index of {self.shown(node)}",
            )
        return terms.Power(base=base, exponent=self.bind(power), span=node.span)

    def turned(self, base: Node, high: str, node: Node) -> Node:
        if self.number(base):
            raise Fault("equation-shape", node, "a number has no transpose")
        if high.startswith("-"):
            base = terms.Power(
                base=base, exponent=terms.Constant(value=-1.0, shown="-1", span=node.span), span=node.span
            )
        return terms.Transpose(of=base, span=node.span)

    def shown(self, node: Node) -> str:
        return spelling(node.base) if isinstance(node, Scripted) else spelling(node)

    def number(self, term: Node) -> bool:
        """Whether a term is a number, as far as the table alone can tell."""
        if isinstance(term, terms.Constant | terms.Letter | terms.Delta):
            return True
        if isinstance(term, terms.Name):
            return term.entry.kind in ("scalar", "size", "index") and None not in term.indices
        if isinstance(term, terms.Power | terms.Transpose):
            return self.number(term.base if isinstance(term, terms.Power) else term.of)
        if isinstance(term, terms.Times):
            return all(map(self.number, term.factors))
        if isinstance(term, terms.Plus):
            return all(self.number(t) for _, t in term.terms)
        if isinstance(term, terms.Pair):
            return self.number(term.left) and self.number(term.right)
        return False

    def seen(self, node: Node, around: Node) -> Node:
        """TeX's braces are not seen: a sum in them reads as if they were not there."""
        while isinstance(node, Group) and node.brackets == "{" and len(node.items) == 1:
            inside = node.items[0]
            if isinstance(inside, Sum) or (
                isinstance(inside, Binary) and isinstance(around, Scripted | Product)
            ):
                raise Fault(
                    "equation-unreadable",
                    node,
                    "braces are not printed: nothing shows where this sum ends",
                    "Put it in parentheses.",
                )
            node = inside
        return node

    # -- operations

    def numeral(self, node: Number) -> Node:
        return terms.Constant(value=float(node.digits), shown=node.digits, span=node.span)

    def sum(self, node: Sum) -> Node:
        if any(sign == 0 for sign, _ in node.terms):
            raise Undecidable("± says two things at once", node)
        if any(isinstance(t, Dots) for _, t in node.terms):
            if found := runs.of_sum(node):
                return self.over("sum", (found.binding,), (), found.pattern, node)
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

    # -- what binds letters

    def big(self, node: Big) -> Node:
        if node.op not in ("sum", "prod"):
            raise Undecidable(f"\\{node.op}", node)
        return self.over(node.op, node.bindings, node.conditions, node.body, node)

    def over(
        self,
        op: str,
        bindings: tuple[Binding, ...],
        conditions: tuple[Condition, ...],
        body: Node,
        node: Node,
        direction: str = "",
    ) -> Node:
        limits = []
        depth = len(self.letters)
        for b in map(self.member_letter, bindings):  # a later limit may use an earlier letter
            low, high = (None if x is None else self.bind(x) for x in (b.low, b.high))
            limits.append(Binding(name=b.name, kind=b.kind, low=low, high=high, span=b.span))
            self.letters.append(b.name)
        try:
            return terms.Big(
                op=op, bindings=tuple(limits), conditions=tuple(map(self.condition, conditions)),
                    body=self.bind(body),
                direction=direction or getattr(node, "direction", ""), span=node.span,
            )  # fmt: skip
        finally:
            del self.letters[depth:]

    def member_letter(self, binding: Binding) -> Binding:
        """\\sum_{x_i ∈ S}: a member of a family stands for its index; \\sum_{x ∈ S} where S picks the x."""
        if not set(binding.name) & {"{", "_"}:
            return binding  # a plain letter is its own
        node = expression(binding.name)
        reference = self.table.resolve(node) if isinstance(node, Symbol | Scripted) else None
        if reference is None or reference.entry.kind in ("size", "index"):
            return binding
        indices = reference.indices
        if (
            len(indices) != 1
            or reference.bar
            or reference.entries
            or reference.high
            or binding.kind == "range"
        ):
            raise Fault(
                "equation-symbol", binding, f"{binding.name} is a name of the table: it runs over nothing"
            )
        if indices[0] is None:
            raise Fault(
                "equation-symbol",
                binding,
                f"{binding.name} stands for a member of a family without its index",
                rf"Write its index: {binding.name}_i.",
            )
        if not isinstance(indices[0], Symbol):
            raise Fault("equation-symbol", indices[0], "a sum runs over a letter")
        return replace(binding, name=indices[0].name)

    def integral(self, node: Integral) -> Node:
        if node.low is None or node.high is None:
            raise Undecidable("an integral without limits", node)
        low, high = self.bind(node.low), self.bind(node.high)
        by = self.place(node.by)
        if isinstance(by, terms.Letter):
            self.letters.append(by.name)
        try:
            return terms.Integral(body=self.bind(node.body), by=by, low=low, high=high, span=node.span)
        finally:
            if isinstance(by, terms.Letter):
                self.letters.pop()

    def place(self, node: Node) -> Node:
        """With respect to what something is differentiated or integrated."""
        found = self.bind(node)
        inner = found.base if isinstance(found, terms.Entries) else found
        if not isinstance(inner, terms.Name | terms.Letter):
            raise Fault("equation-symbol", node, "∂ is taken with respect to a symbol of the table")
        if isinstance(inner, terms.Name) and inner.bar:
            raise Fault("equation-symbol", node, "a gradient is not differentiated again")
        return found

    def cases(self, node: Cases) -> Node:
        branches = tuple(
            (self.bind(value), None if conditions is None else tuple(map(self.condition, conditions)))
            for value, conditions in node.branches
        )
        return terms.Choice(branches=branches, span=node.span)

    def at(self, node: At) -> Node:
        places = []
        for c in node.places:
            if c.relations != ("=",):
                raise Undecidable("an evaluation bar", node)
            places.append((self.place(c.members[0]), self.bind(c.members[1])))
        return terms.Replaced(of=self.bind(node.inside), places=tuple(places), span=node.span)

    def slice(self, node: Slice) -> Node:
        low, high = (None if x is None else self.bind(x) for x in (node.low, node.high))
        return Slice(low=low, high=high, span=node.span)

    def space(self, node: Space) -> Node:
        return Space(dims=tuple(map(self.bind, node.dims)), span=node.span)

    def undecided(self, node: Undecided) -> Node:
        raise Undecidable(node.what, node)

    def dots(self, node: Dots) -> Node:
        raise Undecidable("dots stand for something", node)


def _interval(node: Node) -> tuple[Node, Node, bool] | None:
    """a, b of [a, b] or (a, b), and whether they belong to it."""
    if isinstance(node, Group) and node.brackets in ("[", "(") and node.separators == (",",):
        return node.items[0], node.items[1], node.brackets == "["
    return None


def _single(term: Node) -> bool:
    """Whether a name has one axis to take entries of."""
    entry = getattr(term, "entry", None)
    return entry is not None and (entry.row or entry.column)


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
