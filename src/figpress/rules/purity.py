"""Which top-level statements may act on something else than the names that they bind.

What is not known to be harmless counts as acting: it then is a dependency of every run that imports the module.
"""

import ast

from figpress.rules.canon import FUNCTIONS

# Decorators and functions that only return something. Names are matched by their last parts, as scripts write them.
PURE = {
    "abs", "all", "any", "bool", "bytes", "chr", "complex", "dict", "divmod", "enumerate", "filter", "float", "frozenset",
    "int", "isinstance", "len", "list", "map", "max", "min", "ord", "pow", "range", "repr", "reversed", "round", "set", "slice",
    "sorted", "str", "sum", "tuple", "type", "zip", "object", "property", "staticmethod", "classmethod", "super",
    "dataclass", "dataclasses.dataclass", "field", "dataclasses.field", "functools.wraps", "wraps", "functools.cache", "cache",
    "functools.lru_cache", "lru_cache", "functools.partial", "partial", "cached_property", "functools.cached_property",
    "contextmanager", "contextlib.contextmanager", "namedtuple", "collections.namedtuple", "overload", "abstractmethod",
    "abc.abstractmethod", "TypeVar", "typing.TypeVar", "NewType", "ParamSpec", "final", "runtime_checkable", "Path", "pathlib.Path",
    "re.compile", "torch.no_grad", "torch.tensor", "torch.zeros", "torch.ones", "torch.arange", "torch.linspace", "torch.eye",
    "torch.full", "torch.device", "torch.Size", "np.array", "np.zeros", "np.ones", "np.arange", "np.linspace", "np.eye", "np.full",
    "numpy.array", "numpy.zeros", "numpy.ones", "numpy.arange", "numpy.linspace", "numpy.eye", "numpy.full", "Fraction",
    "Decimal", "MappingProxyType", "types.MappingProxyType", "defaultdict", "Counter", "OrderedDict", "deque",
    "computed", "figpress.computed", "once_differentiable", "SimpleNamespace", "types.SimpleNamespace",
}  # fmt: skip
PREFIXES = ("math.", "cmath.", "operator.", "itertools.", "fractions.", "decimal.", "os.path.", "string.", "textwrap.")
METHODS = {
    "split", "rsplit", "strip", "join", "format", "lower", "upper", "replace", "splitlines", "keys", "values", "items", "get", "copy",
    "index", "count", "startswith", "endswith", "encode", "decode", "fromkeys", "reshape", "astype", "union", "parent", "resolve",
    "with_suffix", "joinpath", "expanduser", "absolute", "bit_length", "title", "capitalize",
}  # fmt: skip
BASES = {
    "object", "Exception", "ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError", "ArithmeticError", "Enum", "IntEnum", "StrEnum",
    "enum.Enum", "NamedTuple", "typing.NamedTuple", "Protocol", "typing.Protocol", "Generic", "TypedDict", "ABC", "abc.ABC", "nn.Module",
    "torch.nn.Module", "Module", "torch.autograd.Function", "autograd.Function", "Function", "dict", "list", "tuple", "str", "int", "float",
}  # fmt: skip


def acts(statement: ast.stmt, names: list[str]) -> bool:
    """True unless the statement is known to do nothing but bind its names."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return False  # what an import sets off is counted with the modules that it imports
    if isinstance(statement, FUNCTIONS):
        return not _function_is_pure(statement)
    if isinstance(statement, ast.ClassDef):
        return not _class_is_pure(statement)
    if isinstance(statement, ast.Assign):
        return not (all(_plain_target(t) for t in statement.targets) and _pure(statement.value))
    if isinstance(statement, ast.AnnAssign):
        return not (_plain_target(statement.target) and (statement.value is None or _pure(statement.value)) and _pure(statement.annotation))
    if type(statement).__name__ == "TypeAlias":
        return False
    return True


def _plain_target(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List):
        return all(_plain_target(item) for item in node.elts)
    return isinstance(node, ast.Name)


def _function_is_pure(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = node.args
    defaults = [*arguments.defaults, *(d for d in arguments.kw_defaults if d)]
    return all(_pure_decorator(d) for d in node.decorator_list) and all(_pure(d) for d in defaults)


def _pure_decorator(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _known(_dotted(node.func)) and all(_pure(a) for a in (*node.args, *(k.value for k in node.keywords)))
    dotted = _dotted(node)
    return _known(dotted) or dotted.endswith((".setter", ".getter", ".deleter"))


def _class_is_pure(node: ast.ClassDef) -> bool:
    if node.keywords or not all(_dotted(b if not isinstance(b, ast.Subscript) else b.value) in BASES for b in node.bases):
        return False
    if not all(_pure_decorator(d) for d in node.decorator_list):
        return False
    inside = [s for s in node.body if not (isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)))]
    return not any(acts(s, []) for s in inside)


def _pure(node: ast.AST) -> bool:
    """True for an expression that is known to act on nothing."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and not _known(_dotted(node.func)):
            fine = node.func.attr in METHODS and _pure(node.func.value)
        else:
            fine = _known(_dotted(node.func))
        return fine and all(_pure(a) for a in (*node.args, *(k.value for k in node.keywords)))
    if isinstance(node, ast.Lambda):
        return all(_pure(d) for d in (*node.args.defaults, *(d for d in node.args.kw_defaults if d)))
    if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
        return False
    return all(_pure(part) for part in ast.iter_child_nodes(node))


def _known(dotted: str) -> bool:
    return dotted in PURE or dotted.startswith(PREFIXES)


def _dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *parts]) if isinstance(node, ast.Name) else ""
