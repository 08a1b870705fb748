"""From what a run executed to every piece of project code that it depends on, as that code is now.

The walk starts at the script and the executed functions, follows the names that they look up to the statements that
define them, and takes what those look up in turn. The same walk over today's code gives today's digests; a run is fresh
when both give the same. When in doubt a piece counts: a false dependency costs a redraw, a missed one a wrong picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from figpress.nouns.target import Target
from figpress.nouns.trace import SCRIPT, Trace
from figpress.rules.freshness.canon import digest
from figpress.rules.freshness.purity import ALWAYS
from figpress.rules.freshness.scopes import DYNAMIC, TEXT
from figpress.rules.freshness.units import Module, Statement, Unit

ABSENT = "absent"


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


def code_prints(code: Code, target: Target, trace: Trace) -> dict[str, str]:
    """The digest of every unit that a run with this trace depends on, by name."""
    return Walk(code, target, trace).walk()


class Walk:
    """One walk; `found` grows until nothing new turns up."""

    def __init__(self, code: Code, target: Target, trace: Trace):
        self.code, self.target, self.trace = code, target, trace
        self.found: dict[str, str] = {}
        self.attributes: set[str] = set()
        self.classes: dict[tuple[str, str], Place] = {}
        self.escaped: dict[str, Place] = {}
        self.whole: dict[str, Place] = {}
        self.dynamic = False
        self.modules: dict[str, Place] = {}
        self.resolved: set[tuple[str, str, tuple[str, ...]]] = set()

    def walk(self) -> dict[str, str]:
        if self.trace.opaque:
            for path in self.code.every():
                module = self.code.module(path)
                self.found[f"file {path}"] = module.text if module else ABSENT
        if self.target.kind == "computed":
            module, _, function = self.target.calls.partition(":")
            place = self._place(module)
            if place:
                self._name(place, function)
            else:
                self.found[f"module {module}"] = ABSENT
        else:
            place = Place(SCRIPT, self.target.path)
            self.modules[SCRIPT] = place
            script = self.code.module(place.path)
            if script is None:
                self.found[f"{SCRIPT}:<script>"] = ABSENT
            else:
                self._acting(place, script, "<script>", script.main)
        for name in self.trace.modules:
            self._place(name)
        for function in self.trace.functions:
            self._executed(function)
        for name in self.trace.classes:
            module, _, cls = name.partition(":")
            if place := self._place(module):
                self._name(place, cls.split(".")[0])
        self._effects()
        size = -1
        while size != len(self.found):
            size = len(self.found)
            self._members()
        self._moved()
        return dict(sorted(self.found.items()))

    def _moved(self) -> None:
        """Counts modules that are found elsewhere than before, if anything of theirs counts, or that are gone."""
        used = {key.partition(":")[0] for key in self.found}
        for name, path in self.trace.modules.items():
            now = self.code.locate(name, self.target.path)
            if now is None or (now != path and name in used):
                self.found[f"module {name}"] = now or ABSENT

    def _place(self, name: str) -> Place | None:
        """The project module of this name, or None."""
        if name not in self.modules:
            path = self.target.path if name == SCRIPT else self.code.locate(name, self.target.path)
            if path is None:
                return None
            self.modules[name] = Place(name, path)
        return self.modules[name]

    def _take(self, key: str, unit: Unit | None, place: Place) -> bool:
        """Counts a unit, and what it looks up. False when it was counted before."""
        if key in self.found:
            return False
        self.found[key] = unit.digest if unit else ABSENT
        if unit:
            self.attributes |= unit.attributes
            for chain in unit.chains:
                self._chain(place, chain)
            for handed, called in unit.passed:
                self._passed(place, handed, called)
            for module, name, level in unit.imports:
                self._imported(place, module, name, level)
        return True

    def _executed(self, function: str) -> None:
        module, _, qualified = function.partition(":")
        place = self._place(module)
        if place is None:
            self.found[f"module {module}"] = ABSENT
            return
        known = self.code.module(place.path)
        self._take(f"{function}()", known.bodies.get(qualified) if known else None, place)
        self._name(place, qualified.split(".")[0])
        parts = qualified.split(".")
        if known and len(parts) == 2 and parts[0] in known.classes:
            self._take(f"{module}:{qualified}", known.classes[parts[0]].members.get(parts[1]), place)

    def _name(self, place: Place, name: str) -> None:
        """Counts what binds a global name of a module, or that nothing does."""
        key = f"{place.name}:{name}"
        if key in self.found:
            return
        module = self.code.module(place.path)
        unit = module.definitions.get(name) if module else None
        self._take(key, unit, place)
        for function in self.trace.at_import.get(key, ()):
            self._executed(function)
        if module is None:
            return
        if name in module.classes:
            self.classes[(place.name, name)] = place
        if unit is None:
            for star in module.stars:
                if source := self._absolute(place, star):
                    self._thing(place, source, (name,))

    def _chain(self, place: Place, chain: tuple[str, ...]) -> None:
        root, rest = chain[0], chain[1:]
        if root == DYNAMIC:
            self.dynamic = True
            self.whole[place.name] = place
        elif root == TEXT:
            for each in (*self.trace.modules.values(), self.target.path):
                module = self.code.module(each)
                self.found[f"file {each}"] = module.text if module else ABSENT
        elif root.startswith("@"):
            self._thing(place, self._absolute(place, root[1:]), rest)
        else:
            self._name(place, root)
            module = self.code.module(place.path)
            if module and root in module.imported:
                self._thing(place, self._absolute(place, module.imported[root]), rest)

    def _thing(self, place: Place, dotted: str, rest: tuple[str, ...]) -> None:
        """Counts what a dotted thing is: a name in a project module, or a project module as a whole, or nothing of ours."""
        if (place.name, dotted, rest) in self.resolved:
            return
        self.resolved.add((place.name, dotted, rest))
        parts = [*dotted.split("."), *rest]
        owner, used = None, 0
        for count in range(1, len(parts) + 1):
            candidate = self._place(".".join(parts[:count]))
            if candidate is None:
                if count == 1:
                    self.found.setdefault(f"import {parts[0]}", "package")
                break
            if owner is not None and self._defines(owner, parts[count - 1]):
                self._name(owner, parts[count - 1])
            owner, used = candidate, count
        if owner is None:
            return
        left = parts[used:]
        if not left:
            self.escaped[owner.name] = owner
            return
        self._name(owner, left[0])
        module = self.code.module(owner.path)
        if module and left[0] in module.imported:
            self._thing(owner, self._absolute(owner, module.imported[left[0]]), tuple(left[1:]))

    def _defines(self, place: Place, name: str) -> bool:
        module = self.code.module(place.path)
        return bool(module and name in module.definitions)

    def _absolute(self, place: Place, dotted: str) -> str:
        """A dotted thing without leading dots."""
        level = len(dotted) - len(dotted.lstrip("."))
        if not level:
            return dotted
        package = place.name.split(".")
        if not place.path.endswith("__init__.py"):
            package = package[:-1]
        package = package[: len(package) - (level - 1)]
        return ".".join([*package, *([dotted[level:]] if dotted[level:] else [])])

    def _passed(self, place: Place, handed: tuple[str, ...], called: tuple[str, ...]) -> None:
        """A project module handed to something that is not project code counts whole."""
        owner = self._as_module(place, handed)
        if owner and not (called and self._is_project(place, called)):
            self.whole[owner.name] = owner

    def _as_module(self, place: Place, chain: tuple[str, ...]) -> Place | None:
        module = self.code.module(place.path)
        root = chain[0][1:] if chain[0].startswith("@") else (module.imported.get(chain[0], "") if module else "")
        if not root:
            return None
        return self._place(".".join([self._absolute(place, root), *chain[1:]]))

    def _is_project(self, place: Place, chain: tuple[str, ...]) -> bool:
        module = self.code.module(place.path)
        if module is None:
            return False
        if chain[0].startswith("@"):
            return self._place(self._absolute(place, chain[0][1:]).split(".")[0]) is not None
        if chain[0] in module.imported:
            return self._place(self._absolute(place, module.imported[chain[0]]).split(".")[0]) is not None
        return chain[0] in module.definitions

    def _imported(self, place: Place, module: str, name: str, level: int) -> None:
        top = self._absolute(place, "." * level + module).split(".")[0]
        if top and self._place(top) is None:
            self.found.setdefault(f"import {top}", "package")

    def _effects(self) -> None:
        """Counts what modules do when they are imported, and in which order, for those that do anything."""
        order: list[str] = []
        seen: set[str] = set()

        def visit(place: Place) -> None:
            if place.name in seen:
                return
            seen.add(place.name)
            module = self.code.module(place.path)
            if module is None:
                return
            for source, name, level in module.imports:
                dotted = self._absolute(place, "." * level + source)
                parts = dotted.split(".") if dotted else []
                for count in range(1, len(parts) + 1):
                    if inner := self._place(".".join(parts[:count])):
                        visit(inner)
                if parts and name and (inner := self._place(f"{dotted}.{name}")):
                    visit(inner)
                if parts and self._place(parts[0]) is None and parts[0] not in self.trace.packages:
                    self.found.setdefault(f"import {parts[0]}", "package")
            if place.name != SCRIPT and self._acting(place, module, "<effects>"):
                order.append(place.name)

        if SCRIPT in self.modules:
            visit(self.modules[SCRIPT])
        for name in self.trace.modules:
            if place := self._place(name):
                visit(place)
        if len(order) > 1:
            self.found["<order of imports>"] = " ".join(order)

    def _acting(self, place: Place, module: Module, title: str, main: tuple[Statement, ...] = ()) -> bool:
        """Counts the statements of a module that act on more than their names, as one unit, in order."""
        acting = [s for s in module.statements if self._act(place, s.needs, frozenset())] + list(main)
        if not acting:
            return False
        key = f"{place.name}:{title}"
        for number, statement in enumerate(acting):
            self._take(f"{key} {number}", statement.unit, place)
            del self.found[f"{key} {number}"]
            for name in statement.names or ("<effects>",):
                for function in self.trace.at_import.get(f"{place.name}:{name}", ()):
                    self._executed(function)
        self.found[key] = digest(" ".join(s.unit.digest for s in acting))
        return True

    def _act(self, place: Place, needs: frozenset[str], asked: frozenset[tuple[str, str]]) -> bool:
        """True unless everything that is needed to be harmless is project code that is."""
        for dotted in needs:
            if dotted == ALWAYS:
                return True
            found = self._definition(place, dotted)
            if found is None:
                return True
            owner, name = found
            if (owner.name, name) in asked:
                continue
            module = self.code.module(owner.path)
            entries = [name, *(f"{name}.{special}" for special in ("__init__", "__new__", "__post_init__", "__call__"))]
            known = [module.acting[e] for e in entries if e in module.acting] if module else []
            forbidden = module and f"{name}.__init_subclass__" in module.acting
            if not known or forbidden or any(self._act(owner, each, asked | {(owner.name, name)}) for each in known):
                return True
            if any(inner.startswith(f"{name}.<locals>.") and self._act(owner, each, asked | {(owner.name, name)}) for inner, each in module.acting.items()):  # type: ignore[union-attr]
                return True
        return False

    def _definition(self, place: Place, dotted: str) -> tuple[Place, str] | None:
        """The project module and the name in it that a dotted name of `place` stands for, if it was bound once and for all."""
        parts = dotted.split(".")
        for _ in range(9):
            module = self.code.module(place.path)
            if module is None:
                return None
            if parts[0] not in module.imported:
                return (place, parts[0]) if len(parts) == 1 else None
            whole = [*self._absolute(place, module.imported[parts[0]]).split("."), *parts[1:]]
            for count in range(len(whole) - 1, 0, -1):
                if owner := self._place(".".join(whole[:count])):
                    place, parts = owner, whole[count:]
                    break
            else:
                return None
        return None

    def _members(self) -> None:
        """Counts methods that the run may meet by name, and what escaped modules are asked for by name."""
        for (_, name), place in list(self.classes.items()):
            module = self.code.module(place.path)
            if module is None:
                continue
            foreign = self.dynamic or not self._ours_alone(place, name, ())
            for member, unit in module.classes[name].members.items():
                dunder = member.startswith("__") and member.endswith("__")
                if dunder or foreign or member in self.attributes:
                    self._take(f"{place.name}:{name}.{member}", unit, place)
        if self.dynamic:
            self.whole.update(self.escaped)
        for place in list(self.escaped.values()):
            module = self.code.module(place.path)
            for name in sorted(self.attributes & set(module.definitions)) if module else ():
                self._chain(place, (name,))
        for place in list(self.whole.values()):
            module = self.code.module(place.path)
            for name in module.definitions if module else ():
                self._name(place, name)

    def _ours_alone(self, place: Place, name: str, seen: tuple[str, ...]) -> bool:
        """True when all bases of a class, and theirs, are project classes or harmless: nobody else looks for methods by name."""
        module = self.code.module(place.path)
        if module is None or name not in module.classes or name in seen:
            return False
        for chain in module.classes[name].bases:
            if chain[-1] in ("object", "Protocol", "Generic", "Exception", "ValueError", "NamedTuple"):
                continue
            if len(chain) == 1 and chain[0] in module.classes:
                if not self._ours_alone(place, chain[0], (*seen, name)):
                    return False
                continue
            dotted = module.imported.get(chain[0])
            parts = [*self._absolute(place, dotted).split("."), *chain[1:]] if dotted else []
            owner = self._place(".".join(parts[:-1])) if len(parts) > 1 else None
            if owner is None or not self._ours_alone(owner, parts[-1], (*seen, name)):
                return False
        return True


def difference(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What changed between two walks, in words."""
    reasons = []
    for key in sorted(set(before) | set(now)):
        old, new = before.get(key), now.get(key)
        if old != new:
            reasons.append(f"{readable(key)} {_verb(old, new)}")
    return reasons


def readable(key: str) -> str:
    """A unit's name as people write it."""
    if key.startswith(f"{SCRIPT}:"):
        name = key.removeprefix(f"{SCRIPT}:")
        return "the script" if name == "<script>" else f"the script's {name.removesuffix('()').replace('.<locals>.', '.')}"
    if key == "<equations>":
        return "what the pages ask of it"
    if key == "<order of imports>":
        return "the order of imports"
    if key.endswith(":<effects>"):
        return f"{key.removesuffix(':<effects>')} (its statements)"
    return key.removesuffix("()").replace(":", ".").replace(".<locals>.", ".")


def _verb(old: str | None, new: str | None) -> str:
    if new in (None, ABSENT):
        return "is gone"
    return "is new" if old in (None, ABSENT) else "changed"
