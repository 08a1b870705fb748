"""The digest of a value: equal for equal values, whatever the accidents of pickling them."""

from __future__ import annotations

import hashlib
import pickle
import sys
import types
from typing import Any


def value_digest(value: Any) -> str:
    """sha256 over types and contents: numbers bit by bit, arrays and tensors with dtype and shape, objects by
    what they reduce to.
    """
    hasher = hashlib.sha256()
    try:
        _write(value, hasher, {})
    except Exception:
        hasher = hashlib.sha256(pickle.dumps(value, protocol=5))
    return hasher.hexdigest()


def _write(value: Any, hasher: Any, seen: dict[int, int]) -> None:
    kind = type(value)
    hasher.update(f"<{kind.__module__}.{kind.__qualname__} ".encode())
    if value is None or kind in (bool, int, complex):
        hasher.update(repr(value).encode())
    elif kind is float:
        hasher.update(value.hex().encode())
    elif kind is str:
        hasher.update(f"{len(value)} {value}".encode("utf-8", "surrogatepass"))
    elif kind in (bytes, bytearray):
        hasher.update(bytes(value))
    elif isinstance(value, type | types.FunctionType | types.BuiltinFunctionType):
        hasher.update(f"{value.__module__}.{value.__qualname__}".encode())
    elif id(value) in seen:
        hasher.update(f"#{seen[id(value)]}".encode())
    else:
        seen[id(value)] = len(seen)
        _contents(value, hasher, seen)
    hasher.update(b">")


def _contents(value: Any, hasher: Any, seen: dict[int, int]) -> None:
    kind = type(value)
    if kind in (list, tuple):
        for item in value:
            _write(item, hasher, seen)
    elif kind is dict:
        for key, item in value.items():
            _write(key, hasher, seen)
            _write(item, hasher, seen)
    elif kind in (set, frozenset):
        for each in sorted(value_digest(item) for item in value):
            hasher.update(each.encode())
    elif _is(value, "torch", "Tensor"):
        _tensor(value, hasher)
    elif _is(value, "numpy", "ndarray") and not value.dtype.hasobject:
        hasher.update(f"{value.dtype.str} {value.shape}".encode() + value.tobytes())
    else:
        _, *parts = reduced = value.__reduce_ex__(4)
        kept = [value]  # what reduces made must not be freed and its id used again while we walk
        kept.append(reduced)
        _write(getattr(reduced[0], "__qualname__", repr(reduced[0])), hasher, seen)
        for part in parts:
            if isinstance(part, types.GeneratorType) or hasattr(part, "__next__"):
                part = list(part)
            kept.append(part)
            _write(part, hasher, seen)
        _KEPT.append(kept)


_KEPT: list[Any] = []  # alive while the process is: it ends soon


def _tensor(value: Any, hasher: Any) -> None:
    torch = sys.modules["torch"]
    plain = value.detach().cpu().contiguous()
    hasher.update(f"{plain.dtype} {tuple(plain.shape)} {value.requires_grad} {value.is_sparse}".encode())
    if plain.is_complex():
        plain = torch.view_as_real(plain)
    hasher.update(
        plain.flatten().view(torch.uint8).numpy().tobytes()
        if plain.numel() and plain.dim()
        else repr(plain.tolist()).encode()
    )


def _is(value: Any, module: str, name: str) -> bool:
    """True for an instance of a class of a package, if that package is there at all."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, getattr(loaded, name))
