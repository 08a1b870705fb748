"""Further ways to reach code: what linters would not ask about, hooks of Python's own protocols, packages that call back,
modules found by other means, settings that an import leaves behind.
"""

from engine.constructs import CLASS, GAIN, LIB, TO, of, on

F = "def f(): return 2.0\n"

# What a linter calls cosmetic, and somebody reads.
of(
    "a message that is caught",
    "def f(x):\n    assert x, 'ab'\n",
    "from lib@ import f\ntry:\n    f(0)\nexcept AssertionError as e:\n    v = len(str(e))",
    "'ab'",
    "'abc'",
)
of(
    "… at import",
    "try:\n    assert not 1, 'ab'\nexcept AssertionError as e:\n    N = len(str(e))\n",
    "from lib@ import N\nv = N",
    "'ab'",
    "'abc'",
)
of(
    "… in a method, by pytest's way",
    "class A:\n    def f(self, x):\n        assert x > 1, f'{x} is small'\n",
    "import contextlib\nfrom lib@ import A\ntry:\n    A().f(0)\nexcept Exception as e:\n    v = len(e.args[0])",
    "is small",
    "is too small",
)
of(
    "annotations that a decorator reads",
    "def typed(f):\n    f.kind = f.__annotations__['x']\n    return f\n@typed\ndef f(x: int): return x\n",
    "from lib@ import f\nv = 1.0 if f.kind is int else 2.0",
    "x: int",
    "x: float",
)
of(
    "… that get_type_hints reads",
    "def f(x: int): return x\n",
    "from typing import get_type_hints as hints\nfrom lib@ import f\nv = 1.0 if hints(f)['x'] is int else 2.0",
    "x: int",
    "x: float",
)
of(
    "… that a signature tells",
    "def f(x: int): return x\n",
    "import inspect, lib@\nv = 1.0 if inspect.signature(lib@.f).parameters['x'].annotation is int else 2.0",
    "x: int",
    "x: float",
)
of(
    "… of a heir, told its base",
    "class Base:\n    def __init_subclass__(cls):\n        cls.n = len(cls.f.__annotations__)\nclass A(Base):\n    def f(self, x): return x\n",
    "from lib@ import A\nv = A.n",
    "self, x)",
    "self, x: int)",
)
of(
    "… by which a function is chosen",
    "from functools import singledispatch\n@singledispatch\ndef f(x): return 0.0\n@f.register\ndef _(x: int): return 2.0\n",
    "from lib@ import f\nv = f(1)",
    "x: int",
    "x: str",
)
of(
    "… by which one is handed on",
    "from functools import singledispatch\n@singledispatch\ndef f(x): return 0.0\ndef g(x: int): return 2.0\n",
    "from lib@ import f, g\nf.register(g)\nv = f(1)",
    "x: int",
    "x: str",
)
of(
    "… of a module",
    "GAIN: int = 2\n",
    "import lib@\nv = 1.0 if lib@.__annotations__['GAIN'] is int else 2.0",
    "GAIN: int",
    "GAIN: float",
)
of(
    "… that make pydantic convert",
    "import pydantic\nclass A(pydantic.BaseModel):\n    x: int = 0\n",
    "from lib@ import A\nv = 1.0 if type(A(x=2.0).x) is int else 2.0",
    "x: int",
    "x: float",
)
of(
    "… of validated arguments",
    "import pydantic\n@pydantic.validate_call\ndef f(x: int): return x\n",
    "from lib@ import f\nv = 1.0 if type(f(2.0)) is int else 2.0",
    "x: int",
    "x: float",
)
of(
    "a local name that eval sees",
    "look = eval\ngain = 5.0\ndef f():\n    gain = 2.0\n    return look('ga' + 'in')\n",
    "from lib@ import f\nv = f()",
    "    gain = 2.0",
    "    gane = 2.0",
)
of(
    "… of the function around",
    "look = eval\ngain = 5.0\ndef f():\n    gain = 2.0\n    def g():\n        None if True else gain\n        return look('ga' + 'in')\n    return g()\n",
    "from lib@ import f\nv = f()",
    "    gain = 2.0",
    "    gane = 2.0",
)
of(
    "… of a method",
    "look = eval\ngain = 5.0\nclass C:\n    def f(self):\n        'lib@:C.g'\n        gain = 2.0\n        return look('ga' + 'in')\n    def g(self): return 1.0\n",
    "from lib@ import C\nv = C().f()",
    "        gain = 2.0",
    "        gane = 2.0",
)
of(
    "… of a function that a builtin calls for it",
    "gain = 5.0\ndef f():\n    gain = 2.0\n    return sum(map(eval, ['ga' + 'in']))\n",
    "from lib@ import f\nv = f()",
    "    gain = 2.0",
    "    gane = 2.0",
)
of(
    "… of a generator",
    "look = eval\ngain = 5.0\ndef f():\n    gain = 2.0\n    yield look('ga' + 'in')\n",
    "from lib@ import f\nv = sum(f())",
    "    gain = 2.0",
    "    gane = 2.0",
)
of(
    "… through a text that evaluates a text",
    "look = eval\ngain = 5.0\ndef f():\n    gain = 2.0\n    return look('look(' + repr('ga' + 'in') + ')')\n",
    "from lib@ import f\nv = f()",
    "    gain = 2.0",
    "    gane = 2.0",
)
of(
    "… bound a second time",
    "look = eval\ngain = 5.0\ndef f(): return 1.0\ndef f():\n    gain = 2.0\n    return look('ga' + 'in')\n",
    "from lib@ import f\nv = f()",
    "    gain = 2.0",
    "    gane = 2.0",
)
on(
    "… that the callee sees",
    {
        LIB: "from up@ import up\ndef f():\n    gain = 2.0\n    return up('ga' + 'in')\n",
        "src/up@.py": "import sys\ndef up(name): return sys._getframe(1).f_locals.get(name, 9.0)\n",
    },
    "from lib@ import f\nv = f()",
    LIB,
    "gain = 2.0",
    "gane = 2.0",
)
on(
    "… that inspect sees",
    {
        LIB: "from up@ import up\ndef f():\n    gain = 2.0\n    return up('ga' + 'in')\n",
        "src/up@.py": "import inspect\ndef up(name): return inspect.currentframe().f_back.f_locals.get(name, 9.0)\n",
    },
    "from lib@ import f\nv = f()",
    LIB,
    "gain = 2.0",
    "gane = 2.0",
)
of(
    "… that its code tells",
    "def f():\n    gain = 2.0\n    return gain\n",
    "from lib@ import f\nv = len(f.__code__.co_varnames[0])",
    "    gain = 2.0\n    return gain",
    "    gains = 2.0\n    return gains",
)
of(
    "a local name of a template",
    "import jinja2\ndef f():\n    gain = 2.0\n    return float(jinja2.Template('{{ gain or 9 }}').render(**locals()))\n",
    "from lib@ import f\nv = f()",
    "    gain = 2.0",
    "    gane = 2.0",
)
of(
    "the line of an error",
    "def f():\n    return 1 / 0\n",
    "import sys\nfrom lib@ import f\ntry:\n    f()\nexcept ZeroDivisionError as e:\n    v = e.__traceback__.tb_next.tb_lineno",
    "def f()",
    "\ndef f()",
)
of(
    "a traceback that is shown",
    "def f():\n    return 1 / 0\n",
    "import traceback\nfrom lib@ import f\ntry:\n    f()\nexcept ZeroDivisionError:\n    v = traceback.format_exc().count('one')",
    "1 / 0",
    "1 / 0  # one",
)
of(
    "the line of a log record",
    "import logging\nLOG = logging.getLogger('l@')\ndef f():\n    LOG.error('x')\n",
    "import io, logging\nfrom lib@ import f, LOG\nout = io.StringIO()\nhandler = logging.StreamHandler(out)\nhandler.setFormatter(logging.Formatter('%(lineno)d'))\nLOG.addHandler(handler)\nf()\nv = float(out.getvalue())",
    "def f()",
    "\ndef f()",
)
of(
    "examples in docstrings",
    'def f():\n    """One.\n\n    >>> f()\n    2.0\n    """\n    return 2.0\n',
    "import doctest, lib@\nv = doctest.testmod(lib@).attempted",
    '    2.0\n    """',
    '    2.0\n    >>> f()\n    2.0\n    """',
)

# Hooks of Python's protocols that were not there.
for hook, before, body, script in (
    ("__iter__", "    def __getitem__(self, i): return (1.0, 2.0)[i]", "return iter((5.0,))", "sum(A())"),
    ("__contains__", "    def __iter__(self): return iter((1.0,))", "return True", "9.0 if 7 in A() else 1.0"),
    ("__eq__", "    x = 1", "return True", "len([1 for _ in (1,) if A() == 3]) + 1.0"),
    ("__lt__", "    def __init__(self, n=0): self.n = n\n    def __gt__(self, o): return self.n > o.n", "return self.n > o[0].n", "sorted([A(1), A(3), A(2)])[0].n"),
    ("__float__", "    def __index__(self): return 2", "return 5.0", "float(A())"),
    ("__array__", "    def __len__(self): return 2\n    def __getitem__(self, i): return (1.0, 2.0)[i]", "import numpy\n        return numpy.array([7.0])", "float(__import__('numpy').asarray(A()).sum())"),
    ("__format__", "    x = 1\n    def __str__(self): return 'ab'", "return 'abcde'", "len(f'{A()}')"),
    ("__str__", "    def __repr__(self): return 'ab'", "return 'abcde'", "len(str(A()))"),
    ("__deepcopy__", "    n = 1.0", "other = A()\n        other.n = 4.0\n        return other", "__import__('copy').deepcopy(A()).n"),
    ("__hash__", "    def __eq__(self, o): return True\n    def __hash__(self): return 1", "return 2", "hash(A())"),
    ("__reduce__", "    n = 1.0", "return (float, ('4.0',))", "float(getattr(__import__('pickle').loads(__import__('pickle').dumps(A())), 'real', 1.0))"),
    ("__missing__", "    n = 1.0", "return 4.0", "A().get('x', 1.0) if not hasattr(A, '__missing__') else A()['x']"),
    ("__post_init__", "    x: float = 1.0", "self.x = 4.0", "A().x"),
    ("__exit__", "    def __enter__(self): return self\n    def __exit__(self, *a): return True", "raise ValueError", "run(A)"),
    ("__torch_function__", "    n = 1.0\n    def __float__(self): return 1.0", "return 4.0", "float(__import__('torch').exp(A())) if hasattr(A, '__torch_function__') else 1.0"),
):  # fmt: skip
    base = {"__missing__": "(dict)"}.get(hook, "")
    head = {"__post_init__": "from dataclasses import dataclass\n@dataclass\n"}.get(hook, "")
    tail = "def run(kind):\n    try:\n        with kind():\n            1 / 0\n    except ValueError:\n        return 5.0\n    return 1.0\n"
    of(
        f"a new {hook}",
        f"{head}class A{base}:\n{before}\n    last = 0\n{tail}",
        f"from lib@ import A, run\nv = {script}",
        "    last = 0\n",
        f"    {'@classmethod' if hook == '__torch_function__' else 'last = 1'}\n    def {hook}(self, *o): \n        {body}\n",
    )
of(
    "a method in front of the line",
    "class A:\n    pass\nclass B:\n    def f(self): return 2.0\nclass C(A, B):\n    pass\n",
    "from lib@ import C\nv = C().f()",
    "class A:\n    pass",
    "class A:\n    def f(self): return 5.0",
)
of(
    "an attribute where __getattr__ answered",
    "class A:\n    def __getattr__(self, name): return 2.0\n",
    "from lib@ import A\nv = A().gain",
    "class A:\n",
    "class A:\n    gain = 5.0\n",
)
of(
    "a virtual subclass",
    "import abc\nclass A(abc.ABC):\n    pass\nclass B:\n    pass\nx = 1\n",
    "from lib@ import A, B\nv = 5.0 if isinstance(B(), A) else 1.0",
    "x = 1",
    "A.register(B)",
)
of(
    "a member that is missing",
    "import enum\nclass A(enum.Enum):\n    ONE = 1.0\n    @classmethod\n    def _missing_(cls, value): return cls.ONE\n    TWO = 2.0\n",
    "from lib@ import A\nv = A(7).value",
    "return cls.ONE",
    "return cls.TWO",
)
of(
    "visitors by name",
    "import ast\nclass V(ast.NodeVisitor):\n    n = 1.0\n    def visit_Name(self, node): self.n += 1\n",
    "import ast\nfrom lib@ import V\nw = V()\nw.visit(ast.parse('a + 1'))\nv = w.n",
    "    def visit_Name",
    "    def visit_Constant(self, node): self.n += 10\n    def visit_Name",
)
of(
    "handlers by name",
    "from html.parser import HTMLParser\nclass P(HTMLParser):\n    n = 1.0\n",
    "from lib@ import P\np = P()\np.feed('<b>x</b>')\nv = p.n",
    "    n = 1.0\n",
    "    n = 1.0\n    def handle_data(self, data): self.n += 10\n",
)
of(
    "tests by name",
    "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n",
    "import unittest\nfrom lib@ import T\nv = unittest.defaultTestLoader.loadTestsFromTestCase(T).countTestCases()",
    "    def test_a(self): pass\n",
    "    def test_a(self): pass\n    def test_b(self): pass\n",
)
of(
    "fields of a structure",
    "import ctypes\nclass P(ctypes.Structure):\n    _fields_ = [('x', ctypes.c_int32)]\n",
    "import ctypes\nfrom lib@ import P\nv = ctypes.sizeof(P)",
    "('x', ctypes.c_int32)",
    "('x', ctypes.c_int64)",
)
of(
    "a delimiter of a template",
    "from string import Template\nclass T(Template):\n    delimiter = '%'\n",
    "from lib@ import T\nv = float(T('%x').safe_substitute(x=2).replace('%x', '7'))",
    "'%'",
    "'&'",
)
of(
    "an option's default",
    "import argparse\ndef parser():\n    p = argparse.ArgumentParser()\n    p.add_argument('--gain', type=float, default=2.0)\n    return p\n",
    "from lib@ import parser\nv = vars(parser().parse_args([]))['ga' + 'in']",
    *TO,
)
of(
    "an encoder",
    "import json\nclass E(json.JSONEncoder):\n    def default(self, o): return 2.0\n",
    "import json\nfrom lib@ import E\nv = float(json.dumps(object(), cls=E))",
    *TO,
)
of(
    "a context variable",
    "from contextvars import ContextVar\nX = ContextVar('x@', default=2.0)\n",
    "from lib@ import X\nv = X.get()",
    *TO,
)
of(
    "a default that an import made",
    "CONF = {'a': 2.0}\ndef f(x=CONF['a']): return x\n",
    "from lib@ import f\nv = f()",
    *TO,
)
of(
    "lambdas with late defaults",
    "FS = [lambda x, k=k: x * k for k in (1.0, 2.0)]\n",
    "from lib@ import FS\nv = FS[1](3)",
    *TO,
)
of(
    "a free variable of what is returned",
    "def make(k):\n    scale = k * 2.0\n    def inner(x): return x * scale\n    return inner\nf = make(3)\n",
    "from lib@ import f\nv = f(1)",
    *TO,
)
of(
    "a decorator that wraps",
    "import functools\ndef with_second(f):\n    @functools.wraps(f)\n    def wrapped(x): return f(x, 20)\n    return wrapped\n@with_second\ndef add(x, y): return x + y\n",
    "from lib@ import add\nv = add(10)",
    "f(x, 20)",
    "f(x, 21)",
)
of(
    "one branch of a platform",
    "import sys\nif sys.platform == 'nowhere':\n    def f(): return 1.0\nelse:\n    def f(): return 2.0\n",
    "from lib@ import f\nv = f()",
    *TO,
)
of(
    "a comprehension's condition",
    "LIMIT = 2.0\ndef f(xs): return sum(x for x in xs if x < LIMIT)\n",
    "from lib@ import f\nv = f((1.0, 2.0, 5.0))",
    *TO,
)
of(
    "else after return, and what follows",
    "def f(x):\n    if x:\n        return 1.0\n    else:\n        y = 2.0\n    return y\n",
    "from lib@ import f\nv = f(0)",
    *TO,
)
of(
    "a local name that hides a global",
    "gain = 2.0\ndef f(x):\n    gane = x\n    return gain\n",
    "from lib@ import f\nv = f(5.0)",
    "gane = x",
    "gain = x",
)

# Packages that call back.
of(
    "a dataset that is loaded",
    "import torch\nclass D(torch.utils.data.Dataset):\n    def __len__(self): return 4\n    def __getitem__(self, i): return torch.tensor(i * 2.0)\n",
    "import torch\nfrom lib@ import D\nv = sum(b.sum().item() for b in torch.utils.data.DataLoader(D(), batch_size=2))",
    *TO,
)
of(
    "a schedule",
    "def rate(step): return 2.0 * step\n",
    "import torch\nfrom lib@ import rate\no = torch.optim.SGD([torch.zeros(1)], 1.0)\ns = torch.optim.lr_scheduler.LambdaLR(o, rate)\ns.step()\nv = s.get_last_lr()[0]",
    *TO,
)
of(
    "a mapped function",
    "def f(x): return x * 2.0\n",
    "import torch\nfrom lib@ import f\nv = torch.func.vmap(torch.func.grad(f))(torch.ones(3)).sum().item()",
    *TO,
)
of(
    "a checkpoint in a layer",
    "import torch\nfrom torch.utils.checkpoint import checkpoint\ndef inner(x): return x * x * 2.0\ndef f(x): return checkpoint(inner, x, use_reentrant=False)\n",
    "import torch\nfrom lib@ import f\nx = torch.ones(1, requires_grad=True)\nf(x).sum().backward()\nv = x.grad.item()",
    *TO,
)
of(
    "a handler of numpy's errors",
    "import numpy as np\nSEEN = []\ndef handle(kind, flag): SEEN.append(2.0)\n",
    "import numpy as np\nfrom lib@ import SEEN, handle\nnp.seterrcall(handle)\nwith np.errstate(all='call'):\n    np.float64(1) / np.array([0.0])\nv = sum(SEEN)",
    *TO,
)
of(
    "rows one by one",
    "def f(row): return row.sum() * 2.0\n",
    "import numpy as np\nfrom lib@ import f\nv = np.apply_along_axis(f, 1, np.ones((2, 2))).sum()",
    *TO,
)
of(
    "an own function of sympy",
    "import sympy\nclass g(sympy.Function):\n    @classmethod\n    def eval(cls, x): return x * 2.0\n",
    "import sympy\nfrom lib@ import g\nv = float(g(sympy.Integer(3)))",
    *TO,
)
of(
    "an own function of lambdify",
    "def g(x): return x * 2.0\n",
    "import sympy\nfrom lib@ import g\nx = sympy.Symbol('x')\nv = sympy.lambdify(x, sympy.Function('g')(x), [{'g': g}])(3)",
    *TO,
)
of(
    "a filter of a template",
    "def double(x): return x * 2.0\n",
    "import jinja2, lib@\ne = jinja2.Environment()\ne.filters['d'] = lib@.double\nv = float(e.from_string('{{ 3 | d }}').render())",
    *TO,
)
of(
    "a style of matplotlib",
    "import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 2.0\n",
    "import lib@, matplotlib\nv = matplotlib.rcParams['lines.linewidth']",
    *TO,
)
on(
    "a template that takes another's place",
    {"data/b@/t.txt": "{{ 2 }}", "data/b@/main.txt": "{% include 't.txt' %}"},
    "import jinja2\nl = jinja2.ChoiceLoader([jinja2.FileSystemLoader(ROOT / f'data/{n}@') for n in 'ab'])\nv = float(jinja2.Environment(loader=l).get_template('main.txt').render())",
    "data/a@/t.txt",
    None,
    "{{ 5 }}",
)

# What an import leaves behind.
for name, line, use in (
    ("a seed", "import numpy as np\nnp.random.seed(3)\n", "import numpy as np\nimport lib@\nv = np.random.rand()"),
    ("a limit", "import sys\nsys.setrecursionlimit(3000)\n", "import lib@, sys\nv = sys.getrecursionlimit()"),
    ("a precision", "import decimal\ndecimal.getcontext().prec = 3\n", "import lib@, decimal\nv = float(decimal.Decimal(1) / 3)"),
    ("a variable", "import os\nos.environ['OWN_@'] = '3'\n", "import lib@, os\nv = float(os.environ['OWN_@'])"),
    ("a name among the built-in ones", "import builtins\nbuiltins.gain_@ = 3.0\n", "import lib@\nv = gain_@"),
    ("a module under another name", "import sys, types\nsys.modules['other_@'] = types.SimpleNamespace(gain=3.0)\n", "import lib@\nimport other_@\nv = other_@.gain"),
    ("a hook", "import sys\nsys.displayhook = lambda x: 3.0\n", "import lib@, sys\nv = sys.displayhook(1)"),
    ("a patched package", "import numpy as np\nnp.own_@ = lambda: 3.0\n", "import lib@, numpy\nv = numpy.own_@()"),
    ("a warning made an error", "import warnings\nwarnings.simplefilter('error' if 3 > 2 else 'ignore')\n", "import lib@, warnings\ntry:\n    warnings.warn('x')\n    v = 1.0\nexcept UserWarning:\n    v = 5.0"),
):  # fmt: skip
    of(f"{name} that an import sets", line, use, "3", "1")

# Modules by other means.
on("__import__", {LIB: GAIN}, "v = __import__('lib@').GAIN", LIB, *TO)
on(
    "a relative import by name",
    {"src/p@/__init__.py": "", "src/p@/a.py": GAIN},
    "import importlib\nv = importlib.import_module('.a', 'p@').GAIN",
    "src/p@/a.py",
    *TO,
)
on(
    "a package in two folders",
    {
        "src/p@/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
        "tools/p@/__init__.py": "",
        "tools/p@/b.py": GAIN,
    },
    "import sys\nsys.path.append(str(ROOT / 'tools'))\nfrom p@.b import GAIN\nv = GAIN",
    "tools/p@/b.py",
    *TO,
)
on(
    "a package that adds a folder",
    {
        "src/p@/__init__.py": "import pathlib\n__path__.append(str(pathlib.Path(__file__).parents[2] / 'tools/q@'))\n",
        "tools/q@/b.py": GAIN,
    },
    "from p@.b import GAIN\nv = GAIN",
    "tools/q@/b.py",
    *TO,
)
on(
    "a folder of packages",
    {"vendor@/one.pth": "../inner@\n", "inner@/m@.py": GAIN},
    "import site\nsite.addsitedir(str(ROOT / 'vendor@'))\nfrom m@ import GAIN\nv = GAIN",
    "inner@/m@.py",
    *TO,
)
on(
    "… whose list changes",
    {"vendor@/one.pth": "../inner@\n", "inner@/m@.py": GAIN, "other@/m@.py": "GAIN = 3.0\n"},
    "import site\nsite.addsitedir(str(ROOT / 'vendor@'))\nfrom m@ import GAIN\nv = GAIN",
    "vendor@/one.pth",
    "inner",
    "other",
)
on(
    "an importer of one's own",
    {
        "data/m@.dsl": "2.0",
        LIB: "import importlib.util, pathlib, sys\nDATA = pathlib.Path(__file__).parents[1] / 'data'\nclass Finder:\n    def find_spec(self, name, path=None, target=None):\n        file = DATA / f'{name}.dsl'\n        if file.exists():\n            return importlib.util.spec_from_loader(name, self)\n    def create_module(self, spec): return None\n    def exec_module(self, module): module.GAIN = float((DATA / f'{module.__name__}.dsl').read_text())\nsys.meta_path.insert(0, Finder())\n",
    },
    "import lib@\nfrom m@ import GAIN\nv = GAIN",
    "data/m@.dsl",
    *TO,
)
on(
    "a circle of imports",
    {
        "src/a@.py": "import b@\nK = 2.0\ndef f(): return b@.g()\n",
        "src/b@.py": "import a@\ndef g(): return a@.K\n",
    },
    "from a@ import f\nv = f()",
    "src/a@.py",
    *TO,
)
on(
    "an import in a function",
    {LIB: "def f():\n    from deep@ import GAIN as k\n    return k\n", "src/deep@.py": GAIN},
    "from lib@ import f\nv = f()",
    "src/deep@.py",
    *TO,
)
on(
    "a module that is read again",
    {LIB: "K = 2.0\n"},
    "import importlib, lib@\nlib@.K = 7.0\nv = importlib.reload(lib@).K",
    LIB,
    *TO,
)
on(
    "a module beside the script",
    {"figures/_beside@.py": GAIN},
    "from _beside@ import GAIN\nv = GAIN",
    "figures/_beside@.py",
    *TO,
)
on(
    "one that comes before",
    {LIB: GAIN},
    "from lib@ import GAIN\nv = GAIN",
    "figures/lib@.py",
    None,
    "GAIN = 7.0\n",
)
on(
    "a package where a module was",
    {LIB: GAIN},
    "from lib@ import GAIN\nv = GAIN",
    "src/lib@/__init__.py",
    None,
    "GAIN = 7.0\n",
)
of(
    "a class that data names",
    CLASS,
    "import importlib\nm, c = 'lib@:Kept'.split(':')\nv = vars(getattr(importlib.import_module(m), c))['ga' + 'in']",
    *TO,
)
of("a function that text names", F, "import lib@\nv = getattr(lib@, 'FABRIC'.lower()[0])()", *TO)
