"""Drafts a symbols script from the displays of a page: every name with the shape that its uses want; the
author corrects meanings.

What can be told from print alone: a capital is a matrix, a small or bold small letter a vector, a small
Greek letter a number, what
stands before brackets a function, small letters in subscripts are indices. Lengths that must agree (inner
lengths of products,
terms of sums, sides of an equation) get one name. What stands alone on the left of an equation is defined
by it.
"""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from figpress.equations.spelt import spelling
from figpress.equations.statements import statements
from figpress.equations.syntax import (
    Big,
    Binary,
    Fraction,
    Group,
    Node,
    Norm,
    Number,
    Ones,
    Product,
    Scripted,
    Space,
    Statement,
    Sum,
    Symbol,
    Unreadable,
    children,
    walk,
)  # fmt: skip
from figpress.equations.table import FUNCTIONS

_INDICES = set("ijklmnhtrs")
_KNOWN = {"I", "\\pi", "e", "d", "\\delta", "E", "\\mathbb{E}", "Var", "Cov", "O", "\\mathcal{O}", "P"}
_FUNCTION_LETTERS = {"\\phi", "\\sigma", "\\psi", "\\varphi", "f", "g", "F"}
_ENTRYWISE = {"softmax", "log", "exp", "tanh", "sin", "cos", "sigmoid", "relu", "sign"}
_LENGTHS = ("n", "d", "m", "k", "p", "q", "r", "h", "N", "M", "D", "K")


@dataclass
class _Name:
    """What is known of one name so far."""

    tex: str
    kind: str  # matrix, vector, scalar, function
    index: str = ""
    defined: bool = False
    dims: list[str] = field(default_factory=list)


def draft(displays: Iterable[str]) -> str:
    """The text of a symbols script for these displays. Those that cannot be read are named in its
    docstring's place by comments."""
    read, unread = [], []
    for tex in displays:
        try:
            read += statements(tex)
        except Unreadable as error:
            unread.append(f"# not read: {error.message}: {' '.join(tex.split())[:70]}")
    names = _names(read)
    for _ in range(2):  # numbers show themselves in the first turn
        lengths = _Lengths(names)
        for statement in read:
            lengths.statement(statement)
    return _script(
        names, lengths, any(isinstance(n, Symbol) and n.bar for s in read for n in walk(s)), unread
    )


def _names(read: list[Statement]) -> dict[str, _Name]:
    found: dict[str, _Name] = {}
    for statement in read:
        for node in _outermost(statement):
            _note(node, found)
        for called in _called(statement):
            if called in found:
                found[called].kind = "function"
        first = statement.members[0]
        if (
            isinstance(first, Symbol | Scripted)
            and statement.relations[0] in ("=", "≔", "←")
            and (key := _key(first)[0]) in found
        ):
            found[key].defined = found[key].defined or not getattr(first, "bar", False)
    return found


def _outermost(node: Node) -> Iterable[Node]:
    """Names with their scripts, not the letters inside the scripts; bound letters are left out."""
    if isinstance(node, Symbol) or (isinstance(node, Scripted) and isinstance(node.base, Symbol)):
        yield node
        if isinstance(node, Scripted) and node.power is not None:
            yield from _outermost(node.power)
        return
    skipped = {b.name for b in node.bindings} if isinstance(node, Big) else set()
    for child in children(node):
        yield from (n for n in _outermost(child) if not (isinstance(n, Symbol) and n.name in skipped))


def _key(node: Node) -> tuple[str, str]:
    """The name of a row of the table, and the letter of its index."""
    if isinstance(node, Symbol):
        return node.name.rstrip("'"), ""
    assert isinstance(node, Scripted) and isinstance(node.base, Symbol)
    name = node.base.name
    if len(node.indices) == 1 and _letter(node.indices[0]):
        return f"{name}_i", "i"
    if len(node.indices) == 2 and all(map(_letter, node.indices)):
        return f"{name}_{{ij}}", "ij"
    if not node.low or len(node.indices) > 1:
        return name, ""
    return spelling(Scripted(base=Symbol(name=name), low=node.low)), ""


def _letter(node: Node) -> str:
    """The index of x_i, and of x_{i+1}."""
    if isinstance(node, Sum) and node.terms[0][0] == 1:
        node = node.terms[0][1]
    return node.name if isinstance(node, Symbol) and node.name in _INDICES else ""


def _note(node: Node, found: dict[str, _Name]) -> None:
    key, index = _key(node)
    base = node.base if isinstance(node, Scripted) else node
    assert isinstance(base, Symbol)
    if any(arrow in key for arrow in "←→"):
        return
    if (
        base.name in FUNCTIONS
        or base.name in _KNOWN
        or key in found
        or (base.name in _INDICES and isinstance(node, Symbol))
    ):
        return
    found[key] = _Name(key, "scalar" if index == "ij" else _kind(base.name), index)


def _kind(name: str) -> str:
    bare = name.rpartition("{")[2].rstrip("}'") or name
    if len(bare) > 1 and not bare.startswith("\\"):
        return "scalar"
    if bare.startswith("\\"):
        return "vector" if name.startswith("\\mathbf") else "scalar"
    return "matrix" if bare.isupper() else "vector"


def _called(statement: Statement) -> Iterable[str]:
    """Names before brackets that hold no sum."""
    for node in walk(statement):
        for head, group in zip(node.factors, node.factors[1:]) if isinstance(node, Product) else ():
            if (
                isinstance(head, Symbol | Scripted)
                and isinstance(group, Group)
                and group.brackets == "("
                and (_alone(group.items[0]) or (isinstance(head, Symbol) and head.name in _FUNCTION_LETTERS))
            ):
                if isinstance(head, Symbol) or isinstance(head.base, Symbol):
                    yield _key(head)[0]
        if isinstance(node, Symbol) and node.name.endswith("'"):
            yield node.name.rstrip("'")


def _alone(node: Node) -> bool:
    return isinstance(node, Symbol) or (isinstance(node, Scripted) and isinstance(node.base, Symbol))


class _Lengths:
    """Which lengths must be one: a set of them a name, joined as the displays are gone through."""

    def __init__(self, names: dict[str, _Name]):
        self.names = names
        self.parent: dict[str, str] = {}
        self.told: dict[str, str] = {}
        for name in names.values():
            name.dims = {
                "matrix": [f"{name.tex} rows", f"{name.tex} columns"],
                "vector": [f"{name.tex} rows", "1"],
            }.get(name.kind, [])

    def root(self, key: str) -> str:
        while self.parent.get(key, key) != key:
            key = self.parent[key]
        return key

    def join(self, a: str, b: str) -> None:
        a, b = self.root(a), self.root(b)
        if a != b and a != "1":
            self.parent[a] = b
        elif a != b:
            self.parent[b] = a

    def same(self, a: list[str] | None, b: list[str] | None) -> None:
        if a and b and len(a) == len(b) == 2:
            for x, y in zip(a, b):
                if "1" not in (self.root(x), self.root(y)):
                    self.join(x, y)

    def number(self, node: Node) -> None:
        """A small letter that scales a matrix is a number."""
        if (
            isinstance(node, Symbol)
            and (name := self.names.get(node.name)) is not None
            and name.kind == "vector"
        ):
            name.kind = "scalar"

    def statement(self, node: Statement) -> None:
        shapes = [self.shape(m) for m in node.members]
        for left, right, member in zip(shapes, shapes[1:], node.members[1:]):
            if isinstance(member, Space):
                for dim, printed in zip(left or (), member.dims):
                    if isinstance(printed, Symbol | Scripted) and self.root(dim) != "1":
                        self.told[self.root(dim)] = spelling(printed)
            self.same(left, right)

    def shape(self, node: Node) -> list[str] | None:
        """Rows and columns; [] for a number, None for what is not known."""
        if isinstance(node, Symbol | Scripted):
            return self.named(node)
        if isinstance(node, Sum):
            shapes = [self.shape(t) for _, t in node.terms]
            for other in shapes[1:]:
                self.same(shapes[0], other)
            return next((s for s in shapes if s), shapes[0])
        if isinstance(node, Product):
            return self.product(node)
        if isinstance(node, Group):
            return self.shape(node.items[0]) if len(node.items) == 1 else None
        if isinstance(node, Binary | Fraction):
            parts = [self.shape(c) for c in children(node)]
            if isinstance(node, Binary) and node.op in ("odot", "cdot"):
                self.same(*parts)
            return parts[0] if isinstance(node, Fraction) or node.op == "odot" else None
        if isinstance(node, Big):
            return self.shape(node.body)
        if isinstance(node, Ones):
            return [f"ones {node.span}", "1"]
        if isinstance(node, Number | Norm):
            return []
        for child in children(node):
            self.shape(child)
        return None

    def named(self, node: Node) -> list[str] | None:
        base = node.base if isinstance(node, Scripted) else node
        if not isinstance(base, Symbol):
            inner = self.shape(base)
            return inner[::-1] if inner and getattr(node, "high", "") in ("⊤", "T") else inner
        name = self.names.get(_key(node)[0])
        if name is None or name.kind == "function":
            return None
        dims = name.dims
        return dims[::-1] if isinstance(node, Scripted) and node.high in ("⊤", "T") else dims

    def keeps_shape(self, node: Node) -> bool:
        """A function of entries: what it gives has the shape of what it is given."""
        if not isinstance(node, Symbol):
            return False
        name = self.names.get(node.name.rstrip("'"))
        return node.name in _ENTRYWISE or (name is not None and name.kind == "function")

    def product(self, node: Product) -> list[str] | None:
        whole: list[str] | None = []
        for i, factor in enumerate(node.factors):
            if self.keeps_shape(factor):
                continue
            part = [f"ones {factor.span}", "1"] if isinstance(factor, Ones) else self.shape(factor)
            if part is None or whole is None:
                whole = whole if whole else None
                continue
            if whole and part:
                if "1" in (whole[1], part[0]) and whole[1] != part[0]:
                    self.number(node.factors[i - 1] if whole[1] == "1" else factor)
                    whole = part if whole[1] == "1" else whole
                    continue
                self.join(whole[1], part[0])
                whole = [whole[0], part[1]]
            else:
                whole = whole or part
        return whole


def _script(names: dict[str, _Name], lengths: _Lengths, bars: bool, unread: list[str]) -> str:
    roots = Counter(lengths.root(d) for name in names.values() for d in name.dims if lengths.root(d) != "1")
    spelt = {root: lengths.told[root] for root in roots if root in lengths.told}
    free = itertools.chain(
        (length for length in _LENGTHS if length not in names and length not in spelt.values()),
        (f"n_{letter}" for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    )
    for root, _ in roots.most_common():
        spelt.setdefault(root, next(free))
    sizes = list(dict.fromkeys(spelt.values()))

    def dim(key: str) -> str:
        root = lengths.root(key)
        return "1" if root == "1" else spelt[root]

    rows, made = [], []
    for name in names.values():
        family = "".join(f", {letter}<{sizes[0] if sizes else 'n'}" for letter in name.index)
        shape = (
            "×".join(map(dim, name.dims))
            if name.dims
            else ("function" if name.kind == "function" else "scalar")
        )
        rows.append(f'        r"{name.tex}": ("{shape}{family}", ""),')
        if not name.defined:
            axes = [sizes[0] if sizes else "n"] * len(name.index) + [
                d for d in map(dim, name.dims) if d != "1"
            ]
            made.append(
                f'        r"{name.tex}": '
                + ("torch.tanh," if name.kind == "function" else f"draw({', '.join(axes)}),")
            )
    rows += [f'        "{size}": ("size", ""),' for size in sizes]
    loss = (
        ['        "L": ...,  # one number that depends on every leaf: what a bar is the gradient of']
        if bars and "L" not in names
        else []
    )
    return "\n".join([
        '"""The symbols of a page: drafted from its displays; say what each means."""', "", "import torch",
            "", "import figpress", "", *unread, "",
        f"def forward({', '.join(['draw', *sizes])}):", "    return {", *made, *loss, "    }", "", "",
            "figpress.symbols(", "    forward,", "    {", *rows, "    },", ")", "",
    ])  # fmt: skip
