"""Top-level statements: which names they bind, what they import, and what they look up when they are
executed.
"""

import ast

from figpress.freshness.code.canon import FUNCTIONS
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
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant | ast.Name):
        if all(isinstance(target, ast.Name) for target in statement.targets):
            return [target.id for target in statement.targets]  # type: ignore[attr-defined]
    names: list[str] = []
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.append(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.append(node.id)
        elif isinstance(node, ast.Import):
            names += [alias.asname or alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names if alias.name != "*"]
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.append(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.append(node.rest)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            names += [n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr)]
            continue
        waiting[:0] = list(ast.iter_child_nodes(node))
    return list(dict.fromkeys(names))


def at_once(statement: ast.stmt) -> set[tuple[str, ...]]:
    """What a top-level statement looks up when it is executed: not what functions and lambdas look up when
    they are called.
    """
    parts: list[ast.AST] = [statement]
    inner: set[str] = set()
    if isinstance(statement, FUNCTIONS):
        parts = evaluated_here(statement)
    elif isinstance(statement, ast.ClassDef):
        found: set[tuple[str, ...]] = set()
        for part in statement.body:
            found |= {chain for chain in at_once(part) if chain[0] not in inner}
            inner.update(binds(part))
        return found | set().union(*(_looked_up(part) for part in evaluated_here(statement)))
    return set().union(*(_looked_up(part) for part in parts)) - {(name,) for name in binds(statement)}


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
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Import):
            found += [(alias.name, "", 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.module or "", alias.name, node.level) for alias in node.names]
        elif not isinstance(node, (*FUNCTIONS, *SIMPLE, ast.expr)):
            waiting[:0] = list(ast.iter_child_nodes(node))
    return found
