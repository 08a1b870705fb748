"""Tables whose columns name code, shapes or symbols, against the code and the symbols that are declared.

A column headed "in code" holds names that stand in the site's code; one headed "shape" beside one headed
"sign"
or "symbol" holds the shapes that `figpress.symbols` gives these signs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.base.python_code import tree_of
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of

CODE, SIGN = ("in code", "code"), ("sign", "symbol")
_TABLE = re.compile(r"(?:^[ \t]*\|.*\|[ \t]*$\n?){3,}", re.M)
_RULE = re.compile(r"^[\s|:-]+$")
_SPAN = re.compile(r"`([^`]+)`")
_FENCED = re.compile(r"^[ \t]*(```|~~~).*?^[ \t]*\1[ \t]*$", re.M | re.S)


@dataclass(frozen=True)
class Row:
    """One row of a table, by the heading of its column."""

    line: int
    cells: Mapping[str, str]


def table_findings(
    pages: Iterable[Page], names: frozenset[str], shapes: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """A warning for a name that no code has, and for a shape that no script declares.

    names   every identifier of the site's code
    shapes  sign, as in "W_Q", to the shapes that scripts declare for it, as in "d×d_k"
    """
    for page in pages:
        for row in rows(page):
            where = Place(page.path, row.line)
            sign = next((row.cells[heading] for heading in SIGN if heading in row.cells), "")
            code = next((row.cells[heading] for heading in CODE if heading in row.cells), "")
            yield from _code(where, code, names) if code else ()
            if sign and code and "{.given}" not in code:  # the same letter may mean something else elsewhere
                yield from _called(where, sign, code, names)
            if sign and "shape" in row.cells:
                yield from _shape(where, sign, row.cells["shape"], shapes)


def rows(page: Page) -> Iterator[Row]:
    """The rows of every table of a page."""
    body = _FENCED.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), page.body)
    for table in _TABLE.finditer(body):
        lines = table[0].splitlines()
        if not _RULE.match(lines[1]):
            continue
        headings = [cell.strip("* ").lower() for cell in _cells(lines[0])]
        first = line_of(page.body, table.start(), page.first_line)
        for number, line in enumerate(lines[2:], 2):
            yield Row(first + number, dict(zip(headings, _cells(line), strict=False)))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _code(where: Place, cell: str, names: frozenset[str]) -> Iterator[Finding]:
    for span in _SPAN.findall(cell):
        for name in _names(span):
            if name not in names:
                yield Finding(
                    where, "table-differs", "warning", f"no code of this site says {name}",
                    did_you_mean(name, names) or "Name what the code calls it, or leave the cell empty.",
                )  # fmt: skip


def _called(where: Place, sign: str, code: str, names: frozenset[str]) -> Iterator[Finding]:
    """Where code calls a sign by its own name, a column that calls it otherwise is out of date."""
    said = [name for span in _SPAN.findall(code) for name in _names(span)]
    for one in map(plain, _parts(sign)):
        bar = re.fullmatch(r"\\bar(\w+)", one)
        own = f"d{bar[1]}" if bar else one
        if own in names and own not in said:
            yield Finding(
                where,
                "table-differs",
                "warning",
                f"code calls {one} {own}, not {', '.join(said)}",
                f"Write `{own}`.",
            )


def _names(span: str) -> list[str]:
    """The names in a piece of code; several may stand side by side: "W_Q, W_K"."""
    try:
        tree = tree_of(span, mode="eval")
    except SyntaxError:
        return re.findall(r"[A-Za-z_]\w*", span)
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _shape(where: Place, sign: str, shape: str, shapes: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    signs, written = _parts(sign), _parts(shape)
    if len(written) == 1:
        written *= len(signs)
    for one, given in zip(signs, written, strict=False):
        declared = shapes.get(plain(one), frozenset())
        if declared and "×" in plain(given) and plain(given) not in declared:
            yield Finding(
                where, "table-differs", "warning",
                f"{plain(one)} is said to be {plain(given)}, and scripts declare it as "
                f"{' or '.join(sorted(declared))}",
                "Write the shape that figpress.symbols declares.",
            )  # fmt: skip


def _parts(cell: str) -> list[str]:
    found = re.findall(r"\$([^$]+)\$", cell)
    return [part for one in found for part in re.split(r",(?![^{]*\})", one)]


def plain(tex: str) -> str:
    """A sign or a shape without its TeX.

    >>> plain(r"n\\times d_k"), plain(r" W_{Q} ")
    ('n×d_k', 'W_Q')
    """
    tex = tex.replace("\\times", "×").replace("\\,", "")
    return re.sub(r"[\s{}$]", "", tex)


def declared_shapes(scripts: Iterable[str]) -> dict[str, frozenset[str]]:
    """The shapes that `figpress.symbols` tables in these scripts give, by sign, read without running them."""
    found: dict[str, set[str]] = {}
    for text in scripts:
        try:
            tree = tree_of(text)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "symbols":
                for table in [arg for arg in node.args if isinstance(arg, ast.Dict)]:
                    _declared(table, found)
    return {sign: frozenset(shapes) for sign, shapes in found.items()}


def _declared(table: ast.Dict, found: dict[str, set[str]]) -> None:
    for key, value in zip(table.keys, table.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple) and value.elts:
            first = value.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                shape = first.value.partition(",")[0]
                for sign in {str(key.value), str(key.value).removesuffix("^h")}:
                    found.setdefault(plain(sign), set()).add(plain(shape))


def identifiers(sources: Iterable[str]) -> frozenset[str]:
    """Every name that stands in these sources: of variables, parameters, attributes, functions and classes."""
    found: set[str] = set()
    for text in sources:
        try:
            tree = tree_of(text)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            for field in ("id", "arg", "attr", "name"):
                if isinstance(name := getattr(node, field, None), str):
                    found.add(name)
    return frozenset(found)
