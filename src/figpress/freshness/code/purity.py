"""Which top-level statements may act on something else than the names that they bind.

What is not known to be harmless counts as acting: it then is a dependency of every run that imports the
module. Answers
are sets of needs, empty for harmless. Whoever can resolve names to project code asks of each in turn
(importing.py):

    !          it acts, on nobody knows what
    ?          it is there for what it does: it fills a table, or checks something and may raise
    name       it is harmless if a call of this function or class is
    name()     … if a call of what that returns is: register("relu")(relu)
    ~NAME      … but for changing the list or table that a global name of its module stands for
    =name      … if this function gives something that nobody else has
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from figpress.freshness.code.canon import FUNCTIONS, is_generator, statements
from figpress.freshness.code.scopes import bound, evaluated_here

ALWAYS = "!"
CHECK = "?"
# Functions, classes and decorators that only return something, as scripts write them.
PURE = {
    "abs", "all", "any", "bool", "bytes", "chr", "complex", "dict", "divmod", "enumerate", "float",
    "frozenset",
    "int", "isinstance", "issubclass", "len", "list", "max", "min", "ord", "pow", "range", "repr", "reversed",
    "round", "set",
    "slice", "sorted", "str", "sum", "tuple", "type", "zip", "object", "property", "staticmethod",
    "classmethod", "super", "iter",
    "dataclass", "dataclasses.dataclass", "field", "dataclasses.field", "dataclasses.replace",
    "functools.wraps", "wraps", "functools.cache",
    "cache", "functools.lru_cache", "lru_cache", "functools.partial", "partial", "cached_property",
    "functools.cached_property",
    "contextmanager", "contextlib.contextmanager", "namedtuple", "collections.namedtuple", "overload",
    "abstractmethod",
    "abc.abstractmethod", "TypeVar", "typing.TypeVar", "NewType", "ParamSpec", "final", "runtime_checkable",
    "Path", "pathlib.Path",
    "re.compile", "Fraction", "Decimal", "MappingProxyType", "types.MappingProxyType", "defaultdict",
    "collections.defaultdict", "Counter",
    "OrderedDict", "deque", "SimpleNamespace", "types.SimpleNamespace", "computed", "figpress.computed",
    "once_differentiable",
    "torch.no_grad", "ValueError", "TypeError", "KeyError", "RuntimeError", "NotImplementedError",
    "AssertionError", "IndexError",
}  # fmt: skip
ARRAYS = {"tensor", "zeros", "ones", "arange", "linspace", "eye", "full", "array", "asarray", "stack", "cat",
"where", "sqrt", "exp", "log", "tanh",
          "device", "Size", "zeros_like", "ones_like", "outer", "dot", "einsum", "tril", "triu", "diag",
          "concatenate", "sin", "cos"}  # fmt: skip
PREFIXES = (
    "math.",
    "cmath.",
    "operator.",
    "itertools.",
    "fractions.",
    "decimal.",
    "os.path.",
    "string.",
    "textwrap.",
)
METHODS = {
    "split", "rsplit", "strip", "join", "format", "lower", "upper", "replace", "splitlines", "keys", "values",
    "items", "get", "copy",
    "index", "count", "startswith", "endswith", "encode", "decode", "fromkeys", "reshape", "astype", "union",
    "parent", "resolve",
    "with_suffix", "with_name", "joinpath", "expanduser", "absolute", "bit_length", "title", "capitalize",
    "sum", "mean", "std", "var", "max",
    "min", "abs", "exp", "log", "sqrt", "float", "double", "long", "clone", "detach", "tolist", "item",
    "numpy", "unsqueeze", "squeeze",
    "view", "expand", "permute", "transpose", "flatten", "size", "dim", "numel", "argmax", "argmin", "square",
    "norm", "cumsum", "masked_fill",
}  # fmt: skip
MAKERS = {
    "list", "dict", "set", "tuple", "frozenset", "sorted", "defaultdict", "collections.defaultdict",
    "Counter", "collections.Counter", "OrderedDict",
    "collections.OrderedDict", "deque", "collections.deque", "SimpleNamespace", "types.SimpleNamespace",
    "namedtuple", "collections.namedtuple", "Path", "pathlib.Path",
    "range", "enumerate", "zip", "dict.fromkeys", "torch.stack", "torch.cat", "torch.full",
    "torch.zeros_like", "torch.ones_like", "np.stack", "np.concatenate",
    "np.full", "np.zeros_like", "np.ones_like", "torch.zeros", "torch.ones", "torch.tensor", "torch.arange",
    "torch.eye", "torch.linspace", "np.zeros", "np.ones",
    "np.array", "np.arange", "np.eye", "np.linspace", "numpy.zeros", "numpy.ones", "numpy.array",
    "numpy.arange",
}  # fmt: skip
CHANGES = {
    "append",
    "extend",
    "insert",
    "remove",
    "pop",
    "clear",
    "sort",
    "reverse",
    "update",
    "setdefault",
    "add",
    "discard",
}
BASES = {
    "object", "Exception", "ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError",
    "ArithmeticError", "Enum", "IntEnum", "StrEnum",
    "enum.Enum", "NamedTuple", "typing.NamedTuple", "Protocol", "typing.Protocol", "Generic", "TypedDict",
    "ABC", "abc.ABC", "nn.Module",
    "torch.nn.Module", "torch.autograd.Function", "autograd.Function", "dict", "list", "tuple", "str", "int",
    "float",
}  # fmt: skip


def acts(statement: ast.stmt) -> set[str]:
    """What must be harmless for a top-level statement to do nothing but bind its names."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
        return set()  # what an import sets off is counted with the modules that it imports
    if isinstance(statement, FUNCTIONS):
        arguments = statement.args
        return _every(_decorator(d) for d in statement.decorator_list) | _every(
            _expression(d) for d in (*arguments.defaults, *(d for d in arguments.kw_defaults if d))
        )
    if isinstance(statement, ast.ClassDef):
        return _class(statement)
    if isinstance(statement, ast.Assign):
        return _expression(statement.value) if all(_plain_target(t) for t in statement.targets) else {ALWAYS}
    if isinstance(statement, ast.AnnAssign):
        return (
            _expression(statement.value)
            if _plain_target(statement.target) and statement.value
            else set()
            if _plain_target(statement.target)
            else {ALWAYS}
        )
    if isinstance(statement, ast.If):
        return _expression(statement.test) | _every(acts(s) for s in (*statement.body, *statement.orelse))
    if isinstance(statement, ast.Try):
        handlers = [s for h in statement.handlers for s in h.body]
        return _every(acts(s) for s in (*statement.body, *handlers, *statement.orelse, *statement.finalbody))
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return set()
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        method = isinstance(statement.value.func, ast.Attribute) and statement.value.func.attr in METHODS
        return (
            {ALWAYS} if method else _expression(statement.value) | {CHECK}
        )  # a method is then called for what it does: model.double()
    return set() if type(statement).__name__ == "TypeAlias" else {ALWAYS}


def bases(statement: ast.stmt) -> set[str]:
    """The dotted bases of a class statement: making a class of them calls nothing of ours."""
    return {_dotted(base) for base in statement.bases} if isinstance(statement, ast.ClassDef) else set()


def makes_container(statement: ast.stmt) -> set[str]:
    """What must hold for `NAME = [...]`, `NAME = dict()` or `NAME = function()` to make a container that
    nobody else has.
    """
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return {ALWAYS}
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return (
        _made(statement.value)
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and statement.value
        else {ALWAYS}
    )


def returned(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """What must hold for this function to return something that nobody else has."""
    if function.decorator_list or is_generator(function):
        return {ALWAYS}
    local = _made_here(function)
    needed: set[str] = set()
    for node in _inside(function):
        if isinstance(node, ast.Return) and node.value:
            needed |= (
                local.get(node.value.id, {ALWAYS}) if isinstance(node.value, ast.Name) else _made(node.value)
            )
    return needed


def _made(value: ast.AST) -> set[str]:
    """What must hold for an expression to make something new."""
    if isinstance(
        value,
        ast.List
        | ast.Dict
        | ast.Set
        | ast.ListComp
        | ast.DictComp
        | ast.SetComp
        | ast.GeneratorExp
        | ast.Constant
        | ast.JoinedStr,
    ):
        return set()
    if isinstance(value, ast.BinOp):
        return set()
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute):
        dotted = _dotted(value.func)
        return (
            set()
            if dotted in MAKERS or dotted.startswith(PREFIXES)
            else {f"={dotted}"}
            if dotted and not _known(dotted)
            else {ALWAYS}
        )
    return {ALWAYS}


def changes(statement: ast.stmt) -> str:
    """The dotted name whose container a statement changes in place, and nothing else: `NAME.append(x)`,
    `NAME[key] = x`; else "".
    """
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if isinstance(function, ast.Attribute) and function.attr in CHANGES:
            return _dotted(function.value)
    if (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Subscript)
    ):
        return _dotted(statement.targets[0].value)
    return ""


def argument_needs(statement: ast.stmt) -> set[str]:
    """What must be harmless for such a statement to do nothing else."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return _every(
            _expression(a) for a in (*statement.value.args, *(k.value for k in statement.value.keywords))
        )
    assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
    return _expression(statement.value) | _expression(statement.targets[0].slice)


def body_acts(
    function: ast.FunctionDef | ast.AsyncFunctionDef, outer: frozenset[str] = frozenset()
) -> set[str]:
    """What must be harmless for a call of this function to do nothing but return. `outer`: names local to the
    functions around it.
    """
    local = set(bound(function)) | {
        n.id for n in _inside(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    local |= {
        a.arg
        for n in _inside(function)
        if isinstance(n, ast.Lambda)
        for a in ast.walk(n.args)
        if isinstance(a, ast.arg)
    }
    arguments = function.args
    every = (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        *(a for a in (arguments.vararg, arguments.kwarg) if a),
    )
    given = {a.arg for a in every}
    made = {
        name: needs
        for name, needs in _made_here(function).items()
        if name not in given and ALWAYS not in needs
    }
    nested = {n.name for n in _inside(function) if isinstance(n, FUNCTIONS)}
    needed: set[str] = set()
    loads = Counter(
        n.id for n in _inside(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    )
    returns = Counter(
        n.value.id for n in _inside(function) if isinstance(n, ast.Return) and isinstance(n.value, ast.Name)
    )
    for name in nested:
        if loads[name] > returns[name]:  # it may be called here
            needed.add(f"<locals>.{name}")
    for node in _inside(function):
        if isinstance(node, FUNCTIONS):
            needed |= _every(_decorator(d) for d in node.decorator_list)
        if isinstance(
            node, ast.Global | ast.Nonlocal | ast.Import | ast.ImportFrom | ast.Await | ast.ClassDef
        ):
            return {ALWAYS}
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            root = _root(node)
            if root in made:
                needed |= made[root]
            elif isinstance(node, ast.Subscript) and _dotted(node.value) and root not in local | outer:
                needed.add(f"~{_dotted(node.value)}")
            elif not (root == "self" and "self" in given):
                return {ALWAYS}
        if isinstance(node, ast.AugAssign) and _root(node.target) in given:
            return {ALWAYS}
        if isinstance(node, ast.Call):
            needed |= _call_inside(node, local | outer, made, nested)
    return needed


def result_acts(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """What must be harmless for a call of what this function returns to be."""
    assigned = {n.id for n in _inside(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    nested = {
        n.name for n in _inside(function) if isinstance(n, FUNCTIONS) and not n.decorator_list
    } - assigned
    local = bound(function)
    needed: set[str] = set()
    for node in _inside(function):
        if isinstance(node, ast.Return) and not isinstance(
            node.value, ast.Lambda
        ):  # what is in lambdas counts with the function
            name = node.value.id if isinstance(node.value, ast.Name) else ""
            needed.add(
                f"<locals>.{name}" if name in nested else name if name and name not in local else ALWAYS
            )
    return needed


def _inside(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """Every node of a function's body, nested functions themselves but not what is in them, lambdas with what
    is in them.
    """
    waiting: list[ast.AST] = list(statements(function.body))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(evaluated_here(node) if isinstance(node, FUNCTIONS) else ast.iter_child_nodes(node))


def _call_inside(node: ast.Call, local: set[str], made: Mapping[str, set[str]], nested: set[str]) -> set[str]:
    dotted = _dotted(node.func)
    root = _root(node.func)
    if dotted and _known(dotted) and root not in local:
        return set()
    if isinstance(node.func, ast.Attribute):
        if root in made and (not made[root] or node.func.attr in CHANGES):
            return made[root]
        if node.func.attr in CHANGES and dotted and root not in local:
            return {f"~{dotted.rpartition('.')[0]}"}
        if node.func.attr in METHODS:
            return set()
        return {dotted} if dotted and root not in local else {ALWAYS}
    if isinstance(node.func, ast.Name):
        return (
            {f"<locals>.{node.func.id}"}
            if node.func.id in nested
            else {ALWAYS}
            if node.func.id in local
            else {node.func.id}
        )
    return {ALWAYS}


def _made_here(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, set[str]]:
    """Local names that hold only what the function itself made, if what is needed for that holds."""
    found: dict[str, set[str]] = {}
    for node in _inside(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            needs = _made(node.value) if node.value else set()
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                whole = isinstance(target, ast.Name)
                for name in (
                    n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
                ):
                    found[name] = found.get(name, set()) | (needs if whole else {ALWAYS})
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension | ast.withitem):
            target = node.optional_vars if isinstance(node, ast.withitem) else node.target
            for name in (n.id for n in ast.walk(target) if isinstance(n, ast.Name)) if target else ():
                found[name] = {ALWAYS}
    return found


def _class(node: ast.ClassDef) -> set[str]:
    needed = _every(_decorator(d) for d in node.decorator_list)
    for base in node.bases:
        dotted = _dotted(base.value if isinstance(base, ast.Subscript) else base)
        if dotted not in BASES:
            needed.add(dotted or ALWAYS)
    if node.keywords:
        return {ALWAYS}
    return needed | _every(acts(s) for s in statements(node.body))


def _decorator(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Call):
        dotted = _dotted(node.func)
        return _expression(node) | (set() if _known(dotted) else {f"{dotted}()" if dotted else ALWAYS})
    dotted = _dotted(node)
    if _known(dotted) or dotted.endswith((".setter", ".getter", ".deleter")):
        return set()
    return {dotted or ALWAYS}


def _expression(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Call):
        dotted = _dotted(node.func)
        parts = _every(_expression(a) for a in (*node.args, *(k.value for k in node.keywords)))
        for keyword in node.keywords:  # called by what is called
            if (
                keyword.arg in ("key", "default_factory")
                and not isinstance(keyword.value, ast.Lambda)
                and not _known(_dotted(keyword.value))
            ):
                parts = parts | {_dotted(keyword.value) or ALWAYS}
        if _known(dotted):
            return parts
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            return parts | _expression(node.func.value)
        return parts | {dotted or ALWAYS}
    if isinstance(node, ast.Lambda):
        return _every(_expression(d) for d in (*node.args.defaults, *(d for d in node.args.kw_defaults if d)))
    if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
        return {ALWAYS}
    return _every(_expression(part) for part in ast.iter_child_nodes(node))


def _every(answers) -> set[str]:
    return set().union(*answers)


def _plain_target(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List):
        return all(_plain_target(item) for item in node.elts)
    return isinstance(node, ast.Name)


def _known(dotted: str) -> bool:
    head, _, last = dotted.rpartition(".")
    return (
        dotted in PURE or dotted.startswith(PREFIXES) or (head in ("torch", "np", "numpy") and last in ARRAYS)
    )


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *parts]) if isinstance(node, ast.Name) else ""
