"""What is said to be in a list of numbers, or between two."""

from dataclasses import replace

from figpress.equations.syntax import Binary, Fraction, Group, Node, Number, Scripted, Statement, Sum, Symbol


def by_members(statement: Statement) -> Statement:
    """x ∈ {0, 1} as (x − 0) × (x − 1) = 0, which holds of numbers alone."""
    right = statement.members[-1]
    if (
        statement.relations != ("∈",)
        or not isinstance(right, Group)
        or right.brackets != "\\{"
        or set(right.separators) - {","}
        or not all(isinstance(i, Number | Sum | Symbol | Scripted | Fraction) for i in right.items)
    ):
        return statement
    product: Node | None = None
    for item in right.items:
        apart = Group(
            items=(Sum(terms=((1, statement.members[0]), (-1, item)), span=item.span),), span=item.span
        )
        product = apart if product is None else Binary(op="times", left=product, right=apart, span=right.span)
    assert product is not None
    return replace(statement, members=(product, Number(digits="0", span=right.span)), relations=("=",))


def interval(node: Node) -> tuple[Node, Node, bool] | None:
    """a, b of [a, b] or (a, b), and whether they belong to it."""
    if isinstance(node, Group) and node.brackets in ("[", "(") and node.separators == (",",):
        return node.items[0], node.items[1], node.brackets == "["
    return None
