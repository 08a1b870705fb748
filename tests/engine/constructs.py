"""Ways in which real scripts reach the code that they depend on: each with an edit that changes the figure.

"@" stands for the construct's own number, so that all of them live in one site and none meets another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

LIB = "src/lib@.py"
NUMBER = re.compile(r"@(?![A-Za-z_])")  # and no decorator


@dataclass(frozen=True)
class Construct:
    """A script whose lines compute v, the files around it, and one edit: path, old text (None: a new file), new."""

    name: str
    script: str
    edit: tuple[str, str | None, str]
    files: dict[str, str] = field(default_factory=dict)
    harmless: bool = False  # the edit changes nothing


EVERY: list[Construct] = []


def of(name: str, lib: str, script: str, old: str, new: str, path: str = LIB, **more: str) -> None:
    """One whose library is one file; `more` by name: files under src/."""
    files = {LIB: lib} if lib else {}
    files |= {
        f"src/{n.replace('__', '@/', 1)}.py" if "__" in n else f"src/{n}@.py": text
        for n, text in more.items()
    }
    EVERY.append(Construct(name, script, (path, old, new), files))


def on(name: str, files: dict[str, str], script: str, path: str, old: str | None, new: str) -> None:
    EVERY.append(Construct(name, script, (path, old, new), files))


GAIN = "GAIN = 2.0\n"
CLASS = "class Kept:\n    gain = 2.0\n"
TO = ("2.0", "3.0")

# Modules found in other ways than by their name.
on(
    "a package without an __init__",
    {"src/ns@/a.py": GAIN},
    "from ns@.a import GAIN\nv = GAIN",
    "src/ns@/a.py",
    *TO,
)
on(
    "… two deep",
    {"src/ns@/in/a.py": "def f(): return g()\ndef g(): return 2.0\n"},
    "import importlib\nv = importlib.import_module('ns@.in.a').f()",
    "src/ns@/in/a.py",
    *TO,
)
on(
    "… whose class is built upon",
    {
        "src/ns@/a.py": "class A:\n    gain = 2.0\n",
        "src/ns@/b.py": "from .a import A\nclass B(A):\n    pass\n",
    },
    "from ns@.b import B\nv = B().gain",
    "src/ns@/b.py",
    "    pass",
    "    gain = 5.0",
)
on("the source folder's own name", {"src/m@.py": GAIN}, "from src.m@ import GAIN\nv = GAIN", "src/m@.py", *TO)
on(
    "the figures' own name",
    {"figures/_shared@.py": GAIN},
    "from figures._shared@ import GAIN\nv = GAIN",
    "figures/_shared@.py",
    *TO,
)
on(
    "a folder put on the path",
    {"tools/t@.py": GAIN},
    "import sys\nsys.path.insert(0, str(ROOT / 'tools'))\nimport t@\nv = t@.GAIN",
    "tools/t@.py",
    *TO,
)
on(
    "a folder put at its end",
    {"tools/e@.py": "def f(): return 2.0\n"},
    "import sys\nsys.path.append(str(ROOT / 'tools'))\nfrom e@ import f\nv = f()",
    "tools/e@.py",
    *TO,
)
on(
    "a module loaded from its file",
    {"tools/h-@.py": GAIN},
    "from importlib import util\ns = util.spec_from_file_location('h@', ROOT / 'tools/h-@.py')\nm = util.module_from_spec(s)\ns.loader.exec_module(m)\nv = m.GAIN",
    "tools/h-@.py",
    *TO,
)
on(
    "two of one name loaded from files",
    {"tools/a@/conf.py": "K = 1.0\n", "tools/b@/conf.py": "K = 2.0\n"},
    "from importlib import util\nv = 0\nfor n in 'ab':\n    s = util.spec_from_file_location('conf', ROOT / f'tools/{n}@/conf.py')\n    m = util.module_from_spec(s)\n    s.loader.exec_module(m)\n    v += m.K",
    "tools/b@/conf.py",
    *TO,
)
on(
    "a loader taken by hand",
    {"tools/l@.py": "def f(): return 2.0\n"},
    "from importlib.machinery import SourceFileLoader\nv = SourceFileLoader('l@', str(ROOT / 'tools/l@.py')).load_module().f()",
    "tools/l@.py",
    *TO,
)
on(
    "a loader that changes the source",
    {"tools/c@.py": "GAIN = 2.0  # rate\n"},
    "from importlib import util\nfrom importlib.machinery import SourceFileLoader\nclass Own(SourceFileLoader):\n    def source_to_code(self, data, path, **k):\n        return super().source_to_code(data.replace(b'rate', b'RATE'), path)\ns = util.spec_from_file_location('c@', ROOT / 'tools/c@.py', loader=Own('c@', str(ROOT / 'tools/c@.py')))\nm = util.module_from_spec(s)\ns.loader.exec_module(m)\nv = m.GAIN",
    "tools/c@.py",
    *TO,
)
on(
    "a library beside the site",
    {"../beside/b@.py": "def f(): return 2.0\n"},
    "import sys\nsys.path.insert(0, str(ROOT.parent / 'beside'))\nimport b@\nv = b@.f()",
    "../beside/b@.py",
    *TO,
)
on(
    "a module run by name",
    {"src/r@.py": GAIN},
    "import runpy\nv = runpy.run_module('r@')['GAIN']",
    "src/r@.py",
    *TO,
)
on(
    "a script run by path",
    {"tools/s@.py": GAIN},
    "import runpy\nv = runpy.run_path(str(ROOT / 'tools/s@.py'))['GAIN']",
    "tools/s@.py",
    *TO,
)
on(
    "a lazy module of importlib",
    {"src/z@.py": GAIN},
    "import sys\nfrom importlib import util\ns = util.find_spec('z@')\ns.loader = util.LazyLoader(s.loader)\nm = util.module_from_spec(s)\nsys.modules['z@'] = m\ns.loader.exec_module(m)\nv = m.GAIN",
    "src/z@.py",
    *TO,
)
on(
    "plugins that are listed",
    {
        "src/p@/__init__.py": "import importlib, pkgutil\nALL = {}\ndef load():\n    for i in pkgutil.iter_modules(__path__):\n        importlib.import_module(f'{__name__}.{i.name}')\n",
        "src/p@/a.py": "from p@ import ALL\nALL['a'] = 1.0\n",
    },
    "import p@\np@.load()\nv = sum(p@.ALL.values())",
    "src/p@/b.py",
    None,
    "from p@ import ALL\nALL['b'] = 4.0\n",
)
on(
    "plugins that name themselves",
    {
        "src/p@/__init__.py": "import importlib\nclass Base:\n    pass\nfor n in ('one', 'two'):\n    importlib.import_module('p@.' + n)\n",
        "src/p@/one.py": "from p@ import Base\nclass One(Base):\n    weight = 2.0\n",
        "src/p@/two.py": "from p@ import Base\nclass Two(Base):\n    weight = 5.0\n",
    },
    "from p@ import Base\nv = sum(c.weight for c in Base.__subclasses__())",
    "src/p@/one.py",
    *TO,
)
on(
    "a lazy package",
    {
        "src/p@/__init__.py": "import importlib\nWHERE = {'GAIN': 'deep'}\ndef __getattr__(name):\n    if name in WHERE:\n        return getattr(importlib.import_module('p@.' + WHERE[name]), name)\n    raise AttributeError(name)\n",
        "src/p@/deep.py": GAIN,
    },
    "import p@\nv = p@.GAIN",
    "src/p@/deep.py",
    *TO,
)
on(
    "… through a star",
    {
        "src/p@/__init__.py": "import importlib\n__all__ = ['GAIN']\ndef __getattr__(name):\n    if name in __all__:\n        return getattr(importlib.import_module('p@.deep'), name)\n    raise AttributeError(name)\n",
        "src/p@/deep.py": GAIN,
        "src/q@.py": "from p@ import *\ndef f(): return GAIN\n",
    },
    "import q@\nv = q@.f()",
    "src/p@/deep.py",
    *TO,
)
on(
    "a module replaced by an object",
    {LIB: "import sys\nclass Settings:\n    gain = 2.0\nsys.modules[__name__] = Settings()\n"},
    "import lib@\nv = lib@.gain",
    LIB,
    *TO,
)

# Names reached by computing.
of(
    "a module by computed name",
    GAIN,
    "import importlib\nm = importlib.import_module('LIB@'.lower())\nv = m.GAIN",
    *TO,
)
of("__import__", GAIN, "v = __import__('li' + 'b@').GAIN", *TO)
of("sys.modules", GAIN, "import sys, lib@\nv = sys.modules['lib' + '@'].GAIN", *TO)
of("getattr by another name", GAIN, "import lib@\nget = getattr\nv = get(lib@, 'GA' + 'IN')", *TO)
of(
    "getattr as a default",
    CLASS,
    "from lib@ import Kept\ndef f(o, n, get=getattr):\n    return get(o, n)\nv = f(Kept, 'ga' + 'in')",
    *TO,
)
of(
    "builtins.getattr",
    CLASS,
    "import builtins\nfrom lib@ import Kept\nv = builtins.getattr(Kept(), 'ga' + 'in')",
    *TO,
)
of(
    "reduce(getattr)",
    CLASS,
    "from functools import reduce\nimport lib@\nv = reduce(getattr, 'Kept.gain'.split('.'), lib@)",
    *TO,
)
of("map(getattr)", CLASS, "from lib@ import Kept\nv = next(map(getattr, [Kept], ['ga' + 'in']))", *TO)
of(
    "attrgetter by another name",
    CLASS,
    "from operator import attrgetter as by\nfrom lib@ import Kept\nv = by('ga' + 'in')(Kept)",
    *TO,
)
of(
    "methodcaller",
    "class Kept:\n    def f(self): return 2.0\n",
    "import operator\nfrom lib@ import Kept\nv = operator.methodcaller('f')(Kept())",
    *TO,
)
of("vars of a class", CLASS, "from lib@ import Kept\nv = vars(Kept)['ga' + 'in']", *TO)
of("map(vars)", CLASS, "from lib@ import Kept\nv = [d for d in map(vars, [Kept])][0]['ga' + 'in']", *TO)
of("vars of a module", GAIN, "import lib@\nv = vars(lib@)['GA' + 'IN']", *TO)
of(
    "a comprehension over dir",
    CLASS,
    "from lib@ import Kept\nv = [getattr(Kept, n) for n in dir(Kept) if n[0] == 'g'][0]",
    *TO,
)
of(
    "inspect.getmembers of a module",
    GAIN,
    "import inspect, lib@\nv = dict(inspect.getmembers(lib@))['GA' + 'IN']",
    *TO,
)
of(
    "an f-string's name in globals",
    GAIN + "def f(n): return globals()[f'GAI{n}']\n",
    "from lib@ import f\nv = f('N')",
    *TO,
)
of(
    "globals by another name",
    GAIN + "names = globals\ndef f(n): return names()[n]\n",
    "from lib@ import f\nv = f('GA' + 'IN')",
    *TO,
)
of("eval", GAIN + "def f(t): return eval(t)\n", "from lib@ import f\nv = f('GA' + 'IN * 1')", *TO)
of(
    "exec",
    GAIN,
    "import lib@\nspace = {}\nexec('import lib@ as m\\nx = m.' + 'GAIN', space)\nv = space['x']",
    *TO,
)
of("eval of another module's names", GAIN, "import lib@\nv = eval('GA' + 'IN', lib@.__dict__)", *TO)
of(
    "a function's globals",
    GAIN + "def f(): pass\n",
    "from lib@ import f\nv = f.__globals__['GA' + 'IN']",
    *TO,
)
of(
    "the caller's frame",
    "import sys\ndef f(n): return sys._getframe(1).f_globals[n]\n",
    "from lib@ import f\nfrom use@ import g\nv = g()",
    "2.0",
    "3.0",
    "src/use@.py",
    use="from lib@ import f\nK = 2.0\ndef g(): return f('K')\n",
)
of("a format string", CLASS, "from lib@ import Kept\nv = float('{0.gain}'.format(Kept))", *TO)
of(
    "a format string from elsewhere",
    CLASS,
    "from lib@ import Kept\nt = '{0.g' + 'ain}'\nv = float(t.format(Kept))",
    *TO,
)
of(
    "format_map",
    CLASS,
    "from lib@ import Kept\nt = '{c.ga' + 'in}'\nv = float(t.format_map({'c': Kept}))",
    *TO,
)
of(
    "object.__getattribute__",
    CLASS,
    "from lib@ import Kept\nv = object.__getattribute__(Kept(), 'ga' + 'in')",
    *TO,
)
of(
    "a class by name, made by data",
    CLASS,
    "import importlib\nm, c = 'lib@:Kept'.split(':')\nv = getattr(importlib.import_module(m), c)().gain",
    *TO,
)
of("pkgutil.resolve_name", GAIN, "import pkgutil\nv = pkgutil.resolve_name('lib@' + ':' + 'GAIN')", *TO)
of(
    "a pickled object's class",
    CLASS,
    "import pickle\nv = pickle.loads(b'\\x80\\x04c' + b'lib@\\nKept\\n' + b')\\x81.').gain",
    *TO,
)
of(
    "a pickled function",
    "def f(): return 2.0\n",
    "import pickle\nv = pickle.loads(b'\\x80\\x04c' + b'lib@\\nf\\n' + b'.')()",
    *TO,
)
of(
    "a later star",
    "gain = 2.0\n",
    "from lib@ import *\nfrom more@ import *\nv = gain",
    "__all__ = []",
    "__all__ = ['gain']",
    "src/more@.py",
    more="__all__ = []\ngain = 7.0\n",
)
of(
    "a star of a private name",
    "_gain = 2.0\n__all__ = ['_gain']\n",
    "from more@ import f\nv = f()",
    *TO,
    more="from lib@ import *\ndef f(): return _gain\n",
)
of(
    "a module's __getattr__",
    "_KEPT = {'gain': 2.0}\ndef __getattr__(n):\n    if n in _KEPT:\n        return _KEPT[n]\n    raise AttributeError(n)\n",
    "import lib@\nv = lib@.gain",
    *TO,
)
of(
    "hasattr of a module",
    "",
    "import more@\nv = 5.0 if hasattr(more@, 'FA' + 'ST') else 1.0",
    "x = 1\n",
    "x = 1\nFAST = True\n",
    "src/more@.py",
    more="x = 1\n",
)
of(
    "dataclass fields by name",
    "from dataclasses import dataclass, fields\n@dataclass\nclass P:\n    x: float = 2.0\ndef f(): return sum(getattr(P(), q.name) for q in fields(P))\n",
    "from lib@ import f\nv = f()",
    *TO,
)
of(
    "a SimpleNamespace of vars",
    CLASS,
    "from types import SimpleNamespace\nfrom lib@ import Kept\nv = SimpleNamespace(**{k: x for k, x in vars(Kept).items() if k[0] != '_'}).gain",
    *TO,
)
of("the class of an object", CLASS, "from lib@ import Kept\nv = type(Kept()).__dict__['ga' + 'in']", *TO)
of(
    "the next class in line",
    "class A:\n    g = 1.0\nclass B(A):\n    g = 2.0\n",
    "from lib@ import B\nv = B.__mro__[1].g",
    "g = 1.0",
    "g = 4.0",
)
of(
    "a source that is read",
    "def f():\n    # one two\n    return 1\n",
    "from inspect import getsource as text\nfrom lib@ import f\nv = len(text(f))",
    "one two",
    "one two three",
)
of(
    "a constant of compiled code",
    "def f():\n    return 2.0\n",
    "from lib@ import f\nv = f.__code__.co_consts[-1]",
    *TO,
)
of(
    "a docstring that is shown",
    'def f():\n    """One."""\n',
    "from lib@ import f\nv = len(f.__doc__)",
    "One.",
    "One, two.",
)

# What happened while modules were imported.
of(
    "a cache warmed at import",
    "from functools import lru_cache\n@lru_cache\ndef f(n): return n * 2.0\nWARM = f(3)\n",
    "from lib@ import f\nv = f(3)",
    *TO,
)
of(
    "… through a helper",
    "from functools import cache\ndef g(n): return n * 2.0\n@cache\ndef f(n): return g(n)\nWARM = [f(n) for n in range(4)]\n",
    "from lib@ import f\nv = f(3)",
    *TO,
)
of(
    "a cached property asked at import",
    "from functools import cached_property\nclass D:\n    @cached_property\n    def m(self): return 2.0\nd = D()\nM = d.m\n",
    "from lib@ import d\nv = d.m",
    *TO,
)
of(
    "a memo in an object",
    "class D:\n    m = None\n    def mean(self):\n        if self.m is None:\n            self.m = self.work()\n        return self.m\n    def work(self): return 2.0\nd = D()\nM = d.mean()\n",
    "from lib@ import d\nv = d.mean()",
    *TO,
)
of(
    "an own cache that registers",
    "KEPT = {}\ndef cache(f):\n    KEPT[f.__name__] = f()\n    return f\n",
    "import more@, lib@\nv = sum(lib@.KEPT.values())",
    "def a(): return 1.0\n",
    "def a(): return 1.0\n@cache\ndef b(): return 10.0\n",
    "src/more@.py",
    more="from lib@ import cache\n@cache\ndef a(): return 1.0\n",
)
of(
    "an own field that counts",
    "N = []\ndef field(default):\n    N.append(default)\n    return default\nclass A:\n    x = field(1.0)\n",
    "from lib@ import N\nv = sum(N)",
    "    x = field(1.0)\n",
    "    x = field(1.0)\n    y = field(5.0)\n",
)
of(
    "an own get that moves on",
    "class Cycle:\n    def __init__(self, xs): self.xs, self.i = xs, 0\n    def get(self):\n        self.i += 1\n        return self.xs[self.i - 1]\nc = Cycle([1.0, 2.0, 3.0])\nA = c.get()\nB = c.get()\n",
    "from lib@ import B\nv = B",
    "B = c.get()",
    "C = c.get()\nB = c.get()",
)
of(
    "an own property that moves on",
    "class T:\n    n = 0\n    @property\n    def tick(self):\n        self.n += 1\n        return self.n\nt = T()\nA = t.tick\n",
    "from lib@ import A\nv = A",
    "A = t.tick",
    "Z = t.tick\nA = t.tick",
)
of(
    "an own operator that registers",
    "SEEN = []\nclass Step:\n    def __init__(self, w): self.w = w\n    def __rshift__(self, o):\n        SEEN.append(o.w)\n        return o\na, b = Step(1.0), Step(2.0)\nP = a >> b\n",
    "from lib@ import SEEN\nv = sum(SEEN)",
    "P = a >> b",
    "P = a >> b\nQ = b >> a",
)
of(
    "an iterator used up",
    "lines = iter('1 2 3 4'.split())\nHEAD = next(lines)\nROWS = list(lines)\n",
    "from lib@ import ROWS\nv = sum(map(float, ROWS))",
    "ROWS =",
    "UNITS = next(lines)\nROWS =",
)
of(
    "… by list",
    "lines = iter('1 2 3 4'.split())\nROWS = list(lines)\n",
    "from lib@ import ROWS\nv = sum(map(float, ROWS))",
    "ROWS =",
    "FIRST = list(lines)\nROWS =",
)
of(
    "… by unpacking",
    "lines = iter('1 2 3 4'.split())\nROWS = list(lines)\n",
    "from lib@ import ROWS\nv = sum(map(float, ROWS))",
    "ROWS =",
    "a, b, *_ = lines\nROWS =",
)
of(
    "… by an own function",
    "def take(it): return [x for x in it]\nlines = iter('1 2 3'.split())\nROWS = take(lines)\n",
    "from lib@ import ROWS\nv = sum(map(float, ROWS))",
    "ROWS =",
    "FIRST = take(lines)\nROWS =",
)
of(
    "a generator of an own function",
    "def gen():\n    yield from (1.0, 2.0, 4.0)\ng = gen()\nA = max(g)\n",
    "from lib@ import A\nv = A",
    "A = max(g)",
    "S = [x for x in zip(g, g)]\nA = max(g, default=0.0)",
)
of(
    "an array filled in place",
    "import numpy as np\nX = np.array([4.0, 9.0])\n",
    "from lib@ import X\nv = X.sum()",
    "9.0])\n",
    "9.0])\nY = np.sqrt(X, out=X)\n",
)
of(
    "a layer made double",
    "import torch\nw = torch.nn.Linear(1, 1, bias=False)\ntorch.nn.init.constant_(w.weight, 0.1)\n",
    "from lib@ import w\nv = float(w.weight.dtype.itemsize)",
    "0.1)\n",
    "0.1)\nx = w.double()\n",
)
of(
    "random numbers drawn before",
    "import random\nrandom.seed(1)\nA = random.random()\n",
    "from lib@ import A\nv = A",
    "A =",
    "B = random.random()\nA =",
)
of(
    "a setting of a package",
    "import numpy as np\nx = 1\n",
    "import lib@\nimport numpy as np\nv = len(str(np.float64(1) / np.array([3.0])))",
    "x = 1\n",
    "np.set_printoptions(precision=3)\n",
)
of(
    "a default dtype",
    "import torch\nx = 1\n",
    "import lib@, torch\nv = torch.zeros(1).element_size()",
    "x = 1\n",
    "torch.set_default_dtype(torch.float64)\n",
)
of(
    "a global set from afar",
    "K = 2.0\ndef setk(x):\n    global K\n    K = x\n",
    "import more@, lib@\nv = lib@.K",
    "5.0",
    "6.0",
    "src/more@.py",
    more="import lib@\nlib@.setk(5.0)\n",
)
of(
    "a class patched from afar",
    "class A:\n    def f(self): return 1.0\n",
    "import more@\nfrom lib@ import A\nv = A().f()",
    "2.0",
    "3.0",
    "src/more@.py",
    more="import lib@\nlib@.A.f = lambda self: 2.0\n",
)
of("a function's attribute", "def f(): return f.k\nf.k = 2.0\n", "from lib@ import f\nv = f()", *TO)
of(
    "a subclass that registers itself",
    "class Base:\n    known = []\n    def __init_subclass__(cls, **k): Base.known.append(cls.w)\nclass A(Base):\n    w = 2.0\n",
    "from lib@ import Base\nv = sum(Base.known)",
    *TO,
)
of(
    "a metaclass that collects",
    "class M(type):\n    def __init__(cls, n, b, d):\n        cls.total = sum(x for x in d.values() if isinstance(x, float))\nclass A(metaclass=M):\n    w = 2.0\n",
    "from lib@ import A\nv = A.total",
    *TO,
)
of(
    "a descriptor told its name",
    "class D:\n    def __set_name__(self, o, n): o.names = getattr(o, 'names', 0) + len(n)\nclass A:\n    one = D()\n",
    "from lib@ import A\nv = A.names",
    "    one = D()\n",
    "    one = D()\n    three = D()\n",
)
of(
    "singledispatch from afar",
    "from functools import singledispatch\n@singledispatch\ndef f(x): return 0.0\n",
    "import more@\nfrom lib@ import f\nv = f(1)",
    "2.0",
    "3.0",
    "src/more@.py",
    more="from lib@ import f\n@f.register(int)\ndef g(x): return 2.0\n",
)
of(
    "an atexit kind of list",
    "LATER = []\ndef later(f):\n    LATER.append(f)\n    return f\n@later\ndef g(): return 2.0\n",
    "from lib@ import LATER\nv = sum(f() for f in LATER)",
    *TO,
)
of("Python read as data", "SPACE = {}\n", "import lib@\nv = lib@.SPACE['K']", "2.0", "3.0", "data/p@.py")
EVERY[-1].files[LIB] = (
    "from pathlib import Path\nSPACE = {}\nexec((Path(__file__).parents[1] / 'data/p@.py').read_text(), SPACE)\n"
)
EVERY[-1].files["data/p@.py"] = "K = 2.0\n"
on(
    "a version cut from a file",
    {
        "src/p@/__init__.py": "import re, pathlib\nV = float(re.search('V = (.*)', (pathlib.Path(__file__).parent / 'v.py').read_text())[1])\n",
        "src/p@/v.py": "V = 2.0\n",
    },
    "from p@ import V\nv = V",
    "src/p@/v.py",
    *TO,
)
on(
    "a listing at import",
    {
        LIB: "from pathlib import Path\nN = len(list((Path(__file__).parents[1] / 'data/d@').glob('*.csv')))\n",
        "data/d@/a.csv": "1",
    },
    "from lib@ import N\nv = N",
    "data/d@/b.csv",
    None,
    "2",
)

# Bodies that others compile, or run elsewhere.
of(
    "torch.jit.script",
    "import torch\n@torch.jit.script\ndef f(x: torch.Tensor) -> torch.Tensor:\n    return x * 2.0\n",
    "import torch\nfrom lib@ import f\nv = f(torch.tensor(1.0)).item()",
    *TO,
)
of(
    "… and what it calls",
    "import torch\ndef g(x: torch.Tensor) -> torch.Tensor:\n    return x * 2.0\ndef f(x: torch.Tensor) -> torch.Tensor:\n    return g(x) + 1.0\n",
    "import torch, lib@\nv = torch.jit.script(lib@.f)(torch.tensor(1.0)).item()",
    *TO,
)
of(
    "code made of a function's code",
    "def f(): return 2.0\n",
    "import types\nfrom lib@ import f\nv = types.FunctionType(f.__code__, {})()",
    *TO,
)
of(
    "a function with other globals",
    "K = 1.0\ndef f(): return K * 2.0\n",
    "import types\nfrom lib@ import f\nv = types.FunctionType(f.__code__, {'K': 5.0})()",
    *TO,
)
of(
    "a thread pool",
    "C = 2.0\ndef f(x): return x * C\n",
    "from concurrent.futures import ThreadPoolExecutor\nfrom lib@ import f\nwith ThreadPoolExecutor(2) as p:\n    v = sum(p.map(f, [1, 2]))",
    *TO,
)
of(
    "an async generator",
    "async def g():\n    yield 2.0\n",
    "import asyncio\nfrom lib@ import g\nasync def main(): return [x async for x in g()][0]\nv = asyncio.run(main())",
    *TO,
)
of(
    "a context manager's end",
    "class C:\n    v = 1.0\n    def __enter__(self): return self\n    def __exit__(self, *a): self.v = 2.0\n",
    "from lib@ import C\nc = C()\nwith c:\n    pass\nv = c.v",
    *TO,
)
of(
    "a partial in a table",
    "from functools import partial\ndef g(x, k): return x * k\nOPS = {'a': partial(g, k=2.0)}\n",
    "from lib@ import OPS\nv = OPS['a'](1)",
    *TO,
)
of(
    "an enum's values",
    "from enum import Enum\nclass E(Enum):\n    A = 2.0\n    B = 5.0\n",
    "from lib@ import E\nv = sum(e.value for e in E)",
    *TO,
)
of(
    "a new member of an enum",
    "from enum import IntEnum, auto\nclass E(IntEnum):\n    A = auto()\n",
    "from lib@ import E\nv = len(E)",
    "A = auto()\n",
    "A = auto()\n    B = auto()\n",
)
of(
    "a new operator of an heir",
    "class A:\n    def __add__(self, o): return 1.0\nclass B(A):\n    pass\n",
    "from lib@ import A, B\nv = A() + B()",
    "    pass",
    "    def __radd__(self, o): return 9.0",
)
of(
    "a type that is only named",
    "import numpy as np\nDTYPE = np.dtype([('a', 'f4'), ('b', 'f8')])\n",
    "from lib@ import DTYPE\nv = DTYPE.itemsize",
    "'f4'",
    "'f8'",
)


FIRST = len(EVERY)


def numbered() -> dict[str, Construct]:
    """All of them, by the name of their figure."""
    from engine import constructs_further, constructs_hunted  # noqa: F401 they add their own

    return {f"c{number}": construct for number, construct in enumerate(EVERY)}


def first() -> dict[str, Construct]:
    """Those of this file."""
    return {id: one for id, one in numbered().items() if int(id[1:]) < FIRST}


def further() -> dict[str, Construct]:
    """Those of the others."""
    return {id: one for id, one in numbered().items() if int(id[1:]) >= FIRST}


def files_of(id: str, edited: bool = False) -> dict[str, str]:
    """The files of one construct, its script first, before or after its edit."""
    one = numbered()[id]
    script = (
        f'"""Figure {id} shows a number."""\nimport pathlib\nimport figpress\nfrom _picture import Picture\n'
        f"ROOT = pathlib.Path(__file__).resolve().parents[1]\n{one.script}\n"
        'figpress.value("v", float(v))\nfigpress.show(Picture(float(v)))\n'
    )
    path, old, new = one.edit
    files = {f"figures/{id}.py": script, **one.files}
    if edited:
        files[path] = new if old is None else files[path].replace(old, new)
        assert files[path] != one.files.get(path), one.name
    return {NUMBER.sub(id, where): NUMBER.sub(id, text) for where, text in files.items()}


def lay(root: Path, ids: Iterable[str], edited: bool = False) -> None:
    """Put scripts and files under a site's folder, before or after every edit."""
    for id in ids:
        for where, text in files_of(id, edited).items():
            full = root / where
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_text(text, "utf-8")
