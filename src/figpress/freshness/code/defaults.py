"""Parameters that a call leaves to their defaults: a constant that no call fell back upon is nothing that a
run saw.

Only functions at the top level of a module; who looks at `__defaults__` without a call, a decorator for one, is
seen, too.
"""

import ast
import copy

ALL = "*"  # in the place of a parameter: somebody looked at all defaults
LEFT_OUT = ast.Name("<default>", ast.Load())
NAMED = (bool, type(None))  # of which there is one each
KINDS = (int, float, complex, str, bytes, *NAMED)


def constants(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, ast.expr]:
    """The defaults that are plain numbers, texts, truth values or None, by parameter."""
    return {name: default for name, default in _defaults(function) if _is_constant(default)}


def without(function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
    """The same function, its constant defaults left open."""
    held = {id(default) for default in constants(function).values()}
    twin = copy.copy(function)
    twin.args = copy.copy(function.args)
    twin.args.defaults = [LEFT_OUT if id(d) in held else d for d in function.args.defaults]
    twin.args.kw_defaults = [LEFT_OUT if id(d) in held else d for d in function.args.kw_defaults]
    return twin


def is_left(name: str, default: ast.expr) -> ast.expr:
    """An expression that is true where the parameter is its default; also where a call hands over an equal
    constant.

    Types are compared first: an array's `==` is no truth value.
    """
    value = ast.Name(name, ast.Load())
    if isinstance(default, ast.Constant) and isinstance(default.value, NAMED):
        return ast.Compare(value, [ast.Is()], [default])
    of = [ast.Attribute(one, "__class__", ast.Load()) for one in (value, default)]
    return ast.BoolOp(
        ast.And(), [ast.Compare(of[0], [ast.Is()], [of[1]]), ast.Compare(value, [ast.Eq()], [default])]
    )


def _defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[tuple[str, ast.expr]]:
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    pairs = [
        *zip(positional[len(positional) - len(given.defaults) :], given.defaults),
        *zip(given.kwonlyargs, given.kw_defaults),
    ]
    return [(parameter.arg, default) for parameter, default in pairs if default is not None]


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return isinstance(node.operand, ast.Constant) and type(node.operand.value) in (int, float, complex)
    return isinstance(node, ast.Constant) and isinstance(node.value, KINDS)
