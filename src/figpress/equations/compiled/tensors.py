"""Tensors as rules: a shape, and what the number at a row and a column is. What `values` does with arrays, this
does with rules, under the same refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from figpress.equations.compiled import scalars
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.scalars import Apart, Binary, Count, Folded, Kept, Number, Scalar
from figpress.equations.syntax import Node

ONE, NOTHING = Whole.of(1), Whole.of(0)
LETTERS = "klmpqrstuvwxyzabcefgho"


class Uncompiled(Exception):
    """What is no program, in words, and where it stands."""

    def __init__(self, node: Node | None, message: str):
        super().__init__(message)
        self.node, self.message = node, message


@dataclass(frozen=True)
class Tensor:
    """A number or a matrix.

    rows, columns  None where the neighbours decide
    at             the number at (row, column)
    scalar         True for a number
    zero           a literal 0, of any shape
    ones           a multiple of the vector of ones, which lies down beside a vector that lies
    square         I is in it: as many rows as columns
    """

    rows: Whole | None
    columns: Whole | None
    at: Callable[[Whole, Whole], Scalar]
    scalar: bool = False
    zero: bool = False
    ones: bool = False
    square: bool = False

    @property
    def shape(self) -> str:
        if self.scalar:
            return "a number"
        return "×".join("?" if s is None else s.text for s in (self.rows, self.columns))


def number(x: Scalar, zero: bool = False) -> Tensor:
    return Tensor(ONE, ONE, lambda i, j: x, scalar=True, zero=zero)


ONES = Tensor(None, ONE, lambda i, j: Number(1.0), ones=True)


def eye(size: Whole | None = None) -> Tensor:
    def at(i: Whole, j: Whole) -> Scalar:
        if i == j:
            return Number(1.0)
        return scalars.Chosen((scalars.Test("=", i, j),), Number(1.0), Number(0.0))

    return Tensor(size, size, at, square=True)


@dataclass
class Maker:
    """Puts tensors together.

    worlds    what the sizes are, in each choice of them: two lengths are equal that are so in all
    reserved  names that no letter may take
    """

    worlds: Sequence[Mapping[str, int]]
    reserved: frozenset[str]
    serial: int = field(default=0)

    def fresh(self) -> str:
        """A letter that stands for itself until the body is known."""
        self.serial += 1
        return f"_{self.serial}"

    def same(self, a: Whole, b: Whole) -> bool:
        try:
            return a == b or all(a.value(w) == b.value(w) for w in self.worlds)
        except KeyError:
            return False

    def letter(self, body: Scalar, wanted: str = "") -> str:
        taken = self.reserved | scalars.names(body) | scalars.bound(body) | {"i", "j"}
        return next(x for x in (wanted, *LETTERS) if x and x not in taken)

    def folded(
        self, op: str, low: Whole, high: Whole, body: Callable[[Whole], Scalar], wanted: str = ""
    ) -> Scalar:
        """The fold of what `body` says, from low to below high."""
        stand_in = self.fresh()
        made = body(Whole.of(stand_in))
        letter = self.letter(made, wanted)
        return Folded(op, letter, low, high, scalars.renamed(made, stand_in, letter))

    # -- together

    def fitted(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        if a.scalar or b.scalar:
            return a, b
        if a.ones and lies(b):
            a = transposed(a)
        if b.ones and lies(a):
            b = transposed(b)
        pairs = (a.rows, b.rows), (a.columns, b.columns)
        if not all(x is None or y is None or self.same(x, y) for x, y in pairs):
            raise Uncompiled(None, f"shapes differ: {a.shape} and {b.shape}")
        return a, b

    def joined(self, op: str, a: Tensor, b: Tensor) -> Tensor:
        """+ and − of tensors, and their product entry by entry."""
        if op in "+-":
            if a.zero and not b.scalar:
                return b if op == "+" else negative(b)
            if b.zero and not a.scalar:
                return a
        a, b = self.fitted(a, b)
        if a.scalar != b.scalar:
            raise Uncompiled(None, f"a number and a matrix: {a.shape} and {b.shape}")
        return replace(
            a, rows=a.rows or b.rows, columns=a.columns or b.columns, zero=False, ones=a.ones and b.ones,
            square=a.square and b.square, at=lambda i, j: binary(op, a.at(i, j), b.at(i, j)),
        )  # fmt: skip

    def scaled(self, s: Tensor, m: Tensor) -> Tensor:
        return replace(m, at=lambda i, j: binary("*", s.at(NOTHING, NOTHING), m.at(i, j)), zero=False)

    def times(self, a: Tensor, b: Tensor) -> Tensor:
        if a.scalar or b.scalar:
            if b.scalar and not a.scalar:
                return replace(a, at=lambda i, j: binary("*", a.at(i, j), b.at(NOTHING, NOTHING)), zero=False)
            return self.scaled(a, b)
        inner = a.columns or b.rows
        if a.square and a.columns is None:
            a = replace(a, rows=b.rows, columns=b.rows)
        if b.square and b.rows is None:
            b = replace(b, rows=a.columns, columns=a.columns)
        inner = a.columns or b.rows
        if inner is None:
            raise Uncompiled(None, "the length of a sum is not known here")
        if a.columns is not None and b.rows is not None and not self.same(a.columns, b.rows):
            raise Uncompiled(None, f"no product: {a.shape} and {b.shape}")
        one = a.rows == ONE and b.columns == ONE
        if inner == ONE:
            return Tensor(
                a.rows, b.columns, lambda i, j: binary("*", a.at(i, NOTHING), b.at(NOTHING, j)), one
            )
        a, b = self.settled(a, 1), self.settled(b, 0)
        return Tensor(
            a.rows, b.columns,
            lambda i, j: self.folded("sum", NOTHING, inner, lambda k: binary("*", a.at(i, k), b.at(k, j))), one,
        )  # fmt: skip

    def settled(self, a: Tensor, axis: int) -> Tensor:
        """A tensor whose entries are worked out once, where each of them is a sum of its own along an axis."""
        if a.rows is None or a.columns is None:
            return a
        row, column = self.fresh(), self.fresh()
        body = a.at(Whole.of(row), Whole.of(column))
        runs = (row, column)[axis]
        if not any(runs in scalars.names(s) for s in scalars.sums(body)):
            return a
        letters = self.two_letters(body)
        for old, new in zip((row, column), letters):
            body = scalars.renamed(body, old, new)
        rows, columns = a.rows, a.columns
        return replace(a, at=lambda i, j: Kept(rows, columns, *letters, body, (i, j)))

    def two_letters(self, body: Scalar) -> tuple[str, str]:
        taken = self.reserved | scalars.names(body) | scalars.bound(body) | {"i", "j"}
        found = [x for x in "rsuvwxyzabcefgho" if x not in taken]
        return found[0], found[1]

    def all_of(self, op: str, a: Tensor, body: Callable[[Scalar], Scalar] = lambda x: x) -> Scalar:
        """A fold over all entries of a tensor."""
        if a.rows is None or a.columns is None:
            raise Uncompiled(None, "the length of a sum is not known here")
        rows, columns = a.rows, a.columns
        if columns == ONE:
            return self.folded(op, NOTHING, rows, lambda k: body(a.at(k, NOTHING)))
        if rows == ONE:
            return self.folded(op, NOTHING, columns, lambda k: body(a.at(NOTHING, k)))
        return self.folded(
            op, NOTHING, rows,
            lambda k: self.folded(op, NOTHING, columns, lambda m: body(a.at(k, m))),
        )  # fmt: skip

    def inner(self, a: Tensor, b: Tensor) -> Tensor:
        """⟨a, b⟩: zero wins against −∞."""
        a, b = self.fitted(a, b)
        if a.scalar or b.scalar:
            return self.times(a, b)
        both = Tensor(a.rows or b.rows, a.columns or b.columns, lambda i, j: Apart(a.at(i, j), b.at(i, j)))
        return number(self.all_of("sum", both))


def lies(a: Tensor) -> bool:
    return a.rows == ONE and a.columns is not None and a.columns != ONE


def transposed(a: Tensor) -> Tensor:
    return replace(a, rows=a.columns, columns=a.rows, ones=False, at=lambda i, j: a.at(j, i))


def negative(a: Tensor) -> Tensor:
    return replace(a, at=lambda i, j: binary("*", Number(-1.0), a.at(i, j)))


def each(a: Tensor, function: Callable[[Scalar], Scalar]) -> Tensor:
    """A function of each entry."""
    return replace(a, at=lambda i, j: function(a.at(i, j)), zero=False, ones=False, square=False)


def binary(op: str, a: Scalar, b: Scalar) -> Scalar:
    """a op b, without factors of one and terms of nothing."""
    if op == "*" and a == Number(1.0):
        return b
    if op in "*/" and b == Number(1.0):
        return a
    if op == "+" and a == Number(0.0):
        return b
    if op in "+-" and b == Number(0.0):
        return a
    return Binary(op, a, b)


def count(of: Whole) -> Scalar:
    return Number(float(of.number)) if of.number is not None else Count(of)
