"""Cuts a module into the units that a run may depend on, each with a digest and what it looks up.

definitions  by name: everything at the module's top level that binds the name, in order; "name#2": the first
             two of it
bodies       of functions, by qualified name ("Head.forward", "make.<locals>.inner"; "half#2" where `half` was
             bound before)
asides       of functions, by label: constant defaults by parameter; what only who reads annotations sees ("->"),
             or who catches a failed assertion ("assert"). Neither definitions nor bodies have them
members      of classes: what the class body binds through `def`, without the bodies
statements   top-level ones that may act on something else than the names they bind
"""

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from figpress.base.python_code import tree_of
from figpress.freshness.code import localnames
from figpress.freshness.code.annotations import READ, Annotations, classes, postponed
from figpress.freshness.code.canon import (
    FUNCTIONS,
    Writer,
    canonical,
    digest,
    header,
    is_generator,
    statements,
)
from figpress.freshness.code.defaults import constants, without
from figpress.freshness.code.known import STANDARD, TOPS, Meaning
from figpress.freshness.code.nodes import uncollected, walk
from figpress.freshness.code.purity import (
    ALWAYS,
    CHECK,
    NEVER,
    Judge,
    argument_needs,
    bases,
    body_acts,
    changes,
    makes,
    result_acts,
    returned,
    value_of,
)
from figpress.freshness.code.scopes import Collector, Loads, bound
from figpress.freshness.code.tidy import tidied
from figpress.freshness.code.toplevel import SIMPLE, apart, at_once, binds, forget, never_run, top_imports

BUILTINS = {
    *dir(builtins),
    "__file__",
    "__name__",
    "__doc__",
    "__package__",
    "__spec__",
    "__loader__",
    "__path__",
    "__annotations__",
}
NONE: Mapping[str, int] = {}
ASSERT = "assert"  # in the place of a parameter: the messages of assertions
TOP = "<top>"  # in the place of a function: a module's top level
RULE = re.compile(r"([=\-~^\"'#*+.:_`])\1{2,}")
UNORDERED = {
    "object",
    "Exception",
    "ValueError",
    "RuntimeError",
    "Module",
    "Function",
    "Protocol",
    "Generic",
}  # bases
PLAIN_DECORATORS = {
    "dataclass",
    "final",
    "runtime_checkable",
    "total_ordering",
}  # of classes: they look at nothing but fields and dunders


@dataclass(frozen=True)
class Unit:
    """A piece of code: the digest of its canonical text, what it loads (see scopes.Loads), and the local names
    that the digest does not know.
    """

    digest: str
    chains: frozenset[tuple[str, ...]] = frozenset()
    values: frozenset[tuple[str, ...]] = frozenset()
    attributes: frozenset[str] = frozenset()
    imports: frozenset[tuple[str, str, int]] = frozenset()
    renamed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A top-level statement that acts if anything in `needs` does (see purity), and the names that
    it binds.
    """

    unit: Unit
    names: tuple[str, ...]
    needs: frozenset[str]


@dataclass(frozen=True)
class Class:
    """What binding and overriding need to know of a class.

    bases    dotted look-ups; "<foreign>" stands for somebody who may look at every member
    members  methods' headers, and attributes
    plain    members that are functions without decorators
    extends  bases that the class statement mentions nowhere else: they are not looked up but to be built upon
    """

    bases: tuple[tuple[str, ...], ...]
    members: Mapping[str, Unit] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    extends: frozenset[tuple[str, ...]] = frozenset()


@dataclass(frozen=True)
class Module:
    """One project file as units. `path` is relative to the site's folder."""

    path: str
    text: str  # digest of the file as it is written
    docs: str = ""  # … of its docstrings
    caption: str = ""
    definitions: Mapping[str, Unit] = field(default_factory=dict)
    bodies: Mapping[str, Unit] = field(default_factory=dict)
    asides: Mapping[str, Mapping[str, Unit]] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)
    imported: Mapping[str, str] = field(default_factory=dict)  # name → dotted thing ("byhand.attention")
    plain: frozenset[str] = (
        frozenset()
    )  # names bound once, by `def` without a decorator, whose call runs the body
    stars: tuple[str, ...] = ()  # modules of `from … import *`
    exports: frozenset[str] | None = None  # a plain `__all__`
    loggers: frozenset[str] = frozenset()  # names that stand for a logger and nothing else
    imports: tuple[tuple[str, str, int], ...] = ()  # at the top level, in order
    statements: tuple[
        Statement, ...
    ] = ()  # at the top level, that may act on more than the names they bind; in order
    main: tuple[Statement, ...] = ()  # `if __name__ == "__main__":`, for when the file is the script
    acting: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # of functions and classes: what must be harmless for a call to be
    made: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # of names and functions: what must hold for what they stand for, or return, to be nobody else's
    required: tuple[
        tuple[str, ...], ...
    ] = ()  # what importing it looks up in other modules: ("constants", "GAIN"); ("?", name) where nothing bound the name before
    calls: frozenset[str] = (
        frozenset()
    )  # dotted names that are called at the top level: finds symbols scripts


def parse(path: str, source: str) -> Module:
    """The units of a file. Raises SyntaxError."""
    try:
        with uncollected():
            tree = tree_of(source, path)
            try:
                return Cutter(path, source, tree).module()
            except RecursionError:
                raise SyntaxError("too many levels within one another", (path, 1, 0, "")) from None
    finally:
        forget()


def labels(source: str, tree: ast.Module) -> dict[int, str]:
    """The name in `bodies` of every function node of a tree, by the node's id."""
    cutter = Cutter("", source, tree)
    cutter.module()
    return cutter.labels


def first_paragraph(docstring: str | None) -> str:
    """The first paragraph of a docstring on one line, without the rules that reStructuredText draws over and
    under a title.
    """
    paragraph = (docstring or "").strip().split("\n\n")[0]
    return " ".join(
        " ".join(line for line in paragraph.splitlines() if not RULE.fullmatch(line.strip())).split()
    )


class Before:
    """What the statements so far have bound, how often, and numbers that stand for all of it.

    names  which names are bound; again  which of them how often, of those that are bound again
    """

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.names = self.again = 0

    def bind(self, name: str, silent: bool = False) -> None:
        """`silent`: no function of another module waits for this name."""
        count = self.counts[name] = self.counts.get(name, 0) + 1
        if count == 1:
            self.names ^= 0 if silent else int(digest(name), 16)
        else:
            self.again ^= int(digest(f"{name}#{count}"), 16) ^ (
                int(digest(f"{name}#{count - 1}"), 16) if count > 2 else 0
            )

    def stands_for_made(self, name: str, made: Mapping[str, object]) -> bool:
        """True for "name#2" where that is what the name stands for now, and we know what it was made of."""
        base, _, number = name.partition("#")
        return bool(number) and base in made and str(self.counts.get(base)) == number


class Growing:
    """All that binds one name so far, as one unit: each step costs what it adds."""

    def __init__(self) -> None:
        self.text, self.loads, self.unit = "", Loads(), Unit("")

    def grown(self, text: str, loads: Loads) -> Unit:
        more = not (
            loads.chains <= self.loads.chains
            and loads.values <= self.loads.values
            and loads.attributes <= self.loads.attributes
            and loads.imports <= self.loads.imports
        )
        self.loads.add(loads)
        self.text = digest(f"{self.text}\n{text}")
        if more or not self.unit.digest:
            self.unit = _unit([("", self.loads)])
        self.unit = replace(self.unit, digest=self.text)
        return self.unit


class Cutter:
    """Cuts one module."""

    def __init__(self, path: str, source: str, tree: ast.Module):
        self.path, self.source, self.tree = path, source, tree
        self.body = [s for s in statements(tree.body) if not never_run(s)]
        self.bodies: dict[str, list[tuple[str, Loads]]] = {}
        self.asides: dict[str, dict[str, Unit]] = {}
        self.classes: dict[str, Class] = {}
        self.acting: dict[str, set[str]] = {}
        self.made: dict[str, set[str]] = {}
        self.labels: dict[int, str] = {}  # of function nodes: the name in `bodies`
        self.renamed: dict[str, list[str]] = {}
        imported: dict[str, str] = {}
        stars: list[str] = []
        for statement in self.body:
            self._imported(statement, imported, stars)
        own = Counter(
            n
            for s in self.body
            if not isinstance(s, ast.Import | ast.ImportFrom)
            for n in _bound_otherwise(s)
        )
        self.meaning = Meaning(imported, frozenset(own), bool(stars))
        self.annotations = Annotations(self.meaning, classes(self.body, own), postponed(self.body))
        self.judge = Judge(self.meaning)

    def module(self) -> Module:
        definitions: dict[str, Growing] = {}
        acting: list[Statement] = []
        containers: set[str] = set()
        before = Before()
        required: set[tuple[str, ...]] = set()
        bound_before = before.counts
        so_far: dict[str, Unit] = {}
        loggers: set[str] = set()
        imported: dict[str, str] = {}
        stars: list[str] = []
        for statement in apart(self.body):
            names, needs = self._effects(statement, containers)
            self._functions(statement, "", (), bound_before)
            if isinstance(statement, FUNCTIONS) and (held := constants(statement)):
                for name, default in held.items():
                    self._aside(self.labels[id(statement)], name, [default])
            text, loads = self._statement(statement, before, bool(needs - bases(statement)))
            needs = {_version(need, bound_before) for need in needs}
            if (
                acting
                and not isinstance(statement, (*FUNCTIONS, ast.ClassDef))
                and (needs or any(before.stands_for_made(c[0], self.made) for c in loads.chains))
            ):
                text += f" after {len(acting)} that may act"  # what it looks at may be filled by then
            if needs:
                unit = _unit([(text + self._after(statement, needs, before), loads)])
                acting.append(Statement(unit, tuple(names), frozenset(needs)))
            for chain in self._executed(at_once(statement), bool(needs)):
                if chain[0] in imported and len(chain) > 1:
                    required.add(chain)
                elif chain[0] not in bound_before and chain[0] not in BUILTINS:
                    required.add(("?", chain[0]))
            if ALWAYS in needs:  # it may change what it looks at: that then has one more definition
                names += [
                    chain[0] for chain in loads.chains if chain[0] not in names and chain[0] in bound_before
                ]
            is_logger = self._makes_a_logger(statement)
            silent = is_logger or self._is_silent(statement)
            for name in names:
                (loggers.add if is_logger and name not in definitions else loggers.discard)(name)
                before.bind(name, silent)
                unit = definitions.setdefault(name, Growing()).grown(text, loads)
                so_far[f"{name}#{bound_before[name]}"] = unit
            self._imported(statement, imported, stars)
        every = tuple(walk(self.tree))
        main = []
        for statement in (s for s in statements(self.tree.body) if never_run(s)):
            self._functions(statement, "", ())
            main.append(
                Statement(
                    _unit([self._statement(statement, before, True)]),
                    tuple(binds(statement)),
                    frozenset({ALWAYS}),
                )
            )
        return Module(
            path=self.path,
            text=digest(self.source),
            docs=digest("\n".join(_docs(every))),
            caption=first_paragraph(ast.get_docstring(self.tree)),
            definitions={name: so_far[f"{name}#{bound_before[name]}"] for name in definitions} | so_far,
            bodies={
                name: replace(_unit(parts), renamed=tuple(self.renamed[name]))
                for name, parts in self.bodies.items()
            },
            asides=self.asides,
            classes=self.classes,
            imported=imported,
            plain=frozenset(
                s.name
                for s in self.body
                if isinstance(s, ast.FunctionDef)
                and not s.decorator_list
                and not is_generator(s)
                and bound_before[s.name] == 1
            ),
            stars=tuple(stars),
            exports=_exports(self.tree, every),
            loggers=frozenset(loggers),
            imports=tuple(dict.fromkeys(top_imports(self.body))),
            statements=tuple(acting),
            main=tuple(main),
            acting={name: frozenset(needs) for name, needs in self.acting.items()},
            made={name: frozenset(needs) for name, needs in self.made.items()},
            required=tuple(sorted(required)),
            calls=frozenset(_calls(every)),
        )

    def _effects(self, statement: ast.stmt, containers: set[str]) -> tuple[list[str], set[str]]:
        """The names that a statement binds, and what must hold for it to do nothing else; `containers`, lists
        and tables of this module, grow and shrink.
        """
        names, needs = binds(statement), self.judge.statement(statement)
        changed = changes(statement)
        if changed in containers:  # it fills a list or a table of this module: that is where it counts
            names, needs = [changed], argument_needs(self.meaning, statement)
        elif changed:
            needs = {f"~{changed}"} | argument_needs(self.meaning, statement)
        else:
            value = value_of(statement)
            for name in names:
                self.made.setdefault(name, set()).update(makes(self.meaning, value))
                plain = self.judge.plain(value) if value else {ALWAYS}
                self.made.setdefault(f"%{name}", set()).update(plain)
        for name in names:
            (containers.discard if self.made.get(name, NEVER) else containers.add)(name)
        return names, needs

    def _statement(self, statement: ast.stmt, so_far: "Before", calls: bool) -> tuple[str, Loads]:
        """Canonical text and loads of a top-level statement; a class goes without its methods.

        `calls`: it calls what may look at any name of the module.
        """
        collector, before = Collector(), so_far.counts
        if isinstance(statement, ast.ClassDef):
            core = ast.ClassDef(
                **{f: getattr(statement, f) for f in statement._fields if hasattr(statement, f)}
            )
            apart = self._class(statement, before)
            core.body = [s for s in statement.body if s not in apart]
            for part in (*core.decorator_list, *core.bases, *core.keywords, *core.body):
                collector.visit(part)
            if any(_last(base) == "Protocol" for base in statement.bases):  # isinstance() asks for all of it
                collector.loads.attributes.update(n for part in statement.body for n in binds(part))
            text = canonical(core)
            attributes = [name for s in apart if not isinstance(s, FUNCTIONS) for name in binds(s)]
            if len(attributes) > 1 and self._sees_order(statement):
                text += f" in order {' '.join(attributes)}"
        elif isinstance(statement, FUNCTIONS):
            bare = self._bare(statement)
            collector.visit(bare)
            text = canonical(without(bare))
        else:
            plain, messages = tidied([self.annotations.statement(statement)], local=False)
            self._aside(TOP, ASSERT, messages)
            if isinstance(statement, ast.AnnAssign) and plain[0] is not statement:
                self._aside(TOP, READ, [statement.annotation])
            collector.visit(plain[0])
            text = canonical(plain[0])
        # Moving a statement past a rebinding of what it reads changes what it means, so its place among them
        # counts.
        loaded = () if calls else {chain[0] for chain in collector.loads.chains}
        places = sorted(name for name in loaded if before.get(name, 0) > 1)
        now = at_once(statement) - collector.late
        for chains in (collector.loads.chains, collector.loads.values):
            later = {_then(chain, before) if chain in now else chain for chain in chains}
            chains.clear()
            chains |= later
        if calls and so_far.again:
            text += f" again {so_far.again}"
        return text + "".join(f" {name}#{before[name]}" for name in places), collector.loads

    def _sees_order(self, node: ast.ClassDef) -> bool:
        """True where somebody may look at the order of a class's attributes: an enum, a metaclass, a decorator."""
        decorated = any(name not in PLAIN_DECORATORS for name in map(_decorator, node.decorator_list))
        return decorated or bool(node.keywords) or any(_last(base) not in UNORDERED for base in node.bases)

    def _bare(self, function: ast.FunctionDef | ast.AsyncFunctionDef):
        """A function without the annotations that change nothing."""
        bare, gone = self.annotations.without(function)
        self._aside(self.labels[id(function)], READ, gone)
        return bare

    def _aside(self, label: str, title: str, parts: Sequence[ast.expr]) -> None:
        """Puts aside what not everybody sees of a function."""
        if parts:
            collector = Collector()
            collector.visit(ast.List(list(parts)))
            known = self.asides.setdefault(label, {})
            before = known.get(title, Unit("")).digest
            known[title] = _unit([(before + canonical(list(parts)), collector.loads)])

    def _after(self, statement: ast.stmt, needs: set[str], before: Before) -> str:
        """What must be bound already for a statement that calls functions, in words: what these look up, if they
        are all of this module, else every name.
        """
        if needs & {ALWAYS, CHECK} or isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
            return ""
        looked_up = {chain[0] for chain in self._executed(at_once(statement), True)}
        away = [
            name
            for name in looked_up
            if name in self.classes
            or (name in self.meaning.imported and not _is_known(self.meaning.imported[name]))
            or any(loads.imports for _, loads in self.bodies.get(name, ()))
        ]
        if away or self.meaning.starred:
            return f" after {before.names}"
        return f" after {' '.join(sorted(looked_up & before.counts.keys()))}"

    def _is_silent(self, statement: ast.stmt) -> bool:
        """True for an import of what is not the project's."""
        if isinstance(statement, ast.Import):
            return all(_is_known(alias.name) for alias in statement.names)
        if isinstance(statement, ast.ImportFrom):
            return not statement.level and _is_known(statement.module or "")
        return False

    def _makes_a_logger(self, statement: ast.stmt) -> bool:
        value = value_of(statement)
        return isinstance(value, ast.Call) and self.meaning.full(value.func) == "logging.getLogger"

    def _executed(self, chains: set[tuple[str, ...]], calls: bool) -> set[tuple[str, ...]]:
        """Look-ups of a statement, and, if it calls anything, of the functions of this module that it may
        call.
        """
        found, waiting = set(chains), [chain[0] for chain in chains] if calls else []
        while waiting:
            for _, loads in self.bodies.get(waiting.pop(), ()):
                waiting += [chain[0] for chain in loads.chains - found if len(chain) == 1]
                found |= {chain for chain in loads.chains if chain[0][0] not in "<@"}
        return found

    def _class(self, node: ast.ClassDef, before: Mapping[str, int]) -> list[ast.stmt]:
        """Makes members of a class: its methods, and attributes that nothing in the class body itself looks
        at.
        """
        members: dict[str, list[tuple[str, Loads]]] = {}
        inside = Collector()
        for part in (*node.decorator_list, *node.bases, *node.keywords, *node.body):
            inside.visit(part)
        looked_at = {chain[0] for chain in inside.loads.chains}
        apart = [
            s
            for s in node.body
            if isinstance(s, FUNCTIONS)
            or (isinstance(s, ast.Assign) and not self.judge.statement(s) and not looked_at & set(binds(s)))
        ]
        for part in apart:
            collector = Collector()
            part = self._bare(part) if isinstance(part, FUNCTIONS) else part
            collector.visit(part)
            for name in [part.name] if isinstance(part, FUNCTIONS) else binds(part):
                members.setdefault(name, []).append(
                    (header(part) if isinstance(part, FUNCTIONS) else canonical(part), collector.loads)
                )
        above = Collector()
        for base in node.bases:
            above.visit(base)
        units = {name: _unit(parts) for name, parts in members.items()}
        known = self.classes.get(node.name)
        chains = tuple(sorted(above.loads.chains))
        if (
            any(name not in PLAIN_DECORATORS for name in map(_decorator, node.decorator_list))
            or node.keywords
        ):
            chains += (("<foreign>",),)  # it may look at every member
        plain = {n.name for n in node.body if isinstance(n, FUNCTIONS)} - {
            name for n in node.body if not isinstance(n, FUNCTIONS) or n.decorator_list for name in binds(n)
        }
        elsewhere = Collector()
        for part in (*node.decorator_list, *node.keywords, *node.body):
            elsewhere.visit(part)
        extends = (
            frozenset()
            if known
            else frozenset(_then(c, before) for c in above.loads.chains - elsewhere.loads.chains)
        )
        self.classes[node.name] = Class(
            chains + (known.bases if known else ()),
            {**(known.members if known else {}), **units},
            frozenset() if known else frozenset(plain),
            extends,
        )
        return apart

    def _functions(
        self,
        node: ast.AST,
        prefix: str,
        scopes: tuple[dict[str, str], ...],
        before: Mapping[str, int] = NONE,
        called: tuple[dict[str, str], ...] = (),
    ) -> None:
        """Finds every function in `node` and makes a unit of its body.

        before  how often its name was bound already, at the top level
        called  what the names in `scopes` are called (see localnames)
        """
        if isinstance(node, FUNCTIONS):
            name, inner = prefix + node.name, (*scopes, bound(node))
            if before.get(name, 0):
                name = f"{name}#{before[name] + 1}"
            self.labels[id(node)] = name
            collector = Collector(inner)
            body, messages = tidied(node.body)
            for statement in body:
                collector.visit(statement)
            self._aside(name, ASSERT, messages)
            words = localnames.said(node)
            called = (*called, localnames.numbered(node, body, words, len(called)))
            writer = Writer(False, () if words is None and len(called) == 1 else called, words or ())
            writer.write(statements(body))
            renamed = [own for own, other in called[-1].items() if own != other]
            self.renamed.setdefault(name, []).extend(renamed + writer.renamed)
            self.bodies.setdefault(name, []).append(("".join(writer.parts), collector.loads))
            self.acting.setdefault(name, set()).update(
                body_acts(self.meaning, node, frozenset().union(*scopes))
            )
            if not prefix:
                new, plain = returned(self.meaning, node)
                self.made.setdefault(f"{name}()", set()).update(new)
                self.made.setdefault(f"%{name}()", set()).update(plain)
                self.acting.setdefault(f"{name}()", set()).update(result_acts(node))
            for part in node.body:
                self._functions(part, f"{name}.<locals>.", inner, called=called)
        elif isinstance(node, ast.ClassDef):
            self.acting.setdefault(prefix + node.name, set()).update(self.judge.statement(node))
            for part in node.body:
                self._functions(part, f"{prefix}{node.name}.", scopes, called=called)
        elif not isinstance(node, (*SIMPLE, ast.expr)):
            for part in ast.iter_child_nodes(node):
                self._functions(part, prefix, scopes, before, called)

    def _imported(self, statement: ast.stmt, imported: dict[str, str], stars: list[str]) -> None:
        for node in ast.walk(statement) if not isinstance(statement, SIMPLE) else ():
            if isinstance(node, ast.Import):
                for alias in node.names:
                    imported[alias.asname or alias.name.split(".")[0]] = (
                        alias.name if alias.asname else alias.name.split(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                source = "." * node.level + (node.module or "")
                for alias in node.names:
                    if alias.name == "*":
                        stars.append(source)
                    else:
                        imported[alias.asname or alias.name] = (
                            f"{source}.{alias.name}" if node.module else source + alias.name
                        )


def _is_known(module: str) -> bool:
    """True for a module of Python, or of a package that does not ask for the project's names."""
    top = module.partition(".")[0]
    return top in STANDARD or top in TOPS


def _bound_otherwise(statement: ast.stmt) -> list[str]:
    """What a statement binds but for the imports in it."""
    if isinstance(statement, SIMPLE):
        return binds(statement)
    imported = [n for n in ast.walk(statement) if isinstance(n, ast.Import | ast.ImportFrom)]
    return [name for name in binds(statement) if not any(name in binds(n) for n in imported)]


def _exports(tree: ast.Module, every: Iterable[ast.AST]) -> frozenset[str] | None:
    """The names in `__all__`, where it is bound once, to a list of texts, and nobody touches it."""
    named = [n for n in every if isinstance(n, ast.Name) and n.id == "__all__"]
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and statement.targets == named:
            try:
                return frozenset(ast.literal_eval(statement.value))
            except (ValueError, TypeError):
                return None
    return None


def _docs(every: Iterable[ast.AST]) -> list[str]:
    documented = (*FUNCTIONS, ast.ClassDef, ast.Module)
    return [ast.get_docstring(n, clean=False) or "" for n in every if isinstance(n, documented)]


def _then(chain: tuple[str, ...], before: Mapping[str, int]) -> tuple[str, ...]:
    """A look-up of what its name stood for when so much had bound it."""
    return (f"{chain[0]}#{before[chain[0]]}", *chain[1:]) if chain[0] in before else chain


def _version(need: str, before: Mapping[str, int]) -> str:
    """A need (see purity) of the function that the name stood for when so much had bound it."""
    name = need.removesuffix("()")
    return f"{name}#{before[name]}{need[len(name) :]}" if name in before else need


def _decorator(node: ast.expr) -> str:
    return _last(node.func if isinstance(node, ast.Call) else node)


def _last(node: ast.expr) -> str:
    """The last part of a dotted name, without parameters."""
    node = node.value if isinstance(node, ast.Subscript) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _unit(parts: list[tuple[str, Loads]]) -> Unit:
    merged = Loads()
    for _, loads in parts:
        merged.add(loads)
    text = "\n".join(text for text, _ in parts)
    return Unit(
        digest(text),
        frozenset(merged.chains),
        frozenset(merged.values),
        frozenset(merged.attributes),
        frozenset(merged.imports),
    )


def _calls(every: Iterable[ast.AST]) -> list[str]:
    names = []
    for node in every:
        if isinstance(node, ast.Call):
            parts: list[str] = []
            inner: ast.AST = node.func
            while isinstance(inner, ast.Attribute):
                parts.insert(0, inner.attr)
                inner = inner.value
            if isinstance(inner, ast.Name):
                names.append(".".join([inner.id, *parts]))
    return names
