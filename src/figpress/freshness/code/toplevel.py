"""Top-level statements: which names they bind, what they import, and what they look up when they are
executed.
"""

import ast
import functools

from figpress.freshness.code.canon import FUNCTIONS
from figpress.freshness.code.nodes import children, walk
from figpress.freshness.code.scopes import Collector, evaluated_here

SIMPLE = (
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.Expr,
    ast.Return,
    ast.Raise,
    ast.Assert,
)  # no imports in them


def binds(statement: ast.stmt) -> list[str]:
    """The names that a top-level statement binds, in order of appearance."""
    return list(_binds(statement))


@functools.lru_cache(maxsize=1 << 14)  # several ask of a statement while its module is read
def _binds(statement: ast.stmt) -> tuple[str, ...]:
    if _is_plain(statement):
        return tuple(target.id for target in statement.targets)  # type: ignore[attr-defined]
    names: list[str] = []
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                names.append(node.id)
            continue
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.append(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Import):
            names += [alias.asname or alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names if alias.name != "*"]
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.append(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.append(node.rest)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            names += [n.target.id for n in walk(node) if isinstance(n, ast.NamedExpr)]
            continue
        waiting += reversed(children(node))
    return tuple(dict.fromkeys(names))


def forget() -> None:
    """Let go of the statements that were asked about: their module is read."""
    _binds.cache_clear()
    at_once.cache_clear()


def _is_plain(statement: ast.stmt) -> bool:
    """`a = b = 1`: most statements of a long table."""
    plain = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
    return plain and all(isinstance(target, ast.Name) for target in statement.targets)  # type: ignore[attr-defined]


@functools.lru_cache(maxsize=8)
def at_once(statement: ast.stmt) -> frozenset[tuple[str, ...]]:
    """What a top-level statement looks up when it is executed: not what functions and lambdas look up when
    they are called.
    """
    if _is_plain(statement):
        return frozenset()
    parts: list[ast.AST] = [statement]
    inner: set[str] = set()
    if isinstance(statement, FUNCTIONS):
        parts = evaluated_here(statement)
    elif isinstance(statement, ast.ClassDef):
        found: set[tuple[str, ...]] = set()
        for part in statement.body:
            found |= {chain for chain in at_once(part) if chain[0] not in inner}
            inner.update(binds(part))
        return frozenset(found).union(*(_looked_up(part) for part in evaluated_here(statement)))
    own = {(name,) for name in binds(statement)}
    return frozenset().union(*(_looked_up(part) for part in parts)) - own


def _looked_up(node: ast.AST) -> set[tuple[str, ...]]:
    collector = Collector(at_once=True)
    collector.visit(node)
    return collector.loads.chains


def apart(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements with an import of several names as several imports."""
    single: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, ast.Import):
            single += [ast.copy_location(ast.Import([alias]), statement) for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            single += [
                ast.copy_location(ast.ImportFrom(statement.module, [alias], statement.level), statement)
                for alias in statement.names
            ]
        else:
            single.append(statement)
    return single


def never_run(statement: ast.stmt) -> bool:
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


def top_imports(body: list[ast.stmt]) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found += [(alias.name, "", 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.module or "", alias.name, node.level) for alias in node.names]
        elif not isinstance(node, (*FUNCTIONS, *SIMPLE, ast.expr)):
            waiting += reversed(children(node))
    return found
