r"""A symbol table: which names there are, of what kind and shape, and what a name with its scripts refers
to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from figpress.base.nearest import nearest
from figpress.equations.spelt import compound, matched, spelling, unwrapped
from figpress.equations.syntax import Group, Node, Number, Product, Scripted, Symbol

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
    """`coordinates` are the names that ∇ without a subscript goes by."""

    entries: tuple[Entry, ...]
    _by_key: Mapping[tuple, Entry] = field(default_factory=dict, compare=False)
    coordinates: tuple[str, ...] = ()
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


def _ordered(
    entry: Entry, low: Iterable[Node | None], high: Iterable[Node | None]
) -> tuple[Node | None, ...]:
    at: dict = {("low", i): node for i, node in enumerate(low)} | {
        ("high", i): node for i, node in enumerate(high)
    }
    return tuple(at.get(spot) for spot in entry.spots)
