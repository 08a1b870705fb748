"""What ∂ and d stand before: of what, how often, with respect to what."""

from figpress.base.data import whole_number
from figpress.equations.syntax import (
    Derivative,
    Differential,
    Group,
    Node,
    Number,
    Product,
    Scripted,
    Symbol,
    Unreadable,
)  # fmt: skip


class Half(Node):
    """∂ something, before its other half is seen."""

    def __init__(self, order: int, what: Node | None, span: tuple[int, int]):
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "what", what)
        object.__setattr__(self, "span", span)


def bare(node: Node) -> Node:
    """What stands in TeX's braces."""
    while isinstance(node, Group) and node.brackets == "{" and len(node.items) == 1:
        node = node.items[0]
    return node


def dels_in(node: Node) -> list[Half]:
    """The ∂s of a numerator or a denominator."""
    if isinstance(node, Half):
        return [node]
    if isinstance(node, Product) and any(isinstance(f, Half) for f in node.factors):
        if not all(isinstance(f, Half) for f in node.factors):
            raise Unreadable(
                "a fraction of ∂s has nothing else in it",
                node.span,
                r"Write 2\,\frac{\partial L}{\partial X}.",
            )
        return [f for f in node.factors if isinstance(f, Half)]
    return []


def counted_of(node: Node, order: int) -> tuple[Node, int]:
    """x and 2 of ∂x²."""
    if isinstance(node, Scripted) and isinstance(node.power, Number) and whole_number(node.high):
        base = (
            Scripted(base=node.base, low=node.low, indices=node.indices, span=node.span)
            if node.low
            else node.base
        )
        return base, order * int(node.power.digits)
    return node, order


def order_of(spelt: str, span: tuple[int, int]) -> int:
    order = whole_number(spelt)
    if order is None:
        raise Unreadable(f"∂ to the power {spelt[:20]}", span)
    return order


def letters_of(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def total_of(above: Node, below: Node, span: tuple[int, int]) -> Derivative | None:
    """d y/d x, or the operator d/d x."""
    under = _measures(bare(below))
    if not all(under):
        return None
    count = sum(n for _, n in under)
    what, order = _numerator(bare(above))
    if order is None or order != count:
        return None
    return Derivative(above=what, below=tuple(under), kind="total", span=span)


def _measures(node: Node) -> list:
    """The dx, dy of a denominator, also where they are spaced: d x."""
    factors = node.factors if isinstance(node, Product) else (node,)
    if len(factors) == 2 and isinstance(factors[0], Symbol) and factors[0].name == "d":
        return [counted_of(factors[1], 1)]
    return [_differential(n) for n in factors]


def _differential(node: Node) -> tuple[Node, int] | None:
    if isinstance(node, Differential):
        return node.of, 1
    if (
        isinstance(node, Scripted)
        and isinstance(node.base, Differential)
        and whole_number(node.high)
        and not node.low
    ):
        return node.base.of, int(node.high)
    return None


def _numerator(node: Node) -> tuple[Node | None, int | None]:
    if isinstance(node, Symbol) and node.name == "d":
        return None, 1
    if (
        isinstance(node, Scripted)
        and isinstance(node.base, Symbol)
        and node.base.name == "d"
        and whole_number(node.high)
        and not node.low
    ):
        return None, int(node.high)
    if isinstance(node, Differential):
        return node.of, 1
    if isinstance(node, Product):
        first, rest = node.factors[0], node.factors[1:]
        if isinstance(first, Differential):
            return Product(factors=(first.of, *rest), span=node.span), 1
        what, order = _numerator(first)
        if what is None and order is not None:
            return (rest[0] if len(rest) == 1 else Product(factors=rest, span=node.span)), order
    return None, None
