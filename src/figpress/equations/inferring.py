"""What a symbols script need not say: shapes that its tensors have, and names that are rows or entries of
another.

Sizes are different in every choice, so a length that is n in all three can only be n.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from figpress.equations.statements import expression
from figpress.equations.syntax import Scripted, Symbol, Unreadable
from figpress.equations.table import KINDS

_PARTS = ("rows of ", "entries of ")


class Made(Protocol):
    """One choice of sizes, and what forward made of it: one mapping a seed."""

    made: list[Any]
    sizes: dict[str, int]


def completed(rows: Mapping[str, Any], worlds: Sequence[Made]) -> dict[str, tuple[str, ...]]:
    """The table with a shape in every row; names that are parts of others are added to what forward made.

    A row is a meaning, (shape, meaning) or (shape, meaning, definition). A key may hold several names,
    "Q; K; V", with as many meanings or one. A shape may be left out, or say only what a family's letters run
    over, "1≤h≤H", or be "rows of X" or "entries of X". Sizes need no row. Raises ValueError for a row whose shape does
    not follow.
    """
    found: dict[str, tuple[str, ...]] = {}
    for tex, row in _single(rows):
        shape, *rest = ("", row) if isinstance(row, str) else row
        found[tex] = (_completed(tex, shape, bool(rest[1:]), found, worlds), *rest)
    for name in worlds[0].sizes:
        found.setdefault(name, ("size", ""))
    return found


def _single(rows: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every row with one name."""
    for tex, row in rows.items():
        names = [name.strip() for name in tex.split(";")]
        parts = (row,) if isinstance(row, str) else tuple(row)
        if not 1 <= len(parts) <= 3 or not all(isinstance(part, str) for part in parts):
            raise ValueError(f"{tex}: a row is (shape, meaning), perhaps with a definition in TeX")
        at = 0 if len(parts) == 1 else 1
        meanings = [meaning.strip() for meaning in parts[at].split(";")]
        if len(names) == 1 or len(meanings) != len(names):
            meanings = [parts[at]] * len(names)
        for name, meaning in zip(names, meanings):
            yield name, meaning if not at else (parts[0], meaning, *parts[2:])


def _completed(
    tex: str, shape: str, defined: bool, found: Mapping[str, tuple[str, ...]], worlds: Sequence[Made]
) -> str:
    for part in _PARTS:
        if shape.startswith(part):
            return _part(tex, part.split()[0], shape.removeprefix(part).strip(), found, worlds)
    parts = [part.strip() for part in shape.split(",") if part.strip()]
    if parts and ("×" in parts[0] or parts[0] in KINDS):
        return shape
    if tex in worlds[0].sizes and tex not in worlds[0].made[0]:
        return "size"
    if defined or tex not in worlds[0].made[0]:
        raise ValueError(f"{tex}: what forward does not return needs its shape, such as n×d")
    ranges = sum("<" in part or "≤" in part or part == "random" for part in parts)
    return ", ".join([_shape(tex, [world.made[0][tex] for world in worlds], ranges, worlds), *parts])


def _shape(tex: str, made: Sequence[Any], ranges: int, worlds: Sequence[Made]) -> str:
    """The kind, or rows × columns, of what is left when a family's axes are taken away."""
    one = made[0]
    first = one[0] if isinstance(one, list | tuple) and one and ranges else one
    if callable(first):
        return "function"
    if isinstance(one, int) and not isinstance(one, bool):
        return "size"
    shapes = [_axes(m) for m in made]
    rest = [shape[ranges:] for shape in shapes]
    if any(len(shape) < ranges for shape in shapes) or len(rest[0]) > 2:
        raise ValueError(f"{tex}: forward made {list(shapes[0])}: say what its letters run over, such as i<n")
    if not rest[0]:
        return "scalar"
    dims = [_length(tex, [shape[axis] for shape in rest], worlds) for axis in range(len(rest[0]))]
    return "×".join(dims if len(dims) == 2 else [*dims, "1"])


def _axes(made: Any) -> tuple[int, ...]:
    if isinstance(made, list | tuple):
        return (len(made), *(_axes(made[0]) if made else ()))
    return tuple(getattr(made, "shape", ()))


def _length(tex: str, lengths: Sequence[int], worlds: Sequence[Made]) -> str:
    """A size, one more or less, a product of two, or the same number in every choice."""
    every = {name: tuple(world.sizes[name] for world in worlds) for name in worlds[0].sizes}
    wanted = tuple(lengths)
    for name, values in every.items():
        if values == wanted and len(set(values)) > 1:
            return name
    if len(set(wanted)) == 1:
        return str(wanted[0])
    for name, values in every.items():
        for offset, sign in ((1, "+"), (-1, "-")):
            if tuple(v + offset for v in values) == wanted:
                return f"{name}{sign}1"
    for a, b in itertools.combinations(every, 2):
        if tuple(x * y for x, y in zip(every[a], every[b])) == wanted:
            return f"{a} {b}"
    raise ValueError(
        f"{tex}: its length is {' and '.join(map(str, lengths))}, which is no size: say its shape"
    )


def _part(
    tex: str, how: str, whole: str, found: Mapping[str, tuple[str, ...]], worlds: Sequence[Made]
) -> str:
    """x_i as row i of X, standing up; s_{ij} as an entry."""
    letters = _letters(tex)
    if whole not in found or whole not in worlds[0].made[0]:
        raise ValueError(f"{tex}: {whole} is no tensor of the rows above")
    dims = found[whole][0].split("×")
    wanted = 2 if how == "entries" and "1" not in dims else 1
    if len(dims) != 2 or len(letters) != wanted:
        raise ValueError(f"{tex}: {how} of {whole}, which is {found[whole][0]}, take {wanted} letter")
    for world in worlds:
        for made in world.made:
            made[tex] = made[whole]
    rows, columns = dims
    if how != "entries":
        return f"{columns}×1, {letters[0]}<{rows}"
    lengths = [rows, columns] if wanted == 2 else [columns if rows == "1" else rows]
    return ", ".join(["scalar", *(f"{letter}<{length}" for letter, length in zip(letters, lengths))])


def _letters(tex: str) -> list[str]:
    try:
        node = expression(tex)
    except Unreadable as error:
        raise ValueError(f"{tex} is no name: {error.message}") from None
    indices = node.indices if isinstance(node, Scripted) else ()
    return [i.name for i in indices if isinstance(i, Symbol)]
