"""Canonical code: what is cosmetic is gone, what means something stays, on every Python."""

import glob
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from engine.project import project

from figpress.freshness.code.units import parse

SOURCE = Path(__file__).parents[3] / "src"
F = 'def f(x, y=1):\n    """Says."""\n    if x:\n        return x + y\n    else:\n        if y: return y\n'


def digests(text):
    module = parse("m.py", text)
    tables = (module.definitions, module.bodies, *module.asides.values())
    return [{name: unit.digest for name, unit in table.items()} for table in tables], [
        s.unit.digest for s in module.statements
    ]


@pytest.mark.parametrize(
    "same",
    [
        F.replace("Says.", "Says something else.").replace("\n    if x", "  # why\n\n    if x"),
        "def f(x, y=1):\n  if x: return (x+y)\n  elif y: return y\n",
        F + "\n\n'a bare string'\npass\n",
        F.replace("return y\n", "return y\n        ...\n"),
    ],
)
def test_cosmetic(same):
    assert digests(F) == digests(same)


@pytest.mark.parametrize(
    "old, new",
    [
        ("y=1", "y=2"),
        ("x + y", "x - y"),
        ("x + y", "y + x"),
        ("y=1", "y=1.0"),
        ("def f", "async def f"),
        ("return x + y", "yield x + y"),
        ("x, y", "x, *, y"),
    ],
)
def test_meaning(old, new):
    assert digests(F) != digests(F.replace(old, new))


def test_text_is_told_from_number_and_bytes():
    assert (
        len(
            {
                json.dumps(digests(f"x = {value}\n"))
                for value in ("1", "'1'", "b'1'", "1.0", "True", "1j", "None", "...", "-1")
            }
        )
        == 9
    )


def test_formatted_strings():
    assert digests("x = f'a{b}c' 'd'\n") == digests("x = f'a{b}cd'\n")
    assert digests("x = f'a{b!r}'\n") != digests("x = f'a{b}'\n")
    assert digests("x = f'{b:.2f}'\n") != digests("x = f'{b:.3f}'\n")


LOCAL = """from typing import Optional
import numpy as np
GAIN = 2.0
def f(x, y=2):
    total = [part * y for part in x if part]
    try:
        assert total, "no parts"
        for k, one in enumerate(total):
            k += one
    except ValueError as error:
        raise error
    def inner(z):
        nonlocal k
        k = z + GAIN
        return k * len(total)
    if total:
        return inner
    else:
        return max(total, key=lambda t: t + k)
class A:
    def area(self, k=2):
        return k
VALUE = f([1])
"""


def counted(text):
    """What a run of everything in a module counts, when nobody asks for names, annotations or messages."""
    module = parse("m.py", text)
    members = {f"{c}.{n}": u for c, cls in module.classes.items() for n, u in cls.members.items()}
    found = {
        name: unit.digest
        for table in (module.definitions, module.bodies, members)
        for name, unit in table.items()
        if name.partition("#")[0] not in module.imported and not name.startswith(("log", "unused"))
    }
    return found, [s.unit.digest for s in module.statements]


@pytest.mark.parametrize(
    "pairs",
    [
        ("total", "summed"),
        ("part", "piece"),
        ("one", "each"),
        (
            " k,",
            " index,",
            "k +",
            "index +",
            "nonlocal k\n        k",
            "nonlocal index\n        index",
            "return k * len",
            "return index * len",
            "t + k",
            "t + index",
        ),
        ("as error", "as wrong", "raise error", "raise wrong"),
        ("no parts", "there are none"),
        ("no parts", "total is empty"),
        ("try:\n", '"says total"\n    try:\n'),
        ("f(x, y=2)", "f(x: list[float], y: int = 2) -> object"),
        ("f(x, y=2)", "f(x: Optional[np.ndarray], y: 'int | str' = 2)"),
        ("self, k=2", "self, k: Optional[float] = 2"),
        ("GAIN = 2.0", "GAIN: float = 2.0"),
        (
            "GAIN = 2.0",
            "import os\nfrom pathlib import Path\nimport logging\nlog = logging.getLogger(__name__)\nGAIN = 2.0",
        ),
        ("    else:\n        return max", "    return max"),
    ],
    ids=lambda pair: pair[0],
)
def test_what_makes_no_difference(pairs):
    changed = LOCAL
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in changed
        changed = changed.replace(old, new)
    assert counted(changed) == counted(LOCAL)


@pytest.mark.parametrize(
    "old, new",
    [
        ("len(total)", "len(GAIN)"),
        ("z + GAIN", "z + total"),
        ("nonlocal k\n        k = z", "k = z"),
        ("[part * y for part in x", "[part * y for other in x"),
        ("k, one in", "one, k in"),
        ("assert total,", "assert not total,"),
        ("as error:\n        raise error", "as error:\n        raise total"),
        ("f(x, y=2)", "f(x: UNKNOWN, y=2)"),
        ("f(x, y=2)", "f(x: int[str], y=2)"),
        ("f(x, y=2)", "f(x: 'int' | 'str', y=2)"),
        ("def f", "@wrapped\ndef f"),
        ("self, k=2", "self, j=2"),
        ("lambda t: t + k", "lambda t: t + t"),
        ("    if total:\n        return inner\n    else:\n", "    if total:\n        inner\n    else:\n"),
    ],
)
def test_what_makes_a_difference(old, new):
    assert old in LOCAL
    assert counted(LOCAL.replace(old, new)) != counted(LOCAL)


def test_a_global_name_is_no_local_one_of_the_function_around():
    text = "def f():\n    x = 1\n    def g():\n        global x\n        return {}\n    return g\n"
    asked, other = text.format("x"), text.format("y").replace("x = 1", "y = 1")
    assert parse("m.py", asked).bodies["f"].digest == parse("m.py", other).bodies["f"].digest
    assert (
        parse("m.py", asked).bodies["f.<locals>.g"].digest
        != parse("m.py", other).bodies["f.<locals>.g"].digest
    )


def test_names_that_somebody_may_ask_for_are_kept():
    for asking in ("locals()", "eval('total')", "frame.query('total > 1')", "vars()"):
        text = f"def f(x):\n    total = x\n    return {asking}\n"
        other = text.replace("total = x", "summed = x")
        assert parse("m.py", text).bodies["f"].digest != parse("m.py", other).bodies["f"].digest


DUMP = """
import json, sys
sys.path.insert(0, sys.argv[1])
from figpress.freshness.code.units import parse
out = {}
for path, text in json.load(sys.stdin).items():
    m = parse(path, text)
    out[path] = [{n: u.digest for n, u in m.definitions.items()}, {n: u.digest for n, u in m.bodies.items()},
                 {c: {n: u.digest for n, u in k.members.items()} for c, k in m.classes.items()}, [s.unit.digest for s in m.statements],
                 {n: sorted(map(list, u.chains)) for n, u in m.bodies.items()}]
print(json.dumps(out, sort_keys=True))
"""
HARD = """
from __future__ import annotations
x = f"{a!r:>{w}} {b=} {{}} {'nested'}" "tail" f"{c}"
def g(a, /, b: int = 2, *c, d=3, **e) -> "str": yield from (i async for i in a)
async def h():
    async with a as b, c: return [await d async for d in e if d]
class K(A, metaclass=M, flag=1):
    x: int = 3
    @property
    def p(self): return lambda q=1: (q := 2)
match x:
    case {"a": 1, **rest}: pass
    case K(x=3) | [1, *_] if y: z = 1
try: pass
except* ValueError as error: raise
with (open("f") as f, open("g") as g): del f[1:2, ::3], g.x
t = "\\u1e9e\\U0001faea\\ud800", b"\\xff", 1e400, 0x_ff, 1_000j, -0.0
"""


def test_the_same_on_every_python():
    """The digests go into a committed file: they must not depend on who computes them."""
    texts = {
        p.as_posix(): p.read_text("utf-8")
        for folder in ("byhand", "plates")
        for p in sorted((SOURCE / folder).rglob("*.py"))
    }
    texts |= {"hard.py": HARD} | {p: t for p, t in project().items() if p.endswith(".py")}
    found = {sys.executable: sys.version_info[:2]}
    for python in sorted(
        glob.glob(os.path.expanduser("~/.pyenv/versions/3.1[1-9]*/bin/python3"))
        + glob.glob("/usr/bin/python3.1[1-9]")
        + glob.glob("/usr/local/bin/python3.1[1-9]")
    ):
        version = subprocess.run(
            [python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True
        )
        if version.returncode == 0:
            found[python] = tuple(map(int, version.stdout.split()))
    if len(set(found.values())) == 1:
        pytest.skip("no other Python from 3.11 up on this machine")
    answers = {
        version: subprocess.run(
            [python, "-c", DUMP, str(SOURCE)],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for python, version in found.items()
    }
    assert len(set(answers.values())) == 1, sorted(answers)


def test_a_caption_is_the_title_without_its_rules():
    assert parse("m.py", '"""\n=====\nA title\n=====\n\nMore words.\n"""\n').caption == "A title"
    assert (
        parse("m.py", '"""One claim,\nin two lines.\n\nMore words."""\n').caption
        == "One claim, in two lines."
    )
