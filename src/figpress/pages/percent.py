"""Percent-format scripts: Python files whose `# %%` lines begin cells, as editors and Jupytext read them."""

import re
from dataclasses import dataclass
from typing import Literal

_CELL = re.compile(r"^# %%(?P<rest>.*)$")
_HEADER = re.compile(r"\A# ---\n(?:#.*\n)*?# ---\n")


@dataclass(frozen=True)
class Cell:
    """One cell.

    kind   code, or markdown (its comment signs taken away)
    line   of the file on which `source` begins
    """

    kind: Literal["code", "markdown"]
    source: str
    line: int


def cells(text: str) -> tuple[Cell, ...]:
    """The cells of a script; what stands before the first `# %%` is a cell of its own. Empty cells are left
    out.

    >>> text = "# %% [markdown]\\n# # Title\\n#\\n# Words.\\n# %%\\n1 + 1\\n"
    >>> [(c.kind, c.source, c.line) for c in cells(text)]
    [('markdown', '# Title\\n\\nWords.', 2), ('code', '1 + 1', 6)]
    """
    header = _HEADER.match(text)
    skipped = header[0].count("\n") if header else 0
    found: list[Cell] = []
    kind, lines, first = "code", [], skipped + 1
    for number, line in enumerate([*text.split("\n")[skipped:], "# %%"], skipped + 1):
        if mark := _CELL.match(line):
            found += _cell(kind, lines, first)
            kind, lines, first = ("markdown" if "[markdown]" in mark["rest"] else "code"), [], number + 1
        else:
            lines.append(line)
    return tuple(found)


def _cell(kind: str, lines: list[str], first: int) -> list[Cell]:
    while lines and not lines[0].strip():
        lines, first = lines[1:], first + 1
    if kind == "markdown":
        lines = [re.sub(r"^# ?", "", line) for line in lines]
    source = "\n".join(lines).rstrip()
    return [Cell(kind, source, first)] if source else []  # type: ignore[arg-type]
