"""A default counts for those whose call fell back upon it, and for those who may look at it without a call."""

import ast

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.assessment import Assessment
from figpress.freshness.code.defaults import constants
from figpress.running.instrument import HIT, instrument

LIB = """import functools
import inspect

GAIN = 5.0


def scaled(x, by=3.0, *, shift=-1.0, name=None, loud=True):
    return x * by + shift + (1.0 if name is None else 2.0) + (10.0 if loud else 20.0)


def gained(x, by=GAIN, times=2):
    return x * by * times


def asked(function):
    return inspect.signature(function).parameters["by"].default


def through(function):
    return function(1.0)


@functools.lru_cache
def kept(x, by=3.0):
    return x * by


TABLE = {}


def register(function):
    TABLE[function.__name__] = function
    return function


def typed(function):
    function.kind = inspect.signature(function).parameters["by"].default
    return function


@register
def registered(x, by=3.0):
    return x * by


@typed
def read(x, by=3.0):
    return x * by


def outer(x):
    def inner(x, by=3.0):
        return x * by

    return inner(x, 2.0)


FIRST = scaled(1.0, 2.0)
HALF = functools.partial(scaled, by=0.5)
"""
CALLS = {
    "bare": "lib.scaled(1.0)",
    "given": "lib.scaled(1.0, 2.0, shift=0.0, name='n', loud=False)",
    "equal": "lib.scaled(1.0, 3.0, shift=0.0, name='n', loud=False)",  # not told apart from the default
    "array": "lib.scaled(np.array([1.0, 2.0]), np.array([1.0, 2.0]), shift=np.zeros(2), name=np.zeros(2), "
    "loud=1).sum()",
    "gained": "lib.gained(1.0)",
    "twice": "lib.gained(1.0, times=1) + lib.gained(1.0, 1.0)",
    "handed": "lib.through(lib.scaled)",
    "asked": "lib.asked(lib.scaled)",
    "attribute": "lib.scaled.__defaults__[0]",
    "named": "getattr(lib, 'scaled')(1.0, 2.0)",
    "kept": "lib.kept(1.0, 2.0)",
    "kept_left": "lib.kept(1.0)",
    "registered": "lib.TABLE['registered'](1.0, 2.0)",
    "registered_left": "lib.TABLE['registered'](1.0)",
    "read": "lib.read(1.0, 2.0) + lib.read.kind",
    "outer": "lib.outer(1.0)",
    "constant": "lib.FIRST",
    "partial": "lib.HALF(1.0)",
}
FIGURES = {f"figures/{id}.py": figure(call, "import numpy as np\nimport lib") for id, call in CALLS.items()}
LOOK = {"asked", "attribute"}  # without a call
SCALED = {"bare", "given", "equal", "array", "handed", "named", "partial", "constant"} | LOOK


@pytest.fixture(scope="module")
def drawn(executor, tmp_path_factory):
    from figpress.running.render import render

    site = tiny(tmp_path_factory.mktemp("defaults"), {"src/lib.py": LIB, **FIGURES})
    executor.site = site
    assert not render(site, executor=executor).failed
    return site


def values(text: str) -> dict[str, float | str]:
    """What plain Python makes of every call."""
    import types

    import numpy

    lib = types.ModuleType("lib")
    exec(text, lib.__dict__)
    found = {}
    for id, call in CALLS.items():
        try:
            found[id] = float(eval(call, {"np": numpy, "lib": lib}))
        except Exception as error:
            found[id] = repr(error)
    return found


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("scaled(x, by=3.0", "scaled(x, by=4.0", {"bare", "equal", "handed"} | LOOK),
        ("scaled(x, by=3.0", "scaled(x, by=3", {"bare", "equal", "handed"} | LOOK),
        ("shift=-1.0", "shift=1.0", {"bare", "constant", "handed", "named", "partial"} | LOOK),
        ("name=None", "name='m'", {"bare", "constant", "handed", "named", "partial"} | LOOK),
        ("loud=True", "loud=False", {"bare", "constant", "handed", "named", "partial"} | LOOK),
        ("times=2", "times=7", {"gained", "twice"}),
        ("by=GAIN", "by=6.0", {"gained", "twice"}),  # no constant before: part of the definition
        ("GAIN = 5.0", "GAIN = 6.0", {"gained", "twice"}),
        ("kept(x, by=3.0)", "kept(x, by=4.0)", {"kept_left"}),
        ("registered(x, by=3.0)", "registered(x, by=4.0)", {"registered_left"}),
        ("read(x, by=3.0)", "read(x, by=4.0)", {"read"}),  # a decorator looks at it
        ("inner(x, by=3.0)", "inner(x, by=4.0)", {"outer"}),  # its default is part of what outer runs
        # What is no constant any more, or nothing at all, is another definition.
        ("scaled(x, by=3.0", "scaled(x, by=[]", SCALED),
        ("scaled(x, by=3.0", "scaled(x, by=...", SCALED),
        ("scaled(x, by=3.0", "scaled(x, by", SCALED),
    ],
)
def test_edit(drawn, old, new, expected):
    assert LIB.count(old) == 1
    edited = LIB.replace(old, new)
    before, after = values(LIB), values(edited)
    write(drawn.root, {"src/lib.py": edited})
    assessment = Assessment(drawn)
    found = {t.id for t in assessment.targets if assessment.standing(t).verdict.state != "fresh"}
    write(drawn.root, {"src/lib.py": LIB})
    assert {
        id for id in CALLS if before[id] != after[id]
    } <= found  # plain Python is the judge of what must not be missed
    assert found == expected


def test_reason_names_the_default(drawn):
    write(drawn.root, {"src/lib.py": LIB.replace("shift=-1.0", "shift=1.0")})
    assessment = Assessment(drawn)
    reasons = {t.id: assessment.standing(t).verdict.reasons for t in assessment.targets}
    write(drawn.root, {"src/lib.py": LIB})
    assert reasons["bare"] == ("lib.scaled's default of shift changed",)


@pytest.mark.parametrize(
    "kind",
    ["1", "-1", "2.5", "-0.0", "1j", "'text'", "b'bytes'", "True", "False", "None", "10**9", "1_000_000_007"],
)
def test_recorded_exactly_when_left(kind):
    """The compiled test sees a default that was left, whatever its type, and nothing that differs."""
    source = f"def f(a={kind}, *, b={kind}):\n    return a\n"
    seen: set[str] = set()
    namespace = {HIT: seen.add}
    exec(instrument(source, "m.py", "m", announce=False), namespace)
    found = set(constants(ast.parse(source).body[0]))
    assert found == (set() if "*" in kind else {"a", "b"})
    namespace["f"](object(), b=object())
    assert seen == {"m:f"}
    namespace["f"](object())
    assert seen == {"m:f"} | {f"m:f({name})" for name in found - {"a"}}
    namespace["f"]()
    assert seen == {"m:f"} | {f"m:f({name})" for name in found}


@pytest.mark.parametrize("call, expected", [("own(1.0)", "stale"), ("own(1.0, 2.0)", "fresh")])
def test_a_default_of_the_script_itself(executor, tmp_path, call, expected):
    from figpress.running.render import render

    script = figure(call, "def own(x, by=3.0):\n    return x * by\n")
    site = tiny(tmp_path, {"figures/own.py": script})
    executor.site = site
    assert not render(site, executor=executor).failed
    write(site.root, {"figures/own.py": script.replace("by=3.0", "by=4.0")})
    assessment = Assessment(site)
    assert assessment.standing(assessment.targets[0]).verdict.state == expected
