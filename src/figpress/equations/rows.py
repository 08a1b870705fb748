"""The rows of a symbols script, read to a table."""

from collections.abc import Mapping
from dataclasses import replace

from figpress.equations.spelt import compound, spelling, unwrapped, with_d
from figpress.equations.statements import expression
from figpress.equations.syntax import Differential, Group, Node, Product, Scripted, Symbol, Unreadable, walk
from figpress.equations.table import KINDS, Entry, Range, Table


# What the grammar names itself; docs/press/equations.md says what each means.
def read(rows: Mapping[str, tuple[str, ...]], coordinates: tuple[str, ...] = ()) -> Table:
    """The table of a symbols script.

    Raises ValueError, naming the row, for a name or a shape that cannot be read.

    >>> read({"a_{ij}": ("scalar, i<n, j<m", "how much i looks at j")}).entries[0].key
    ('a', '', '', 2, 0)
    """
    entries = tuple(_entry(tex, *_row(tex, row)) for tex, row in rows.items())
    by_key: dict[tuple, Entry] = {}
    for entry in entries:
        if entry.key in by_key:
            raise ValueError(f"{entry.tex} and {by_key[entry.key].tex} cannot be told apart")
        by_key[entry.key] = entry
    return Table(entries, by_key, tuple(coordinates))


def _row(tex: str, row: tuple[str, ...]) -> tuple[str, str, str]:
    if isinstance(row, str) or not 2 <= len(row) <= 3 or not all(isinstance(part, str) for part in row):
        raise ValueError(f"{tex}: a row is (shape, meaning), perhaps with a definition in TeX")
    return row[0], row[1], row[2] if len(row) > 2 else ""


def _entry(tex: str, shape: str, meaning: str, definition: str) -> Entry:
    try:
        node = expression(tex)
    except Unreadable as error:
        raise ValueError(f"{tex} is no name: {error.message}") from None
    node, arguments, brackets, separators = _without_arguments(node)
    node = compound(node) or node
    if isinstance(node, Differential):
        node = with_d(node)
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Symbol):
        raise ValueError(f"{tex} is no name")
    first, *spans = [part.strip() for part in shape.split(",")]
    marks = {part for part in spans if part in ("over rows", "over columns", "random")}
    ranges = tuple(_range(tex, span) for span in spans if span not in marks)
    letters = {r.letter for r in ranges}
    labels: tuple[str, ...] = ()
    low, high, spots, wrapped = (
        (node.low, node.high, {}, False) if isinstance(node, Scripted) else ("", "", {}, False)
    )
    if isinstance(node, Scripted):
        named = [i.name if isinstance(i, Symbol) else "" for i in node.indices]
        if named and set(named) <= letters:
            low, spots = "", {name: ("low", i) for i, name in enumerate(named)}
        elif mixed := [name for name in named if name in letters]:
            labels = tuple("" if n in letters else spelling(i) for n, i in zip(named, node.indices))
            low, spots = "", {name: ("low", i) for i, name in enumerate(mixed)}
        wrapped, upper = unwrapped(node.power)
        if isinstance(upper, Symbol) and upper.name in letters:
            high, spots = "", {**spots, upper.name: ("high", 0)}
    inside = {n.name for a in arguments for n in walk(a) if isinstance(n, Symbol)}
    spots |= {letter: ("args", i) for i, letter in enumerate(sorted(letters & inside - set(spots)))}
    for letter in letters - set(spots):
        raise ValueError(f"{tex}: the index {letter} does not stand in the name")
    kind, dims = (first, None) if first in KINDS else ("tensor", _dims(tex, first))
    return Entry(
        tex,
        rf"\bar{{{base.name}}}" if base.bar else base.name,
        low,
        high,
        kind,
        shape,
        meaning,
        dims,
        ranges,
        tuple(spots[r.letter] for r in ranges),
        definition,
        arguments,
        brackets,
        separators,
        wrapped,
        next((m[5:] for m in marks if m != "random"), ""),
        "random" in marks,
        labels,
    )


def _without_arguments(node: Node) -> tuple[Node, tuple[Node, ...], str, tuple[str, ...]]:
    """x, (t) and "(" of x(t), and what stands between several arguments."""
    if isinstance(node, Product) and isinstance(node.factors[-1], Group):
        head, group = node.factors[:-1], node.factors[-1]
        if group.brackets in ("(", "["):
            whole = head[0] if len(head) == 1 else replace(node, factors=head)
            return whole, group.items, group.brackets, group.separators
    return node, (), "", ()


def _dims(tex: str, shape: str) -> tuple[Node, Node]:
    parts = shape.split("×")
    if len(parts) != 2:
        raise ValueError(f"{tex}: {shape!r} is no shape: write n×d, d×1, 1×d, or one of {', '.join(KINDS)}")
    try:
        return expression(parts[0]), expression(parts[1])
    except Unreadable as error:
        raise ValueError(f"{tex}: {shape!r} is no shape: {error.message}") from None


def _range(tex: str, span: str) -> Range:
    for sign in ("<", "≤"):
        parts = span.replace("<=", "≤").replace("\\le", "≤").split(sign)
        if len(parts) == 2 and parts[0].strip().isalpha():
            return Range(parts[0].strip(), expression("0"), expression(parts[1]), sign == "<")
        if len(parts) == 3 and sign == "≤":
            return Range(parts[1].strip(), expression(parts[0]), expression(parts[2]), False)
        if len(parts) == 2 and sign == "<" and "≤" in parts[0]:
            low, letter = parts[0].split("≤")
            return Range(letter.strip(), expression(low), expression(parts[1]), True)
    raise ValueError(f"{tex}: {span!r} is no range: write i<n, l≤L or 1≤l≤L")
