"""What forked children of a run do: they leave a line for each fact, as they may be ended at any moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class Forked:
    """In a forked child: writes each fact once."""

    def __init__(self, scratch: str):
        self.handle = os.open(
            os.path.join(scratch, f"forked-{os.getpid()}.jsonl"),
            os.O_WRONLY | os.O_CREAT | os.O_APPEND,
            0o600,
        )
        self.known: set[tuple[Any, ...]] = set()

    def tell(self, *fact: Any) -> None:
        if fact not in self.known:
            self.known.add(fact)
            os.write(self.handle, json.dumps(fact).encode() + b"\n")

    def function(self, name: str) -> None:
        self.tell("function", name)

    # As the set of what was hit, for whoever adds to it.

    add = function

    def __contains__(self, name: str) -> bool:
        return ("function", name) in self.known

    def update(self, names: Iterable[str]) -> None:
        for name in names:
            self.function(name)


def facts(scratch: str) -> Iterator[list[Any]]:
    """What the forked children of a run have told."""
    for path in sorted(Path(scratch).glob("forked-*.jsonl")):
        for line in path.read_bytes().splitlines():
            try:
                yield json.loads(line)
            except ValueError:  # cut short when it was ended
                continue
