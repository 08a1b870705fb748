"""Cuts a module into the units that a run may depend on, each with a digest and what it looks up.

    definitions  by name: everything at the module's top level that binds the name, in order
    bodies       of functions, by qualified name ("Head.forward", "make.<locals>.inner")
    members      of classes: what the class body binds through `def`, without the bodies
    statements   top-level ones that may act on something else than the names they bind
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from figpress.rules.freshness.canon import FUNCTIONS, canonical, digest, header, statements
from figpress.rules.freshness.purity import ALWAYS, acts, argument_needs, bases, body_acts, changes, makes_container
from figpress.rules.freshness.scopes import Collector, Loads, bound

PLAIN_DECORATORS = {"dataclass", "final", "runtime_checkable", "total_ordering"}  # of classes: they look at nothing but fields and dunders


@dataclass(frozen=True)
class Unit:
    """A piece of code: the digest of its canonical text, and what it loads (see scopes.Loads)."""

    digest: str
    chains: frozenset[tuple[str, ...]] = frozenset()
    passed: frozenset[tuple[tuple[str, ...], tuple[str, ...]]] = frozenset()
    attributes: frozenset[str] = frozenset()
    imports: frozenset[tuple[str, str, int]] = frozenset()


@dataclass(frozen=True)
class Statement:
    """A top-level statement that acts if anything in `needs` does (see purity), and the names that it binds."""

    unit: Unit
    names: tuple[str, ...]
    needs: frozenset[str]


@dataclass(frozen=True)
class Class:
    """What binding and overriding need to know of a class: the names of its bases and its methods' headers."""

    bases: tuple[tuple[str, ...], ...]
    members: Mapping[str, Unit] = field(default_factory=dict)


@dataclass(frozen=True)
class Module:
    """One project file as units. `path` is relative to the site's folder."""

    path: str
    text: str  # digest of the file as it is written
    caption: str = ""
    definitions: Mapping[str, Unit] = field(default_factory=dict)
    bodies: Mapping[str, Unit] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)
    imported: Mapping[str, str] = field(default_factory=dict)  # name → dotted thing ("byhand.attention")
    stars: tuple[str, ...] = ()  # modules of `from … import *`
    imports: tuple[tuple[str, str, int], ...] = ()  # at the top level, in order
    statements: tuple[Statement, ...] = ()  # at the top level, that may act on more than the names they bind; in order
    main: tuple[Statement, ...] = ()  # `if __name__ == "__main__":`, for when the file is the script
    acting: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of functions and classes: what must be harmless for a call to be
    calls: frozenset[str] = frozenset()  # dotted names that are called at the top level: finds symbols scripts


def parse(path: str, source: str) -> Module:
    """The units of a file. Raises SyntaxError."""
    tree = ast.parse(source, filename=path)
    return Cutter(path, source, tree).module()


def first_paragraph(docstring: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    paragraph = (docstring or "").strip().split("\n\n")[0]
    return " ".join(paragraph.split())


def binds(statement: ast.stmt) -> list[str]:
    """The names that a top-level statement binds, in order of appearance."""
    names: list[str] = []
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.append(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.append(node.id)
        elif isinstance(node, ast.Import):
            names += [alias.asname or alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names if alias.name != "*"]
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.append(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.append(node.rest)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            names += [n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr)]
            continue
        waiting[:0] = list(ast.iter_child_nodes(node))
    return list(dict.fromkeys(names))


class Cutter:
    """Cuts one module."""

    def __init__(self, path: str, source: str, tree: ast.Module):
        self.path, self.source, self.tree = path, source, tree
        self.body = [s for s in statements(tree.body) if not _never_run(s)]
        self.bodies: dict[str, list[tuple[str, Loads]]] = {}
        self.classes: dict[str, Class] = {}
        self.acting: dict[str, set[str]] = {}

    def module(self) -> Module:
        definitions: dict[str, list[tuple[str, Loads]]] = {}
        acting: list[Statement] = []
        containers: set[str] = set()
        bound_before: dict[str, int] = {}
        imported: dict[str, str] = {}
        stars: list[str] = []
        for statement in apart(self.body):
            self._functions(statement, "", ())
            names, needs = binds(statement), acts(statement)
            changed = changes(statement)
            if changed in containers:  # it fills a list or a table of this module: that is where it counts
                names, needs = [changed], argument_needs(statement)
            containers |= {n for n in names if makes_container(statement)}
            text, loads = self._statement(statement, bound_before, bool(needs - bases(statement)))
            if needs:
                plain = "" if ALWAYS in needs else f" after {sorted(bound_before)}" if not isinstance(statement, (*FUNCTIONS, ast.ClassDef)) else ""
                acting.append(Statement(_unit([(text + plain, loads)]), tuple(names), frozenset(needs)))
            if ALWAYS in needs:  # it may change what it looks at: that then has one more definition
                names += [chain[0] for chain in loads.chains if chain[0] not in names and chain[0] in bound_before]
            for name in names:
                definitions.setdefault(name, []).append((text, loads))
                bound_before[name] = bound_before.get(name, 0) + 1
            self._imported(statement, imported, stars)
        main = []
        for statement in (s for s in statements(self.tree.body) if _never_run(s)):
            self._functions(statement, "", ())
            main.append(Statement(_unit([self._statement(statement, bound_before, True)]), tuple(binds(statement)), frozenset({ALWAYS})))
        return Module(
            path=self.path,
            text=digest(self.source),
            caption=first_paragraph(ast.get_docstring(self.tree)),
            definitions={name: _unit(parts) for name, parts in definitions.items()},
            bodies={name: _unit(parts) for name, parts in self.bodies.items()},
            classes=self.classes,
            imported=imported,
            stars=tuple(stars),
            imports=tuple(dict.fromkeys(_top_imports(self.body))),
            statements=tuple(acting),
            main=tuple(main),
            acting={name: frozenset(needs) for name, needs in self.acting.items()},
            calls=frozenset(_calls(self.tree)),
        )

    def _statement(self, statement: ast.stmt, before: Mapping[str, int], calls: bool) -> tuple[str, Loads]:
        """Canonical text and loads of a top-level statement; a class goes without its methods.

        `calls`: it calls what may look at any name of the module.
        """
        collector = Collector()
        if isinstance(statement, ast.ClassDef):
            core = ast.ClassDef(**{f: getattr(statement, f) for f in statement._fields if hasattr(statement, f)})
            apart = self._class(statement)
            core.body = [s for s in statement.body if s not in apart]
            for part in (*core.decorator_list, *core.bases, *core.keywords, *core.body):
                collector.visit(part)
            text = canonical(core)
        else:
            collector.visit(statement)
            text = canonical(statement)
        # Moving a statement past a rebinding of what it reads changes what it means, so its place among them counts.
        loaded = before if calls else {chain[0] for chain in collector.loads.chains}
        places = sorted(name for name in loaded if before.get(name, 0) > 1)
        return text + "".join(f" {name}#{before[name]}" for name in places), collector.loads

    def _class(self, node: ast.ClassDef) -> list[ast.stmt]:
        """Makes members of a class: its methods, and attributes that nothing in the class body itself looks at."""
        members: dict[str, list[tuple[str, Loads]]] = {}
        inside = Collector()
        for part in (*node.decorator_list, *node.bases, *node.keywords, *node.body):
            inside.visit(part)
        looked_at = {chain[0] for chain in inside.loads.chains}
        apart = [s for s in node.body if isinstance(s, FUNCTIONS) or (isinstance(s, ast.Assign) and not acts(s) and not looked_at & set(binds(s)))]
        for part in apart:
            collector = Collector()
            collector.visit(part)
            for name in [part.name] if isinstance(part, FUNCTIONS) else binds(part):
                members.setdefault(name, []).append((header(part) if isinstance(part, FUNCTIONS) else canonical(part), collector.loads))
        above = Collector()
        for base in node.bases:
            above.visit(base)
        units = {name: _unit(parts) for name, parts in members.items()}
        known = self.classes.get(node.name)
        chains = tuple(sorted(above.loads.chains))
        if any(name not in PLAIN_DECORATORS for name in map(_decorator, node.decorator_list)) or node.keywords:
            chains += (("<foreign>",),)  # it may look at every member
        self.classes[node.name] = Class(chains + (known.bases if known else ()), {**(known.members if known else {}), **units})
        return apart

    def _functions(self, node: ast.AST, prefix: str, scopes: tuple[dict[str, str], ...]) -> None:
        """Finds every function in `node` and makes a unit of its body."""
        if isinstance(node, FUNCTIONS):
            name, inner = prefix + node.name, (*scopes, bound(node))
            collector = Collector(inner)
            for statement in node.body:
                collector.visit(statement)
            self.bodies.setdefault(name, []).append((canonical(statements(node.body)), collector.loads))
            self.acting.setdefault(name, set()).update(body_acts(node))
            for part in node.body:
                self._functions(part, f"{name}.<locals>.", inner)
        elif isinstance(node, ast.ClassDef):
            self.acting.setdefault(prefix + node.name, set()).update(acts(node))
            for part in node.body:
                self._functions(part, f"{prefix}{node.name}.", scopes)
        elif not isinstance(node, ast.expr):
            for part in ast.iter_child_nodes(node):
                self._functions(part, prefix, scopes)

    def _imported(self, statement: ast.stmt, imported: dict[str, str], stars: list[str]) -> None:
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    imported[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
            elif isinstance(node, ast.ImportFrom):
                source = "." * node.level + (node.module or "")
                for alias in node.names:
                    if alias.name == "*":
                        stars.append(source)
                    else:
                        imported[alias.asname or alias.name] = f"{source}.{alias.name}" if node.module else source + alias.name


def apart(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements with an import of several names as several imports."""
    single: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, ast.Import):
            single += [ast.copy_location(ast.Import([alias]), statement) for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            single += [ast.copy_location(ast.ImportFrom(statement.module, [alias], statement.level), statement) for alias in statement.names]
        else:
            single.append(statement)
    return single


def _decorator(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _unit(parts: list[tuple[str, Loads]]) -> Unit:
    merged = Loads()
    for _, loads in parts:
        merged.chains |= loads.chains
        merged.passed |= loads.passed
        merged.attributes |= loads.attributes
        merged.imports |= loads.imports
    text = "\n".join(text for text, _ in parts)
    return Unit(digest(text), frozenset(merged.chains), frozenset(merged.passed), frozenset(merged.attributes), frozenset(merged.imports))


def _never_run(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__":` without an else."""
    return (
        isinstance(statement, ast.If)
        and not statement.orelse
        and isinstance(statement.test, ast.Compare)
        and isinstance(statement.test.left, ast.Name)
        and statement.test.left.id == "__name__"
        and len(statement.test.comparators) == 1
        and isinstance(statement.test.ops[0], ast.Eq)
        and isinstance(statement.test.comparators[0], ast.Constant)
        and statement.test.comparators[0].value == "__main__"
    )


def _top_imports(body: list[ast.stmt]) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Import):
            found += [(alias.name, "", 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.module or "", alias.name, node.level) for alias in node.names]
        elif not isinstance(node, (*FUNCTIONS, ast.Lambda)):
            waiting[:0] = list(ast.iter_child_nodes(node))
    return found


def _calls(tree: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            parts: list[str] = []
            inner: ast.AST = node.func
            while isinstance(inner, ast.Attribute):
                parts.insert(0, inner.attr)
                inner = inner.value
            if isinstance(inner, ast.Name):
                names.append(".".join([inner.id, *parts]))
    return names
