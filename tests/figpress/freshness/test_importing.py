"""What the import of a module does to others, and which members of classes a run may meet: one edit, who is
stale.
"""

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.assessment import Assessment

TABLES = '''"""Tables, and ways to get hold of them."""
SHARED = {"a": 1.0}
OWN = {"b": 2.0}


def the_shared():
    return SHARED


def a_copy():
    return dict(SHARED)


def put(name, value):
    SHARED[name] = value


def keep(name):
    def into(function):
        OWN[name] = function
        return function

    return into


def twice(function):
    def call(x):
        return function(x) * 2

    return call


@keep("c")
def kept():
    return 1.0


FIRST = len(OWN)
ALIAS = the_shared()
COPY = a_copy()


def picky(x):
    return x if x < 5 else seldom(x) + handed(helped)


def seldom(x, by=3.0):
    return x * by


def helped(x, by=3.0):
    return x


def handed(function):
    return function(1.0)
'''
PLUGIN = '''"""Fills tables of another module."""
import tables

PLAIN = 1.0


@tables.twice
def doubled(x):
    return x + PLAIN
'''
CLASSES = '''"""A family."""


class Parent:
    factor = 2.0

    def __init__(self, size):
        self.size = size

    def area(self):
        return self.unit() * self.factor * self.size

    def unit(self):
        return 1.0

    def __mul__(self, other):
        return 5.0


class Child(Parent):
    factor = 3.0

    def unit(self):
        return 2.0


class Caller(Parent):
    def unit(self):
        return super().unit() + 1.0


class Other(Parent):
    pass
'''
SITE = {
    "src/tables.py": TABLES,
    "src/plugin.py": PLUGIN,
    "src/family.py": CLASSES,
    "figures/shared.py": figure('tables.SHARED["a"]', "import tables, plugin"),
    "figures/alias.py": figure('tables.ALIAS["a"]', "import tables, plugin"),
    "figures/copy.py": figure('tables.COPY["a"]', "import tables, plugin"),
    "figures/own.py": figure('tables.OWN["b"]', "import tables, plugin"),
    "figures/picky.py": figure("tables.picky(1.0)", "import tables, plugin"),
    "figures/first.py": figure("tables.FIRST", "import tables, plugin"),
    "figures/doubled.py": figure("plugin.doubled(1.0)", "import plugin"),
    "figures/child.py": figure("Child(1.0).area()", "from family import Child"),
    "figures/caller.py": figure("Caller(1.0).area()", "from family import Caller"),
    "figures/other.py": figure("Other(1.0).area()", "from family import Other"),
}
TABLE_USERS = {"shared", "alias", "copy", "own", "first", "picky"}
FAMILY = {"child", "caller", "other"}


@pytest.fixture(scope="module")
def drawn(executor, tmp_path_factory):
    from figpress.running.render import render

    site = tiny(tmp_path_factory.mktemp("importing"), SITE)
    executor.site = site
    assert not render(site, executor=executor).failed
    return site


def stale(site):
    assessment = Assessment(site)
    return {t.id for t in assessment.targets if assessment.standing(t).verdict.state != "fresh"}


@pytest.mark.parametrize(
    "path, old, new, expected",
    [
        # A table that is filled from elsewhere concerns those who look at it, at whatever time.
        ("plugin", "PLAIN = 1.0", 'PLAIN = 1.0\ntables.OWN["b"] = 3.0', {"own", "first"}),
        ("plugin", "PLAIN = 1.0", "PLAIN = 1.0\ntables.OWN.update(b=3.0)", {"own", "first"}),
        ("plugin", "PLAIN = 1.0", 'PLAIN = 1.0\ntables.put("a", 3.0)', {"shared", "alias", "copy"}),
        ("plugin", "@tables.twice", '@tables.keep("b")', {"own", "first", "doubled"}),
        ("tables", "COPY = a_copy()", 'COPY = a_copy()\nOWN["b"] = 4.0', {"own", "first"}),
        (
            "tables",
            "ALIAS = the",
            'OWN["b"] = 4.0\nALIAS = the',
            {"own", "first", "alias", "copy"},
        ),  # what is called then may look at it
        ("tables", "COPY = a_copy()", 'COPY = a_copy()\nCOPY["a"] = 4.0', {"copy"}),
        # One that may be somebody else's, too, concerns all.
        ("tables", "COPY = a_copy()", 'COPY = a_copy()\nALIAS["a"] = 4.0', TABLE_USERS | {"doubled"}),
        ("plugin", "PLAIN = 1.0", 'PLAIN = 1.0\ntables.ALIAS["a"] = 4.0', TABLE_USERS | {"doubled"}),
        ("plugin", "PLAIN = 1.0", 'PLAIN = 1.0\ntables.the_shared()["a"] = 4.0', TABLE_USERS | {"doubled"}),
        (
            "plugin",
            "PLAIN = 1.0",
            'PLAIN = 1.0\nfor name in "a":\n    tables.put(name, 4.0)',
            TABLE_USERS | {"doubled"},
        ),
        ("plugin", "PLAIN = 1.0", "PLAIN = 1.0\nprint()", TABLE_USERS | {"doubled"}),
        (
            "tables",
            '@keep("c")\ndef kept():\n    return 1.0\n\n\nFIRST = len(OWN)',
            'FIRST = len(OWN)\n\n\n@keep("c")\ndef kept():\n    return 1.0',
            {"first"},
        ),
        # A call whose result nobody takes is there for something, if only to raise.
        ("tables", "ALIAS = the", "picky(1.0)\nALIAS = the", TABLE_USERS | {"doubled"}),
        ("plugin", "PLAIN = 1.0", "PLAIN = 1.0\nif PLAIN:\n    tables.picky(1.0)", TABLE_USERS | {"doubled"}),
        # What a decorator leaves for later is not done now.
        ("tables", "return function(x) * 2", "return function(x) * 3", {"doubled"}),
        ("plugin", "@tables.twice\n", "", {"doubled"}),
        # A name that an import needs, and that is gone or comes too late.
        ("tables", "def a_copy", "def the_copy", TABLE_USERS | {"doubled"}),
        ("tables", 'SHARED = {"a": 1.0}\n', "", TABLE_USERS | {"doubled"}),
        ("tables", 'OWN = {"b": 2.0}', 'OWN = {"b": LATER}\nLATER = 2.0', TABLE_USERS | {"doubled"}),
        ("plugin", "import tables", "from tables import missing", TABLE_USERS | {"doubled"}),
        ("plugin", "PLAIN = 1.0", "PLAIN = tables.MISSING", TABLE_USERS | {"doubled"}),
        ("family", "class Parent", "class Ancestor", FAMILY),
        # A function that was only to be called, and was not; one that is handed on.
        ("tables", "def seldom(x, by=3.0)", "def seldom(x, by=4.0)", set()),
        ("tables", "def helped(x, by=3.0)", "def helped(x, by)", {"picky"}),
        ("tables", "def helped(x, by=3.0)", "def helped(x, by=4.0)", set()),  # nobody called it
        ("tables", "def seldom(x, by=3.0)", "@twice\ndef seldom(x, by=3.0)", {"picky"}),
        ("tables", "x < 5", "x < 0.5", {"picky"}),
        # A member that every class at hand overrides is not met, unless through super().
        ("family", "factor = 2.0", "factor = 2.5", {"caller", "other"}),
        ("family", "return 1.0", "return 1.5", {"caller", "other"}),
        (
            "family",
            "def unit(self):\n        return 1.0",
            "@property\n    def unit(self):\n        return 1.0",
            {"caller", "other"},
        ),
        ("family", "factor = 3.0", "factor = 3.5", {"child"}),
        ("family", "    pass", "    factor = 7.0", {"other"}),
        (
            "family",
            "    pass",
            "    def __mul__(self, other):\n        return 1.0",
            set(),
        ),  # nobody multiplied
        (
            "family",
            "    pass",
            "    def __truediv__(self, other):\n        return 1.0",
            {"other"},
        ),  # somebody may have tried
        ("family", "    pass", "    def __getattribute__(self, name):\n        return 1.0", {"other"}),
    ],
)
def test_edit(drawn, path, old, new, expected):
    texts = {"tables": TABLES, "plugin": PLUGIN, "family": CLASSES}
    assert texts[path].count(old) >= 1
    write(drawn.root, {f"src/{path}.py": texts[path].replace(old, new, 1)})
    found = stale(drawn)
    write(drawn.root, {f"src/{path}.py": texts[path]})
    assert found == expected
    assert not stale(drawn)


@pytest.mark.parametrize(
    "more, expected",
    [
        ("must(1.0)", "stale"),
        ("kept = must(1.0)", "stale"),
        ("assert x < 0", "stale"),
        ("kept = [x][1]", "stale"),
        ("kept = 1.0", "fresh"),
        ("def kept(): must(x)", "fresh"),
    ],
)
def test_what_a_script_does_in_vain_counts_where_it_may_raise(executor, tmp_path, more, expected):
    from figpress.running.render import render

    script = figure("1.0", "def must(x):\n    assert x < 0\n")
    site = tiny(tmp_path, {"figures/a.py": script})
    executor.site = site
    assert not render(site, executor=executor).failed
    write(site.root, {"figures/a.py": f"{script}{more}\n"})
    assert stale(site) == ({"a"} if expected == "stale" else set())
    assert bool(render(site, executor=executor).failed) == (expected == "stale")
