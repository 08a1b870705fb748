"""Which top-level statements do nothing but bind their names.

What is not shown to be harmless counts as acting: it then is a dependency of every run that imports the
module.
Answers are sets of needs, empty for harmless. Whoever can resolve names to project code asks of each in turn
(importing.py):

    !          it acts, on nobody knows what
    ?          it is there for what it does: it fills a table, or checks something and may raise
    name       it is harmless if a call of this function or class is
    name()     … if a call of what that returns is: register("relu")(relu)
    ~NAME      … but for changing the list or table that a global name of its module stands for
    =name      … if this function gives something that nobody else has
    &name      … if this name stands for plain data, or for a function whose call is harmless
    %name      … if this name stands for plain data, or, as %name(), a call of it gives such
    ^name      … if no `from … import *` puts something else in the place of this built-in name
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from figpress.freshness.code.canon import FUNCTIONS, is_generator, statements
from figpress.freshness.code.known import (
    BASES,
    CHANGES,
    DATA,
    DECORATORS,
    HOLDS,
    IN_PLACE,
    ITERATORS,
    METHODS,
    Meaning,
    dotted,
    root,
)
from figpress.freshness.code.nodes import children, walk
from figpress.freshness.code.scopes import bound, evaluated_here

ALWAYS = "!"
CHECK = "?"
NEVER = frozenset({ALWAYS})
Needs = set[str]
DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
COMPREHENSIONS = (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)


class Judge:
    """Judges code of one module. `local` are names of a function: what must hold for them to be plain data."""

    def __init__(self, meaning: Meaning, local: Mapping[str, Needs] | None = None):
        self.meaning, self.local = meaning, dict(local or {})

    # Values: what must hold for an expression to stand for numbers, texts, arrays, containers of such.

    def plain(self, node: ast.AST | None) -> Needs:
        if node is None or isinstance(node, ast.Constant | ast.JoinedStr | ast.Slice):
            return set()
        if isinstance(node, ast.Name):
            if node.id in self.local:
                return self.local[node.id]
            return set() if self.meaning.full(node) else {f"%{node.id}"}
        if isinstance(node, ast.Call):
            return self._gives_plain(node)
        if isinstance(node, ast.Attribute):
            if self.meaning.full(node):
                return set()
            return {f"%{dotted(node)}"} if self._is_module(node) else self.plain(node.value)
        if isinstance(node, ast.GeneratorExp):
            return {ALWAYS}
        if isinstance(node, COMPREHENSIONS):
            inner = self._within(node)
            parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            return _every(inner.plain(part) for part in parts)
        if isinstance(node, ast.Subscript | ast.Starred):
            return self.plain(node.value)
        if isinstance(node, ast.Lambda | ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return {ALWAYS}
        parts = [p for p in children(node) if isinstance(p, ast.expr)]
        return _every(self.plain(part) for part in parts)

    def _gives_plain(self, node: ast.Call) -> Needs:
        full = self.meaning.full(node.func)
        if full:
            return set() if full in DATA else {ALWAYS}
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            return self.plain(node.func.value)
        name = dotted(node.func)
        return {f"%{name}()"} if name and root(node.func) not in self.local else {ALWAYS}

    def consumed(self, node: ast.AST) -> Needs:
        """What must hold for iterating over, comparing or calling what an expression stands for to do nothing
        else. An iterator made on the spot is used up by nobody else's leave; one that has a name is not.
        """
        if isinstance(node, ast.Starred):
            return self.consumed(node.value)
        if isinstance(node, ast.GeneratorExp) or (
            isinstance(node, ast.Call) and self.meaning.full(node.func) in ITERATORS
        ):
            return set()
        if isinstance(node, ast.Name) and node.id not in self.local:
            return set() if self.meaning.full(node) else {f"&{node.id}"}
        if isinstance(node, ast.Lambda):
            return self.effects(node.body, {a.arg: NEVER for a in walk(node.args) if isinstance(a, ast.arg)})
        if isinstance(node, ast.Attribute) and self._is_module(node) and not self.meaning.full(node):
            return {f"&{dotted(node)}"}
        if isinstance(node, ast.Attribute) and node.attr in CHANGES:  # map(table.append, …)
            return {ALWAYS}
        return self.plain(node)

    # Effects: what must hold for evaluating an expression to do nothing else.

    def effects(self, node: ast.AST | None, more: Mapping[str, Needs] | None = None) -> Needs:
        if more:
            return Judge(self.meaning, {**self.local, **more}).effects(node)
        if node is None:
            return set()
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Lambda):
            return _every(self.effects(d) for d in (*node.args.defaults, *node.args.kw_defaults))
        if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return {ALWAYS}
        if isinstance(node, COMPREHENSIONS):
            inner = self._within(node)
            parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            parts += [condition for g in node.generators for condition in g.ifs]
            over = [g.iter for g in node.generators]
            return _every(inner.effects(p) for p in (*parts, *over)) | _every(inner.consumed(i) for i in over)
        found = _every(self.effects(part) for part in children(node))
        if isinstance(node, ast.Attribute):  # of an object it may be a property
            return found | (set() if self._is_module(node.value) else self.plain(node.value))
        if isinstance(node, ast.Starred | ast.FormattedValue):
            return found | self.consumed(node.value)
        if isinstance(node, ast.Subscript):
            return found | self.plain(node.value)
        if isinstance(node, ast.BinOp):
            return found | self.plain(node.left) | self.plain(node.right)
        if isinstance(node, ast.UnaryOp):
            return found | self.plain(node.operand)
        if isinstance(node, ast.Compare) and not all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            return found | _every(self.plain(part) for part in (node.left, *node.comparators))
        return found

    def _is_module(self, node: ast.AST) -> bool:
        """True for what starts at a name that an import binds: what is looked up in a module was seen."""
        return root(node) in self.meaning.imported and root(node) not in self.local and bool(dotted(node))

    def _within(self, node: ast.AST) -> "Judge":
        local = dict(self.local)
        for generator in node.generators:  # type: ignore[attr-defined]
            needs = Judge(self.meaning, local).plain(generator.iter)
            local.update({n.id: needs for n in walk(generator.target) if isinstance(n, ast.Name)})
        return Judge(self.meaning, local)

    def _call(self, node: ast.Call) -> Needs:
        arguments = [*node.args, *(k.value for k in node.keywords)]
        found = _every(self.effects(a) for a in arguments)
        if any(k.arg in IN_PLACE for k in node.keywords):
            return {ALWAYS}
        full = self.meaning.full(node.func)
        if full:
            guard = self.meaning.guard(node.func)
            if full in HOLDS:
                return found | guard
            if full in DATA or full in ITERATORS:
                return found | guard | _every(self.consumed(a) for a in arguments)
            return {ALWAYS}
        if (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in METHODS
            and not self._is_module(node.func.value)
        ):
            receiver = node.func.value
            return (
                found | self.effects(receiver) | self.plain(receiver) | _every(map(self.consumed, arguments))
            )
        name = dotted(node.func)
        if not name or root(node.func) in self.local:
            return {ALWAYS}
        return found | {name} | _every(self.consumed(a) for a in arguments)

    # Statements.

    def decorator(self, node: ast.expr) -> Needs:
        function = node.func if isinstance(node, ast.Call) else node
        if self.meaning.full(function) in DECORATORS:
            return self.effects(node) if isinstance(node, ast.Call) else set()
        name = dotted(function)
        if name.endswith((".setter", ".getter", ".deleter")):
            return set()
        if self.meaning.full(function) or not name:
            return {ALWAYS}
        return self.effects(node) | {f"{name}()"} if isinstance(node, ast.Call) else {name}

    def statement(self, node: ast.stmt) -> Needs:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
            return set()  # what an import sets off is counted with the modules that it imports
        if isinstance(node, FUNCTIONS):
            given = node.args
            return _every(map(self.decorator, node.decorator_list)) | _every(
                self.effects(d) for d in (*given.defaults, *given.kw_defaults)
            )
        if isinstance(node, ast.ClassDef):
            return self._class(node)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            spread = any(isinstance(t, ast.Tuple | ast.List) for t in targets)
            if not all(_plain_target(t) for t in targets):
                return {ALWAYS}
            return self.effects(node.value) | (self.consumed(node.value) if spread and node.value else set())
        if isinstance(node, ast.If):
            return self.effects(node.test) | _every(map(self.statement, (*node.body, *node.orelse)))
        if isinstance(node, ast.Try):
            handlers = [s for h in node.handlers for s in h.body]
            return _every(map(self.statement, (*node.body, *handlers, *node.orelse, *node.finalbody)))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return set()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            method = isinstance(node.value.func, ast.Attribute) and node.value.func.attr in METHODS
            return {ALWAYS} if method else self.effects(node.value) | {CHECK}
        return set() if type(node).__name__ == "TypeAlias" else {ALWAYS}

    def _class(self, node: ast.ClassDef) -> Needs:
        needed = _every(map(self.decorator, node.decorator_list))
        for base in node.bases:
            base = base.value if isinstance(base, ast.Subscript) else base
            full = self.meaning.full(base)
            if full not in BASES:
                needed.add(ALWAYS if full or not dotted(base) else dotted(base))
        if node.keywords:
            return {ALWAYS}
        within = Judge(self.meaning, self.local)
        for part in statements(node.body):
            needed |= within.statement(part)
            value = value_of(part)
            within.local.update(
                {name: within.plain(value) if value else set(NEVER) for name in _bound_in(part)}
            )
        return needed


def bases(statement: ast.stmt) -> Needs:
    """The dotted bases of a class statement: making a class of them calls nothing of ours."""
    return {dotted(base) for base in statement.bases} if isinstance(statement, ast.ClassDef) else set()


def value_of(statement: ast.stmt) -> ast.expr | None:
    """What `NAME = …` binds its one name to."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return None
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return statement.value if len(targets) == 1 and isinstance(targets[0], ast.Name) else None


def makes(meaning: Meaning, value: ast.AST | None) -> Needs:
    """What must hold for an expression to make something new, that nobody else has."""
    if isinstance(value, (*DISPLAYS, ast.GeneratorExp, ast.Constant, ast.JoinedStr, ast.BinOp)):
        return set()
    if isinstance(value, ast.Call):
        full = meaning.full(value.func)
        if full:
            return set() if full in DATA and not full.endswith(("asarray", "from_numpy")) else {ALWAYS}
        name = dotted(value.func)
        return {f"={name}"} if name else {ALWAYS}
    return {ALWAYS}


def changes(statement: ast.stmt) -> str:
    """The dotted name whose container a statement changes in place, and nothing else: `NAME.append(x)`,
    `NAME[key] = x`; else "".
    """
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if isinstance(function, ast.Attribute) and function.attr in CHANGES:
            return dotted(function.value)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        return dotted(target.value) if isinstance(target, ast.Subscript) else ""
    return ""


def argument_needs(meaning: Meaning, statement: ast.stmt) -> Needs:
    """What must be harmless for such a statement to do nothing else."""
    judge = Judge(meaning)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        arguments = [*statement.value.args, *(k.value for k in statement.value.keywords)]
        consuming = isinstance(statement.value.func, ast.Attribute) and statement.value.func.attr in (
            "extend",
            "update",
            "sort",
        )
        return _every(map(judge.effects, arguments)) | _every(
            judge.consumed(a) for a in arguments if consuming
        )
    assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
    return judge.effects(statement.value) | judge.effects(statement.targets[0].slice)


def returned(meaning: Meaning, function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Needs, Needs]:
    """What must hold for this function to return something that nobody else has, and plain data."""
    if function.decorator_list or is_generator(function):
        return {ALWAYS}, {ALWAYS}
    new, judge = _made_here(meaning, function), Judge(meaning, _local(meaning, function))
    needed: Needs = set()
    plain: Needs = set()
    for node in inside(function):
        if isinstance(node, ast.Return) and node.value:
            named = isinstance(node.value, ast.Name)
            needed |= new.get(node.value.id, {ALWAYS}) if named else makes(meaning, node.value)
            plain |= judge.plain(node.value)
    return needed, plain


def body_acts(
    meaning: Meaning, function: ast.FunctionDef | ast.AsyncFunctionDef, outer: frozenset[str] = frozenset()
) -> Needs:
    """What must be harmless for a call of this function to do nothing but return. `outer`: names local to the
    functions around it.
    """
    safe = {"classmethod", "staticmethod", "functools.wraps", "torch.no_grad", "typing.overload"}
    decorators = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    if any(meaning.full(d) not in safe for d in decorators):
        return {ALWAYS}  # a call is then another: it may be kept, counted, refused
    local = {**dict.fromkeys(outer, NEVER), **_local(meaning, function)}
    judge = Judge(meaning, local)
    given = _parameters(function)
    made = {
        n: needs
        for n, needs in _made_here(meaning, function).items()
        if n not in given and ALWAYS not in needs
    }
    nested = {n.name for n in inside(function) if isinstance(n, FUNCTIONS)}
    needed: Needs = set()
    names = [n for n in inside(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    loads = Counter(n.id for n in names)
    returns = Counter(
        n.value.id for n in inside(function) if isinstance(n, ast.Return) and isinstance(n.value, ast.Name)
    )
    needed |= {f"<locals>.{name}" for name in nested if loads[name] > returns[name]}  # it may be called here
    for node in statements(function.body):
        needed |= _inner(judge, node, made, nested, given)
    return needed


def _inner(
    judge: Judge, node: ast.stmt, made: Mapping[str, Needs], nested: set[str], given: set[str]
) -> Needs:
    """The needs of a statement in a function's body."""
    if isinstance(node, FUNCTIONS):
        return _every(judge.decorator(d) for d in node.decorator_list)
    if isinstance(node, ast.Global | ast.Nonlocal | ast.Import | ast.ImportFrom | ast.ClassDef | ast.Delete):
        return {ALWAYS}
    if isinstance(node, ast.AsyncFor | ast.AsyncWith | ast.Match):
        return {ALWAYS}
    found: Needs = set()
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        found |= _every(_stored(judge, t, made, given, isinstance(node, ast.AugAssign)) for t in targets)
        if any(isinstance(t, ast.Tuple | ast.List) for t in targets) and node.value:
            found |= judge.consumed(node.value)
        return found | _nested_call(judge, node.value, made, nested)
    if isinstance(node, ast.For):
        found |= judge.consumed(node.iter) | _stored(judge, node.target, made, given, False)
    for part in children(node):
        if isinstance(part, ast.stmt):
            found |= _inner(judge, part, made, nested, given)
        elif isinstance(part, ast.expr) and not isinstance(getattr(part, "ctx", None), ast.Store):
            found |= _nested_call(judge, part, made, nested)
        elif isinstance(part, ast.ExceptHandler):
            found |= _every(_inner(judge, s, made, nested, given) for s in part.body)
        elif isinstance(part, ast.withitem):
            found |= _nested_call(judge, part.context_expr, made, nested)
    return found


def _nested_call(judge: Judge, node: ast.AST | None, made: Mapping[str, Needs], nested: set[str]) -> Needs:
    """The needs of an expression in a function's body: it may change what the function made itself, and a
    table of the module; it may call functions that are defined in it.
    """
    if isinstance(node, ast.Call):
        arguments = [*node.args, *(k.value for k in node.keywords)]
        inner = _every(_nested_call(judge, a, made, nested) for a in arguments)
        if isinstance(node.func, ast.Name) and node.func.id in nested:
            return inner | {f"<locals>.{node.func.id}"} | _every(map(judge.consumed, arguments))
        if isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            base = root(node.func)
            if base in made:
                return inner | made[base]
            name = dotted(node.func.value)
            if name and base not in judge.local:
                return inner | {f"~{name}"}
    return judge.effects(node)


def _stored(
    judge: Judge, target: ast.expr, made: Mapping[str, Needs], given: set[str], adding: bool
) -> Needs:
    """The needs of a store in a function's body."""
    if isinstance(target, ast.Tuple | ast.List):
        return _every(_stored(judge, part, made, given, adding) for part in target.elts)
    if isinstance(target, ast.Starred):
        return _stored(judge, target.value, made, given, adding)
    base = root(target)
    if isinstance(target, ast.Name):
        return {ALWAYS} if adding and base in given else judge.plain(target) if adding else set()
    index = judge.effects(target.slice) if isinstance(target, ast.Subscript) else set()
    if base in made:
        return index | made[base]
    if isinstance(target, ast.Subscript) and dotted(target.value) and base not in judge.local:
        return index | {f"~{dotted(target.value)}"}
    return (
        index
        if isinstance(target, ast.Attribute) and dotted(target.value) == "self" and "self" in given
        else {ALWAYS}
    )


def result_acts(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Needs:
    """What must be harmless for a call of what this function returns to be."""
    assigned = {n.id for n in inside(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    nested = {n.name for n in inside(function) if isinstance(n, FUNCTIONS)} - assigned
    local = bound(function)
    needed: Needs = set()
    for node in inside(function):
        if isinstance(node, ast.Return) and not isinstance(node.value, ast.Lambda):
            name = node.value.id if isinstance(node.value, ast.Name) else ""
            other = name if name and name not in local else ALWAYS
            needed.add(f"<locals>.{name}" if name in nested else other)
    return needed


def inside(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """Every node of a function's body, nested functions themselves but not what is in them, lambdas with what
    is in them.
    """
    waiting: list[ast.AST] = list(statements(function.body))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(evaluated_here(node) if isinstance(node, FUNCTIONS) else children(node))


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    given = function.args
    every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    return {a.arg for a in every if a}


def _local(meaning: Meaning, function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, Needs]:
    """What must hold for local names to be plain data. Arguments are, where the call is judged; `self` is
    not.
    """
    local: dict[str, Needs] = {name: set(NEVER) for name in bound(function)}
    local.update({name: set() for name in _parameters(function) - {"self", "cls"}})
    for node in inside(function):
        if isinstance(node, ast.Lambda):
            local.update({a.arg: set(NEVER) for a in walk(node.args) if isinstance(a, ast.arg)})
    assigned: dict[str, list[ast.AST | None]] = {}
    for node in inside(function):
        if isinstance(
            node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr | ast.For | ast.comprehension
        ):
            value = node.iter if isinstance(node, ast.For | ast.comprehension) else node.value
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for part in walk(target):
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                        assigned.setdefault(part.id, []).append(value)
    parameters = _parameters(function)
    stored = {n for n in assigned if n not in parameters}
    judge = Judge(meaning, {**local, **{name: set() for name in stored}})  # of one another they may be made
    judge.local.update({name: _every(map(judge.plain, assigned[name])) for name in stored})
    return {**local, **{name: _every(map(judge.plain, values)) for name, values in assigned.items()}}


def _made_here(meaning: Meaning, function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, Needs]:
    """Local names that hold only what the function itself made, if what is needed for that holds."""
    found: dict[str, Needs] = {}
    for node in inside(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            needs = makes(meaning, node.value) if node.value else set()
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                whole = isinstance(target, ast.Name)
                for n in walk(target):
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
                        found[n.id] = found.get(n.id, set()) | (needs if whole else {ALWAYS})
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension | ast.withitem):
            target = node.optional_vars if isinstance(node, ast.withitem) else node.target
            found.update({n.id: {ALWAYS} for n in walk(target) if isinstance(n, ast.Name)} if target else {})
    return found


def _bound_in(part: ast.stmt) -> list[str]:
    if isinstance(part, (*FUNCTIONS, ast.ClassDef)):
        return [part.name]
    return [n.id for n in walk(part) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _every(answers) -> Needs:
    return set().union(*answers)


def _plain_target(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List):
        return all(_plain_target(item) for item in node.elts)
    return isinstance(node, ast.Name)
