"""The post's own symbols scripts, run by a listener in place of the press."""

import functools
import runpy
import sys
from pathlib import Path

from figpress import author
from figpress.equations.model import SymbolContext

ROOT = Path(__file__).parents[2]


class _Listener:
    def symbols(self, context):
        self.context = context


@functools.cache
def context(id: str) -> SymbolContext:
    """What figures/<id>.py hands over."""
    script, listener = ROOT / "figures" / f"{id}.py", _Listener()
    before = sys.path[:]
    sys.path[:0] = [str(script.parent), str(ROOT / "figures")]  # as the press does
    author.listen(listener)
    try:
        runpy.run_path(str(script))
    finally:
        author.listen(None)
        sys.path[:] = before
    return listener.context
