"""Data that somebody else wrote, as plain values: one kind of error, and no more of it than there is in the file."""

import json
from collections.abc import Iterable
from typing import Any

LARGEST = 200_000  # values that a file may unfold to
DEEPEST = 100
LONGEST = 15  # digits: exact in a float, too


def read_json(content: bytes | str) -> Any:
    """The value that a JSON text holds. Raises ValueError for any other text, however deep it nests."""
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def whole_number(text: str) -> int | None:
    """The number that some digits say; None for anything else, and for more digits than anybody counts with.

    `str.isdigit` holds for "²", which `int` refuses; and `int` refuses what is longer than 4,300 digits.
    """
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None


def unfolded(value: Any) -> str:
    """Why data with aliases is not to be used: "" when it is a tree of a sane size.

    YAML's aliases may stand inside themselves, or unfold ten lines to more than a memory holds: whoever
    writes such a value out, writes for ever.
    """
    count, above = 0, set[int]()
    walk: list[tuple[Any, bool]] = [(value, True)]
    while walk:
        one, entering = walk.pop()
        if not isinstance(one, dict | list):
            continue
        if not entering:
            above.discard(id(one))
            continue
        if len(above) > DEEPEST:
            return f"it is nested deeper than {DEEPEST} levels"
        if id(one) in above:
            return "an alias in it stands inside itself"
        inner: Iterable[Any] = (*one.keys(), *one.values()) if isinstance(one, dict) else one
        count += len(one)
        if count > LARGEST:
            return f"its aliases unfold to more than {LARGEST} values"
        above.add(id(one))
        walk.append((one, False))
        walk += [(item, True) for item in inner]
    return ""
