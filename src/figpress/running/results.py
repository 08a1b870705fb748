"""Shared results as data: what one run hands to another, written so that to read it runs nobody's code.

A value is msgpack: plain numbers, text and bytes as they are, everything else as an array that begins with
a tag. Arrays are `.npy` (never with pickles in them), tensors dtype, shape and bytes, objects the name of a
class of the project and its attributes. Reading makes objects without calling them, and only of classes that
the site itself holds, so whoever writes a store can choose values and no code.
"""

from __future__ import annotations

import collections
import copyreg
import io
import sys
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import msgspec

MEDIA_TYPE = "application/msgpack"
SUFFIX = ".msgpack"
SHARED = (
    "what runs share is numbers, text, arrays, tensors, containers of these, and objects of "
    "the site's own classes"
)
Find = Callable[
    [str], Any
]  # "module:name" → what the project calls so; raises LookupError for what is none of it


class NotData(TypeError):
    """A value that cannot be written down as data; says what, and where in the value."""


class Damaged(ValueError):
    """Bytes that are no value written by `encode`."""


def encode(value: Any, ours: Callable[[str], bool], called: str = "the result") -> bytes:
    """A value as bytes: the same for equal values. `ours` says whether a module is the project's; `called`
    is how the error calls the value. Raises NotData.
    """
    try:
        return msgspec.msgpack.encode(_Writer(ours).tree(value, called))
    except RecursionError:
        raise NotData(f"{called} is nested too deeply to be shared") from None


def decode(content: bytes, find: Find) -> Any:
    """The value that `encode` wrote. Raises Damaged."""
    try:
        return _Reader(find).value(msgspec.msgpack.decode(content))
    except Damaged:
        raise
    except Exception as error:
        raise Damaged(f"a shared result cannot be read: {error}") from error


class _Writer:
    def __init__(self, ours: Callable[[str], bool]):
        self.ours = ours
        self.known: dict[int, int] = {}
        self.kept: list[Any] = []  # alive while we write: an id is not used twice

    def tree(self, value: Any, at: str) -> Any:
        kind = type(value)
        if value is None or kind in (bool, float, bytes):
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else ["int", hex(value)]
        if kind is str:
            return (
                value
                if value.isascii() or _is_text(value)
                else ["text", value.encode("utf-8", "surrogatepass")]
            )
        if kind is complex:
            return ["complex", value.real, value.imag]
        if kind is tuple:
            return ["tuple", *(self.tree(item, f"{at}[{n}]") for n, item in enumerate(value))]
        if kind is frozenset:
            return ["frozenset", *self._sorted(value, at)]
        if kind is range:
            return ["range", value.start, value.stop, value.step]
        if isinstance(value, PurePath):
            return ["path", str(value)]
        if isinstance(value, type) or kind.__name__ in ("function", "builtin_function_or_method"):
            return ["named", self._name(value, at)]
        if id(value) in self.known:
            return ["again", self.known[id(value)]]
        self.known[id(value)] = len(self.known)
        self.kept.append(value)
        return self._changeable(value, kind, at)

    def _changeable(self, value: Any, kind: type, at: str) -> Any:
        if kind is list:
            return ["list", *(self.tree(item, f"{at}[{n}]") for n, item in enumerate(value))]
        if kind in (dict, collections.OrderedDict):
            pairs = [[self.tree(k, f"a key of {at}"), self.tree(v, f"{at}[{k!r}]")] for k, v in value.items()]
            return ["dict" if kind is dict else "ordered", *pairs]
        if kind is set:
            return ["set", *self._sorted(value, at)]
        if kind is bytearray:
            return ["bytearray", bytes(value)]
        library = kind.__module__.partition(".")[0]
        if library == "numpy":
            return self._numpy(value, at)
        if library == "torch" and (found := _torch(value)) is not None:
            return found
        return self._object(value, kind, at)

    def _sorted(self, value: Any, at: str) -> list[Any]:
        return sorted((self.tree(item, f"a member of {at}") for item in value), key=msgspec.msgpack.encode)

    def _name(self, thing: Any, at: str) -> str:
        module, name = getattr(thing, "__module__", None) or "", getattr(thing, "__qualname__", "<lambda>")
        if not (self.ours(module) or is_layer(thing)) or "<" in name:
            raise NotData(f"{at} is {module}.{name}: {SHARED}")
        return f"{module}:{name}"

    def _numpy(self, value: Any, at: str) -> Any:
        numpy = sys.modules["numpy"]
        if type(value) is not numpy.ndarray and not isinstance(value, numpy.generic):
            raise NotData(f"{at} is a {type(value).__module__}.{type(value).__qualname__}: {SHARED}")
        out = io.BytesIO()
        try:
            numpy.lib.format.write_array(out, numpy.asanyarray(value), (2, 0), allow_pickle=False)
        except ValueError:
            raise NotData(f"{at} is an array of Python objects: {SHARED}") from None
        return ["array" if type(value) is numpy.ndarray else "scalar", out.getvalue()]

    def _object(self, value: Any, kind: type, at: str) -> Any:
        layer = is_layer(kind)
        own = [n for n in ("__reduce__", "__reduce_ex__", "__getstate__", "__setstate__") if _says(kind, n)]
        if not layer and (own or not self.ours(kind.__module__)):
            raise NotData(f"{at} is a {kind.__module__}.{kind.__qualname__}: {SHARED}")
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            return [
                "row",
                self._name(kind, at),
                *(self.tree(v, f"{at}.{n}") for n, v in zip(kind._fields, value)),
            ]
        try:
            object.__new__(kind)
        except TypeError:
            raise NotData(f"{at} is a {kind.__module__}.{kind.__qualname__}: {SHARED}") from None
        state = {name: getattr(value, name) for name in copyreg._slotnames(kind) if hasattr(value, name)}  # type: ignore[attr-defined]
        state.update(getattr(value, "__dict__", {}))
        return ["object", self._name(kind, at), *([n, self.tree(v, f"{at}.{n}")] for n, v in state.items())]


class _Reader:
    def __init__(self, find: Find):
        self.find = find
        self.known: list[Any] = []

    def value(self, tree: Any) -> Any:
        if not isinstance(tree, list):
            return tree
        tag, *rest = tree
        made = getattr(self, f"_{tag}", None) if isinstance(tag, str) and tag in TAGS else None
        if made is None:
            raise Damaged(f"a shared result cannot be read: no such kind of value: {tag!r}")
        return made(*rest)

    # What cannot be changed is written each time; what can, is known by the order in which it was met.

    def _int(self, text: str) -> int:
        return int(text, 16)

    def _text(self, content: bytes) -> str:
        return content.decode("utf-8", "surrogatepass")

    def _complex(self, real: float, imaginary: float) -> complex:
        return complex(real, imaginary)

    def _tuple(self, *items: Any) -> tuple:
        return tuple(map(self.value, items))

    def _frozenset(self, *items: Any) -> frozenset:
        return frozenset(map(self.value, items))

    def _range(self, *bounds: int) -> range:
        return range(*bounds)

    def _path(self, text: str) -> PurePath:
        from pathlib import Path

        return Path(text)

    def _named(self, name: str) -> Any:
        return self.find(name)

    def _dtype(self, name: str) -> Any:
        return _dtype(name)

    def _device(self, name: str) -> Any:
        import torch

        return torch.device(name)

    def _again(self, number: int) -> Any:
        return self.known[number]

    def _list(self, *items: Any) -> list:
        made: list = []
        self.known.append(made)
        made.extend(map(self.value, items))
        return made

    def _dict(self, *pairs: Any, kind: type = dict) -> dict:
        made = kind()
        self.known.append(made)
        for key, value in pairs:
            made[self.value(key)] = self.value(value)
        return made

    def _ordered(self, *pairs: Any) -> dict:
        return self._dict(*pairs, kind=collections.OrderedDict)

    def _set(self, *items: Any) -> set:
        made: set = set()
        self.known.append(made)
        made.update(map(self.value, items))
        return made

    def _bytearray(self, content: bytes) -> bytearray:
        return self._know(bytearray(content))

    def _array(self, content: bytes) -> Any:
        return self._know(_npy(content))

    def _scalar(self, content: bytes) -> Any:
        return self._know(_npy(content)[()])

    def _tensor(self, dtype: str, shape: list[int], content: bytes, gradient: bool, parameter: bool) -> Any:
        import torch

        whole = (
            torch.frombuffer(bytearray(content), dtype=_dtype(dtype))
            if content
            else torch.empty(0, dtype=_dtype(dtype))
        )
        whole = whole.reshape([int(size) for size in shape])
        made = torch.nn.Parameter(whole, gradient) if parameter else whole.requires_grad_(gradient)
        return self._know(made)

    def _row(self, name: str, *items: Any) -> Any:
        self.known.append(None)  # a tuple is complete before anybody may point at it
        number, kind = len(self.known) - 1, self.find(name)
        if not (isinstance(kind, type) and issubclass(kind, tuple)):
            raise Damaged(f"a shared result cannot be read: {name} is no named tuple")
        self.known[number] = made = tuple.__new__(kind, map(self.value, items))
        return made

    def _object(self, name: str, *state: Any) -> Any:
        kind = self.find(name)
        if not isinstance(kind, type):
            raise Damaged(f"a shared result cannot be read: {name} is no class")
        made = self._know(object.__new__(kind))
        slots = set(copyreg._slotnames(kind))  # type: ignore[attr-defined]
        for attribute, value in state:
            if attribute in slots:
                object.__setattr__(made, attribute, self.value(value))
            else:
                made.__dict__[attribute] = self.value(value)
        return made

    def _know(self, made: Any) -> Any:
        self.known.append(made)
        return made


TAGS = {
    "int", "text", "complex", "tuple", "frozenset", "range", "path", "named", "dtype", "device", "again",
    "list", "dict", "ordered", "set", "bytearray", "array", "scalar", "tensor", "row", "object",
}  # fmt: skip


def _npy(content: bytes) -> Any:
    """An array out of .npy bytes, which hold exactly what their head says: nothing is allocated upon its
    word.
    """
    import math

    import numpy

    file = io.BytesIO(content)
    if numpy.lib.format.read_magic(file) != (2, 0):
        raise Damaged("a shared result cannot be read: not an array of ours")
    shape, fortran, dtype = numpy.lib.format.read_array_header_2_0(file)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise Damaged("a shared result cannot be read: an array that is shorter or longer than it says")
    whole = numpy.frombuffer(bytearray(content[file.tell() :]), dtype)
    return whole.reshape(shape, order="F" if fortran else "C")


def _torch(value: Any) -> Any:
    """A tensor, a dtype or a device as data; None for anything else of torch's."""
    torch = sys.modules["torch"]
    if isinstance(value, torch.dtype):
        return ["dtype", str(value)]
    if isinstance(value, torch.device):
        return ["device", str(value)]
    if (
        type(value) not in (torch.Tensor, torch.nn.Parameter)
        or value.layout != torch.strided
        or value.is_quantized
    ):
        return None
    plain = value.detach().cpu().contiguous()
    content = plain.flatten().view(torch.uint8).numpy().tobytes() if plain.numel() else b""
    parameter = isinstance(value, torch.nn.Parameter)
    return ["tensor", str(plain.dtype), list(plain.shape), content, value.requires_grad, parameter]


def _dtype(name: str) -> Any:
    import torch

    found = getattr(torch, name.removeprefix("torch."), None)
    if not isinstance(found, torch.dtype):
        raise Damaged(f"a shared result cannot be read: no such dtype: {name}")
    return found


def is_layer(kind: Any) -> bool:
    """A module of torch's, of its own or the project's making: its attributes are all there is to it."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(kind, type) and issubclass(kind, torch.nn.Module)


def _says(kind: type, name: str) -> bool:
    """Whether a class itself says how it is taken apart."""
    said = getattr(kind, name, None)
    return said is not getattr(object, name, None) and getattr(said, "__module__", "") != "dataclasses"


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
