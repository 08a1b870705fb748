"""What makes a figure stale, and what does not: each line is one edit of a tiny site."""

import os

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.assessment import Assessment

LIBRARY = '''"""Library."""
import functools
import math
from dataclasses import dataclass

import torch

SCALE = 2.0
OTHER = 3.0
TABLE = {"a": 1.0}
KINDS = {}


def plain(x, by=1.5):
    """Says."""
    return SCALE * x * by + helper(x)


def helper(x):
    return x + 0.5


def unused(x):
    return OTHER - x


def looked_up(name):
    return TABLE[name]


def kind(name):
    def keep(function):
        KINDS[name] = function
        return function

    return keep


@kind("half")
def half(x):
    return x / 2


def by_kind(name, x):
    return KINDS[name](x)


def by_name(name, x):
    return globals()[name](x)


class Base:
    factor = 2.0
    spare = 1

    def value(self):
        return self.factor * self.inner()

    def inner(self):
        return 3.0

    def other(self):
        return 4.0


class Derived(Base):
    pass


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        return gradient * slope()


def slope():
    return 7.0


def through_autograd():
    x = torch.ones(2, requires_grad=True)
    Square.apply(x).sum().backward()
    return float(x.grad.sum())


def through_hook():
    x = torch.ones(2, requires_grad=True)
    x.register_hook(lambda gradient: gradient * hooked())
    x.sum().backward()
    return float(x.grad.sum())


def hooked():
    return 5.0
'''
SITE = {
    "src/lib.py": LIBRARY,
    "figures/plain.py": figure("lib.plain(2.0)", "import lib"),
    "figures/table.py": figure('looked_up("a")', "from lib import looked_up"),
    "figures/kinds.py": figure('lib.by_kind("half", 3.0)', "import lib"),
    "figures/named.py": figure('lib.by_name("half", 3.0)', "import lib"),
    "figures/derived.py": figure("Derived().value()", "from lib import Derived"),
    "figures/autograd.py": figure("lib.through_autograd() + lib.through_hook()", "import lib"),
}
EVERY = {"plain", "table", "kinds", "named", "derived", "autograd"}


@pytest.fixture(scope="module")
def drawn(executor, tmp_path_factory):
    from figpress.running.render import render

    site = tiny(tmp_path_factory.mktemp("freshness"), SITE)
    executor.site = site
    report = render(site, executor=executor)
    assert not report.failed and len(report.rendered) == len(EVERY)
    return site


def stale(site):
    assessment = Assessment(site)
    return {
        t.id: assessment.standing(t).verdict.reasons
        for t in assessment.targets
        if assessment.standing(t).verdict.state != "fresh"
    }


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("SCALE * x * by", "SCALE * x + by", {"plain"}),
        ("return x + 0.5", "return x + 0.25", {"plain"}),
        ("by=1.5", "by=2.5", {"plain"}),
        ("SCALE = 2.0", "SCALE = 2.5", {"plain"}),
        ("OTHER - x", "OTHER + x", set()),
        ("OTHER = 3.0", "OTHER = 4.0", {"named"}),  # a computed name may be any name
        ('"""Says."""', '"""Says something else."""', set()),
        ("def unused", "# a comment\n\n\ndef unused", set()),
        ('TABLE = {"a": 1.0}', 'TABLE = {"a": 1.5}', {"table", "named"}),
        ("class Base:", 'TABLE["a"] = 9.0\n\n\nclass Base:', {"table", "named"}),
        ("class Base:", "TABLE.update(b=1)\n\n\nclass Base:", {"table", "named"}),
        (
            "KINDS = {}",
            'KINDS = {}\nTABLE["a"] = 9.0',
            {"table", "kinds", "named"},
        ),  # what registers comes after it, and may look at it
        ("return x / 2", "return x / 4", {"kinds", "named"}),
        (
            '@kind("half")\ndef half',
            '@kind("other")\ndef half',
            {"kinds", "named"},
        ),  # a registration concerns those who look at the table
        ("def by_kind", "def float(x):\n    return 0.5\n\n\ndef by_kind", {"autograd", "named"}),
        ("def by_kind", "def newcomer(x):\n    return 0.5\n\n\ndef by_kind", {"named"}),
        ("def by_kind", "def plain(x):\n    return 0.5\n\n\ndef by_kind", {"plain", "named"}),
        ("def half", "torch.manual_seed(3)\n\n\ndef half", EVERY),
        ("factor = 2.0", "factor = 2.5", {"derived"}),
        ("spare = 1", "spare = 2", set()),
        ("return 4.0", "return 4.5", set()),
        ("    pass", "    def inner(self):\n        return 1.0", {"derived"}),
        ("    pass", "    def other(self):\n        return 1.0", set()),
        ("    pass", "    def __getattr__(self, name):\n        return 1.0", {"derived"}),
        ("    pass", "    factor = 8.0", {"derived"}),
        ("class Derived(Base)", "class Derived(Square)", EVERY),  # which is defined below: every import fails
        ("class Derived(Base)", "class Derived(Base, object)", {"derived"}),
        ("return 7.0", "return 7.5", {"autograd"}),
        ("return 5.0", "return 5.5", {"autograd"}),
        ("import math\n", "import math\nimport lib_two\n", EVERY),
    ],
)
def test_edit(drawn, old, new, expected):
    assert LIBRARY.count(old) >= 1
    write(drawn.root, {"src/lib.py": LIBRARY.replace(old, new, 1)})
    found = stale(drawn)
    write(drawn.root, {"src/lib.py": LIBRARY})
    if expected != EVERY and "named" not in expected and old not in ("return x / 2",):
        found.pop("named", None)  # it depends on every definition of the module, and says so
    assert set(found) == expected, found
    assert not stale(drawn)


def test_reasons_name_the_thing(drawn):
    write(drawn.root, {"src/lib.py": LIBRARY.replace("return x + 0.5", "return x + 0.25")})
    assert stale(drawn)["plain"] == ("lib.helper changed",)
    write(drawn.root, {"src/lib.py": LIBRARY})


def test_a_new_module_that_shadows_a_package(drawn):
    write(drawn.root, {"src/torch.py": "x = 1\n"})
    assert "autograd" in stale(drawn)
    os.unlink(drawn.root / "src/torch.py")
    assert not stale(drawn)


def test_a_script_changed_beyond_its_caption(drawn):
    script = SITE["figures/plain.py"]
    write(drawn.root, {"figures/plain.py": script.replace("It comes to this.", "It comes to something.")})
    assert not stale(drawn)
    assert Assessment(drawn).target("plain").caption == "It comes to something."
    write(drawn.root, {"figures/plain.py": script.replace("lib.plain(2.0)", "lib.plain(3.0)")})
    assert set(stale(drawn)) == {"plain"}
    write(drawn.root, {"figures/plain.py": script})
