"""The post's sets of programs, written from its displays as the press does it, for tests of the model that they make."""

import functools
from pathlib import Path

from equations.contexts import ROOT, context

from figpress.equations import symbols
from figpress.equations.asked import equations_on
from figpress.equations.compiled.modules import sets
from figpress.equations.model import EquationResult
from figpress.pages.displays import displays
from figpress.pages.reading import parse_page

SETS = "embedding layer-norm projections attention heads feed-forward stream residual top linear loss adamw".split()


def pages():
    return tuple(
        parse_page(path.read_text("utf-8"), f"docs/{path.name}", path.name)
        for path in sorted((ROOT / "docs").glob("*.md"))
    )


@functools.cache
def results() -> dict[str, tuple[EquationResult, ...]]:
    """What came of the displays that belong to a set, by symbols script."""
    found = {}
    for page in pages():
        own = page.section.symbols if page.section else ""
        for display in displays(page.body, page.path, page.first_line):
            if display.runs:
                found.setdefault(display.context or own, None)
    for id in found:
        asked = [e for e in equations_on(pages(), id) if e.runs or "phi" in e.tex]
        found[id] = symbols.results(context(id), asked)
    return found


def write(folder: Path, unchecked: bool = False) -> list[str]:
    """Writes the modules, and the decoder beside them. Returns the names of the sets."""
    made = sets(results(), unchecked)
    for name, source in made.items():
        (folder / f"{name}.mjs").write_text(source, encoding="utf-8")
    for part in ("decoder.mjs",):
        (folder / part).write_text((ROOT / "figures" / "home" / part).read_text("utf-8"), encoding="utf-8")
    return list(made)
