"""What an equation says once its names are looked up: a small closed set of frozen terms, with nothing left
to guess.

`binding.bind` makes them from the printed tree and a symbol table. A name is a `Name` with its row of the
table, a letter that
runs is a `Letter`, a call is a `Call` with all its arguments; factors side by side are a `Times`, whose
factors are tensors or
numbers. What evaluates (`evaluator`), reads back (`reading`) or compiles an equation handles exactly the
classes of `KINDS`.

A term's shape is known after one evaluation: `Evaluator.shapes` maps `id(term)` to () for a number or
(rows, columns), None for
a length that its neighbours decide. Every tensor is a matrix; a vector is a column (d×1) or a row (1×d), as
its table says.
"""

from dataclasses import dataclass
from typing import Any, Literal

from figpress.equations.syntax import Binding, Condition, Node, Slice, Space, Statement


@dataclass(frozen=True, kw_only=True)
class Constant(Node):
    """A number; `shown` is how it is printed: 2, π, ∞."""

    value: float
    shown: str


@dataclass(frozen=True, kw_only=True)
class Letter(Node):
    """A letter that is no name of the table: an index that runs, a size, a function's argument."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Name(Node):
    """A row of the table, or its gradient.

    indices  of a family, one for each range; None where all of its elements are meant
    """

    entry: Any  # table.Entry
    bar: bool = False
    indices: tuple[Node | None, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unit(Node):
    r"""\mathbf 1 ("ones") or I ("identity"), with a length where it is printed."""

    kind: Literal["ones", "identity"]
    length: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Delta(Node):
    """Kronecker's delta, or 1 where a condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Plus(Node):
    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True, kw_only=True)
class Times(Node):
    """Factors side by side: a number scales, everything else is the matrix product."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Pair(Node):
    """Two things and what is done to them: "odot", "cdot", "times", "/", "inner", "mod"."""

    op: Literal["odot", "cdot", "times", "/", "inner", "mod"]
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Power(Node):
    base: Node
    exponent: Node
    entrywise: bool = False


@dataclass(frozen=True, kw_only=True)
class Transpose(Node):
    of: Node


@dataclass(frozen=True, kw_only=True)
class Entries(Node):
    """Rows, columns and entries of a tensor, counted from 0 unless the script says otherwise."""

    base: Node
    parts: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Call(Node):
    """A function of the grammar ("log") or of the table, differentiated `primes` times.

    indices  of a family of functions
    """

    function: Any  # str or table.Entry
    arguments: tuple[Node, ...]
    indices: tuple[Node | None, ...] = ()
    primes: int = 0


@dataclass(frozen=True, kw_only=True)
class Norm(Node):
    """ "abs", "" (root of the sum of squares), "F", "2", "1", "inf" or "p" with its order."""

    of: Node
    kind: str
    order: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Derivative(Node):
    """Of a term with respect to names or letters, each so many times; kind "hessian" is the matrix of the
    second ones."""

    of: Node
    by: tuple[tuple[Node, int], ...]
    kind: Literal["jacobian", "hessian"] = "jacobian"


@dataclass(frozen=True, kw_only=True)
class Differential(Node):
    of: Node


@dataclass(frozen=True, kw_only=True)
class Integral(Node):
    """Of a term over a letter or a scalar name, by quadrature."""

    body: Node
    by: Node
    low: Node
    high: Node


@dataclass(frozen=True, kw_only=True)
class Big(Node):
    """ "sum", "prod", "concat", "stack", "max", "min", "argmax", "argmin" of `body` over every value of the bound letters;
    "concat" puts side by side, "stack" below one another."""

    op: Literal["sum", "prod", "concat", "stack", "max", "min", "argmax", "argmin"]
    bindings: tuple[Binding, ...]
    conditions: tuple[Condition, ...]
    body: Node
    direction: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment(Node):
    """ "E", "Var" or "Cov" of one or two terms.

    index    the letter that is drawn, "" where random names of the table are meant
    weights  with which probabilities, one a value; None for random names
    """

    kind: Literal["E", "Var", "Cov"]
    of: tuple[Node, ...]
    index: str = ""
    weights: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Beside(Node):
    """Matrices side by side; None is what the dots stand for."""

    parts: tuple[Node | None, ...]


@dataclass(frozen=True, kw_only=True)
class Stacked(Node):
    """A matrix written out: rows of numbers or blocks."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Choice(Node):
    """The first value whose conditions hold; None is "otherwise"."""

    branches: tuple[tuple[Node, tuple[Condition, ...] | None], ...]


@dataclass(frozen=True, kw_only=True)
class IndexSet(Node):
    """From low to high, both included."""

    low: Node
    high: Node


@dataclass(frozen=True, kw_only=True)
class Listed(Node):
    """A set of indices by its members."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Joined(Node):
    """Two sets of indices: "cup", "cap", "setminus"."""

    op: Literal["cup", "cap", "setminus"]
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Replaced(Node):
    """A term with numbers for some of its letters or scalars."""

    of: Node
    places: tuple[tuple[Node, Node], ...]


KINDS = (
    Constant, Letter, Name, Unit, Delta, Plus, Times, Pair, Power, Transpose, Entries, Call, Norm,
        Derivative, Differential, Integral, Big,
    Moment, Beside, Stacked, Choice, IndexSet, Listed, Joined, Replaced,
)  # fmt: skip
# Of the printed tree these stay, with terms inside: Binding, Condition, Slice, Space, Statement.
KEPT = (Binding, Condition, Slice, Space, Statement)
