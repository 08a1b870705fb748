"""Evaluates the displays of a context on the tensors that its symbols script makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from figpress.equations import compare as claims
from figpress.equations.binding import bound
from figpress.equations.compiled.library import Library, wrong
from figpress.equations.conventions import conventions
from figpress.equations.faults import Fault, OutOfRange, Undecidable
from figpress.equations.inferring import completed
from figpress.equations.model import Described, Equation, EquationResult, Problem, SymbolContext
from figpress.equations.rows import read
from figpress.equations.statements import expression, statements
from figpress.equations.syntax import Differential, Node, Scripted, Statement, Symbol, Unreadable, walk
from figpress.equations.table import Table
from figpress.equations.world import CHOICES, SEEDS, World, Wrong


def evaluate(context: SymbolContext, equations: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a worker is given and gives back: equations and their results as plain data, for files and the
    lock.
    """
    return [result.as_json() for result in results(context, [Equation(**dict(e)) for e in equations])]


def results(context: SymbolContext, equations: Sequence[Equation]) -> tuple[EquationResult, ...]:
    """Evaluate every display in order, so that one may define what a later one uses.

    Returns a result for each, whatever is wrong with it. Raises ValueError for a symbols script that is wrong
    itself.
    """
    table, worlds = worlds_of(context)
    library = Library()
    library.define(equations, worlds)
    return tuple(_result(equation, table, worlds, library) for equation in equations)


def described(context: SymbolContext) -> str:
    """The table as text: what a symbols script prints when it is run by hand."""
    table, worlds = worlds_of(context)
    width = max(len(e.tex) for e in table.entries)
    lines = [f"{e.tex:{width}}  {e.shape:20}  {e.meaning}" for e in table.entries]
    sizes = "; ".join(", ".join(f"{name}={size}" for name, size in world.sizes.items()) for world in worlds)
    return "\n".join([*lines, f"{len(worlds)} choices of sizes: {sizes}; {SEEDS} seeds each"])


def worlds_of(context: SymbolContext) -> tuple[Table, tuple[World, ...]]:
    """The table of a context and its worlds, one for each choice of sizes. Raises ValueError for a script
    that is wrong.
    """
    worlds = tuple(World(context, choice) for choice in range(len(CHOICES)))
    table = read(completed(context.table, worlds), context.coordinates)
    for world in worlds:
        world.table = table
    for world in worlds:
        _verify(world)
    return table, worlds


def _verify(world: World) -> None:
    """Everything that forward returns is described, has the shape that the table states; definitions of the
    table are given.
    """
    table = world.table
    known = set(table.names())
    for name in world.made[0]:
        if name not in known:
            raise Wrong(f"forward returns {name}, which the table does not describe")
    for entry in table.entries:
        if entry.kind == "function" and entry.tex not in world.made[0]:
            raise Wrong(f"{entry.tex} is a function in the table, and forward does not return it")
        if entry.kind in ("function", "set") or not world.has(entry):
            continue
        if entry.kind != "size":
            world.array(entry)
    for entry in table.entries:
        if entry.definition:
            try:
                left, right = (
                    bound(expression(tex), table, world.sizes) for tex in (entry.tex, entry.definition)
                )
                claims.define(entry, left, right, world)
            except (Unreadable, Fault) as error:
                raise Wrong(f"{entry.tex} is defined by {entry.definition}: {error.message}") from None


def _result(equation: Equation, table: Table, worlds: tuple[World, ...], library: Library) -> EquationResult:
    try:
        made = statements(equation.tex)
    except Unreadable as error:
        problem = Problem("equation-unreadable", *error.span, error.message, error.hint)
        return EquationResult(equation.tex, equation.page, equation.line, problems=(problem,))
    problems, tallies, undecided, readings = [], [], [], []
    programs = []
    for world in worlds:
        world.steps.clear()
    for statement in made:
        bound_statement = None
        before = [dict(world.steps) for world in worlds]
        try:
            tallies.append(claims.check(statement, worlds))
            bound_statement = tallies[-1].bound
            programs.append(library.add(bound_statement, worlds, equation, before))
        except Undecidable as reason:
            undecided.append(reason)
        except Fault as fault:
            problems.append(Problem(fault.rule, *fault.span, fault.message, fault.hint))
            if equation.runs and fault.rule == "equation-false":
                programs.append(library.false(statement, worlds, equation))
        except OutOfRange as error:
            problems.append(Problem("equation-shape", *statement.span, str(error)))
        readings.append(_reading(statement, worlds[0], bound_statement))
    problems += [p for program in programs if (p := wrong(program, equation))]
    if undecided and not tallies and not problems:  # nothing of this display is checked
        first = undecided[0]
        problems.append(Problem(first.rule, *first.span, first.message, first.hint))
    uses = _uses(made, table)
    names = {described.name for described in uses}
    if any(readings):
        readings.append(conventions(worlds[0].context, (e for e in table.entries if e.tex in names)))
    return EquationResult(
        equation.tex,
        equation.page,
        equation.line,
        undecided=(*(u.what for u in undecided), *(what for t in tallies for what in t.skipped)),
        reading=tuple(filter(None, readings)),
        claims=sum(t.claims for t in tallies),
        error=max((t.error for t in tallies), default=0.0),
        size=max((t.size for t in tallies), default=0.0),
        sizes=len(worlds),
        seeds=SEEDS,
        problems=tuple(problems),
        defines=tuple(t.defines for t in tallies if t.defines),
        uses=uses,
        trees=tuple(hashlib.sha256(repr(s).encode()).hexdigest() for s in made),
        set=equation.runs,
        programs=tuple(programs),
    )


def _reading(statement: Statement, world: World, known: Statement | None) -> str:
    try:
        return claims.reading(statement, world, known)
    except Fault:
        return ""  # nothing was understood: the problem says what


def _uses(made: tuple[Statement, ...], table: Table) -> tuple[Described, ...]:
    """The rows of the table that a display mentions, in the order of the table."""
    mentioned = set()
    for statement in made:
        for node in walk(statement):
            mentioned |= _mentioned(node, table)
    return tuple(Described(e.tex, e.shape, e.meaning) for e in table.entries if e.tex in mentioned)


def _mentioned(node: Node, table: Table) -> set[str]:
    if isinstance(node, Symbol | Scripted):
        reference = table.resolve(node)
        return {reference.entry.tex} if reference else set()
    return _mentioned(node.of, table) if isinstance(node, Differential) else set()
