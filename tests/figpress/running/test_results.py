"""Shared results travel as data: what goes in comes out, and nothing that a stranger wrote runs or is believed."""

import collections
import io
import math
import pickle
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from figpress.running.results import Damaged, NotData, decode, encode

HERE = types.ModuleType("of_the_site")
sys.modules["of_the_site"] = HERE


@dataclass
class Case:
    x: float
    rows: list = field(default_factory=list)

    def __post_init__(self):
        raise AssertionError("nobody calls a class that comes out of a store")


@dataclass(frozen=True, slots=True)
class Tight:
    a: int


class Plain:
    def __init__(self, x):
        self.x = x


class Row(collections.namedtuple("Row", "left right")):
    __slots__ = ()


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(2, 3)
        self.tied = self.first.weight


class Tricky:
    def __reduce__(self):
        return eval, ("1/0",)


for kind in (Case, Tight, Plain, Row, Net, Tricky):
    kind.__module__ = "of_the_site"
    setattr(HERE, kind.__qualname__, kind)


def ours(module):
    return module == "of_the_site"


def find(name):
    module, _, within = name.partition(":")
    if not (ours(module) or module.startswith("torch.nn.")):
        raise LookupError(f"{module} is no module of the site's")
    return getattr(sys.modules[module], within)


def there_and_back(value):
    return decode(encode(value, ours), find)


def without_calls(kind, **state):
    made = object.__new__(kind)
    made.__dict__.update(state)
    return made


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False)
)
hashable = st.recursive(
    scalars, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5
)
values = st.recursive(
    hashable,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(hashable, inner, max_size=4)
        | st.sets(hashable, max_size=4)
    ),
    max_leaves=20,
)


def has_set(value):
    if isinstance(value, dict):
        return any(map(has_set, [*value, *value.values()]))
    return isinstance(value, set | frozenset) or (
        isinstance(value, tuple | list) and any(map(has_set, value))
    )


@given(values)
@settings(max_examples=200, deadline=None)
def test_plain_values_come_back(value):
    found = there_and_back(value)
    if has_set(value):  # it says its members in any order
        assert encode(found, ours) == encode(value, ours)
    else:
        assert repr(found) == repr(value)
    assert type(found) is type(value)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_value_or_damaged(content):
    try:
        decode(content, find)
    except Damaged:
        pass


trees = st.recursive(
    st.none()
    | st.integers(-5, 5)
    | st.sampled_from(["x", "of_the_site:Plain", "os:system", "rows"])
    | st.binary(max_size=6),
    lambda inner: st.lists(
        inner
        | st.sampled_from(
            ["list", "dict", "object", "again", "array", "tensor", "row", "named", "set", "tuple"]
        ),
        max_size=5,
    ),
    max_leaves=12,
)


@given(trees)
@settings(max_examples=400, deadline=None)
def test_any_tree_is_a_value_or_damaged(tree):
    try:
        decode(msgspec.msgpack.encode(tree), find)
    except Damaged:
        pass


@pytest.mark.parametrize(
    "array",
    [
        numpy.arange(6.0).reshape(2, 3),
        numpy.asfortranarray(numpy.arange(6).reshape(2, 3)),
        numpy.array(3.5),
        numpy.zeros((0, 4)),
        numpy.array(["a", "bc"]),
        numpy.array([(1, 2.5)], dtype=[("n", "i4"), ("x", "f8")]),
        numpy.array(["2026-01-01"], dtype="M8[D]"),
    ],
    ids=lambda a: str(a.dtype),
)
def test_arrays(array):
    found = there_and_back([array, array])
    assert found[0].dtype == array.dtype and found[0].shape == array.shape and (found[0] == array).all()
    assert found[0] is found[1] and found[0].flags.writeable


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16", "float16", "int64", "bool", "complex64"])
def test_tensors(dtype):
    tensor = torch.arange(6).reshape(2, 3).to(getattr(torch, dtype))
    found = there_and_back({"t": tensor, "s": tensor.sum(), "none": tensor[:0]})
    assert torch.equal(found["t"], tensor) and found["t"].dtype == tensor.dtype
    assert torch.equal(found["s"], tensor.sum()) and found["none"].shape == (0, 3)
    assert there_and_back((tensor.dtype, torch.device("cpu"))) == (tensor.dtype, torch.device("cpu"))


def test_objects_of_the_site():
    case = without_calls(Case, x=2.5, rows=[numpy.float64(1), 2**80, -math.inf])
    found = there_and_back(
        {"case": case, "same": case, "tight": Tight(3), "row": Row(1, [2]), "kind": Plain, "at": Path("a/b")}
    )
    assert found["case"] is found["same"] and (found["case"].x, found["case"].rows) == (case.x, case.rows)
    assert found["tight"] == Tight(3) and found["row"] == Row(1, [2]) and found["kind"] is Plain
    assert found["at"] == Path("a/b")


def test_a_model_and_its_tied_weights():
    net = Net()
    found = there_and_back(net)
    assert found.tied is found.first.weight and isinstance(found.tied, torch.nn.Parameter)
    assert torch.equal(found.first(torch.ones(2)), net.first(torch.ones(2)))


def test_a_list_in_itself():
    loop = [1]
    loop.append(loop)
    found = there_and_back(loop)
    assert found[1] is found


def test_equal_values_have_equal_bytes():
    assert encode({"a", "b", "c"}, ours) == encode({"c", "b", "a"}, ours)
    assert encode(0.0, ours) != encode(-0.0, ours) and encode(1, ours) != encode(1.0, ours) != encode(
        True, ours
    )
    assert encode([1, 2], ours) != encode((1, 2), ours)


@pytest.mark.parametrize(
    "value, told",
    [
        ({"rows": [lambda: 0]}, r"the result\['rows'\]\[0\] is .*<lambda>"),
        (Tricky(), "the result is a of_the_site.Tricky"),
        (collections.Counter("a"), "collections.Counter"),
        (numpy.array([object()], dtype=object), "an array of Python objects"),
        (io.StringIO(), "_io.StringIO"),
        (eval, "builtins.eval"),
        (without_calls(Plain, x=open), r"the result.x is .*open"),
    ],
    ids=["lambda", "reduce", "foreign class", "object array", "file", "builtin", "inside an object"],
)
def test_what_is_no_data_is_told_with_its_place(value, told):
    with pytest.raises(NotData, match=told):
        encode(value, ours)


class Bomb:
    def __reduce__(self):
        return (print, ("a pickle ran",))


OBJECTS = numpy.array([Bomb()], dtype=object)


def npy(array):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, array, (2, 0), allow_pickle=True)
    return out.getvalue()


@pytest.mark.parametrize(
    "tree",
    [
        ["array", npy(OBJECTS)],
        ["array", pickle.dumps(Bomb())],
        ["array", npy(numpy.zeros(3))[:-1]],
        ["array", npy(numpy.zeros(3)).replace(b"(3,)", b"(3000000000,)")],
        ["object", "os:system", ["x", 1]],
        ["object", "of_the_site:missing"],
        ["named", "subprocess:Popen"],
        ["named", "antigravity:geohash"],
        ["row", "of_the_site:Plain", 1],
        ["tensor", "torch.load", [1], b"1", False, False],
        ["tensor", "torch.float32", [1 << 40], b"1234", False, False],
        ["again", 0],
        ["again", -1],
        ["know", 1],
        ["value", 1],
        ["__class__"],
        ["find", "os:system"],
        [["list"], 1],
        ["dict", [["list"], 1]],
        [],
    ],
    ids=lambda tree: str(tree)[:40],
)
def test_hostile_trees_are_damaged(tree, capfd):
    loaded = set(sys.modules)
    with pytest.raises(Damaged):
        decode(msgspec.msgpack.encode(tree), find)
    assert "ran" not in capfd.readouterr().out and set(sys.modules) - loaded <= set()


def test_deep_nesting_ends():
    deep = b"\x91" * 500_000 + b"\xc0"
    with pytest.raises(Damaged):
        decode(deep, find)
    nested = []
    for _ in range(5000):
        nested = [nested]
    with pytest.raises(NotData, match="too deeply"):
        encode(nested, ours)
