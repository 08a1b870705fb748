r"""A symbol table: which names there are, of what kind and shape, and what a name with its scripts refers
to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from figpress.base.nearest import nearest
from figpress.equations.statements import expression
from figpress.equations.syntax import (
    Differential,
    Group,
    Node,
    Number,
    Product,
    Scripted,
    Symbol,
    Unreadable,
    walk,
)

# What the grammar names itself; docs/press/equations.md says what each means.
FUNCTIONS = frozenset(
    "softmax logsumexp diag tr trace Tr rank rowsum colsum mean var std sum det log ln lg exp tanh sinh "
    "cosh sin cos tan arcsin arccos "
    "arctan cot sigmoid relu ReLU sign sgn sigm softplus erf max min concat abs binom vec log2 log10 "
    "sinc".split()
) | {"\\lambda_{max}", "\\sigma_{max}", "\\sigma_{min}", "\\lambda_{min}"}
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

    tex        as it is printed, e.g. "a_{ij}" or "x(t)"
    base       the bare letter, "a"; `low` and `high` are labels, "" where there is none
    kind       "tensor" or one of KINDS: what an element is
    shape      as it was written: for readers, and held against what is evaluated
    dims       rows and columns of an element, for kind "tensor"
    ranges     of a family, in the order of the axes
    spots      where each range's index stands in print: ("low", 0), ("high", 0), ("args", 0)
    arguments  what stands in its brackets, () for a bare name; `brackets` is "(" or "[", and `separators`
               stand between them: p(x|y) is not p(x, y)
    wrapped    the upper index stands in parentheses: x^{(i)}
    over       "rows" or "columns": it is repeated as its neighbours need it
    random     one axis before the others holds samples
    labels     of a subscript with both, v_{A,i}: the label at each place, "" where an index stands
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
    arguments: tuple[Node, ...] = ()
    brackets: str = ""
    separators: tuple[str, ...] = ()
    wrapped: bool = False
    over: str = ""
    random: bool = False
    labels: tuple[str, ...] = ()

    @property
    def row(self) -> bool:
        """True for a 1×d: a vector that lies down."""
        return self.dims is not None and getattr(self.dims[0], "digits", "") == "1"

    @property
    def column(self) -> bool:
        return self.dims is not None and getattr(self.dims[1], "digits", "") == "1"

    @property
    def key(self) -> tuple:
        spots = [where for where, _ in self.spots]
        return (
            self.base,
            self.low,
            self.high,
            spots.count("low"),
            spots.count("high"),
            len(self.arguments),
            self.brackets,
            self.arguments,
            self.separators,
            self.labels,
        )


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

    def after(self, entry: Entry) -> Entry | None:
        """The row of a name after a step: w^+ of w."""
        return next(
            (
                e
                for e in self.entries
                if (e.base, e.low, e.high, e.ranges) == (entry.base, entry.low, "+", entry.ranges)
            ),
            None,
        )

    def plain(self, name: str) -> Entry | None:
        """The entry of a bare name."""
        return self._by_key.get((name, "", "", 0, 0, 0, "", (), (), ()))

    def resolve(self, node: Node) -> Reference | None:
        """What a Symbol or a Scripted refers to; None when no name of the table fits.

        A subscript is a label when the whole name is in the table, and an index otherwise.
        """
        known = self._resolved.get(id(node))
        if known is None:
            known = self._resolved[id(node)] = (node, self._resolve(node))
        return known[1]

    def called(self, head: Node, group: Group) -> Reference | None:
        """What a name with brackets after it refers to, where the table prints it with them: x(t), p(y|x),
        x[k]."""
        for entry in self.entries:
            if (
                not entry.arguments
                or len(entry.arguments) != len(group.items)
                or entry.brackets != group.brackets
                or entry.separators != group.separators
            ):
                continue
            letters = {r.letter for r in entry.ranges}
            given = matched(entry.arguments, group.items, letters)
            found = self.with_scripts(head, entry) if given is not None else None
            if found is None:
                continue
            indices = tuple(given.get(r.letter, i) for r, i in zip(entry.ranges, found.indices))
            return replace(found, indices=indices)
        return None

    def with_scripts(self, head: Node, entry: Entry) -> Reference | None:
        """`head` as the name of an entry that is printed with arguments."""
        bare = replace(
            entry,
            arguments=(),
            brackets="",
            separators=(),
            spots=tuple(s for s in entry.spots if s[0] != "args"),
        )
        found = Table((bare,), {bare.key: bare}).resolve(head)
        if found is None or found.entries or found.high:
            return None
        given = dict(zip(bare.spots, found.indices))
        return replace(found, entry=entry, indices=tuple(given.get(spot) for spot in entry.spots))

    def joined(self, factors: Sequence[Node]) -> Symbol | Scripted | None:
        """Factors that the table has as one name: \\Delta t, SNR."""
        found = compound(Product(factors=tuple(factors), span=(factors[0].span[0], factors[-1].span[1])))
        base = found.base if isinstance(found, Scripted) else found
        return found if isinstance(base, Symbol) and any(e.base == base.name for e in self.entries) else None

    def has_arguments(self, head: Node) -> tuple[str, ...]:
        """How the table prints a name that always has arguments."""
        return tuple(e.tex for e in self.entries if e.arguments and self.with_scripts(head, e) is not None)

    def _resolve(self, node: Node) -> Reference | None:
        if isinstance(node, Symbol | Scripted) and (found := self._with_bar(node)):
            return found
        return self._plainly(node)

    def _with_bar(self, node: Symbol | Scripted) -> Reference | None:
        """\\bar x as a name of its own, where the table has it."""
        base = node.base if isinstance(node, Scripted) else node
        if not isinstance(base, Symbol) or not base.bar:
            return None
        own = Symbol(name=f"\\bar{{{base.name}}}", span=base.span)
        if not any(e.base == own.name for e in self.entries):
            return None
        return self._plainly(replace(node, base=own) if isinstance(node, Scripted) else own)

    def _get(self, *key: object) -> Entry | None:
        """The entry without arguments: base, labels and numbers of indices below and above."""
        return self._by_key.get((*key, 0, "", (), (), ()))

    def _plainly(self, node: Node) -> Reference | None:
        if isinstance(node, Symbol):
            for count in (0, 1, 2, 3):  # a family's bare name: all of its elements
                if entry := self._get(node.name, "", "", count, 0):
                    return Reference(entry, node.bar, (None,) * count)
            return None
        if not isinstance(node, Scripted) or not isinstance(node.base, Symbol):
            return None
        if entry := self._get(node.base.name, node.low, node.high, 0, 0):
            return Reference(entry, node.base.bar)
        if spelling(node) in FUNCTIONS:
            return None
        readings = (self._by_label_and_index, self._by_upper_index, self._by_lower, self._with_entries)
        return next((found for read in readings if (found := read(node, node.base))), None)

    def _by_label_and_index(self, node: Scripted, base: Symbol) -> Reference | None:
        """v_{A,i}: a label beside an index."""
        for entry in self.entries:
            if entry.base != base.name or not entry.labels or len(entry.labels) != len(node.indices):
                continue
            pairs = list(zip(entry.labels, node.indices))
            if all(not label or label == spelling(index) for label, index in pairs):
                given = [index for label, index in pairs if not label]
                if entry.high in ("", node.high):
                    rest = ("", None) if entry.high else (node.high, node.power)
                    return Reference(entry, base.bar, _ordered(entry, given, ()), high=rest[0], power=rest[1])
        return None

    def _by_upper_index(self, node: Scripted, base: Symbol) -> Reference | None:
        """x^{(i)} and x_i^{(t)} of families with an index above."""
        if node.power is None:
            return None
        wrapped, upper = unwrapped(node.power)
        for label, part in ((node.low, ()), ("", node.indices)):
            entry = self._get(base.name, label, "", len(part), 1)
            if entry and entry.wrapped == wrapped:
                return Reference(entry, base.bar, _ordered(entry, part, (upper,)))
        return None

    def _by_lower(self, node: Scripted, base: Symbol) -> Reference | None:
        """A label below, or indices: all of a family's, or the first of them."""
        low, high, indices, power, bar = node.low, node.high, node.indices, node.power, base.bar
        if low and (entry := self._get(base.name, low, "", 0, 0)):
            return Reference(entry, bar, high=high, power=power)
        if not low or not indices:
            return None
        if len(indices) == 2 and isinstance(indices[0], Number) and not self._get(base.name, "", "", 2, 0):
            if entry := self._get(base.name, "", "", 1, 0):  # x_{2j} of a family with one index
                whole = Product(factors=indices, span=(indices[0].span[0], indices[1].span[1]))
                return Reference(entry, bar, _ordered(entry, (whole,), ()), high=high, power=power)
        if len(indices) == 1 and isinstance(indices[0], Number) and len(indices[0].digits) == 2:
            if entry := self._get(base.name, "", "", 2, 0):  # w_{12} of a family with two indices
                digits = tuple(Number(digits=digit, span=indices[0].span) for digit in indices[0].digits)
                return Reference(entry, bar, _ordered(entry, digits, ()), high=high, power=power)
        for label, rest, left in ((high, "", None), ("", high, power)):
            if entry := self._get(base.name, "", label, len(indices), 0):
                return Reference(entry, bar, _ordered(entry, indices, ()), high=rest, power=left)
        for extra in (1, 2):
            if entry := self._get(base.name, "", "", len(indices) + extra, 0):
                given = _ordered(entry, (*indices, *(None,) * extra), ())
                return Reference(entry, bar, given, high=high, power=power)
        return None

    def _with_entries(self, node: Scripted, base: Symbol) -> Reference | None:
        """Rows and columns of a tensor, or a power of a name."""
        wrapped = unwrapped(node.power)[0]
        if entry := self._get(base.name, "", "", 0, 0):
            if (node.low and not node.indices) or wrapped:
                return None
            return Reference(entry, base.bar, entries=node.indices, high=node.high, power=node.power)
        if not node.low and node.high and not wrapped and (bare := self.resolve(base)):
            return Reference(bare.entry, base.bar, bare.indices, high=node.high, power=node.power)
        return None

    def likely(self, node: Node) -> str | None:
        """The known name most like one that is not known."""
        return self.likely_name(spelling(node))

    def likely_name(self, name: str) -> str | None:
        return nearest(name, self.names())


def spelling(node: Node) -> str:
    """A name as it is printed, without braces that change nothing."""
    if isinstance(node, Scripted):
        low = f"_{_braced(node.low)}" if node.low else ""
        high = f"^{_braced(node.high)}" if node.high and node.high != "⊤" else ""
        return spelling(node.base) + low + high
    if isinstance(node, Symbol):
        return rf"\bar{{{node.name}}}" if node.bar else node.name
    return node.digits if isinstance(node, Number) else "…"


def unwrapped(power: Node | None) -> tuple[bool, Node | None]:
    """Whether an upper script stands in parentheses, and what is in them."""
    if isinstance(power, Group) and power.brackets == "(" and len(power.items) == 1:
        return True, power.items[0]
    return False, power


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


def compound(node: Node) -> Symbol | Scripted | None:
    r"""\Delta t as one name, with the scripts of its last letter; SNR, where nothing stands between its letters;
    None for what is no such name."""
    if not isinstance(node, Product):
        return None
    if (word := written(node.factors)) is not None:
        return word
    if len(node.factors) != 2 or not isinstance(node.factors[0], Symbol):
        return None
    first, second = node.factors
    base = second.base if isinstance(second, Scripted) else second
    if not isinstance(base, Symbol) or base.bar or first.bar:
        return None
    joined = Symbol(name=f"{first.name} {base.name}", span=node.span)
    return replace(second, base=joined, span=node.span) if isinstance(second, Scripted) else joined


def with_d(node: Differential) -> Symbol | Scripted:
    """dP as a name of its own: some write a gradient so."""
    of = node.of
    base = of.base if isinstance(of, Scripted) else of
    named = Symbol(name=f"d{base.name}" if isinstance(base, Symbol) else "d", span=node.span)
    return replace(of, base=named, span=node.span) if isinstance(of, Scripted) else named


def written(factors: Sequence[Node]) -> Symbol | Scripted | None:
    """Letters without a space between them as a word, with the scripts of its last letter."""
    letters = ""
    last: Node | None = None
    for at, factor in enumerate(factors):
        if at and factor.span[0] != factors[at - 1].span[1]:
            return None
        last = factor
        if isinstance(factor, Differential):  # d right before a letter
            letters += "d"
            factor = factor.of
        base = factor.base if isinstance(factor, Scripted) else factor
        if not isinstance(base, Symbol) or base.bar or not (len(base.name) == 1 and base.name.isalpha()):
            return None
        if isinstance(factor, Scripted) and at < len(factors) - 1:
            return None
        letters += base.name
        last = factor
    span = (factors[0].span[0], factors[-1].span[1])
    word = Symbol(name=letters, span=span)
    return replace(last, base=word, span=span) if isinstance(last, Scripted) else word


def matched(printed: tuple, given: tuple, letters: set[str]) -> dict[str, Node] | None:
    """What stands for each letter of a pattern; None where it does not fit."""
    found: dict[str, Node] = {}

    def fits(a, b) -> bool:
        if isinstance(a, Symbol) and a.name in letters and isinstance(b, Node):
            return found.setdefault(a.name, b) == b
        if type(a) is not type(b):
            return False
        if isinstance(a, Scripted):
            spelt = (a.power is None and a.high != b.high) or (not a.indices and a.low != b.low)
            return not spelt and all(
                fits(getattr(a, n), getattr(b, n)) for n in ("base", "indices", "under", "power")
            )
        if isinstance(a, Node):
            return all(fits(getattr(a, f.name), getattr(b, f.name)) for f in fields(a) if f.name != "span")
        if isinstance(a, tuple):
            return len(a) == len(b) and all(map(fits, a, b))
        return a == b

    return found if fits(tuple(printed), tuple(given)) else None


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


def _ordered(
    entry: Entry, low: Iterable[Node | None], high: Iterable[Node | None]
) -> tuple[Node | None, ...]:
    at: dict = {("low", i): node for i, node in enumerate(low)} | {
        ("high", i): node for i, node in enumerate(high)
    }
    return tuple(at.get(spot) for spot in entry.spots)


def _braced(script: str) -> str:
    return script if len(script) == 1 else f"{{{script}}}"
