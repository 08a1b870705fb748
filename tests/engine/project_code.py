"""The code and the data of the generated project: everything that makes freshness hard."""

FILES = {
    "mkdocs.yml": "site_name: Mutations\n",
    "docs/index.md": "# Mutations\n",
    "data/weights.csv": "1.5,2.5,3.5\n0.5,0.25,0.125\n",
    "data/options.json": '{"gain": 2.5, "steps": 3}\n',
    "data/parts/first.txt": "7\n",
    "data/parts/second.txt": "11\n",
    "src/lib/__init__.py": '"""The library."""\nfrom lib.basic import scale as rescale\n',
    "src/lib/constants.py": '''"""Constants, some made of others."""
GAIN = 2.0
SHIFT = 0.5
DERIVED = GAIN * 3 + 1
WIDTHS = (3, 5, 7)
NAMES = {"low": 0.25, "high": 0.75}
UNUSED = 42
UNUSED_TOO = UNUSED + 1


def build_table(n):
    """Squares with an offset."""
    return [entry(i) for i in range(n)]


def entry(i):
    return i * i + 1.5


TABLE = build_table(6)
OTHER_TABLE = build_table(3)
''',
    "src/lib/basic.py": '''"""Plain functions that call one another."""
from lib import constants
from lib.constants import SHIFT


def scale(x, by=3.0):
    """Scales."""
    return constants.GAIN * x * by


def shift(x):
    return x + SHIFT


def both(x):
    return shift(scale(x, by=1.5))


def power(x, exponent=2):
    result = 1.0
    for _ in range(exponent):
        result = result * x
    return result


def poly(x, coefficients=(1.0, 0.5, 0.25)):
    total = 0.0
    for k, c in enumerate(coefficients):
        total = total + c * power(x, k)
    return total


def clipped(x, low=-1000.0, high=1000.0):
    assert low < high, "the bounds are the wrong way round"
    if x < low:
        return low
    elif x > high:
        return high
    else:
        inside = x
    return inside


def told(x):
    limit = 7.5
    try:
        assert x < limit, f"{x} is too much"
    except AssertionError as error:
        return len(str(error)) + limit
    return x


def asked_for(x):
    factor = 4.0
    return eval("x * factor") + sum(part * 1.5 for part in (x, factor))


def look_up(name):
    return constants.NAMES[name] * 4


def table_sum():
    return sum(constants.TABLE) + 0.125


def widths():
    return [w + 1 for w in constants.WIDTHS]


def never_called(x):
    return scale(x) * 77 + helper_of_never(x)


def helper_of_never(x):
    return x - 9


def outer(x):
    def inner(y):
        return y * 5 + 2

    def inner_unused(y):
        return y - 3

    return inner(x) + (lambda z: z * 0.5)(x)


def countdown(n):
    while n > 0:
        yield n * 1.25
        n -= 1
''',
    "src/lib/shapes.py": '''"""Classes with inheritance, attributes, properties and operators."""
from dataclasses import dataclass


class Shape:
    sides = 0
    factor = 1.0

    def __init__(self, size):
        self.size = size * 1.0

    def area(self):
        return self.factor * self.unit() * self.size**2

    def unit(self):
        return 1.0

    def unused(self):
        return 99

    def __add__(self, other):
        return self.area() + other.area() + 0.25


class Square(Shape):
    sides = 4

    def perimeter(self):
        return self.sides * self.size


class Circle(Shape):
    factor = 3.25

    def unit(self):
        return 1.125

    @property
    def diameter(self):
        return 2 * self.size

    @classmethod
    def of_diameter(cls, diameter):
        return cls(diameter / 2)

    @staticmethod
    def half(x):
        return x * 0.5


class Never(Shape):
    factor = 8.0

    def unit(self):
        return 5.0


@dataclass(frozen=True)
class Point:
    x: float
    y: float = 2.0

    def norm(self):
        return self.x * self.x + self.y * self.y
''',
    "src/lib/deco.py": '''"""Decorators and a registry."""
import functools

REGISTRY = {}


def doubled(function):
    @functools.wraps(function)
    def call(*arguments):
        return function(*arguments) * 2

    return call


def tripled(function):
    def call(*arguments):
        return function(*arguments) * 3

    return call


def register(name):
    def keep(function):
        REGISTRY[name] = function
        return function

    return keep


@doubled
def decorated(x):
    return x + 0.75


@register("relu")
def relu(x):
    return max(x, 0.0) + 0.5


@register("cube")
def cube(x):
    return x**3 - 2


def apply(name, x):
    return REGISTRY[name](x)


@functools.lru_cache
def cached(n):
    return n * 6 + 1
''',
    "src/lib/grad.py": '''"""Functions that only autograd, hooks and threads call."""
import threading
from concurrent.futures import ThreadPoolExecutor

import torch

RATE = 0.3


class Bend(torch.autograd.Function):
    slope = 0.1

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x > 0, x, x * Bend.slope)

    @staticmethod
    def backward(ctx, dy):
        (x,) = ctx.saved_tensors
        return dy * local_slope(x)


def local_slope(x):
    return torch.where(x > 0, 1.0, Bend.slope) * 1.5


def bend(x):
    return Bend.apply(x)


def hook(gradient):
    return gradient * 2.5


def hooked(x):
    leaf = torch.tensor([x, -x], requires_grad=True)
    leaf.register_hook(hook)
    (leaf * leaf).sum().backward()
    return float(leaf.grad.sum() + leaf.grad[0])


def bent(x):
    leaf = torch.tensor([x, -x], requires_grad=True)
    bend(leaf).sum().backward()
    return float(leaf.grad.sum())


def in_pool(x):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(thread_work, x).result()


def thread_work(x):
    return x * 1.75 + RATE


def in_thread(x):
    found = []
    thread = threading.Thread(target=lambda: found.append(threaded(x)))
    thread.start()
    thread.join()
    return found[0]


def threaded(x):
    return x - 0.375


class Layer(torch.nn.Module):
    bias = 0.625

    def __init__(self, n):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.arange(float(n)))

    def forward(self, x):
        return float((self.weight * x).sum()) + self.bias
''',
    "src/lib/heavy.py": '''"""Shared results, one made of another."""
import figpress
from lib import constants
from lib.shapes import Point

SEEDS = 4


@figpress.computed
def base(n):
    return [i * constants.GAIN + 1 for i in range(n)]


@figpress.computed
def summed(n, power=1):
    return sum(v**power for v in base(n)) + rest()


def rest():
    return 0.5


@figpress.computed
def capped(n):
    return min(n * 100 + 3, 50)


@figpress.computed
def point(x):
    return Point(x)


@figpress.computed
def never(n):
    return n - SEEDS
''',
    "src/lib/files.py": '''"""Files, listings, files that are not there, the environment."""
import json
import os
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"


def weights():
    rows = (DATA / "weights.csv").read_text().split("\\n")
    return sum(float(cell) for row in rows if row for cell in row.split(","))


def options():
    return json.loads((DATA / "options.json").read_text())["gain"] * 2


def parts():
    return sum(float((DATA / "parts" / name).read_text()) for name in sorted(os.listdir(DATA / "parts")))


def optional():
    extra = DATA / "extra.txt"
    return float(extra.read_text()) if extra.exists() else -1.0


def attempted():
    try:
        return float(open(DATA / "tried.txt").read())
    except FileNotFoundError:
        return -2.0


def level():
    return float(os.environ.get("MUTATION_LEVEL", "3"))


try:
    import lib_extension

    EXTRA = lib_extension.VALUE
except ImportError:
    EXTRA = 0.0


def extended():
    return EXTRA + 1
''',
    "figures/_common.py": '''"""How figures of this project look."""
DIGITS = 6


class Picture:
    def __init__(self, numbers):
        self.numbers = numbers

    def to_svg(self):
        text = " ".join(f"{n:.{DIGITS}f}" for n in self.numbers)
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="10px" height="10px"><text>{text}</text></svg>'
''',
}
