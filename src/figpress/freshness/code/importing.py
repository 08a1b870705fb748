"""What importing the modules of a run does, besides binding their names: acting, filling tables, or
failing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from figpress.freshness.code.known import STANDARD
from figpress.freshness.code.names import Code, Names, Place
from figpress.freshness.code.purity import ALWAYS, CHECK
from figpress.freshness.code.units import Statement
from figpress.freshness.trace import SCRIPT, Trace

CALLED = (
    "",
    ".__init__",
    ".__new__",
    ".__post_init__",
    ".__call__",
)  # what a call of a function, a class or an object runs
MANY = 9  # bindings of one name that are told apart
Tables = frozenset[tuple[str, str]]  # the lists and tables that are changed: module and name


@dataclass(frozen=True)
class Doing:
    """What importing one module does: what it imports in turn, and the packages; acting statements; tables
    filled; names looked up in vain.
    """

    imports: tuple[Place, ...]
    packages: frozenset[str]
    acting: tuple[Statement, ...]
    filling: tuple[tuple[tuple[str, str], Statement], ...]
    missing: tuple[str, ...]


# By code, folder of scripts and modules found, module.
KNOWN: WeakKeyDictionary[Code, dict[tuple, dict[str, Doing]]] = WeakKeyDictionary()


class Importing:
    """The modules that a run imports, in the order in which they are executed, and what their
    statements do.
    """

    def __init__(self, names: Names, trace: Trace):
        self.names, self.code = names, names.code
        # What a module does is the same for all runs that find the same modules by the same names.
        found = (names.target.path.rpartition("/")[0], *sorted(trace.modules.items()))
        self.known = KNOWN.setdefault(names.code, {}).setdefault(found, {})
        packages: set[str] = set()
        starts = (*(() if names.target.kind == "computed" else (SCRIPT,)), *trace.modules)
        self.order = self._reached([place for name in starts if (place := names.place(name))])
        self.acting: dict[str, list[Statement]] = {}
        self.fillings: dict[tuple[str, str], list[tuple[Place, Statement]]] = {}
        for place in self.order:
            doing = self._doing(place)
            packages |= doing.packages
            if doing.acting:
                self.acting[place.name] = list(doing.acting)
            for table, statement in doing.filling:
                self.fillings.setdefault(table, []).append((place, statement))
        self.packages = packages - set(trace.packages)  # imported at the top level and neither ours nor known

    def _reached(self, starts: list[Place]) -> list[Place]:
        """Modules that are imported one after the other, and all that this imports, in the order in which they are
        done. What one of them reached is done when the next is imported.
        """
        found: list[Place] = []
        seen: set[str] = set()
        waiting: list[tuple[Place, bool]] = [(start, False) for start in reversed(starts)]
        while waiting:
            place, done = waiting.pop()
            if done:
                found.append(place)
            elif place.name not in seen:
                seen.add(place.name)
                if self.code.module(place.path):
                    waiting.append((place, True))
                    waiting += [(inner, False) for inner in reversed(self._doing(place).imports)]
        return found

    def _doing(self, place: Place) -> Doing:
        if place.name == SCRIPT:
            return self._read(place)
        if place.name not in self.known:
            self.known[place.name] = self._read(place)
        return self.known[place.name]

    def _read(self, place: Place) -> Doing:
        """Reads off a module what its import imports, fills, and does besides."""
        module = self.code.module(place.path)
        imports: list[Place] = []
        packages: set[str] = set()
        for source, name, level in module.imports if module else ():
            dotted = self.names.absolute(place, "." * level + source)
            parts = dotted.split(".") if dotted else []
            names = [".".join(parts[:count]) for count in range(1, len(parts) + 1)] + (
                [f"{dotted}.{name}"] if parts and name else []
            )
            imports += [inner for each in names if (inner := self.names.place(each))]
            if parts and parts[0] not in STANDARD and self.names.place(parts[0]) is None:
                packages.add(parts[0])
        acting: list[Statement] = []
        filling: list[tuple[tuple[str, str], Statement]] = []
        for statement in module.statements if module else ():
            tables = self.tables(place, statement.needs)
            if tables is None or (CHECK in statement.needs and not tables):
                acting.append(statement)
            filling += [(table, statement) for table in sorted(tables or ())]
        return Doing(
            tuple(imports), frozenset(packages), tuple(acting), tuple(filling), tuple(self._missing(place))
        )

    def missing(self) -> list[str]:
        """What the imports of a run look up in vain, as "module:name": such an import raises."""
        return [name for place in self.order for name in self._doing(place).missing]

    def _missing(self, place: Place) -> Iterator[str]:
        module = self.code.module(place.path)
        for source, name, level in module.imports if module else ():
            owner = (
                self.names.place(self.names.absolute(place, "." * level + source))
                if source or level
                else None
            )
            if owner and name and name != "*" and not self.names.has(owner, name):
                yield f"{owner.name}:{name}"
        for chain in module.required if module else ():
            if chain[0] == "?":
                if not self.names.starred(place, chain[1]):
                    yield f"{place.name}:{chain[1]}"
                continue
            owner, left = self.names.longest(
                [*self.names.absolute(place, module.imported[chain[0]]).split("."), *chain[1:]]
            )
            if owner and left and not self.names.has(owner, left[0]):
                yield f"{owner.name}:{left[0]}"

    def tables(
        self, place: Place, needs: frozenset[str], asked: frozenset[tuple[str, str]] = frozenset()
    ) -> Tables | None:
        """What a statement changes that needs this to be harmless: nothing, tables of the project, or, as
        None, who knows what.
        """
        found: Tables = frozenset()
        for need in needs:
            if need == CHECK:
                continue
            tables = None if need == ALWAYS else self._need(place, need, asked)
            if tables is None:
                return None
            found |= tables
        return found

    def _need(self, place: Place, need: str, asked: frozenset[tuple[str, str]]) -> Tables | None:
        if need[0] == "^":
            return None if self.names.starred(place, need[1:]) else frozenset()
        whole, _, number = need.lstrip("~=%&").removesuffix("()").partition(".<locals>.")[0].partition("#")
        definition = self.names.definition(place, whole)
        if definition is None:
            return None
        owner, name = definition
        module = self.code.module(owner.path)
        if module is None or (owner.name, need) in asked:
            return frozenset() if module else None
        asked |= {(owner.name, need)}
        if need[0] in "%&":
            if need[0] == "&" and (name in module.bodies or name in module.classes):
                return self._need(owner, name, asked)
            return self.tables(
                owner, module.made.get(f"%{name}{'()' * need.endswith('()')}", {ALWAYS}), asked
            )
        if need[0] == "~":
            held = module.made.get(name)
            return (
                frozenset({(owner.name, name)})
                if held is not None and self.tables(owner, held, asked) == frozenset()
                else None
            )
        versions = [
            v for v in (name, *(f"{name}#{n}" for n in range(2, MANY))) if v == name or v in module.acting
        ]
        if number and owner == place:
            versions = [name if number == "1" else f"{name}#{number}"]
        if need[0] == "=":
            if name in module.classes:
                return None if f"{name}.__new__" in module.acting else frozenset()
            return self.tables(
                owner, frozenset().union(*(module.made.get(f"{v}()", {ALWAYS}) for v in versions)), asked
            )
        if ".<locals>." in need:
            known = [need]
        elif need.endswith("()"):
            known = (
                [] if name in module.classes else [f"{v}()" for v in versions]
            )  # of a class: its __call__ was asked with the class
        else:
            known = [v + special for v in versions for special in CALLED if v + special in module.acting]
            if not known or f"{name}.__init_subclass__" in module.acting:
                return None
        found: Tables = frozenset()
        for each in known:
            around = each.removesuffix("()")
            own = frozenset(
                f"{around}.{n}" if n.startswith("<locals>.") else n for n in module.acting.get(each, {ALWAYS})
            )
            if (tables := self.tables(owner, own, asked)) is None:
                return None
            found |= tables
        return found
