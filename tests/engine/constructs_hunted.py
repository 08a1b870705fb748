"""Ways to reach code that were found to be missed: names looked up under another name, members that somebody asks for
by a text, protocols, docstrings that packages show, modules and files where nobody looks for them.
"""

import importlib.util

from engine.constructs import CLASS, GAIN, LIB, TO, of, on

DOC = ("One.", "One, two.")
TEMPLATE = {LIB: CLASS, "data/t@.txt": "{0.gain}"}
READ = "t = (ROOT / 'data/t@.txt').read_text()\n"

# Under another name, in another module.
of(
    "globals by another module's name",
    "from more@ import names\nGAIN = 2.0\ndef f(n): return names()[n]\n",
    "from lib@ import f\nv = f('GA' + 'IN')",
    *TO,
    more="names = globals\n",
)
of(
    "globals out of builtins",
    "from more@ import names\nGAIN = 2.0\ndef f(n): return names()[n]\n",
    "from lib@ import f\nv = f('GA' + 'IN')",
    *TO,
    more="import builtins\nnames = builtins.globals\n",
)
of(
    "a module whose class is changed",
    "import sys, types\nclass Own(types.ModuleType):\n    now = 1.0\nsys.modules[__name__].__class__ = Own\nGAIN = 2.0\n",
    "import lib@\nv = getattr(lib@, 'GA' + 'IN')",
    *TO,
)
of(
    "a module in whose place a copy stands",
    "import sys, types\nGAIN = 2.0\nm = types.ModuleType(__name__)\nm.__dict__.update(vars(sys.modules[__name__]))\nsys.modules[__name__] = m\n",
    "import lib@\nv = getattr(lib@, 'GA' + 'IN')",
    *TO,
)
on(
    "a bound format",
    TEMPLATE,
    f"from lib@ import Kept\n{READ}v = float(list(map(t.format, [Kept]))[0])",
    LIB,
    *TO,
)
on("… of str", TEMPLATE, f"from lib@ import Kept\n{READ}f = str.format\nv = float(f(t, Kept))", LIB, *TO)
on(
    "a formatter of string",
    TEMPLATE,
    f"import string\nfrom lib@ import Kept\n{READ}v = float(string.Formatter().vformat(t, [Kept], {{}}))",
    LIB,
    *TO,
)
of(
    "what the collector of garbage knows",
    "GAIN = 2.0\ndef f(): pass\n",
    "import gc\nfrom lib@ import f\nv = [d for d in gc.get_referents(f) if isinstance(d, dict) and 'GAIN' in d][0]['GA' + 'IN']",
    *TO,
)
of(
    "what a mock puts aside",
    CLASS,
    "from unittest import mock\nfrom lib@ import Kept\np = mock.patch.object(Kept, 'ga' + 'in', 5.0)\np.start()\nv = p.temp_original",
    *TO,
)
on(
    "a member that a template computes",
    {LIB: CLASS, "data/t@.txt": "{{ c[a ~ b] }}"},
    f"import jinja2\nfrom lib@ import Kept\n{READ}v = float(jinja2.Template(t).render(c=Kept(), a='ga', b='in'))",
    LIB,
    *TO,
)
of(
    "… that a filter of a template picks",
    CLASS,
    "import jinja2\nfrom lib@ import Kept\nv = float(jinja2.Template('{{ [c] | map(attribute=n) | first }}').render(c=Kept(), n='ga' + 'in'))",
    *TO,
)

# Code that is made, under a file's name.
of(
    "a tree that is compiled",
    "import ast\nGAIN = 2.0\ndef f(n):\n    tree = ast.fix_missing_locations(ast.Expression(ast.Name(n, ast.Load())))\n    return eval(compile(tree, 'my.conf', 'eval'))\n",
    "from lib@ import f\nv = f('GA' + 'IN')",
    *TO,
)
of(
    "code that was marshalled",
    "import marshal\nGAIN = 2.0\ndef f():\n    return eval(marshal.loads(marshal.dumps(compile('GA' + 'IN', 'x.py', 'eval'))))\n",
    "from lib@ import f\nv = f()",
    *TO,
)
if importlib.util.find_spec("numexpr"):  # tried where it is installed
    of(
        "an expression that an import evaluated first",
        "import numexpr, numpy\nK = 2.0\na = numpy.ones(3)\nW = numexpr.evaluate('sum(a * K)')\ndef f(): return float(numexpr.evaluate('sum(a * K)'))\n",
        "from lib@ import f\nv = f()",
        *TO,
    )

# Protocols.
PROTOCOL = "from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass P(Protocol):\n    def go(self): ...\nclass A:\n    last = 1\n"
of(
    "a protocol that is met now",
    PROTOCOL,
    "from lib@ import A, P\nv = 1.0 if isinstance(A(), P) else 5.0",
    "    last = 1\n",
    "    def go(self): pass\n",
)
of(
    "a protocol that asks for more",
    PROTOCOL.replace("last = 1", "def go(self): pass"),
    "from lib@ import A, P\nv = 1.0 if isinstance(A(), P) else 5.0",
    "class A",
    "    def halt(self): ...\nclass A",
)
of(
    "a protocol that asks for an attribute",
    PROTOCOL.replace("def go(self): ...", "gain: float"),
    "from lib@ import A, P\nv = 1.0 if isinstance(A(), P) else 5.0",
    "    last = 1\n",
    "    gain = 1.0\n",
)
of(
    "settings that compiled code reads",
    "class D:\n    delimiter = ';'\n    quotechar = '\"'\n    lineterminator = '\\n'\n    quoting = 0\n",
    "import csv\nfrom lib@ import D\nv = len(next(csv.reader(['a;b,c,d'], dialect=D)))",
    "';'",
    "','",
)
of(
    "a method that a package looks for",
    "import sympy\nclass A:\n    def __float__(self): return 2.0\n",
    "import sympy\nfrom lib@ import A\nv = float(sympy.sympify(A()))",
    "    def __float__",
    "    def _sympy_(self): return sympy.Float(7.0)\n    def __float__",
)
of(
    "a close that was not there",
    "OUT = [1.0]\nclass A:\n    def __iter__(self): return self\n    def __next__(self): return 1.0\ndef g(): yield from A()\n",
    "from lib@ import OUT, g\nx = g()\nnext(x)\ndel x\nv = sum(OUT)",
    "    def __next__",
    "    def close(self): OUT.append(5.0)\n    def __next__",
)

# Docstrings that packages show.
of(
    "a page of help",
    "def f():\n    '''One.'''\n",
    "import pydoc\nfrom lib@ import f\nv = len(pydoc.plain(pydoc.render_doc(f)))",
    *DOC,
)
of(
    "the help of a command line",
    "import click\n@click.command()\ndef f():\n    '''One.'''\n",
    "import click\nfrom lib@ import f\nv = len(f.get_help(click.Context(f)))",
    *DOC,
)
of(
    "the description of a test",
    "import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        '''One.'''\n",
    "from lib@ import T\nv = len(T('test_a').shortDescription())",
    *DOC,
)
of(
    "the help of an own shell",
    "import cmd\nclass T(cmd.Cmd):\n    def do_x(self, a):\n        '''One.'''\n",
    "import io\nfrom lib@ import T\no = io.StringIO()\nT(stdout=o).onecmd('help x')\nv = len(o.getvalue())",
    *DOC,
)
of(
    "the description in a schema",
    "import pydantic\nclass M(pydantic.BaseModel):\n    '''One.'''\n    x: int = 1\n",
    "from lib@ import M\nv = len(M.model_json_schema()['description'])",
    *DOC,
)

# Modules and files where nobody looks for them.
SPEC = "import importlib.util\ndef f(): return 5.0 if importlib.util.find_spec('{}') else 1.0\n"
on(
    "a module that is only looked for",
    {LIB: SPEC.format("more@")},
    "from lib@ import f\nv = f()",
    "src/more@.py",
    None,
    "",
)
on(
    "… in a package",
    {LIB: SPEC.format("p@.more"), "src/p@/__init__.py": ""},
    "from lib@ import f\nv = f()",
    "src/p@/more.py",
    None,
    "",
)
on(
    "a package where a folder was",
    {"src/ns@/a.py": GAIN},
    "import ns@.a\nv = ns@.a.GAIN + len(getattr(ns@, 'MORE', ''))",
    "src/ns@/__init__.py",
    None,
    "MORE = 'ab'\n",
)
for folder in ("vendor@/site-packages", "lib@/dist-packages"):
    on(
        f"a module in {folder}",
        {f"{folder}/m@.py": GAIN},
        f"import sys\nsys.path.insert(0, str(ROOT / '{folder}'))\nfrom m@ import GAIN\nv = GAIN",
        f"{folder}/m@.py",
        *TO,
    )
for folder in ("vendor@/site-packages", "lib@/dist-packages", "node_modules/own@", "data/__pycache__/own@"):
    on(
        f"a file in {folder}",
        {f"{folder}/x@.txt": "2.0"},
        f"v = float((ROOT / '{folder}/x@.txt').read_text())",
        f"{folder}/x@.txt",
        *TO,
    )
on(
    "a link that the run makes",
    {"data/x@.txt": "2.0"},
    "import os, tempfile\nlink = os.path.join(tempfile.mkdtemp(), 'x')\nos.symlink(ROOT / 'data/x@.txt', link)\nv = float(open(link).read())",
    "data/x@.txt",
    *TO,
)
on(
    "… to a folder",
    {"data/x@/a.txt": "2.0"},
    "import os, tempfile\nlink = os.path.join(tempfile.mkdtemp(), 'x')\nos.symlink(ROOT / 'data/x@', link)\nv = float(open(link + '/a.txt').read())",
    "data/x@/a.txt",
    *TO,
)

# Orders, lines, and what changes a table on the way.
for base, before in (
    ("Enum", "from enum import Enum\n"),
    (
        "Base",
        "class Base:\n    def __init_subclass__(cls): cls.first = next(n for n in vars(cls) if len(n) == 1)\n",
    ),
):
    of(
        f"the order of what a heir of {base} holds",
        f"{before}class A({base}):\n    a = 1.0\n    b = 2.0\n",
        f"from lib@ import A\nv = {'list(A)[0].value' if base == 'Enum' else 'ord(A.first)'}",
        "    a = 1.0\n    b = 2.0\n",
        "    b = 2.0\n    a = 1.0\n",
    )
of(
    "the order that a metaclass is told",
    "class M(type):\n    def __new__(m, n, b, d):\n        made = super().__new__(m, n, b, d)\n        made.first = next(k for k in d if len(k) == 1)\n        return made\nclass A(metaclass=M):\n    a = 1.0\n    b = 2.0\n",
    "from lib@ import A\nv = ord(A.first)",
    "    a = 1.0\n    b = 2.0\n",
    "    b = 2.0\n    a = 1.0\n",
)
of(
    "the class that a method stands in",
    "class A:\n    gain = 2.0\n    def f(self): return __class__.gain\nclass B(A):\n    gain = 7.0\n",
    "from lib@ import B\nv = B().f()",
    *TO,
)
of(
    "a new name among those of a star",
    "A1 = 2.0\n",
    "from lib@ import *\nv = sum(x for k, x in list(globals().items()) if k.endswith('1'))",
    "A1 = 2.0\n",
    "A1 = 2.0\nB1 = 1.0\n",
)
of(
    "a table filled by map",
    "SEEN = []\nS = list(map(SEEN.append, [2.0]))\n",
    "from lib@ import SEEN\nv = sum(SEEN)",
    *TO,
)
of(
    "the line of a warning",
    "import warnings\ndef f(): warnings.warn('x')\n",
    "import warnings\nfrom lib@ import f\nwith warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n    f()\nv = seen[0].lineno",
    "def f",
    "\ndef f",
)
of(
    "a traceback that is written",
    "def f(): return 1 / 0\n",
    "import io, traceback\nfrom lib@ import f\nout = io.StringIO()\ntry:\n    f()\nexcept ZeroDivisionError:\n    traceback.print_exc(file=out)\nv = out.getvalue().count(' one')",
    "1 / 0",
    "1 / 0  # one",
)
for title, lib, asks in (
    ("a stack", "import traceback\ndef f(): return traceback.StackSummary.extract(traceback.walk_stack(None))[0].lineno\n", "f()"),
    ("positions", "def f(): return 1\n", "list(f.__code__.co_positions())[0][0]"),
    ("a caller", "import logging\ndef f(): return logging.getLogger('w@').findCaller()[1]\n", "f()"),
):  # fmt: skip
    of(f"the line in {title}", lib, f"from lib@ import f\nv = {asks}", "def f", "\ndef f")
