"""What a displayed equation says, as it is printed: a tree whose every node knows which part of the TeX it
was read from.

This tree is before any symbol table: a letter may be a tensor, an index or a function, and factors side by
side may be a
product or a call. `binding.bind` turns it into the terms of `terms.py`, where each name is looked up and
nothing is left to guess;
what evaluates, reads back or compiles an equation takes those.
"""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal

Span = tuple[int, int]


class Unreadable(ValueError):
    """TeX that is no statement of ours: what, which part of it, and the next step."""

    def __init__(self, message: str, span: Span, hint: str = ""):
        super().__init__(message)
        self.message, self.span, self.hint = message, span, hint


@dataclass(frozen=True, kw_only=True)
class Node:
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Number(Node):
    digits: str


@dataclass(frozen=True, kw_only=True)
class Symbol(Node):
    r"""A letter or a named operator: "W", "\gamma", "\hat{x}", "softmax", "\phi'".

    bar  True under \bar: the gradient of the loss with respect to it, unless the table has the name with
    its bar
    """

    name: str
    bar: bool = False


@dataclass(frozen=True, kw_only=True)
class Scripted(Node):
    """A base with a subscript, a superscript or both. Whether a subscript is a label or an index, only a
    symbol table can say.

    low    the subscript as it is spelt, "" where there is none; `indices` are its parts where they can be
           indices, and `under` its conditions where it has relations, as in E_{x∼p}
    high   the superscript as it is spelt; `power` is the same as an expression; "⊤" is the transpose
    """

    base: Node
    low: str = ""
    indices: tuple[Node, ...] = ()
    under: tuple["Condition", ...] = ()
    high: str = ""
    power: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Ones(Node):
    r"""\mathbf 1: as long as its neighbours need it."""


@dataclass(frozen=True, kw_only=True)
class Infinity(Node):
    pass


@dataclass(frozen=True, kw_only=True)
class Dots(Node):
    """… among other things: what is between its neighbours."""


@dataclass(frozen=True, kw_only=True)
class Product(Node):
    """Factors side by side: scaling, matrix product or application, as their types say."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Binary(Node):
    """op  "odot", "cdot", "times", "star", "/", "otimes", "circ", "oplus", "mod", …: as it is printed"""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Fraction(Node):
    above: Node
    below: Node


@dataclass(frozen=True, kw_only=True)
class Sum(Node):
    """Terms with their signs, ±1; 0 is a ± that nobody can decide."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True, kw_only=True)
class Group(Node):
    r"""What stands in brackets: an expression, a function's arguments, matrices side by side.

    brackets    "(", "[", "\\{", "floor", "ceil", or "{" for TeX's own braces
    separators  "," ";" or "|" between the items
    """

    items: tuple[Node, ...]
    brackets: str = "("
    separators: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Matrix(Node):
    """Rows of entries."""

    rows: tuple[tuple[Node, ...], ...]
    brackets: str = ""


@dataclass(frozen=True, kw_only=True)
class Norm(Node):
    """‖inside‖ (kind "", the root of the sum of squares, "F" the same, "2" spectral for a matrix, "1", "inf")
    or |inside| ("abs").
    """

    inside: Node
    kind: str = ""
    order: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Inner(Node):
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Root(Node):
    inside: Node
    degree: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Derivative(Node):
    """∂above/∂below, d above/d below, ∇_below above.

    above  None for an operator alone: it takes what follows it
    below  with respect to what, and how often each; () for a bare ∇
    kind   "partial", "total", "gradient", "hessian"
    """

    above: Node | None
    below: tuple[tuple[Node, int], ...]
    kind: Literal["partial", "total", "gradient", "hessian"] = "partial"


@dataclass(frozen=True, kw_only=True)
class Differential(Node):
    """dX: a small change of X, in a random direction of the leaves."""

    of: Node


@dataclass(frozen=True, kw_only=True)
class At(Node):
    """inside |_{x=0}: with other values of some letters."""

    inside: Node
    places: tuple["Condition", ...]


@dataclass(frozen=True, kw_only=True)
class Slice(Node):
    """From low to high, without the last; None is the end of the axis."""

    low: Node | None = None
    high: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Condition(Node):
    """A chain of relations: i ≥ j, t ∈ 𝒯, 1 ≤ l ≤ L, x > 0."""

    members: tuple[Node, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cases(Node):
    """Values with their conditions; None is "otherwise"."""

    branches: tuple[tuple[Node, tuple[Condition, ...] | None], ...]


@dataclass(frozen=True, kw_only=True)
class Binding(Node):
    """A bound index: all it can be (kind "all"), low to high ("range"), an element ("in") or a subset
    ("subset") of a set.
    """

    name: str
    kind: Literal["all", "range", "in", "subset"] = "all"
    low: Node | None = None
    high: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Big(Node):
    """A sum, product or concatenation over bound indices.

    direction  of a product of matrices: "left" puts later factors to the left, "right" to the right, "" says
               nothing
    """

    op: str
    bindings: tuple[Binding, ...]
    conditions: tuple[Condition, ...]
    body: Node
    direction: str = ""


@dataclass(frozen=True, kw_only=True)
class Integral(Node):
    """∫ body d by, from low to high; None where no limit is printed."""

    body: Node
    by: Node
    low: Node | None = None
    high: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Space(Node):
    """ℝ^{n×d}, on the right of ∈."""

    dims: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Undecided(Node):
    """What is read and cannot be evaluated: O(·), a limit, a set, a supremum; `what` says which."""

    what: str
    inside: tuple[Node, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Statement(Node):
    """A chain of relations that is claimed, perhaps only where the conditions hold."""

    members: tuple[Node, ...]
    relations: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    premises: tuple["Statement", ...] = ()


def children(node: Any) -> tuple["Node", ...]:
    """The nodes directly inside `node`, of this tree or of the bound one; found once, for nodes do not change."""
    known = node.__dict__.get("_children")
    if known is None:
        known = tuple(n for name in _inside(type(node)) for n in _nodes(getattr(node, name)))
        object.__setattr__(node, "_children", known)
    return known


@cache
def _inside(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node that can hold nodes."""
    return tuple(
        f.name
        for f in fields(kind)
        if any(word in str(f.type) for word in ("Node", "tuple[", "Condition", "Statement"))
        and f.name not in ("relations", "span")
    )


def _nodes(value: Any):
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def walk(node: Node):
    """`node` and everything inside it, in the order of print."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))
