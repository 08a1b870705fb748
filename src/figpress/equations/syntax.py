"""What a displayed equation says, as a tree. Every node knows which part of the TeX it was read from."""

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

    bar  True under \bar: the gradient of the loss with respect to it
    """

    name: str
    bar: bool = False


@dataclass(frozen=True, kw_only=True)
class Scripted(Node):
    """A base with a subscript, a superscript or both. Whether a subscript is a label or an index, only a
    symbol table can say.

    low    the subscript as it is spelt, "" where there is none; `indices` are its parts where they can be
           indices
    high   the superscript as it is spelt; `power` is the same as an expression; "⊤" is the transpose
    """

    base: Node
    low: str = ""
    indices: tuple[Node, ...] = ()
    high: str = ""
    power: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Ones(Node):
    r"""\mathbf 1: as long as its neighbours need it."""


@dataclass(frozen=True, kw_only=True)
class Product(Node):
    """Factors side by side: scaling, matrix product or application, as their types say."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Binary(Node):
    op: Literal["odot", "cdot", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Fraction(Node):
    above: Node
    below: Node


@dataclass(frozen=True, kw_only=True)
class Sum(Node):
    """Terms with their signs, ±1."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True, kw_only=True)
class Group(Node):
    """Parentheses round one expression, or round a function's arguments."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Norm(Node):
    """‖inside‖ (kind "", the root of the sum of squares, "F" the same, "2" spectral for a matrix, "1", "inf")
    or |inside| ("abs").
    """

    inside: Node
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Inner(Node):
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Root(Node):
    inside: Node


@dataclass(frozen=True, kw_only=True)
class Partial(Node):
    """∂above/∂below: a gradient or a Jacobian, taken by autograd."""

    above: Node
    below: Node


@dataclass(frozen=True, kw_only=True)
class Differential(Node):
    """dX: a small change of X, in a random direction of the leaves."""

    of: Node


@dataclass(frozen=True, kw_only=True)
class Slice(Node):
    """From low to high, without the last; None is the end of the axis."""

    low: Node | None = None
    high: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Entries(Node):
    """base[row, column], each an index or a Slice."""

    base: Node
    parts: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Concat(Node):
    """[A | B | … | Z]: side by side; `dots` marks the parts that are to be filled in between its
    neighbours.
    """

    parts: tuple[Node | None, ...]  # None is \dots


@dataclass(frozen=True, kw_only=True)
class Condition(Node):
    """A chain of relations between indices: i ≥ j, t ∈ 𝒯, 1 ≤ l ≤ L."""

    members: tuple[Node, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cases(Node):
    """Values with their conditions; None is "otherwise"."""

    branches: tuple[tuple[Node, tuple[Condition, ...] | None], ...]


@dataclass(frozen=True, kw_only=True)
class Indices(Node):
    r"""A set of indices written out: \{1, \dots, L\}."""

    low: Node
    high: Node


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

    op: Literal["sum", "prod", "concat", "max", "min"]
    bindings: tuple[Binding, ...]
    conditions: tuple[Condition, ...]
    body: Node
    direction: str = ""


@dataclass(frozen=True, kw_only=True)
class Covariance(Node):
    """Cov over j, drawn with the weights a_i, of two things; `index` is "" where the names of whole families
    are given.
    """

    index: str
    weights: Node
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Space(Node):
    """ℝ^{n×d}, on the right of ∈."""

    dims: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Statement(Node):
    """A chain of relations that is claimed, perhaps only where the conditions hold."""

    members: tuple[Node, ...]
    relations: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    premises: tuple["Statement", ...] = ()


def children(node: Any):
    """The nodes directly inside `node`."""
    for name in _inside(type(node)):
        yield from _nodes(getattr(node, name))


@cache
def _inside(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node that can hold nodes."""
    return tuple(
        f.name
        for f in fields(kind)
        if "Node" in str(f.type) or ("tuple[" in str(f.type) and f.name != "relations")
    )


def _nodes(value: Any):
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def walk(node: Node):
    """`node` and everything inside it."""
    yield node
    for child in children(node):
        yield from walk(child)
