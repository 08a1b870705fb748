"""What is known of functions of Python and of packages, by their full names: which of them only return
something.

A name is looked up by what it stands for in its module, never by its spelling: a project's own `cache` is not
functools'.
"""

import ast
import builtins
import sys
from collections.abc import Mapping
from dataclasses import dataclass


def _of(module: str, names: str) -> set[str]:
    return {f"{module}.{name}" if module else name for name in names.split()}


ARRAYS = (
    "tensor zeros ones arange linspace logspace eye full array asarray stack cat where sqrt exp log tanh "
    "zeros_like ones_like outer dot "
    "einsum tril triu diag concatenate sin cos vstack hstack full_like meshgrid cumsum geomspace mean std "
    "sum prod abs floor ceil"
)
# What they give is data: numbers, texts, arrays, containers. They look at their arguments, and may call them.
DATA = {
    *_of("", "abs all any bool bytes chr complex dict divmod float frozenset int len list max min ord pow "
             "range repr round set slice sorted str "
             "sum tuple isinstance issubclass hash bytearray ascii bin hex oct format"),
    *_of("numpy", f"{ARRAYS} float64 float32 int64 deg2rad rad2deg radians "
                  "pi"), *_of("torch", f"{ARRAYS} device Size manual"),
    *_of("math", "sqrt exp log log2 log10 sin cos tan atan atan2 pi floor ceil hypot prod comb factorial "
                 "pow radians degrees gcd lcm fsum isqrt tanh"),
    *_of("cmath", "sqrt exp log sin cos phase polar "
                  "rect"), *_of("fractions", "Fraction"), *_of("decimal", "Decimal"),
    *_of("collections", "defaultdict Counter OrderedDict "
                        "deque"), *_of("pathlib", "Path PurePath PosixPath"), *_of("re", "compile escape"),
    *_of("os.path", "join dirname basename splitext "
                    "normpath"), *_of("textwrap", "dedent indent"), *_of("datetime",
                    "date datetime timedelta"),
    *_of("types", "SimpleNamespace"), *_of("operator", "add mul sub neg"), *_of("json", "loads dumps"),
}  # fmt: skip
ITERATORS = {
    *_of("", "enumerate reversed zip map filter iter"),
    *_of("itertools", "chain product combinations permutations accumulate repeat islice starmap "
                      "zip_longest pairwise takewhile dropwhile groupby"),
}  # fmt: skip
# They keep their arguments, and neither look at them nor call them.
HOLDS = {
    *_of("", "property staticmethod classmethod type object super id callable ValueError TypeError "
             "KeyError RuntimeError NotImplementedError "
             "AssertionError IndexError Exception"),
    *_of("functools", "partial partialmethod wraps lru_cache cache cached_property singledispatch "
                      "singledispatchmethod total_ordering"),
    *_of("dataclasses", "dataclass field"), *_of("typing", "TypeVar NewType ParamSpec TypeVarTuple cast "
                                                           "overload final runtime_checkable"),
    *_of("typing_extensions", "TypeVar ParamSpec"), *_of("collections", "namedtuple"), *_of("types",
    "MappingProxyType"), *_of("weakref", "WeakKeyDictionary WeakValueDictionary WeakSet"),
    *_of("threading", "Lock RLock local"), *_of("logging", "getLogger"), *_of("contextvars", "ContextVar"),
    *_of("enum", "auto"),
    *_of("numpy", "vectorize frompyfunc"), *_of("numba", "njit jit"), *_of("torch", "no_grad"),
    *_of("operator", "itemgetter attrgetter methodcaller"),
    *_of("figpress", "computed"), *_of("abc", "abstractmethod"), *_of("string", "Template"),
}  # fmt: skip
DECORATORS = HOLDS | {
    *_of("contextlib", "contextmanager "
                       "asynccontextmanager"), *_of("typing", "overload override final no_type_check"),
    *_of("torch.autograd.function", "once_differentiable"), *_of("numba", "vectorize guvectorize "
                                                                          "stencil"), *_of("torch.jit",
                                                                          "script ignore export"),
    *_of("torch", "compile enable_grad "
                  "inference_mode"), *_of("warnings", "deprecated"), *_of("typing_extensions",
                  "override deprecated"),
}  # fmt: skip
# Methods of plain data that leave it as it is.
METHODS = {
    "split", "rsplit", "strip", "lstrip", "rstrip", "join", "format", "lower", "upper", "replace",
    "splitlines", "keys", "values", "items", "get", "copy",
    "index", "count", "startswith", "endswith", "encode", "decode", "fromkeys", "reshape", "astype", "union",
    "intersection", "difference", "resolve",
    "with_suffix", "with_name", "joinpath", "expanduser", "absolute", "bit_length", "title", "capitalize",
    "sum", "mean", "std", "var", "max",
    "min", "abs", "exp", "log", "sqrt", "float", "double", "long", "clone", "detach", "tolist", "item",
    "numpy", "unsqueeze", "squeeze",
    "view", "expand", "permute", "transpose", "flatten", "size", "dim", "numel", "argmax", "argmin", "square",
    "norm", "cumsum", "masked_fill",
    "zfill", "removeprefix", "removesuffix", "partition", "rpartition", "isdigit", "match", "fullmatch",
    "search",
}  # fmt: skip
CHANGES = {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault",
"add", "discard"}  # fmt: skip
# Methods and attributes that Python and packages ask any object for, by these names: files, mappings, arrays,
# estimators, importers, tests, tables of settings that compiled code reads.
PROTOCOLS = {
    "read", "readline", "readlines", "readinto", "readinto1", "read1", "readable", "readall", "peek", "write", "writelines",
    "writable", "flush", "fileno", "isatty", "seek", "seekable", "tell", "close", "closed", "truncate", "getvalue",
    "getbuffer", "encoding", "errors", "newlines", "buffer", "raw", "keys", "items", "get", "iteritems", "send", "throw",
    "acquire", "release", "filter", "emit", "handle", "find_spec", "create_module", "exec_module", "get_data", "get_source",
    "get_code", "is_package", "invalidate_caches", "get_resource_reader", "reducer_override", "dispatch_table",
    "persistent_id", "persistent_load", "delimiter", "quotechar", "lineterminator", "quoting", "doublequote", "escapechar",
    "skipinitialspace", "strict", "utcoffset", "tzname", "dst", "fromutc", "shape", "dtype", "ndim", "size", "tolist",
    "toarray", "todense", "tocsr", "item", "astype", "conjugate", "sqrt", "exp", "log", "sin", "cos", "tan", "floor", "ceil",
    "rint", "fit", "fit_transform", "fit_predict", "partial_fit", "transform", "inverse_transform", "predict",
    "predict_proba", "predict_log_proba", "decision_function", "score", "score_samples", "get_params", "set_params",
    "get_feature_names_out", "get_metadata_routing", "set_output", "split", "get_n_splits", "rvs", "pdf", "cdf", "ppf",
    "classes_", "n_features_in_", "feature_names_in_", "setUp", "tearDown", "runTest", "setUpClass", "tearDownClass",
    "countTestCases", "matvec", "rmatvec", "matmat", "conj", "converter", "autoscale_None", "inverse", "set_epoch",
    "pin_memory", "state_dict", "load_state_dict", "step", "figure", "draw", "to_dict", "to_json", "isoformat", "compute",
    "_repr_html_", "_repr_svg_", "_repr_png_", "_repr_latex_", "_repr_markdown_", "_repr_mimebundle_", "_ipython_display_",
    "_sympy_", "_sympystr", "_latex", "_mpmath_", "_mpf_", "_asdict", "_fields", "_replace", "_get_tags",
    "_more_tags", "_estimator_type", "_validate_params",
}  # fmt: skip
IN_PLACE = {"out", "inplace", "where"}  # arguments by which what looks pure is not
# Classes that run nothing of ours when another is made of them.
BASES = {
    *_of("", "object Exception ValueError TypeError RuntimeError KeyError LookupError ArithmeticError "
             "IndexError UserWarning Warning "
             "NotImplementedError AttributeError OSError dict list tuple str int float set BaseException"),
    *_of("enum", "Enum IntEnum StrEnum Flag "
                 "IntFlag"), *_of("typing", "NamedTuple Protocol Generic TypedDict"), *_of("abc", "ABC"),
    *_of("torch.nn", "Module"), *_of("torch.autograd", "Function"), *_of("collections.abc",
    "Mapping Sequence Set Iterable Iterator MutableMapping"),
    *_of("collections", "UserDict UserList OrderedDict defaultdict "
                        "Counter"), *_of("threading", "local"), *_of("torch.autograd.function", "Function"),
}  # fmt: skip
BUILTINS = {
    *dir(builtins),
    "__file__",
    "__name__",
    "__package__",
    "__spec__",
    "__path__",
}  # every module has them


# There, and silent.
STANDARD = sys.stdlib_module_names - {
    "this",
    "antigravity",
    "site",
    "sitecustomize",
    "readline",
    "rlcompleter",
}


@dataclass(frozen=True)
class Meaning:
    """What names stand for at the top level of a module, where they are bound once and for all.

    imported  by imports: name → dotted thing
    own       in other ways
    starred   `from … import *` may bind any
    """

    imported: Mapping[str, str]
    own: frozenset[str]
    starred: bool = False

    def full(self, node: ast.AST) -> str:
        """The full name of a built-in thing or one of a package; "" for what is the project's, or unknown.

        Whether the package is the project's own is for others to say: its names are on no list.
        """
        name = dotted(node)
        first, _, rest = name.partition(".")
        if not name or first in self.own:
            return ""
        if first in self.imported:
            thing = self.imported[first]
            top = thing.partition(".")[0]
            if not top or top not in TOPS:
                return ""
            return f"{thing}.{rest}" if rest else thing
        return name if first in BUILTINS else ""

    def guard(self, node: ast.AST) -> set[str]:
        """What must hold for a built-in name to be one."""
        name = root(node)
        return {f"^{name}"} if self.starred and name not in self.imported else set()


TOPS = {
    name.partition(".")[0]
    for names in (DATA, ITERATORS, HOLDS, DECORATORS, BASES)
    for name in names
    if "." in name
}


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text; "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *parts]) if isinstance(node, ast.Name) else ""


def root(node: ast.AST) -> str:
    """The name that `a.b[c]` starts from."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
