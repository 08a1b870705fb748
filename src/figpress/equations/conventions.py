"""Which conventions a display was evaluated under, in words: readers see them below its read-back."""

from collections.abc import Iterable

from figpress.equations.model import SymbolContext
from figpress.equations.table import Entry

_BARS = {"determinant": "|A| of a matrix is its determinant", "norm": "|a| of a vector is its length"}


def conventions(context: SymbolContext, used: Iterable[Entry]) -> str:
    """One line: what is repeated, what goes entry by entry, from where entries count, what is drawn."""
    used = tuple(used)
    repeated = [f"{entry.tex} is repeated over {entry.over}" for entry in used if entry.over]
    told = repeated or ["nothing is broadcast"]
    if context.entrywise:
        told.append("powers, quotients and · of vectors go entry by entry, a number is added to every entry")
    if context.bars:
        told.append(_BARS[context.bars])
    if context.first:
        told.append(f"entries count from {context.first}")
    if context.coordinates:
        told.append(f"∇ goes by {', '.join(context.coordinates)}, and ∇² is the Laplacian")
    if any(entry.random for entry in used):
        told.append("means go over samples")
    return f"({'; '.join(told)})"
