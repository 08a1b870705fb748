"""Which global names and attributes a piece of code loads.

Scopes are resolved as Python does: a name bound in an enclosing function, lambda or comprehension is local;
class
scopes are not seen from methods. A name bound by an import inside a function stands for the module that it
imports.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from figpress.freshness.code.canon import COMPREHENSIONS, FUNCTIONS
from figpress.freshness.code.nodes import children, walk

# Chains that stand for what cannot be named.
DYNAMIC = "<dynamic>"  # a member of a class by a computed name
WHOLE = "<whole>"  # a global name of this module by a computed name
EVERYWHERE = "<everywhere>"  # … of any module
DOCS = "<docs>"  # a docstring
TEXT = "<text>"  # the place of code in its file
TYPES = "<types>"  # annotations
GLOBALS = {"globals", "locals"}
MEMBERS = {"vars", "dir"}  # also global names, where nothing is handed over
BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}
ANY_ATTRIBUTE = {
    "__dict__", "__getattribute__", "__getattr__", "getmembers", "getmembers_static", "getattr_static",
    "attrgetter", "methodcaller", "vformat", "get_field", "create_autospec",
    "__subclasses__", "__mro__", "mro", "__bases__", "__base__",
}  # fmt: skip
READS_DOCS = {"__doc__", "getdoc", "shortDescription", "onecmd", "cmdloop"}
HEAP = {"get_objects", "get_referents", "get_referrers"}  # of gc: whatever there is
READS_TYPES = {"__annotations__", "__annotate__", "get_type_hints", "get_annotations"}
READS_LINES = {
    "f_lineno", "tb_lineno", "co_firstlineno", "co_lines", "getframeinfo", "extract_tb", "extract_stack",
    "format_exc", "format_exception", "format_tb", "format_stack", "TracebackException", "StackSummary", "walk_stack",
    "walk_tb", "co_positions", "findCaller", "lineno",
}  # fmt: skip
SAYS_LINES = {"lineno", "pathname"}  # in the format of a log: %(lineno)d
SPECIAL = {
    **dict.fromkeys(GLOBALS, WHOLE), **dict.fromkeys((*BY_NAME, *ANY_ATTRIBUTE, *MEMBERS), DYNAMIC),
    **dict.fromkeys(("f_globals", "f_locals", "__globals__", "getclosurevars", *HEAP), EVERYWHERE),
    **dict.fromkeys(READS_DOCS, DOCS), **dict.fromkeys(READS_LINES, TEXT),
    **dict.fromkeys(READS_TYPES, TYPES),
}  # fmt: skip
ASK_BY_NAME = {"jinja2", "unittest.mock", "mock"}  # packages that look up members under names they are told
FORMATS = {"format", "format_map"}
HANDS_ON_GLOBALS = {"FunctionType", "eval", "exec", "update"}  # what is looked up by them is seen otherwise
WORD = re.compile(r"[A-Za-z_]\w*")
NAMED = re.compile(r"[.@{(%-]\s*([A-Za-z_]\w*)")  # in a text of several words: what is asked for by name
ORDINARY = {
    ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Subscript,
    ast.Slice, ast.Starred, ast.keyword, ast.FormattedValue, ast.JoinedStr, ast.Return, ast.If, ast.For, ast.While,
    ast.With, ast.withitem, ast.Try, ast.Raise, ast.Assert, ast.arguments, ast.arg, ast.Pass, ast.Module,
}  # fmt: skip
LONG = 2000  # characters: such a text names nothing
SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass
class Loads:
    """What a piece of code looks up.

    chains      dotted look-ups that start at a global name: ("attention", "backward"), ("SCALE",);
                "@byhand.attention" in the first place stands for a module imported by the code itself
    values      those of the chains that are not only called on the spot
    attributes  every attribute name that is loaded, and every string that could be one
    imports     modules imported by the code itself: (module, name or "", level)
    """

    chains: set[tuple[str, ...]] = field(default_factory=set)
    values: set[tuple[str, ...]] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    imports: set[tuple[str, str, int]] = field(default_factory=set)

    def add(self, other: "Loads") -> None:
        """Takes in what something else looks up."""
        self.chains |= other.chains
        self.values |= other.values
        self.attributes |= other.attributes
        self.imports |= other.imports


def bound(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> dict[str, str]:
    """Names that are local to a function: name → "" or, where an import binds it, the dotted thing
    imported.
    """
    arguments = function.args
    names = {a.arg: "" for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    names.update({a.arg: "" for a in (arguments.vararg, arguments.kwarg) if a})
    elsewhere: set[str] = set()
    waiting: list[ast.AST] = list(function.body) if isinstance(function.body, list) else [function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names[node.id] = ""
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names[node.name] = ""
        elif isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = (
                    "." * node.level + f"{node.module or ''}.{alias.name}".lstrip(".")
                )
        elif (isinstance(node, ast.ExceptHandler) and node.name) or (
            isinstance(node, ast.MatchAs | ast.MatchStar) and node.name
        ):
            names[node.name] = ""
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names[node.rest] = ""
        elif isinstance(node, ast.Global | ast.Nonlocal):
            elsewhere.update(node.names)
        if isinstance(node, COMPREHENSIONS):  # only `:=` binds outside a comprehension
            waiting.extend(n.target for n in walk(node) if isinstance(n, ast.NamedExpr))
        elif isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            waiting.extend(evaluated_here(node))
        else:
            waiting.extend(children(node))
    return {name: thing for name, thing in names.items() if name not in elsewhere}


def evaluated_here(node: ast.AST) -> list[ast.AST]:
    """The parts of a nested scope that the enclosing scope evaluates: decorators, defaults, annotations,
    bases.
    """
    if isinstance(node, ast.Lambda):
        return [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    arguments = node.args  # type: ignore[attr-defined]
    every = (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    )
    parts = [*node.decorator_list, *arguments.defaults, *(d for d in arguments.kw_defaults if d)]  # type: ignore[attr-defined]
    return (
        parts + [a.annotation for a in every if a and a.annotation] + ([node.returns] if node.returns else [])
    )  # type: ignore[attr-defined]


class Collector:
    """Walks code and fills Loads. `scopes` are the names bound by the functions around it, outermost first.

    Bodies of nested functions are units of their own. With `at_once`, bodies of lambdas are left out, too.
    """

    def __init__(self, scopes: tuple[dict[str, str], ...] = (), at_once: bool = False):
        self.loads, self.scopes, self.at_once = Loads(), list(scopes), at_once
        self.late: set[tuple[str, ...]] = set()  # chains that lambdas look up when they are called

    def visit(self, node: ast.AST) -> None:  # noqa: C901 one branch a kind of node
        if node.__class__ in ORDINARY:
            for part in children(node):
                self.visit(part)
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                self._chain(node.id, ())
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self._chain(node.target.id, ())
            self.visit(node.value)
        elif isinstance(node, ast.Attribute):
            self._attribute(node)
        elif isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and len(node.value) < LONG:
                words = NAMED if " " in node.value.strip() else WORD
                found = words.findall(node.value)
                self.loads.attributes.update(found)
                if not SAYS_LINES.isdisjoint(found):
                    self.loads.chains.add((TEXT,))
                if node.value[:2] == "__" and node.value in SPECIAL:  # getattr(f, "__doc__")
                    self.loads.chains.add((SPECIAL[node.value],))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            pass  # a docstring
        elif isinstance(node, ast.Assign) and _hands_on_docs(node):
            for part in (*node.targets, node.value):
                self.visit(part.value)  # type: ignore[attr-defined]
        elif isinstance(node, ast.Import):
            self.loads.imports.update((alias.name, "", 0) for alias in node.names)
            self._asks_by_name(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            self.loads.imports.update((node.module or "", alias.name, node.level) for alias in node.names)
            self._asks_by_name((node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)))
            for alias in node.names:
                if alias.name in SPECIAL:  # from operator import attrgetter as by
                    self.loads.chains.add((SPECIAL[alias.name],))
        elif isinstance(node, COMPREHENSIONS):
            self._comprehension(node)
        elif isinstance(node, (*FUNCTIONS, ast.Lambda)):
            for part in evaluated_here(node):
                self.visit(part)
            if isinstance(node, ast.Lambda) and not self.at_once:
                inner = Collector((*self.scopes, bound(node)))
                inner.visit(node.body)
                self.loads.add(inner.loads)
                self.late |= inner.loads.chains
        else:
            if isinstance(node, ast.MatchClass):
                self.loads.attributes.update(node.kwd_attrs)
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute):
                self._watch(node.target.attr)
            for part in children(node):
                self.visit(part)

    def _chain(self, name: str, rest: tuple[str, ...], value: bool = True) -> tuple[str, ...] | None:
        """Notes a look-up, as a value unless what is found is called on the spot; None for a local name."""
        chain = (name, *rest)
        for scope in reversed(self.scopes):
            if name in scope:
                if not scope[name]:
                    return None
                chain = ("@" + scope[name], *rest)
                break
        else:
            if name in SPECIAL and (value or name not in BY_NAME):  # get = getattr
                own = ("own",) if name == "__doc__" else ()
                self.loads.chains.add((SPECIAL[name], *own))
            if name in GLOBALS and value:  # names = globals: another module may call it
                self.loads.chains.add((EVERYWHERE,))
        self.loads.chains.add(chain)
        if value:
            self.loads.values.add(chain)
        return chain

    def _attribute(self, node: ast.Attribute, value: bool = True) -> tuple[str, ...] | None:
        rest: list[str] = []
        inner: ast.AST = node
        while isinstance(inner, ast.Attribute):
            if isinstance(inner.ctx, ast.Load) or inner.attr not in READS_DOCS:  # giving one is not reading
                self._watch(inner.attr)
            rest.insert(0, inner.attr)
            inner = inner.value
        if value and (rest[-1] in FORMATS and not isinstance(node.value, ast.Constant)):
            self.loads.chains.add((DYNAMIC,))  # map(text.format, things)
        if value and rest[-1] in GLOBALS:
            self.loads.chains.add((EVERYWHERE,))
        if isinstance(inner, ast.Name):
            if inner.id == "__doc__" and rest == ["setter"]:  # the property of that name, above in this class
                return None
            return self._chain(inner.id, tuple(rest), value)
        self.visit(inner)
        return None

    def _watch(self, name: str) -> None:
        self.loads.attributes.add(name)
        if name in SPECIAL:
            self.loads.chains.add((SPECIAL[name],))
        if name in HEAP:
            self.loads.chains.add((DYNAMIC,))

    def _asks_by_name(self, modules: Iterable[str]) -> None:
        if not ASK_BY_NAME.isdisjoint(modules):
            self.loads.chains.add((DYNAMIC,))

    def _call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            called = self._chain(node.func.id, (), False)
        elif (
            isinstance(node.func, ast.Attribute)
            and _is_globals(node.func.value)
            and node.func.attr == "update"
        ):
            called = ("update",)
        elif isinstance(node.func, ast.Attribute):
            called = self._attribute(node.func, False)
        else:
            self.visit(node.func)
            called = None
        if called and len(called) == 1:
            named = len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
            if called[0] in BY_NAME and not named:
                self.loads.chains.add((DYNAMIC,))
            elif called[0] in MEMBERS and not node.args:
                self.loads.chains.add((WHOLE,))
        if (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in FORMATS
            and not isinstance(node.func.value, ast.Constant)
        ):  # the text may name members, and is not at hand
            self.loads.chains.add((DYNAMIC,))
        for part in (*node.args, *(k.value for k in node.keywords)):
            if not (_is_globals(part) and called and called[-1] in HANDS_ON_GLOBALS):
                self.visit(part)
        self.loads.attributes.update(k.arg for k in node.keywords if k.arg)

    def _comprehension(self, node: ast.AST) -> None:
        generators = node.generators  # type: ignore[attr-defined]
        self.visit(generators[0].iter)
        targets = {n.id: "" for g in generators for n in walk(g.target) if isinstance(n, ast.Name)}
        self.scopes.append(targets)
        for index, generator in enumerate(generators):
            self.visit(generator.target)
            if index:
                self.visit(generator.iter)
            for condition in generator.ifs:
                self.visit(condition)
        for part in [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]:  # type: ignore[attr-defined]
            self.visit(part)
        self.scopes.pop()


def _hands_on_docs(node: ast.Assign) -> bool:
    """`wrapper.__doc__ = function.__doc__`: nobody has read it yet."""
    return isinstance(node.value, ast.Attribute) and all(
        isinstance(part, ast.Attribute) and part.attr == "__doc__" for part in (*node.targets, node.value)
    )


def _is_globals(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "__globals__"
