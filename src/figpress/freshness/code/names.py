"""Which project module, and which name in it, a name in project code stands for."""

from dataclasses import dataclass
from typing import Protocol

from figpress.freshness.code.units import Module
from figpress.freshness.target import Target
from figpress.freshness.trace import SCRIPT, Trace

DEPTH = 9  # of names that stand for imported names


class Code(Protocol):
    """Project code as it is now."""

    def module(self, path: str) -> Module | None: ...
    def locate(self, name: str, script: str) -> str | None: ...
    def every(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Place:
    """A module of the run: its name there, and its file."""

    name: str
    path: str


class Names:
    """Names as one run sees them: `import lib` means what the run found by that name, or, where it imported
    no
    such thing, what its script's folder and the source folders make of it.
    """

    def __init__(self, code: Code, target: Target, trace: Trace):
        self.code, self.target, self.trace = code, target, trace
        self.modules: dict[str, Place | None] = {}
        # Folders that are packages without an __init__.py: they bind nothing of their own.
        self.folders = {above for name in trace.modules for above in _above(name)} - set(trace.modules)

    def place(self, name: str) -> Place | None:
        """The project module of this name, or None."""
        if name not in self.modules:
            path = self._path(name)
            self.modules[name] = None if path is None else Place(name, path)
        return self.modules[name]

    def _path(self, name: str) -> str | None:
        if name == SCRIPT:
            return self.target.path
        seen = self.trace.modules.get(name)
        if seen and self.code.module(seen):
            return seen
        located = self.code.locate(name, self.target.path)
        return "" if located is None and name in self.folders else located

    def every(self) -> list[Place]:
        """The script and every module that the run imported."""
        script = () if self.target.kind == "computed" else (SCRIPT,)
        return [place for name in (*script, *self.trace.modules) if (place := self.place(name))]

    def absolute(self, place: Place, dotted: str) -> str:
        """A dotted thing without leading dots."""
        level = len(dotted) - len(dotted.lstrip("."))
        if not level:
            return dotted
        package = place.name.split(".")
        if not place.path.endswith("__init__.py"):
            package = package[:-1]
        package = package[: len(package) - (level - 1)]
        return ".".join([*package, *([dotted[level:]] if dotted[level:] else [])])

    def definition(self, place: Place, dotted: str) -> tuple[Place, str] | None:
        """The project module and the name in it that a dotted name of `place` stands for, if it was bound
        once and for all.
        """
        parts = dotted.split(".")
        for _ in range(DEPTH):
            module = self.code.module(place.path)
            if module is None:
                return None
            if parts[0] not in module.imported:
                return (place, parts[0]) if len(parts) == 1 else None
            owner, parts = self.longest(
                [*self.absolute(place, module.imported[parts[0]]).split("."), *parts[1:]]
            )
            if owner is None or not parts:
                return None
            place = owner
        return None

    def longest(self, parts: list[str]) -> tuple[Place | None, list[str]]:
        """The project module that a dotted thing begins with, the innermost that there is, and what
        is left.
        """
        for count in range(len(parts), 0, -1):
            if owner := self.place(".".join(parts[:count])):
                return owner, parts[count:]
        return None, parts

    def has(self, place: Place, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """False when a module certainly has no such name: looking it up raises."""
        module = self.code.module(place.path)
        if (
            module is None
            or name in module.definitions
            or "__getattr__" in module.definitions
            or place.name in seen
        ):
            return True
        if self.place(f"{place.name}.{name}") or (name.startswith("__") and name.endswith("__")):
            return True
        return self.starred(place, name, seen | {place.name})

    def starred(self, place: Place, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """True when `from … import *` may bind this name in a module."""
        module = self.code.module(place.path)
        sources = [self.place(self.absolute(place, star)) for star in module.stars] if module else []
        return any(source is None or self.has(source, name, seen) for source in sources)


def _above(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]
