r"""Finds the symbols of a page in a formula's TeX, and marks each for the page: `\htmlClass{fp-sym
fp-sym-3}{\bar Q}`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_]|\s+|.", re.S)
_ACCENTS = {r"\bar", r"\hat", r"\tilde", r"\dot", r"\vec", r"\overline"}
_FONTS = {r"\mathbf", r"\mathcal", r"\mathbb", r"\boldsymbol", r"\bm"}
# What takes words, lengths or names: copied with their arguments.
_RAW = {
    r"\text",
    r"\textbf",
    r"\textit",
    r"\operatorname",
    r"\mathrm",
    r"\begin",
    r"\end",
    r"\label",
    r"\tag",
    r"\color",
    r"\textcolor",
    r"\hspace",
    r"\htmlClass",
}
_TAKES = {r"\sqrt": 1, r"\frac": 2, r"\tfrac": 2, r"\dfrac": 2, r"\binom": 2}
_GREEK = {
    rf"\{name}"
    for name in ["alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi", "omega", "Gamma",
    "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell"]
}  # fmt: skip


@dataclass(frozen=True)
class Symbol:
    """A symbol of a page.

    name     as its table prints it: "W_Q", "s_{ij}", r"\\hat x"
    indexed  True when its subscript stands for any index
    """

    name: str
    indexed: bool = False


@dataclass(frozen=True)
class _Atom:
    """A letter with what belongs to it: tokens[start:end]."""

    start: int
    end: int
    accent: str
    nucleus: str
    sub: str


def marked(tex: str, symbols: Sequence[Symbol]) -> str:
    """`tex` with every occurrence of a symbol marked by its place in `symbols`, gradients (a bar over it) by
    fp-bar as well.
    """
    if not symbols:
        return tex
    tokens = _TOKEN.findall(tex)
    table = [(_atom_of(symbol.name), symbol.indexed) for symbol in symbols]
    parts, at = [], 0
    for atom in _atoms(tokens):
        found = _find(atom, table)
        if found is None or (atom.nucleus == "d" and not atom.sub and _differential(tokens, atom.end)):
            continue
        place, bar = found
        whole = "".join(tokens[atom.start : atom.end]).rstrip()
        parts += [
            "".join(tokens[at : atom.start]),
            rf"\htmlClass{{fp-sym fp-sym-{place}{' fp-bar' if bar else ''}}}{{{whole}}}",
        ]
        at = atom.end
        if tokens[atom.end - 1].isspace():
            parts.append(" ")
    return "".join(parts) + "".join(tokens[at:])


def _find(atom: _Atom, table: list[tuple[_Atom | None, bool]]) -> tuple[int, bool] | None:
    """(place, has a bar): the same name first, then an indexed one, then the whole of which it is a row or an
    entry.
    """
    for bar in (False, True):
        if bar and atom.accent != r"\bar":
            break
        accent = "" if bar else atom.accent
        alike = [
            (i, known, indexed)
            for i, (known, indexed) in enumerate(table)
            if known and (known.accent, known.nucleus) == (accent, atom.nucleus)
        ]
        for i, known, _ in alike:
            if known.sub == atom.sub:
                return i, bar
        if re.fullmatch(r"[a-z,+\-1]+", atom.sub):
            for wanted in (True, False):
                for i, known, indexed in alike:
                    if indexed is wanted and (indexed or not known.sub):
                        return i, bar
    return None


def _differential(tokens: list[str], after: int) -> bool:
    """A d right in front of a letter is no width but a differential."""
    return after < len(tokens) and (tokens[after].isalpha() or tokens[after] in _ACCENTS | _GREEK | _FONTS)


def _atom_of(name: str) -> _Atom | None:
    return next(iter(_atoms(_TOKEN.findall(name))), None)


def _atoms(tokens: list[str]) -> list[_Atom]:
    found, at = [], 0
    while at < len(tokens):
        token = tokens[at]
        if token in _RAW:
            at = _argument(tokens, at + 1)
            if token in (r"\textcolor", r"\htmlClass"):
                at = _argument(tokens, at)
        elif token in _TAKES:
            at += 1
            for _ in range(_TAKES[token]):
                at = _spaces(tokens, at)
                if at < len(tokens) and tokens[at] == "{":
                    break  # a group is read like everything else; what follows it is one, too
                at = _argument(tokens, at)
        elif token in "^_":
            at = _argument(tokens, at + 1)
        elif atom := _atom(tokens, at):
            found.append(atom)
            at = atom.end
        else:
            at += 1
    return found


def _atom(tokens: list[str], at: int) -> _Atom | None:
    start, accent = at, ""
    if tokens[at] in _ACCENTS:
        accent = tokens[at]
        inside = _argument(tokens, at + 1)
        inner = _bare(tokens[at + 1 : inside])
        nucleus, at = inner, inside
        inside_atom = _atom_of(inner) if len(_TOKEN.findall(inner)) > 1 else None
        if inside_atom and inside_atom.accent == "" and inside_atom.sub:
            nucleus = inside_atom.nucleus  # \bar{W_Q}
    elif tokens[at] in _FONTS:
        after = _argument(tokens, at + 1)
        nucleus, at = f"{tokens[at]} {_bare(tokens[at + 1 : after])}", after
        inside_atom = None
    elif tokens[at] in _GREEK or (len(tokens[at]) == 1 and tokens[at].isalpha()):
        nucleus, at, inside_atom = tokens[at], at + 1, None
    else:
        return None
    sub = inside_atom.sub if inside_atom else ""
    while True:
        after = _spaces(tokens, at)
        if after < len(tokens) and tokens[after] in ("_", "^"):
            end = _argument(tokens, after + 1)
            sub = _bare(tokens[after + 1 : end]) if tokens[after] == "_" else sub
            at = end
        elif after < len(tokens) and tokens[after] == "'":
            at = after + 1
        else:
            return _Atom(start, at, accent, nucleus, sub)


def _argument(tokens: list[str], at: int) -> int:
    """The place after one argument: a group, or one token, or a command with its own group."""
    at = _spaces(tokens, at)
    if at >= len(tokens):
        return at
    if tokens[at] != "{":
        return _argument(tokens, at + 1) if tokens[at] in _RAW | _FONTS | _ACCENTS else at + 1
    depth = 0
    while at < len(tokens):
        depth += {"{": 1, "}": -1}.get(tokens[at], 0)
        at += 1
        if depth == 0:
            break
    return at


def _spaces(tokens: list[str], at: int) -> int:
    while at < len(tokens) and tokens[at].isspace():
        at += 1
    return at


def _bare(tokens: list[str]) -> str:
    """An argument without its braces and spaces."""
    text = "".join(tokens).strip()
    if text.startswith("{") and text.endswith("}"):
        text = text[1:-1]
    return re.sub(r"\s+", "", text)
