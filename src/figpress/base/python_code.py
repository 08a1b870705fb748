"""Python code of others as a tree: one kind of error for whatever is none."""

import ast


def tree_of(source: str, path: str = "<unknown>", mode: str = "exec") -> ast.AST:
    """The syntax tree of a text. Raises SyntaxError, also for what nests deeper than Python's own parser goes."""
    try:
        return ast.parse(source, path, mode)
    except (RecursionError, MemoryError):
        raise SyntaxError("too many levels within one another", (path, 1, 0, "")) from None
    except ValueError as error:  # a zero in it, a number of too many digits
        raise SyntaxError(str(error), (path, 1, 0, "")) from None
