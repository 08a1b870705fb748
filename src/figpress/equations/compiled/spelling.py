"""Names as JavaScript spells them."""

import re
from functools import cache

from figpress.equations import terms
from figpress.equations.syntax import Node
from figpress.equations.table import Entry, Table

_GREEK = re.compile(r"\\(?:mathrm|text|mathbf|mathcal|operatorname|mathbb)\b")


@cache
def identifier(tex: str) -> str:
    r"""A name as JavaScript spells it.

    >>> identifier(r"\hat{x}"), identifier("X'"), identifier("W_Q"), identifier(r"c_{\to}")
    ('x_hat', 'X_prime', 'W_Q', 'c_to')
    """
    tex = _GREEK.sub("", tex)
    found = re.sub(
        r"^\\?(bar|hat|tilde|vec|dot|ddot|check|breve|mathring|underline)\s*\{?([^{}]*)\}?", r"\2_\1", tex
    )
    for sign, word in _SIGNS.items():
        found = found.replace(sign, word)
    found = found.replace("'", "_prime").replace("^+", "_next").replace("+", "_plus")
    found = re.sub(r"\W+", "_", found.replace("\\", "").replace("{", "").replace("}", "")).strip("_")
    return f"_{found}" if not found or found[0].isdigit() or found in _TAKEN else found


_SIGNS = {"\\to": "to", "→": "to", "\\leftarrow": "back", "←": "back"}
_TAKEN = {
    "in",
    "do",
    "if",
    "of",
    "for",
    "let",
    "var",
    "new",
    "this",
    "out",
    "to",
    "Math",
    "delete",
    "function",
}


def named(entry: Entry, bar: bool, table: Table) -> str:
    """An entry's identifier: its base and its labels; what would share it with another carries its indices."""
    kept = _NAMES.get(id(table))
    if kept is None or kept[0] is not table:
        kept = _NAMES[id(table)] = (table, _names(table))
    return kept[1][entry.tex] + "_bar" * bar


_NAMES: dict[int, tuple[Table, dict[str, str]]] = {}


def _names(table: Table) -> dict[str, str]:
    found = {e.tex: identifier(e.tex) for e in table.entries if e.kind == "size"}
    for entry in table.entries:
        if entry.kind == "size":
            continue
        name = identifier("_".join(filter(None, (entry.base, entry.low, entry.high)))) + "_at" * bool(
            entry.arguments
        )
        if name in found.values() and entry.ranges:
            name += "_" + "".join(identifier(r.letter) for r in entry.ranges)
        while name in found.values():
            name += "_"
        found[entry.tex] = name
    return found


def of_arguments(arguments: tuple[Node, ...], table: Table) -> str:
    found = []
    for a in arguments:
        while isinstance(a, terms.Entries):
            a = a.base
        found.append(named(a.entry, a.bar, table) if isinstance(a, terms.Name) else "it")
    return "_".join(found)
