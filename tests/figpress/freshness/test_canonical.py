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
    tables = (module.definitions, module.bodies, *module.defaults.values())
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
