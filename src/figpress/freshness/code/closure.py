"""From what a run executed to every piece of project code that it depends on, as that code is now.

The walk starts at the script and the executed functions, follows the names that they look up to the
statements that
define them, and takes what those look up in turn. The same walk over today's code gives today's digests; a
run is fresh
when both give the same. When in doubt a piece counts: a false dependency costs a redraw, a missed one a wrong
picture.
"""

import re
from collections.abc import Mapping, Sequence

from figpress.freshness.code.annotations import READ
from figpress.freshness.code.canon import digest
from figpress.freshness.code.defaults import ALL
from figpress.freshness.code.importing import Importing
from figpress.freshness.code.members import Members
from figpress.freshness.code.names import Code, Names, Place
from figpress.freshness.code.scopes import DOCS, DYNAMIC, EVERYWHERE, TEXT, TYPES, WHOLE
from figpress.freshness.code.units import ASSERT, Statement, Unit
from figpress.freshness.target import Target
from figpress.freshness.trace import ANYWHERE, EVERY, LOOKED_UP, NAMES, SCRIPT, Trace, is_call

ABSENT = "absent"
VERSION = re.compile(r"#\d+")
ASIDE = re.compile(r"(\S+)\((\w+|->)\)")
ASIDES = {ASSERT: "a message of an assertion in", READ: "the annotations of"}
THERE = "there"  # of what matters only by its presence


def code_prints(code: Code, target: Target, trace: Trace) -> dict[str, str]:
    """The digest of every unit that a run with this trace depends on, by name."""
    return Walk(code, target, trace).walk()


class Walk:
    """One walk; `found` grows until nothing new turns up."""

    def __init__(self, code: Code, target: Target, trace: Trace):
        self.code, self.target, self.trace = code, target, trace
        self.names = Names(code, target, trace)
        self.importing = Importing(self.names, trace)
        self.executed = frozenset(trace.functions).union(*trace.at_import.values())
        self.ran: dict[str, list[str]] = {}  # by the top-level name that they lie in
        for function in sorted(self.executed):
            if is_call(function):
                self.ran.setdefault(_definition(function), []).append(function)
        self.members = Members(self.names, self.executed)
        self.found: dict[str, str] = {}
        self.attributes: set[str] = set()
        self.supers: set[str] = set()  # attributes loaded where `super` is
        self.whole: dict[str, Place] = {}
        self.dynamic = self.typed = self.asks_names = False
        self.asked_names: set[str] = set()  # functions whose local names may have been seen
        self.valued: set[tuple[Place, tuple[str, ...]]] = set()
        self.renamed: dict[
            str, tuple[str, ...]
        ] = {}  # of what counts: local names that its digest does not know
        self.resolved: set[tuple[str, str, tuple[str, ...], bool, bool]] = set()

    def walk(self) -> dict[str, str]:
        if self.target.kind == "computed":
            module, _, function = self.target.calls.partition(":")
            place = self.names.place(module)
            if place:
                self._name(place, function)
            else:
                self.found[f"module {module}"] = ABSENT
        else:
            place = Place(SCRIPT, self.target.path)
            script = self.code.module(place.path)
            if script is None:
                self.found[f"{SCRIPT}:<script>"] = ABSENT
            else:
                self._acting(place, "<script>", [*self.importing.acting.get(SCRIPT, ()), *script.main])
                for (
                    name,
                    unit,
                ) in (
                    script.definitions.items()
                ):  # what it makes and nobody looks at, it made all the same: that may raise
                    if (
                        unit.chains
                        and not any(
                            name in known
                            for known in (script.bodies, script.classes, script.imported, script.loggers)
                        )
                        and "#" not in name
                    ):
                        self._name(place, name)
        for function in self.trace.functions:
            self._executed(function)
        for name in self.trace.classes:
            module, _, cls = name.partition(":")
            if place := self.names.place(module):
                self._name(place, cls.split(".")[0])
        self._imports()
        size = -1
        while size != len(self.found) + len(self.whole):
            size = len(self.found) + len(self.whole)
            self._members()
            self._annotations()
        self._moved()
        self.found |= {
            f"{key} (its names)": digest(" ".join(names))
            for key, names in self.renamed.items()
            if self.asks_names or key in self.asked_names
        }
        return dict(sorted(self.found.items()))

    def _moved(self) -> None:
        """Counts modules that are found elsewhere than before, if anything of theirs counts, or that are
        gone.
        """
        used = {key.partition(":")[0] for key in self.found}
        for name, path in self.trace.modules.items():
            now = self.code.locate(name, self.target.path)
            if self.code.module(path) is None:
                self.found[f"module {name}"] = now or ABSENT
            elif now not in (None, path) and name in used:  # not so where the run put a folder before ours
                self.found[f"module {name}"] = now
        for name in (*self.names.folders, *self.trace.packages):  # it may take the place of those
            if now := self.code.locate(name, self.target.path):
                self.found[f"module {name}"] = now

    def _take(
        self, key: str, unit: Unit | None, place: Place, extends: frozenset[tuple[str, ...]] = frozenset()
    ) -> None:
        """Counts a unit, and what it looks up."""
        if key not in self.found:
            self.found[key] = unit.digest if unit else ABSENT
            if unit:
                if unit.renamed:
                    self.renamed[key] = unit.renamed
                self._follow(unit, place, extends)

    def _follow(self, unit: Unit, place: Place, extends: frozenset[tuple[str, ...]] = frozenset()) -> None:
        """Counts what a unit looks up; `extends` are classes that it only builds upon."""
        self.attributes |= unit.attributes
        if any(chain[0] in ("super", "__class__") for chain in unit.chains):
            self.supers |= unit.attributes
        for chain in unit.chains:
            self._chain(place, chain, chain not in extends, chain not in unit.values)
        self.valued.update((place, chain) for chain in unit.values if chain[0][0] != "<")
        for module, name, level in unit.imports:
            self._imported(place, module, name, level)

    def _executed(self, function: str) -> None:
        module, _, qualified = function.partition(":")
        if function.endswith(LOOKED_UP):
            self._looked_up(module, qualified.removesuffix(LOOKED_UP))
            return
        place = self.names.place(module)
        if place is None:
            self.found[f"module {module}"] = ABSENT
            return
        known = self.code.module(place.path)
        if function.endswith(")"):
            self._aside(place, *qualified[:-1].split("("))
            return
        self._take(f"{function}()", known.bodies.get(qualified) if known else None, place)
        first = qualified.split(".")[0]
        self._name(
            place,
            first if "#" in first or (known and first in known.classes) else f"{first}#1",
            used=False,
            called=True,
        )
        parts = qualified.split(".")
        if known and len(parts) == 2 and parts[0] in known.classes:
            self._member(place, parts[0], parts[1], known.classes[parts[0]].members.get(parts[1]))

    def _looked_up(self, module: str, name: str) -> None:
        """Counts an attribute of a module that somebody looked up while it ran, by whatever way."""
        if name.endswith(NAMES):
            self.asks_names |= module == ANYWHERE
            self.asked_names.add(f"{module}:{name.removesuffix(NAMES)}()")
            return
        if module == ANYWHERE:
            places = [
                p for p in self.names.every() if (m := self.code.module(p.path)) and name in m.definitions
            ]
        else:
            places = [place] if (place := self.names.place(module)) else []
        for place in places:
            if name == EVERY:
                self.whole[place.name] = place
            elif name == "__doc__":  # some docstring in it
                self._chain(place, (DOCS, "own"))
            elif self._defines(place, name) or not self.names.place(f"{place.name}.{name}"):
                self._chain(place, (name,))

    def _aside(self, place: Place, label: str, title: str) -> None:
        """Counts what stands aside of a function (see units): one thing, or all. A default that is gone, or no
        constant any more, changes the definition.
        """
        module = self.code.module(place.path)
        for known, asides in module.asides.items() if module else ():
            if known == label or (title in (ALL, READ) and known.partition("#")[0] == label):
                for name in asides if title == ALL else {title} & set(asides):
                    self._take(f"{place.name}:{known}({name})", asides[name], place)

    def _annotations(self) -> None:
        """Counts the annotations of what was got hold of, and not only called: it may be asked for them."""
        for place in self.names.every() if self.typed else ():
            module = self.code.module(place.path)
            for label in module.asides if module else ():
                self._aside(place, label, READ)
        for place, chain in list(self.valued):
            root = (VERSION.sub("", chain[0]).removeprefix("@"), *chain[1:])
            owner: tuple[Place, str] | None = None
            if chain[0][0] != "@":
                owner = self.names.definition(place, ".".join(root))
            else:
                found, left = self.names.longest([*self.names.absolute(place, root[0]).split("."), *root[1:]])
                owner = self.names.definition(found, ".".join(left)) if found and left else None
            if owner:
                self._aside(*owner, READ)
            else:
                for each in self.names.every():
                    self._aside(each, root[-1].rpartition(".")[2], READ)

    def _name(self, place: Place, name: str, used: bool = True, called: bool = False) -> None:
        """Counts what binds a global name of a module, or that nothing does.

        used    what it stands for is got hold of, not only built upon
        called  and is only called: of a function that was not, nothing but its presence matters then
        """
        key, base = f"{place.name}:{name}", name.partition("#")[0]
        module = self.code.module(place.path)
        if called and module and base in module.plain and f"{place.name}:{base}" not in self.executed:
            self.found[f"{key} (its presence)"] = THERE
            return
        if module and base in module.classes:
            self.members.add(place, base, used)
        if key in self.found:
            return
        unit = module.definitions.get(name) if module else None
        self._take(
            key,
            unit,
            place,
            module.classes[base].extends if module and base in module.classes else frozenset(),
        )
        for function in self.trace.at_import.get(f"{place.name}:{base}", ()):
            self._executed(function)
        for function in self.ran.get(f"{place.name}:{base}", ()):  # whenever: it may have kept what it found
            self._executed(function)
        self._filled(place, base)
        if module and unit is None:
            for star in module.stars:
                if source := self.names.absolute(place, star):
                    self._starred(place, source, base, used)

    def _starred(self, place: Place, source: str, name: str, used: bool) -> None:
        """Counts what `from source import *` may bind a name to, and whether it does."""
        owner = self.names.place(source)
        module = self.code.module(owner.path) if owner else None
        if owner and module:
            if module.exports is not None:
                self.found[f"{source}:{name} (in its __all__)"] = (
                    THERE if name in module.exports else "not there"
                )
            elif "__all__" in module.definitions:
                self._name(owner, "__all__")
            if name not in module.definitions and "__getattr__" in module.definitions:
                self._looked_up(ANYWHERE, name)  # it may come from anywhere
        self._thing(place, source, (name,), used)

    def _chain(self, place: Place, chain: tuple[str, ...], used: bool = True, called: bool = False) -> None:
        root, rest = chain[0], chain[1:]
        if root == DYNAMIC:
            self.dynamic = True
        elif root == TYPES:
            self.typed = True
        elif root == WHOLE:
            self.whole[place.name] = place
        elif root == EVERYWHERE:
            self.asks_names = True
            self.whole.update({each.name: each for each in self.names.every()})
        elif root in (DOCS, TEXT):
            for each in self.names.every() if not rest else [place]:
                module = self.code.module(each.path)
                text = (module.docs if root == DOCS else module.text) if module else ABSENT
                self.found[f"{each.name}:<docstrings>" if root == DOCS else f"file {each.path}"] = text
        elif root.startswith("@"):
            self._thing(place, self.names.absolute(place, root[1:]), rest, used, called)
        else:
            self._name(place, root, used, called and not rest)
            module, base = self.code.module(place.path), root.partition("#")[0]
            if module and base in module.imported:
                self._thing(place, self.names.absolute(place, module.imported[base]), rest, used, called)

    def _thing(
        self, place: Place, dotted: str, rest: tuple[str, ...], used: bool, called: bool = False
    ) -> None:
        """Counts what a dotted thing is: a name in a project module, or a project module as a whole, or
        nothing of ours.
        """
        if (place.name, dotted, rest, used, called) in self.resolved:
            return
        self.resolved.add((place.name, dotted, rest, used, called))
        parts = [*dotted.split("."), *rest]
        owner, passed = None, 0
        for count in range(1, len(parts) + 1):
            candidate = self.names.place(".".join(parts[:count]))
            if candidate is None:
                if count == 1:
                    self.found.setdefault(f"import {parts[0]}", "package")
                break
            if owner is not None and self._defines(owner, parts[count - 1]):
                self._name(owner, parts[count - 1])
            owner, passed = candidate, count
        if owner is None:
            return
        left = parts[passed:]
        if not left:  # the module itself: what is looked up in it was seen
            return
        self._name(owner, left[0], used, called and len(left) == 1)
        module = self.code.module(owner.path)
        if module and left[0] in module.imported:
            self._thing(
                owner, self.names.absolute(owner, module.imported[left[0]]), tuple(left[1:]), used, called
            )

    def _defines(self, place: Place, name: str) -> bool:
        module = self.code.module(place.path)
        return bool(module and name in module.definitions)

    def _imported(self, place: Place, module: str, name: str, level: int) -> None:
        top = self.names.absolute(place, "." * level + module).split(".")[0]
        if top and self.names.place(top) is None:
            self.found.setdefault(f"import {top}", "package")

    def _imports(self) -> None:
        """Counts what modules do when they are imported, in which order, and what they look up in vain."""
        for package in self.importing.packages:
            self.found.setdefault(f"import {package}", "package")
        for name in self.importing.missing():
            self.found[f"{name} (at import)"] = ABSENT
        acting = [name for name in self.importing.acting if name != SCRIPT]
        for name in acting:
            if place := self.names.place(name):
                self._acting(place, "<effects>", self.importing.acting[name])
        if len(acting) > 1:
            self.found["<order of imports>"] = " ".join(acting)

    def _acting(self, place: Place, title: str, acting: Sequence[Statement]) -> None:
        """Counts statements of a module as one unit, in order."""
        self.found[f"{place.name}:{title}"] = digest(" ".join(self._statement(place, s) for s in acting))

    def _statement(self, place: Place, statement: Statement) -> str:
        """Counts what a top-level statement looks up, calls and binds; its digest."""
        self._follow(statement.unit, place)
        for name in statement.names or ("<effects>",):
            for function in self.trace.at_import.get(f"{place.name}:{name}", ()):
                self._executed(function)
        module = self.code.module(place.path)
        for name in statement.names:
            if module and name in module.classes:  # it may be met wherever the statement put it
                self._name(place, name)
        return statement.unit.digest

    def _filled(self, place: Place, name: str) -> None:
        """Counts what fills a list or table from elsewhere, by calls or from other modules."""
        if fillings := self.importing.fillings.get((place.name, name)):
            key = f"{place.name}:{name} (filled)"
            if key not in self.found:
                self.found[key] = ""
                self.found[key] = digest(" ".join(self._statement(owner, s) for owner, s in fillings))

    def _member(self, place: Place, cls: str, member: str, unit: Unit | None) -> None:
        """Counts what binds a name in a class."""
        self._take(f"{place.name}:{cls}.{member}", unit, place)
        if self.members.reads_annotations((place.name, cls)):
            self._aside(place, f"{cls}.{member}", READ)

    def _members(self) -> None:
        """Counts methods that the run may meet by name, and what escaped modules are asked for by name."""
        for place, cls, member, met in self.members.asked(self.attributes, self.supers, self.dynamic):
            module = self.code.module(place.path)
            if met and module:
                self._member(place, cls, member, module.classes[cls].members[member])
            else:
                self.found.setdefault(f"{place.name}:{cls}.{member} (its presence)", THERE)
        for place in self.names.every() if self.dynamic else ():
            module = self.code.module(place.path)
            for name in module.classes if module else ():
                self._name(place, name)
        for place in list(self.whole.values()):
            module = self.code.module(place.path)
            for name in module.definitions if module else ():
                if "#" not in name:
                    self._name(place, name)
            for star in module.stars if module else ():  # their names are names of this module
                if source := self.names.place(self.names.absolute(place, star)):
                    self.whole[source.name] = source


def _definition(function: str) -> str:
    """The top-level name that a function lies in, with its module."""
    module, _, qualified = function.partition(":")
    return f"{module}:{qualified.split('.')[0].partition('#')[0]}"


def difference(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What changed between two walks, in words."""
    if before == now:
        return []
    reasons = []
    for key in sorted(set(before) | set(now)):
        old, new = before.get(key), now.get(key)
        if old != new:
            reasons.append(f"{readable(key)} {_verb(old, new)}")
    return list(dict.fromkeys(reasons))


def readable(key: str) -> str:
    """A unit's name as people write it."""
    key = VERSION.sub("", key)
    if aside := ASIDE.fullmatch(key):
        named = readable(aside[1])
        return f"{ASIDES[aside[2]]} {named}" if aside[2] in ASIDES else f"{named}'s default of {aside[2]}"
    if key.startswith(f"{SCRIPT}:"):
        name = key.removeprefix(f"{SCRIPT}:")
        return (
            "the script"
            if name == "<script>"
            else f"the script's {name.removesuffix('()').replace('.<locals>.', '.')}"
        )
    if key == "<equations>":
        return "what the pages ask of it"
    if key == "<order of imports>":
        return "the order of imports"
    if key.endswith(":<effects>"):
        return f"{key.removesuffix(':<effects>')} (its statements)"
    if key.endswith(" (filled)"):
        return f"what fills {key.removesuffix(' (filled)').replace(':', '.')}"
    if key.endswith(" (at import)"):
        return f"{key.removesuffix(' (at import)').replace(':', '.')}, which an import needs,"
    return key.removesuffix("()").replace(":", ".").replace(".<locals>.", ".")


def _verb(old: str | None, new: str | None) -> str:
    if new in (None, ABSENT):
        return "is gone"
    return "is new" if old in (None, ABSENT) else "changed"
