"""How names are spelt: with scripts, in several letters, with arguments."""

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache

from figpress.equations.syntax import Differential, Group, Infinity, Node, Number, Product, Scripted, Symbol


# What the grammar names itself; docs/press/equations.md says what each means.
def spelling(node: Node) -> str:
    """A name as it is printed, without braces that change nothing."""
    if isinstance(node, Scripted):
        low = f"_{_braced(node.low)}" if node.low else ""
        high = f"^{_braced(node.high)}" if node.high and node.high != "⊤" else ""
        return spelling(node.base) + low + high
    if isinstance(node, Symbol):
        return rf"\bar{{{node.name}}}" if node.bar else node.name
    if isinstance(node, Infinity):
        return "\\infty"
    return node.digits if isinstance(node, Number) else "…"


def unwrapped(power: Node | None) -> tuple[bool, Node | None]:
    """Whether an upper script stands in parentheses, and what is in them."""
    if isinstance(power, Group) and power.brackets == "(" and len(power.items) == 1:
        return True, power.items[0]
    return False, power


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
            return all(fits(getattr(a, name), getattr(b, name)) for name in _names(type(a)))
        if isinstance(a, tuple):
            return len(a) == len(b) and all(map(fits, a, b))
        return a == b

    return found if fits(tuple(printed), tuple(given)) else None


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name != "span")


def _braced(script: str) -> str:
    return script if len(script) == 1 else f"{{{script}}}"
