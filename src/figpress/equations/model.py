"""Displayed equations on their way to the tensors, and what came of them."""

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class SymbolContext:
    """What a symbols script hands over: how to make the tensors, and what their names mean. See
    docs/press/equations.md.

    forward  forward(draw, n, d, …) → {name: tensor, number, list or function}; its parameters are the sizes
    table    name as printed → meaning, (shape, meaning) or (shape, meaning, definition in TeX)
    loss     the name whose gradient a bar means
    sizes    for a size that cannot be just anything: the three values that it takes
    first      from what entries of tensors are counted: X_{ij}, softmax(o)_j
    bars       what |A| is of a tensor: "determinant" or "norm"; "" refuses it
    coordinates  the names by which ∇ without a subscript is taken; ∇² is then the sum of the second derivatives
    entrywise  powers and quotients of tensors are taken entry by entry, and numbers are added to every entry
    """

    forward: Callable[..., Mapping[str, Any]]
    table: Mapping[str, str | tuple[str, ...]]
    loss: str = "L"
    sizes: Mapping[str, tuple[int, ...]] | None = None
    entrywise: bool = False
    first: int = 0
    bars: str = ""
    coordinates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Equation:
    """A display that is to be evaluated: its TeX as printed, and where it stands.

    runs  the set of programs that it belongs to, or ""
    """

    tex: str
    page: str
    line: int
    label: str = ""
    runs: str = ""


def equation_id(tex: str) -> str:
    """What tells two displays apart: their TeX, whatever its white space."""
    return hashlib.sha256(" ".join(tex.split()).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Described:
    """A symbol for readers: as it is printed, its shape as it was evaluated, its meaning."""

    name: str
    shape: str
    meaning: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with an equation: tex[start:end] of what was evaluated.

    rule  "equation-unreadable", "equation-symbol", "equation-shape", "equation-false"
    """

    rule: str
    start: int
    end: int
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Compiled:
    """What came of one statement as a program.

    name     its identifier: of what it works out
    source   an ES function; "" where there is none
    refused  why there is none
    needs    functions of other displays, and helpers, that it calls
    reads    what it is handed, one text each: "S_bar n×n"
    error    largest difference from torch, as a share of the largest number
    runs     how many results were compared
    swift    its loops in WebAssembly, as its set's module says them; "" where there are none
    """

    name: str
    source: str = ""
    refused: str = ""
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    error: float = 0.0
    runs: int = 0
    swift: str = ""


@dataclass(frozen=True)
class EquationResult:
    """What came of one display.

    tex      as it was evaluated: a display whose TeX differs has not been evaluated
    claims   relations that were compared
    error    largest difference between two sides, over all sizes, seeds and entries
    size     largest number that stood on a side, to hold the difference against
    sizes    different sets of sizes; and `seeds` draws of each
    defines  names that the display introduces: their shapes are checked, their values are what it says
    undecided  what was read and cannot be decided here: limits, O(·), distributions; one text each
    reading  the display as it was understood, fully bracketed: `reading.read_back`
    uses     what the display mentions, for readers
    trees    one digest a statement: two displays that print the same statement have the same
    set      the set of programs that it belongs to, or ""
    programs  what came of each statement as a program
    """

    tex: str
    page: str
    line: int
    claims: int = 0
    error: float = 0.0
    size: float = 0.0
    sizes: int = 0
    seeds: int = 0
    problems: tuple[Problem, ...] = ()
    defines: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    uses: tuple[Described, ...] = ()
    trees: tuple[str, ...] = ()
    set: str = ""
    programs: tuple[Compiled, ...] = ()

    @property
    def holds(self) -> bool:
        return bool(self.claims) and not self.problems

    @property
    def id(self) -> str:
        """The same wherever the display stands."""
        return equation_id(self.tex)

    @property
    def bound(self) -> float:
        """A power of ten that no error exceeds: at least 1e-12, so that other machines say the same."""
        return max(1e-12, 10.0 ** math.ceil(math.log10(self.error))) if self.error else 1e-12

    def as_json(self) -> dict[str, Any]:
        """Plain data. "worst" is the bound, and stands there only when the display holds."""
        return {
            **asdict(self),
            "id": self.id,
            **({"worst": self.bound} if self.holds or (self.defines and not self.problems) else {}),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "EquationResult":
        """The result that `as_json` wrote."""
        rest = {
            key: data[key] for key in ("tex", "page", "line", "claims", "error", "size", "sizes", "seeds")
        }
        return EquationResult(
            **rest,
            problems=tuple(Problem(**p) for p in data["problems"]),
            defines=tuple(data["defines"]),
            undecided=tuple(data.get("undecided", ())),
            reading=tuple(data.get("reading", ())),
            uses=tuple(Described(**d) for d in data["uses"]),
            trees=tuple(data["trees"]),
            set=data.get("set", ""),
            programs=tuple(_compiled(p) for p in data.get("programs", ())),
        )


def _compiled(data: Mapping[str, Any]) -> Compiled:
    lists = {key: tuple(data[key]) for key in ("needs", "reads")}
    return Compiled(**{**data, **lists})
