"""A symbol table: which names there are, of what kind and shape, and what a name with its scripts
refers to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from figpress.base.nearest import nearest
from figpress.equations.statements import expression
from figpress.equations.syntax import Node, Scripted, Symbol, Unreadable

# What the grammar names itself; docs/press/equations.md says what each means.
FUNCTIONS = frozenset(
    [
        "softmax",
        "logsumexp",
        "diag",
        "tr",
        "trace",
        "rank",
        "rowsum",
        "colsum",
        "mean",
        "var",
        "std",
        "sum",
        "det",
        "log",
        "ln",
        "exp",
        "tanh",
        "sin",
        "cos",
        "sigmoid",
        "relu",
        "sign",
        "max",
        "min",
        "concat",
    ]
) | {"\\lambda_{max}", "\\sigma_{max}", "\\sigma_{min}"}
KINDS = ("scalar", "size", "function", "set", "index")


@dataclass(frozen=True)
class Range:
    """What one index of a family runs over: low to high, both included."""

    letter: str
    low: Node
    high: Node
    strict: bool  # high itself is left out


@dataclass(frozen=True)
class Entry:
    """One name.

    tex      as it is printed, e.g. "a_{ij}"
    base     the bare letter, "a"; `low` and `high` are labels, "" where there is none
    kind     "tensor" or one of KINDS: what an element is
    shape    as it was written: for readers, and held against what is evaluated
    dims     rows and columns of an element, for kind "tensor"
    ranges   of a family, in the order of the axes
    spots    where each range's index stands in print: ("low", 0), ("high", 0)
    """

    tex: str
    base: str
    low: str
    high: str
    kind: str
    shape: str
    meaning: str
    dims: tuple[Node, Node] | None = None
    ranges: tuple[Range, ...] = ()
    spots: tuple[tuple[str, int], ...] = ()
    definition: str = ""

    @property
    def row(self) -> bool:
        """True for a 1×d: a vector that lies down."""
        return self.dims is not None and getattr(self.dims[0], "digits", "") == "1"

    @property
    def column(self) -> bool:
        return self.dims is not None and getattr(self.dims[1], "digits", "") == "1"

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        low = sum(where == "low" for where, _ in self.spots)
        return self.base, self.low, self.high, low, len(self.spots) - low


@dataclass(frozen=True)
class Reference:
    """A printed name, resolved.

    indices  one for each range of the entry's, None where the index is left out
    entries  further subscripts: rows and columns of the tensor itself
    power    what remains of the superscript: an operation
    """

    entry: Entry
    bar: bool = False
    indices: tuple[Node | None, ...] = ()
    entries: tuple[Node, ...] = ()
    high: str = ""
    power: Node | None = None


@dataclass(frozen=True)
class Table:
    entries: tuple[Entry, ...]
    _by_key: Mapping[tuple, Entry] = field(default_factory=dict, compare=False)
    _resolved: dict[int, tuple[Node, Reference | None]] = field(
        default_factory=dict, compare=False
    )  # by identity; the node is kept alive

    def names(self) -> tuple[str, ...]:
        return tuple(e.tex for e in self.entries)

    def plain(self, name: str) -> Entry | None:
        """The entry of a bare name."""
        return self._by_key.get((name, "", "", 0, 0))

    def resolve(self, node: Node) -> Reference | None:
        """What a Symbol or a Scripted refers to; None when no name of the table fits.

        A subscript is a label when the whole name is in the table, and an index otherwise.
        """
        known = self._resolved.get(id(node))
        if known is None:
            known = self._resolved[id(node)] = (node, self._resolve(node))
        return known[1]

    def _resolve(self, node: Node) -> Reference | None:
        get = self._by_key.get
        if isinstance(node, Symbol):
            if entry := get((node.name, "", "", 0, 0)):
                return Reference(entry, node.bar)
            for count in (1, 2, 3):  # a family's bare name: all of its elements
                if entry := get((node.name, "", "", count, 0)):
                    return Reference(entry, node.bar, (None,) * count)
            return None
        if not isinstance(node, Scripted) or not isinstance(node.base, Symbol):
            return None
        name, bar, low, high, indices, power = (
            node.base.name,
            node.base.bar,
            node.low,
            node.high,
            node.indices,
            node.power,
        )
        if entry := get((name, low, high, 0, 0)):
            return Reference(entry, bar)
        if spelling(node) in FUNCTIONS:
            return None
        if high and power is not None:
            for label, part in ((low, ()), ("", indices)):
                if entry := get((name, label, "", len(part), 1)):
                    return Reference(entry, bar, _ordered(entry, part, (power,)))
        if low:
            if entry := get((name, low, "", 0, 0)):
                return Reference(entry, bar, high=high, power=power)
            for label, rest, left in (("", high, power), (high, "", None)):
                if entry := get((name, "", label, len(indices), 0)) if indices else None:
                    return Reference(entry, bar, _ordered(entry, indices, ()), high=rest, power=left)
            for extra in (1, 2):
                if entry := get((name, "", "", len(indices) + extra, 0)) if indices else None:
                    return Reference(
                        entry, bar, _ordered(entry, (*indices, *(None,) * extra), ()), high=high, power=power
                    )
        if entry := get((name, "", "", 0, 0)):
            if low and not indices:
                return None
            return Reference(entry, bar, entries=indices, high=high, power=power)
        if not low and high and (bare := self.resolve(node.base)):
            return Reference(bare.entry, bar, bare.indices, high=high, power=power)
        return None

    def likely(self, node: Node) -> str | None:
        """The known name most like one that is not known."""
        return nearest(spelling(node), self.names())


def spelling(node: Node) -> str:
    """A name as it is printed, without braces that change nothing."""
    if isinstance(node, Scripted):
        low = f"_{_braced(node.low)}" if node.low else ""
        high = f"^{_braced(node.high)}" if node.high and node.high != "⊤" else ""
        return spelling(node.base) + low + high
    return node.name if isinstance(node, Symbol) else "…"


def read(rows: Mapping[str, tuple[str, ...]]) -> Table:
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
    return Table(entries, by_key)


def _row(tex: str, row: tuple[str, ...]) -> tuple[str, str, str]:
    if isinstance(row, str) or not 2 <= len(row) <= 3 or not all(isinstance(part, str) for part in row):
        raise ValueError(f"{tex}: a row is (shape, meaning), perhaps with a definition in TeX")
    return row[0], row[1], row[2] if len(row) > 2 else ""


def _entry(tex: str, shape: str, meaning: str, definition: str) -> Entry:
    try:
        node = expression(tex)
    except Unreadable as error:
        raise ValueError(f"{tex} is no name: {error.message}") from None
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Symbol) or base.bar:
        raise ValueError(f"{tex} is no name")
    first, *spans = [part.strip() for part in shape.split(",")]
    ranges = tuple(_range(tex, span) for span in spans)
    letters = {r.letter for r in ranges}
    low, high, spots = (node.low, node.high, {}) if isinstance(node, Scripted) else ("", "", {})
    if isinstance(node, Scripted):
        named = [i.name if isinstance(i, Symbol) else "" for i in node.indices]
        if named and set(named) <= letters:
            low, spots = "", {name: ("low", i) for i, name in enumerate(named)}
        if isinstance(node.power, Symbol) and node.power.name in letters:
            high, spots = "", {**spots, node.power.name: ("high", 0)}
    for letter in letters - set(spots):
        raise ValueError(f"{tex}: the index {letter} does not stand in the name")
    kind, dims = (first, None) if first in KINDS else ("tensor", _dims(tex, first))
    return Entry(
        tex,
        base.name,
        low,
        high,
        kind,
        shape,
        meaning,
        dims,
        ranges,
        tuple(spots[r.letter] for r in ranges),
        definition,
    )


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


def _ordered(
    entry: Entry, low: Iterable[Node | None], high: Iterable[Node | None]
) -> tuple[Node | None, ...]:
    at = {("low", i): node for i, node in enumerate(low)} | {("high", i): node for i, node in enumerate(high)}
    return tuple(at[spot] for spot in entry.spots)


def _braced(script: str) -> str:
    return script if len(script) == 1 else f"{{{script}}}"
