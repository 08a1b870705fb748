"""Symbols scripts for other people's displays: what was written here to bind them. The displays themselves
stay where they are.

Each module names its FIELD and ASKED: a source, a file of it, and the script, or scripts, that every display of
that file is asked of. FALSE names the displays that are misprinted, by file and place in it, and says why.
"""

from figpress.equations.model import SymbolContext
from figpress.equations.world import World


def script(forward, rows=None, **options) -> SymbolContext:
    """A context in which every name that forward returns has a row; `rows` says what does not follow."""
    rows = {name: (shape, "") if isinstance(shape, str) else shape for name, shape in (rows or {}).items()}
    made = World(SymbolContext(forward, {}, sizes=options.get("sizes")), 0).made[0]
    return SymbolContext(forward, dict.fromkeys(made, ("", "")) | rows, **options)
