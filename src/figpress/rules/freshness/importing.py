"""What importing the modules of a run does, besides binding their names: acting, filling tables, or failing."""

import sys
from collections.abc import Iterator

from figpress.nouns.trace import SCRIPT, Trace
from figpress.rules.freshness.names import Names, Place
from figpress.rules.freshness.purity import ALWAYS
from figpress.rules.freshness.units import Statement

CALLED = ("", ".__init__", ".__new__", ".__post_init__", ".__call__")  # what a call of a function, a class or an object runs
STANDARD = sys.stdlib_module_names - {"this", "antigravity", "site", "sitecustomize", "readline", "rlcompleter"}  # there, and silent
MANY = 9  # bindings of one name that are told apart
Tables = frozenset[tuple[str, str]]  # the lists and tables that are changed: module and name


class Importing:
    """The modules that a run imports, in the order in which they are executed, and what their statements do."""

    def __init__(self, names: Names, trace: Trace):
        self.names, self.code, self.trace = names, names.code, trace
        self.packages: set[str] = set()  # imported at the top level and neither ours nor known
        self.order = list(self._order())
        self.acting: dict[str, list[Statement]] = {}
        self.fillings: dict[tuple[str, str], list[tuple[Place, Statement]]] = {}
        for place in self.order:
            module = self.code.module(place.path)
            for statement in module.statements if module else ():
                tables = self.tables(place, statement.needs)
                if tables is None:
                    self.acting.setdefault(place.name, []).append(statement)
                for table in sorted(tables or ()):
                    self.fillings.setdefault(table, []).append((place, statement))

    def _order(self) -> Iterator[Place]:
        seen: set[str] = set()

        def visit(place: Place) -> Iterator[Place]:
            module = self.code.module(place.path)
            if place.name in seen or module is None:
                return
            seen.add(place.name)
            for source, name, level in module.imports:
                dotted = self.names.absolute(place, "." * level + source)
                parts = dotted.split(".") if dotted else []
                for count in range(1, len(parts) + 1):
                    if inner := self.names.place(".".join(parts[:count])):
                        yield from visit(inner)
                if parts and name and (inner := self.names.place(f"{dotted}.{name}")):
                    yield from visit(inner)
                if parts and parts[0] not in STANDARD and self.names.place(parts[0]) is None and parts[0] not in self.trace.packages:
                    self.packages.add(parts[0])
            yield place

        for name in (*(() if self.names.target.kind == "computed" else (SCRIPT,)), *self.trace.modules):
            if place := self.names.place(name):
                yield from visit(place)

    def missing(self) -> Iterator[str]:
        """What the imports of a run look up in vain, as "module:name": such an import raises."""
        for place in self.order:
            module = self.code.module(place.path)
            assert module
            for source, name, level in module.imports:
                owner = self.names.place(self.names.absolute(place, "." * level + source)) if source or level else None
                if owner and name and name != "*" and not self.names.has(owner, name):
                    yield f"{owner.name}:{name}"
            for chain in module.required:
                if chain[0] == "?":
                    if not self.names.starred(place, chain[1]):
                        yield f"{place.name}:{chain[1]}"
                    continue
                owner, left = self.names.longest([*self.names.absolute(place, module.imported[chain[0]]).split("."), *chain[1:]])
                if owner and left and not self.names.has(owner, left[0]):
                    yield f"{owner.name}:{left[0]}"

    def tables(self, place: Place, needs: frozenset[str], asked: frozenset[tuple[str, str]] = frozenset()) -> Tables | None:
        """What a statement changes that needs this to be harmless: nothing, tables of the project, or, as None, who knows what."""
        found: Tables = frozenset()
        for need in needs:
            tables = None if need == ALWAYS else self._need(place, need, asked)
            if tables is None:
                return None
            found |= tables
        return found

    def _need(self, place: Place, need: str, asked: frozenset[tuple[str, str]]) -> Tables | None:
        whole, _, number = need.lstrip("~=").removesuffix("()").partition(".<locals>.")[0].partition("#")
        definition = self.names.definition(place, whole)
        if definition is None:
            return None
        owner, name = definition
        module = self.code.module(owner.path)
        if module is None or (owner.name, need) in asked:
            return frozenset() if module else None
        asked |= {(owner.name, need)}
        if need[0] == "~":
            held = module.made.get(name)
            return frozenset({(owner.name, name)}) if held is not None and self.tables(owner, held, asked) == frozenset() else None
        versions = [v for v in (name, *(f"{name}#{n}" for n in range(2, MANY))) if v == name or v in module.acting]
        if number and owner == place:
            versions = [name if number == "1" else f"{name}#{number}"]
        if need[0] == "=":
            if name in module.classes:
                return None if f"{name}.__new__" in module.acting else frozenset()
            return self.tables(owner, frozenset().union(*(module.made.get(f"{v}()", {ALWAYS}) for v in versions)), asked)
        if ".<locals>." in need:
            known = [need]
        elif need.endswith("()"):
            known = [] if name in module.classes else [f"{v}()" for v in versions]  # of a class: its __call__ was asked with the class
        else:
            known = [v + special for v in versions for special in CALLED if v + special in module.acting]
            if not known or f"{name}.__init_subclass__" in module.acting:
                return None
        found: Tables = frozenset()
        for each in known:
            around = each.removesuffix("()")
            own = frozenset(f"{around}.{n}" if n.startswith("<locals>.") else n for n in module.acting.get(each, {ALWAYS}))
            if (tables := self.tables(owner, own, asked)) is None:
                return None
            found |= tables
        return found
