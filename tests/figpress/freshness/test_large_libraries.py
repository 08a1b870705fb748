"""What a large library asks of the walk: that it goes through each import once, and reads no docstring that the code only writes."""

from collections import Counter

import pytest
from engine.sites import figure, tiny

from figpress.freshness.code.importing import Importing
from figpress.freshness.code.names import Names
from figpress.freshness.code.scopes import DOCS
from figpress.freshness.code.sourcetree import SourceTree
from figpress.freshness.code.units import parse
from figpress.freshness.target import Target
from figpress.freshness.trace import Trace

MANY = 30


def test_each_import_is_followed_once_and_in_pythons_order(tmp_path, monkeypatch):
    """Every module imports every other, as in a package whose parts know its root: a graph of 870 edges."""
    names = [f"m{i:02}" for i in range(MANY)]
    files = {f"src/{n}.py": "\n".join(f"import {other}" for other in names if other != n) for n in names}
    site = tiny(tmp_path, {**files, "figures/a.py": figure("1", "import m05")})
    target = Target("a", "figures/a.py", "figure")
    asked = Counter()
    doing = Importing._doing

    def counted(self, place):
        asked[place.name] += 1
        return doing(self, place)

    monkeypatch.setattr(Importing, "_doing", counted)
    trace = Trace(modules={n: f"src/{n}.py" for n in reversed(names)})
    order = [place.name for place in Importing(Names(SourceTree(site), target, trace), trace).order]
    assert max(asked.values()) <= 2  # once on the way, once for what it does
    # m05 waits for m00, that for m01, … each for the first that nobody has begun: the last one begun is done first.
    first = [n for n in names if n != "m05"]
    assert [n for n in order if n != "_picture"] == [*reversed(first), "m05", "__main__"]


@pytest.mark.parametrize(
    "text",
    [
        "f.__doc__ = 'more'",
        "f.__doc__ = TEXT.replace('a', 'b')",
        "def g(f):\n    type(f).__doc__ = TEXT",
        "class C:\n    @property\n    def __doc__(self):\n        return ''\n    @__doc__.setter\n    def __doc__(self, value):\n        pass",
    ],
)
def test_who_writes_a_docstring_reads_none(text):
    assert not _reads_docs(text)


@pytest.mark.parametrize(
    "text", ["f.__doc__ += 'more'", "g(f.__doc__)", "f.__doc__ = g.__doc__.strip()", "print(__doc__)"]
)
def test_who_reads_a_docstring_reads_them(text):
    assert _reads_docs(text)


def _reads_docs(text):
    module = parse("a.py", text)
    units = (*module.definitions.values(), *module.bodies.values(), *(s.unit for s in module.statements))
    return any(chain[0] == DOCS for unit in units for chain in unit.chains)
