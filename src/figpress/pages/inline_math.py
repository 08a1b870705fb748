r"""Formulas in sentences: `$…$` and `\(…\)`, told from money; the one place that knows where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from figpress.pages.displays import DISPLAY
from figpress.pages.uncoded import line_of, uncoded

# Words inside a formula may hold formulas of their own.
_WORDS = r"\\(?:text[a-z]*|mbox|hbox|fbox)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
# As in Pandoc: no space inside the dollars, no digit after the second. A code span (marked by \x02) is in no
# formula.
INLINE = (
    rf"(?<![\\$])\$(?=[^\s$])(?P<tex>(?:{_WORDS}|\\.|[^\\$\x02])*?)(?<=\S)\$(?![\d$])"
    r"|(?<!\\)\\\((?P<round>[^\x02]+?)\\\)"
)
_PATTERN = re.compile(INLINE, re.S)
# Words that stand between two prices and in no formula that has no other TeX in it.
_BETWEEN = frozenset(
    "and or to on for per in of the at by but than und oder bis pro auf et ou par sur con por para".split()
)
_TEX = re.compile(r"[\\^_{=<>]")
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}(?![^\W\d_])")
BAR = "\ue07c"  # stands for | inside a formula in a table, whose cells end at one
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


@dataclass(frozen=True)
class InlineFormula:
    """A formula in a sentence: its TeX on one line, and where it stands, delimiters included."""

    tex: str
    start: int
    end: int


def inline_formulas(text: str) -> Iterator[InlineFormula]:
    """The formulas in the sentences of a page's body, in order; none out of code or displays."""
    bare = DISPLAY.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), uncoded(text))
    at = 0
    while found := _PATTERN.search(bare, at):
        tex = formula_in(found)
        if tex is None or "\n\n" in found[0]:
            at = found.start() + 1
            continue
        yield InlineFormula(tex, found.start(), found.end())
        at = found.end()


def formula_in(found: re.Match[str]) -> str | None:
    """The TeX of a match of INLINE; None where a person sees money."""
    tex = found["tex"]
    if tex is None:  # escaped brackets are brackets
        tex = " ".join(found["round"].replace(BAR, "|").split())
        return tex if _TEX.search(tex) or "|" in tex or len(tex) == 1 else None
    before = found.string[found.start() - 1 : found.start()] if found.start() else ""
    return None if is_money(before, tex) else " ".join(tex.replace(BAR, "|").split())


def is_money(before: str, tex: str) -> bool:
    """Whether the dollars around `tex`, which `before` (one character) precedes, are two prices'.

    >>> is_money("5", "** on weekdays or **40"), is_money("", "x"), is_money("3", r"\\times 4")
    (True, False, False)
    """
    if _TEX.search(tex):
        return False
    words = _WORD.findall(tex)
    if before.isdigit() and (tex[-1:].isdigit() or re.match(r"[),.;:!?*/|\]]", tex)):
        return True
    if tex[:1].isdigit() and (before.isalpha() or (tex[-1:].isdigit() and words)):  # US$9, 5$
        return True
    if tex.count("|") % 2 and not re.search(r"[^\W\d_]", tex):  # two cells of a table
        return True
    return any(word in _BETWEEN for word in words) or sum(len(word) > 2 for word in words) > 1


def whole_cells(lines: list[str]) -> list[str]:
    """The lines of a page with BAR for every | inside a formula of a table."""
    if not any("|" in line and ("$" in line or "\\(" in line) for line in lines):
        return lines
    text = "\n".join(lines)
    rows = _rows(lines)
    characters = list(text)
    for formula in inline_formulas(text):
        inside = text[formula.start : formula.end]
        if "|" in inside and line_of(text, formula.start, 0) in rows:
            characters[formula.start : formula.end] = inside.replace("|", BAR)
    return "".join(characters).split("\n")


def _rows(lines: list[str]) -> set[int]:
    """The numbers of the lines that are in a table."""
    rows: set[int] = set()
    block: list[int] = []
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            block.append(number)
            continue
        if any("|" in lines[n] and _RULE.fullmatch(lines[n]) for n in block):
            rows.update(block)
        block = []
    return rows
