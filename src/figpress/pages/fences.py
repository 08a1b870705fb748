"""Fenced blocks of a page, as Python-Markdown and superfences read them."""

import re
from dataclasses import dataclass

from figpress.pages.uncoded import line_of

_FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})[ "
    r"\t]*(?P<info>[^\n`]*)\n(?P<source>.*?)^(?P=indent)(?P=mark)[ \t]*$",
    re.M | re.S,
)
NOT_RUN = ".not-run"


@dataclass(frozen=True)
class Fence:
    """One fenced block.

    info    what stands after the fence: "python", or "{.python .not-run}"
    line    of the text on which `source` begins
    """

    info: str
    source: str
    line: int

    @property
    def language(self) -> str:
        found = re.match(r"\{?\.?([\w+-]+)", self.info)
        return found[1] if found else ""

    @property
    def runs(self) -> bool:
        """Python that is not marked as not run."""
        return self.language in ("python", "py", "pycon") and NOT_RUN not in self.info


def fences(text: str) -> tuple[Fence, ...]:
    """The fenced blocks of a text, their indentation taken away."""
    found = []
    for match in _FENCE.finditer(text):
        indent = match["indent"]
        source = "".join(line.removeprefix(indent) for line in match["source"].splitlines(keepends=True))
        found.append(Fence(match["info"].strip(), source, line_of(text, match.start("source"))))
    return tuple(found)
