"""Which top-level statements may act on something else than the names that they bind.

What is not known to be harmless counts as acting: it then is a dependency of every run that imports the module. Answers
are sets: empty for harmless, {ALWAYS} for acting, else the dotted names of functions and classes of which it depends;
whoever can resolve those to project code asks of each in turn (`body_acts`, and this module again for classes).
"""

import ast

from figpress.rules.freshness.canon import FUNCTIONS, statements
from figpress.rules.freshness.scopes import bound

ALWAYS = "!"
# Functions, classes and decorators that only return something, as scripts write them.
PURE = {
    "abs", "all", "any", "bool", "bytes", "chr", "complex", "dict", "divmod", "enumerate", "float", "frozenset",
    "int", "isinstance", "issubclass", "len", "list", "max", "min", "ord", "pow", "range", "repr", "reversed", "round", "set",
    "slice", "sorted", "str", "sum", "tuple", "type", "zip", "object", "property", "staticmethod", "classmethod", "super", "iter",
    "dataclass", "dataclasses.dataclass", "field", "dataclasses.field", "dataclasses.replace", "functools.wraps", "wraps", "functools.cache",
    "cache", "functools.lru_cache", "lru_cache", "functools.partial", "partial", "cached_property", "functools.cached_property",
    "contextmanager", "contextlib.contextmanager", "namedtuple", "collections.namedtuple", "overload", "abstractmethod",
    "abc.abstractmethod", "TypeVar", "typing.TypeVar", "NewType", "ParamSpec", "final", "runtime_checkable", "Path", "pathlib.Path",
    "re.compile", "Fraction", "Decimal", "MappingProxyType", "types.MappingProxyType", "defaultdict", "collections.defaultdict", "Counter",
    "OrderedDict", "deque", "SimpleNamespace", "types.SimpleNamespace", "computed", "figpress.computed", "once_differentiable",
    "torch.no_grad", "ValueError", "TypeError", "KeyError", "RuntimeError", "NotImplementedError", "AssertionError", "IndexError",
}  # fmt: skip
ARRAYS = {"tensor", "zeros", "ones", "arange", "linspace", "eye", "full", "array", "asarray", "stack", "cat", "where", "sqrt", "exp", "log", "tanh",
          "device", "Size", "zeros_like", "ones_like", "outer", "dot", "einsum", "tril", "triu", "diag", "concatenate", "sin", "cos"}  # fmt: skip
PREFIXES = ("math.", "cmath.", "operator.", "itertools.", "fractions.", "decimal.", "os.path.", "string.", "textwrap.")
METHODS = {
    "split", "rsplit", "strip", "join", "format", "lower", "upper", "replace", "splitlines", "keys", "values", "items", "get", "copy",
    "index", "count", "startswith", "endswith", "encode", "decode", "fromkeys", "reshape", "astype", "union", "parent", "resolve",
    "with_suffix", "with_name", "joinpath", "expanduser", "absolute", "bit_length", "title", "capitalize", "sum", "mean", "std", "var", "max",
    "min", "abs", "exp", "log", "sqrt", "float", "double", "long", "clone", "detach", "tolist", "item", "numpy", "unsqueeze", "squeeze",
    "view", "expand", "permute", "transpose", "flatten", "size", "dim", "numel", "argmax", "argmin", "square", "norm", "cumsum", "masked_fill",
}  # fmt: skip
CHANGES = {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault", "add", "discard"}
BASES = {
    "object", "Exception", "ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError", "ArithmeticError", "Enum", "IntEnum", "StrEnum",
    "enum.Enum", "NamedTuple", "typing.NamedTuple", "Protocol", "typing.Protocol", "Generic", "TypedDict", "ABC", "abc.ABC", "nn.Module",
    "torch.nn.Module", "torch.autograd.Function", "autograd.Function", "dict", "list", "tuple", "str", "int", "float",
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
        return _expression(statement.value) if _plain_target(statement.target) and statement.value else set() if _plain_target(statement.target) else {ALWAYS}
    if isinstance(statement, ast.If):
        return _expression(statement.test) | _every(acts(s) for s in (*statement.body, *statement.orelse))
    if isinstance(statement, ast.Try):
        handlers = [s for h in statement.handlers for s in h.body]
        return _every(acts(s) for s in (*statement.body, *handlers, *statement.orelse, *statement.finalbody))
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return set()
    return set() if type(statement).__name__ == "TypeAlias" else {ALWAYS}


def bases(statement: ast.stmt) -> set[str]:
    """The dotted bases of a class statement: making a class of them calls nothing of ours."""
    return {_dotted(base) for base in statement.bases} if isinstance(statement, ast.ClassDef) else set()


def makes_container(statement: ast.stmt) -> bool:
    """True for `NAME = [...]`, `NAME = {...}`, `NAME = dict()`: a container that nobody else has."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return False
    value = statement.value
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    made = isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
    called = isinstance(value, ast.Call) and _dotted(value.func) in {"list", "dict", "set", "defaultdict", "collections.defaultdict", "Counter", "OrderedDict", "deque"}
    return len(targets) == 1 and isinstance(targets[0], ast.Name) and (made or called)


def changes(statement: ast.stmt) -> str:
    """The name whose container a statement changes in place, and nothing else: `NAME.append(x)`, `NAME[key] = x`; else ""."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.attr in CHANGES:
            return function.value.id
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Subscript):
        target = statement.targets[0].value
        return target.id if isinstance(target, ast.Name) else ""
    return ""


def argument_needs(statement: ast.stmt) -> set[str]:
    """What must be harmless for such a statement to do nothing else."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return _every(_expression(a) for a in (*statement.value.args, *(k.value for k in statement.value.keywords)))
    assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
    return _expression(statement.value) | _expression(statement.targets[0].slice)


def body_acts(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """What must be harmless for a call of this function to do nothing but return."""
    local = bound(function)
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *(a for a in (arguments.vararg, arguments.kwarg) if a))
    given = {a.arg for a in every}
    inner = {n.name for n in ast.walk(function) if isinstance(n, FUNCTIONS) and n is not function}
    made = _made_here(function, set(local) - given)
    needed: set[str] = set()
    for node in (n for s in statements(function.body) for n in ast.walk(s)):
        if isinstance(node, ast.Global | ast.Nonlocal | ast.Import | ast.ImportFrom | ast.Await):
            return {ALWAYS}
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            root = _root(node)
            if root not in made and not (root == "self" and "self" in given):
                return {ALWAYS}
        if isinstance(node, ast.AugAssign) and _root(node.target) in given:
            return {ALWAYS}
        if isinstance(node, ast.Call):
            needed |= _call_inside(node, local, made | inner)
    return needed


def _call_inside(node: ast.Call, local: dict[str, str], made: set[str]) -> set[str]:
    dotted = _dotted(node.func)
    if dotted and _known(dotted) and dotted.partition(".")[0] not in local:
        return set()
    if isinstance(node.func, ast.Attribute):
        root = _root(node.func)
        if node.func.attr in METHODS or root in made:
            return set()
        return {dotted} if dotted and root not in local else {ALWAYS}
    if isinstance(node.func, ast.Name):
        return set() if node.func.id in made else {ALWAYS} if node.func.id in local else {node.func.id}
    return {ALWAYS}


def _made_here(function: ast.AST, names: set[str]) -> set[str]:
    """Local names that only ever hold what the function itself made."""
    shared = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            fresh = isinstance(node.value, ast.Call | ast.List | ast.Dict | ast.Set | ast.Constant | ast.BinOp | ast.ListComp | ast.DictComp | ast.SetComp)
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if not fresh:
                shared |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
        elif isinstance(node, ast.For | ast.comprehension | ast.withitem):
            target = node.optional_vars if isinstance(node, ast.withitem) else node.target
            shared |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)} if target else set()
    return names - shared


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
        return _expression(node)
    dotted = _dotted(node)
    if _known(dotted) or dotted.endswith((".setter", ".getter", ".deleter")):
        return set()
    return {dotted or ALWAYS}


def _expression(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Call):
        dotted = _dotted(node.func)
        parts = _every(_expression(a) for a in (*node.args, *(k.value for k in node.keywords)))
        for keyword in node.keywords:  # called by what is called
            if keyword.arg in ("key", "default_factory") and not isinstance(keyword.value, ast.Lambda) and not _known(_dotted(keyword.value)):
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
    return dotted in PURE or dotted.startswith(PREFIXES) or (head in ("torch", "np", "numpy") and last in ARRAYS)


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
