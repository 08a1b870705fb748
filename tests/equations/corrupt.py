"""Typing errors, generated: every way in which a printed equation goes wrong by one slip."""

from collections.abc import Iterator
from dataclasses import dataclass

from figpress.equations.statements import statements
from figpress.equations.syntax import (
    Big,
    Binary,
    Derivative,
    Differential,
    Fraction,
    Node,
    Norm,
    Number,
    Ones,
    Product,
    Scripted,
    Statement,
    Sum,
    Symbol,
    walk,
)  # fmt: skip
from figpress.equations.table import Table


@dataclass(frozen=True)
class Corruption:
    """One slip: what was done, and the equation with it."""

    kind: str
    tex: str


def corruptions(tex: str, table: Table) -> list[Corruption]:
    """Every corruption of an equation, each once, without those that only change how it is written."""
    found: dict[str, Corruption] = {}
    for statement in statements(tex):
        for kind, start, end, text in _slips(statement, tex, table):
            corrupted = tex[:start] + text + tex[end:]
            if _tree(corrupted) not in (None, _tree(tex)):
                found.setdefault(corrupted, Corruption(kind, corrupted))
    return list(found.values())


def _tree(tex: str) -> str | None:
    try:
        return repr(statements(tex))
    except ValueError:
        return None


def _slips(statement: Statement, tex: str, table: Table) -> Iterator[tuple[str, int, int, str]]:
    for member in statement.members:
        start, end = member.span
        text = tex[start:end]
        if not (isinstance(member, Number) and member.digits == "0"):
            yield "sign", start, end, f"-({text})"
            yield "factor", start, end, f"2({text})"
    for node in (n for m in statement.members for n in walk(m)):
        yield from _of_node(node, tex, table)


def _of_node(node: Node, tex: str, table: Table) -> Iterator[tuple[str, int, int, str]]:
    start, end = node.span
    text = tex[start:end]
    if isinstance(node, Scripted):
        if node.high == "⊤":
            yield (
                "transpose dropped",
                node.base.span[1],
                end,
                tex[node.base.span[1] : end].replace("^\\top", "").replace("^{\\top}", ""),
            )
        if len(node.indices) == 2 and all(isinstance(i, Symbol) for i in node.indices):
            a, b = node.indices
            yield "indices swapped", a.span[0], b.span[1], tex[slice(*b.span)] + tex[slice(*a.span)]
        for index in node.indices:
            if (
                isinstance(index, Symbol)
                and len(index.name) == 1
                and index.name.islower()
                and table.resolve(node)
                and table.resolve(node).indices
            ):
                for other in "ijk":
                    if other != index.name:
                        yield "wrong index", *index.span, other
    if isinstance(node, Symbol | Scripted):
        reference = table.resolve(node)
        if (
            reference
            and not reference.high
            and reference.entry.kind == "tensor"
            and not (isinstance(node, Scripted) and node.high)
        ):
            yield "transpose added", end, end, "^\\top"
        if isinstance(node, Symbol) and node.bar:
            yield "bar dropped", start, end, node.name if not node.name.startswith("\\") else node.name + " "
        elif (
            reference
            and reference.entry.kind == "tensor"
            and isinstance(node, Symbol)
            and not node.name.startswith("\\hat")
        ):
            yield "bar added", start, end, f"\\bar {text}"
    if isinstance(node, Product):
        for i, (a, b) in enumerate(zip(node.factors, node.factors[1:])):
            swapped = tex[slice(*b.span)] + "\\," + tex[slice(*a.span)]
            yield "factors swapped", a.span[0], b.span[1], swapped
        for i, factor in enumerate(node.factors):
            rest = "\\,".join(tex[slice(*f.span)] for j, f in enumerate(node.factors) if j != i)
            yield "factor dropped", node.factors[0].span[0], node.factors[-1].span[1], rest
    if isinstance(node, Sum):
        for i, (sign, term) in enumerate(node.terms):
            rest = "".join(
                ("-" if s < 0 else "+") + tex[slice(*t.span)] for j, (s, t) in enumerate(node.terms) if j != i
            )
            yield "term dropped", start, end, f"({rest})"
            flipped = "".join(
                ("-" if (s < 0) != (i == j) else "+") + tex[slice(*t.span)]
                for j, (s, t) in enumerate(node.terms)
            )
            yield "sign", start, end, f"({flipped})"
    if isinstance(node, Binary) and node.op in ("odot", "cdot"):
        left, right = tex[slice(*node.left.span)], tex[slice(*node.right.span)]
        if node.op == "odot":
            yield "product for ⊙", start, end, f"{left}\\,{right}"
        yield "operand dropped", start, end, left
        yield "operand dropped", start, end, right
    if isinstance(node, Binary) and node.op == "/":
        yield "division dropped", start, end, tex[slice(*node.left.span)]
    if isinstance(node, Big):
        yield "sum dropped", start, end, tex[slice(*node.body.span)]
        if node.direction:
            other = (
                text.replace("\\leftarrow", "\\rightarrow")
                if "\\leftarrow" in text
                else text.replace("\\rightarrow", "\\leftarrow")
            )
            yield "direction", start, end, other
    if isinstance(node, Fraction):
        yield "division dropped", start, end, tex[slice(*node.above.span)]
        yield (
            "fraction turned",
            start,
            end,
            f"\\frac{{{tex[slice(*node.below.span)]}}}{{{tex[slice(*node.above.span)]}}}",
        )
    if isinstance(node, Ones):
        yield "ones dropped", start, end, ""
    if isinstance(node, Norm) and node.kind == "":
        yield "norm dropped", start, end, tex[slice(*node.inside.span)]
    if isinstance(node, Derivative | Differential):
        return
