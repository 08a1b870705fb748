"""A value's set: its members by name, what was left out and why, and how that travels among plain values.

The members of a set stand in the order of their names, numbers read as numbers: "step 20" before "step 140".

A run publishes numbers by name, and so do the lock and `list --json`. A set is several of them:

    "ratio"                         the headline, where there is one (a median, say)
    "ratio @ final norm"            a member
    "ratio over norms"              how many members the whole set has
    "ratio without embedding: why"  1: a member that was left out on purpose, and the reason
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SINGLE = "one"  # what `over` says of a value that holds for one sentence, seed or draw
_AT, _OVER, _WITHOUT = " @ ", " over ", " without "


@dataclass(frozen=True)
class Sample:
    """What a value holds over.

    called   what the set is: "norms of the model", "held-out sentences", "seeds"
    size     how many members the whole set has
    members  those that were measured, in their order, each with its number (a truth is 1 or 0)
    without  those that were left out on purpose: name and reason
    """

    name: str
    called: str
    size: int
    members: tuple[tuple[str, float], ...]
    without: tuple[tuple[str, str], ...] = ()

    @property
    def numbers(self) -> tuple[float, ...]:
        return tuple(number for _, number in self.members)

    @property
    def missing(self) -> int:
        """How many of the set nobody measured and nobody excused."""
        return self.size - len(self.members) - len(self.without)

    @property
    def truths(self) -> bool:
        """True when each member is a yes or a no."""
        return all(number in (0, 1) for number in self.numbers)

    def member(self, handle: str) -> str | None:
        """The member that `handle` names: by its name, or by its name with hyphens for spaces."""
        return next((name for name, _ in self.members if handle in (name, slug(name))), None)


def slug(name: str) -> str:
    """A member's name as a link can hold it.

    >>> slug("before attention 2"), slug("L1H0 values")
    ('before-attention-2', 'L1H0-values')
    """
    return re.sub(r"[\s()]+", "-", name).strip("-")


def published(
    name: str,
    members: Mapping[Any, Any],
    over: int | Iterable[Any] | None,
    called: str,
    without: Mapping[Any, str] | None,
) -> dict[str, float]:
    """The plain values that carry a set.

    Raises TypeError for what is no number, ValueError for an empty set, a member that nobody measured and
    nobody excused, an excuse without a reason, and a member that is not finite.
    """
    left = {str(member): " ".join(str(reason).split()) for member, reason in (without or {}).items()}
    taken = {str(member): _number(name, member, value) for member, value in members.items()}
    if not taken:
        raise ValueError(f"sample {name!r} has no members")
    if _AT in name or _OVER in name or _WITHOUT in name:
        raise ValueError(f"sample {name!r}: a name holds no “@”, “over” or “without” between spaces")
    if empty := next((member for member, reason in left.items() if not reason), None):
        raise ValueError(f"sample {name!r} leaves out {empty!r} and gives no reason")
    if both := next((member for member in left if member in taken), None):
        raise ValueError(f"sample {name!r} measures {both!r} and leaves it out")
    size = _size(name, over, taken, left)
    return {
        f"{name}{_OVER}{called or 'its members'}": size,
        **{f"{name}{_AT}{member}": number for member, number in taken.items()},
        **{f"{name}{_WITHOUT}{member}: {reason}": 1 for member, reason in left.items()},
    }


def _size(name: str, over: Any, taken: Mapping[str, float], left: Mapping[str, str]) -> int:
    if over is None:
        return len(taken) + len(left)
    if isinstance(over, int):
        if over != len(taken) + len(left):
            raise ValueError(
                f"sample {name!r} has {len(taken)} members of a set of {over}: measure the others, or say in "
                "without={…} which are left out and why"
            )
        return over
    whole = [str(member) for member in over]
    if strange := sorted({*taken, *left}.difference(whole)):
        raise ValueError(f"sample {name!r}: {strange[0]!r} is not of the set")
    if missing := [member for member in whole if member not in taken and member not in left]:
        raise ValueError(
            f"sample {name!r} leaves out {', '.join(missing[:3])}: measure it, or say in without={{…}} why"
        )
    return len(whole)


def _number(name: str, member: Any, value: Any) -> float:
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, int | float):
        raise TypeError(
            f"sample {name!r}, {member}: a number or a truth is wanted, not {type(value).__name__}"
        )
    if not math.isfinite(value):
        raise ValueError(f"sample {name!r}, {member} is {value}: no sentence can be held to that")
    return value


def sample(values: Mapping[str, float], name: str) -> Sample | None:
    """The set that a value was published with; None where it was published alone."""
    called, size, members, without = "", 0, [], []
    for key, number in values.items():
        if not key.startswith(f"{name} "):
            continue
        rest = key[len(name) :]
        if rest.startswith(_AT):
            members.append((rest[len(_AT) :], number))
        elif rest.startswith(_OVER):
            called, size = rest[len(_OVER) :], int(number)
        elif rest.startswith(_WITHOUT):
            member, _, reason = rest[len(_WITHOUT) :].partition(": ")
            without.append((member, reason))
    if not called and not members:
        return None
    members.sort(key=lambda member: _natural(member[0]))
    return Sample(name, called, size, tuple(members), tuple(without))


def _natural(name: str) -> list[tuple[int, float, str]]:
    """A key by which "step 20" stands before "step 140"."""
    parts = re.split(r"(\d+(?:\.\d+)?)", name)
    return [(0, float(part), "") if number % 2 else (1, 0.0, part) for number, part in enumerate(parts)]


def samples(values: Mapping[str, float]) -> dict[str, Sample]:
    """Every set among the values of a figure, by the name of its value."""
    names = dict.fromkeys(key.partition(_OVER)[0] for key in values if _OVER in key)
    return {name: found for name in names if (found := sample(values, name))}


def plain(values: Mapping[str, float]) -> dict[str, float]:
    """The values without the members of their sets: what a short list shows."""
    return {
        key: number
        for key, number in values.items()
        if _AT not in key and _OVER not in key and _WITHOUT not in key
    }
