"""A tree is a tensor, a tuple of trees, a mapping of trees, or a frozen dataclass whose fields are trees.

Parameters, their gradients and what a layer saves are such trees. What is no tensor (a number of heads, an absent bias)
stays where it is and is never counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import torch
from torch import Tensor


def leaves(tree: Any, name: str = "") -> dict[str, Tensor]:
    """Returns every tensor of the tree by its dotted name, in the tree's own order.

    >>> list(leaves({"W": torch.zeros(2, 2), "blocks": (torch.zeros(1), torch.zeros(1))}))
    ['W', 'blocks.0', 'blocks.1']
    """
    if isinstance(tree, Tensor):
        return {name: tree}
    found: dict[str, Tensor] = {}
    for key, child in _children(tree):
        found |= leaves(child, f"{name}.{key}" if name else str(key))
    return found


def map(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """Returns a tree of the same form with function(leaf, ...) in place of every tensor."""
    if isinstance(tree, Tensor):
        return function(tree, *others)
    if isinstance(tree, tuple):
        return tuple(map(function, *children) for children in zip(tree, *others, strict=True))
    if isinstance(tree, Mapping):
        return {key: map(function, tree[key], *(o[key] for o in others)) for key in tree}
    if is_dataclass(tree):
        keys = [field.name for field in fields(tree)]
        changed = {k: map(function, getattr(tree, k), *(getattr(o, k) for o in others)) for k in keys}
        return replace(tree, **changed)
    return tree


def flatten(tree: Any) -> Tensor:
    """Returns all numbers of the tree as one vector, so that an optimiser sees a single theta."""
    return torch.cat([leaf.reshape(-1) for leaf in leaves(tree).values()])


def unflatten(vector: Tensor, like: Any) -> Any:
    """Returns a tree of the form of `like` whose tensors are views into the vector."""
    parts = iter(vector.split([leaf.numel() for leaf in leaves(like).values()]))
    return map(lambda leaf: next(parts).view(leaf.shape), like)


def size(tree: Any) -> int:
    """Returns how many numbers the tree holds."""
    return sum(leaf.numel() for leaf in leaves(tree).values())


def storage_bytes(tree: Any, without: Any = ()) -> int:
    """Returns the bytes of memory that the tree keeps alive, shared storage counted once.

    What also belongs to `without` (the parameters, which live anyway) is not counted.
    """
    held = {_storage(leaf): leaf.untyped_storage().nbytes() for leaf in leaves(tree).values()}
    for leaf in leaves(without).values():
        held.pop(_storage(leaf), None)
    return sum(held.values())


def _storage(leaf: Tensor) -> int:
    return leaf.untyped_storage().data_ptr()


def _children(tree: Any) -> list[tuple[Any, Any]]:
    if isinstance(tree, tuple):
        return list(enumerate(tree))
    if isinstance(tree, Mapping):
        return list(tree.items())
    if is_dataclass(tree):
        return [(field.name, getattr(tree, field.name)) for field in fields(tree)]
    return []
