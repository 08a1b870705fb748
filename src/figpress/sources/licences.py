"""What an SPDX expression allows. The names come from license-expression; what they allow is written here."""

import functools
import re
from dataclasses import dataclass

from figpress.base.nearest import nearest


@dataclass(frozen=True)
class Licence:
    """One licence of an expression, and what it asks.

    share_alike    an adaptation must carry the same licence
    no_derivatives nothing changed may be shared
    non_commercial not where money may be made
    """

    id: str
    share_alike: bool = False
    no_derivatives: bool = False
    non_commercial: bool = False

    @property
    def name(self) -> str:
        """As people write it: "CC BY-SA 4.0", "MIT"."""
        if found := re.fullmatch(r"CC-((?:BY|SA|NC|ND)(?:-(?:SA|NC|ND))*)-(\d\.\d)(?:-(.+))?", self.id):
            return " ".join(part for part in ("CC", *found.groups()) if part)
        return {"CC0-1.0": "CC0 1.0", "CC-PDM-1.0": "Public Domain Mark 1.0"}.get(self.id, self.id)

    @property
    def url(self) -> str:
        if found := re.fullmatch(r"CC-((?:BY|SA|NC|ND)(?:-(?:SA|NC|ND))*)-(\d\.\d)(?:-(.+))?", self.id):
            parts = [found[1].lower(), found[2], *([found[3].lower()] if found[3] else [])]
            return f"https://creativecommons.org/licenses/{'/'.join(parts)}/"
        public = {"CC0-1.0": "zero/1.0", "CC-PDM-1.0": "mark/1.0"}
        return (
            f"https://creativecommons.org/publicdomain/{public[self.id]}/"
            if self.id in public
            else f"https://spdx.org/licenses/{self.id}.html"
        )


# Families whose adaptations must stay under the same licence; Creative Commons says so in the name.
_COPYLEFT = (
    "GPL-",
    "AGPL-",
    "LGPL-",
    "GFDL-",
    "EUPL-",
    "MPL-",
    "OSL-",
    "ODbL-",
    "CDLA-Sharing-",
    "CC-SA-",
    "LAL-",
    "FreeBSD-DOC-SA",
)


def licence_of(symbol: str) -> Licence:
    """What the licence with this SPDX id asks."""
    words = symbol.split("-")
    creative = words[0] == "CC"
    return Licence(
        symbol,
        share_alike=(creative and "SA" in words) or symbol.startswith(_COPYLEFT),
        no_derivatives=creative and "ND" in words,
        non_commercial=(creative and "NC" in words) or "-NC-" in f"-{symbol}-",
    )


# What most sites and loans say, and what is one licence for certain: the list of all takes long to load.
COMMON = frozenset(
    {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "MIT"}
)


@functools.cache
def _spdx():
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


@functools.cache
def problem_with(expression: str) -> str:
    """Why `expression` is not SPDX, naming the nearest licence; "" when it is."""
    if expression in COMMON:
        return ""
    licensing = _spdx()
    try:
        symbols = licensing.license_keys(licensing.parse(expression))
    except Exception as error:  # the library raises several kinds for one malformed expression
        return f"not an SPDX expression: {str(error).splitlines()[0]}"
    known = {key for key in licensing.known_symbols if not key.startswith("LicenseRef-")}
    for symbol in symbols:
        if symbol.startswith("LicenseRef-"):
            return f"{symbol} names a licence without saying what it allows; quote its words under kind: permission"
        if symbol not in known:
            guess = nearest(symbol.upper(), known)
            return f"{symbol} is not on the SPDX list" + (f"; did you mean {guess}?" if guess else "")
    return "" if symbols else "no licence in it"


@functools.cache
def alternatives(expression: str) -> tuple[tuple[Licence, ...], ...]:
    """The ways to satisfy a valid expression: any one of these groups, each all together."""
    groups = [(expression,)] if expression in COMMON else _groups(_spdx().parse(expression))
    return tuple(tuple(licence_of(symbol) for symbol in group) for group in groups)


def _groups(node) -> list[tuple[str, ...]]:
    licensing = _spdx()
    if isinstance(node, licensing.OR):
        return [group for part in node.args for group in _groups(part)]
    if isinstance(node, licensing.AND):
        groups: list[tuple[str, ...]] = [()]
        for part in node.args:
            groups = [left + right for left in groups for right in _groups(part)]
        return groups
    return [(getattr(node, "license_symbol", node).key,)]
