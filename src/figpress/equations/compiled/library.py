"""The programs of one symbols script's displays, in reading order: one may call what an earlier one defines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figpress.equations import terms
from figpress.equations.binding import bind_chain
from figpress.equations.compiled.places import Given
from figpress.equations.compiled.program import Function, function
from figpress.equations.compiled.scalars import Scalar
from figpress.equations.compiled.swift import swift
from figpress.equations.compiled.tensors import Uncompiled
from figpress.equations.compiled.trial import needs, overrun, tried
from figpress.equations.faults import Fault, OutOfRange
from figpress.equations.model import Compiled, Equation, Problem
from figpress.equations.statements import statements
from figpress.equations.syntax import Product, Statement, Unreadable
from figpress.equations.world import World


@dataclass
class Library:
    """What displays define so far: functions of one number, by name and primes, and their sources."""

    known: dict[tuple[str, int], str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, tuple[str, Scalar]] = field(default_factory=dict)  # letter and value

    def define(self, equations: Sequence[Equation], worlds: tuple[World, ...]) -> None:
        """Takes in the functions of one number that displays define, wherever they stand."""
        left = [s for equation in equations for s in _definitions(equation, worlds[0])]
        while left:
            waiting = [s for s in left if not self._defined(s, worlds)]
            if len(waiting) == len(left):
                return
            left = waiting

    def _defined(self, statement: Statement, worlds: tuple[World, ...]) -> bool:
        call = statement.members[0]
        assert isinstance(call, terms.Call)
        try:
            made = function(statement, worlds, self.known)
        except Uncompiled:
            return False
        self.known[(call.function.tex, call.primes)] = made.name
        self.sources[made.name] = made.source
        self.bodies[made.name] = (made.rules[0].array, made.rules[0].value)
        return True

    def add(
        self,
        statement: Statement | None,
        worlds: tuple[World, ...],
        equation: Equation,
        before: Sequence[Mapping[str, np.ndarray]],
    ) -> Compiled:
        """The program of a statement, run in every world; or the words why there is none."""
        assert statement is not None
        try:
            made = function(statement, worlds, self.known, equation.label)
            trial = tried(made, statement, worlds, self.sources, before)
        except (Uncompiled, Fault) as refused:
            return Compiled(equation.label.removeprefix("eq:"), refused=refused.message)
        except OutOfRange as refused:  # a program runs over more than a display claims
            return Compiled(equation.label.removeprefix("eq:"), refused=str(refused))
        needed = tuple(needs(made, self.sources))
        error = trial.relative if not trial.agrees else min(trial.relative, 1.0)
        if not trial.agrees and (missing := overrun(made, statement, worlds)):
            return Compiled(made.name, refused=missing)
        if not trial.agrees:
            refused = f"{made.name} as a program and torch differ by {trial.error:.1e} (largest number {trial.size:.1e})"
            return Compiled(made.name, made.source, refused, needed, _reads(made), error, trial.runs)
        quick = swift(made, self.bodies) if equation.runs else ""
        return Compiled(made.name, made.source, "", needed, _reads(made), error, trial.runs, quick)

    def false(self, printed: Statement, worlds: tuple[World, ...], equation: Equation) -> Compiled:
        """The program of a statement that is false as printed: what a model would run, but is never published."""
        name = equation.label.removeprefix("eq:")
        try:
            statement, _ = bind_chain(printed, worlds[0].table, worlds[0].sizes)
            made = function(statement, worlds, self.known, equation.label)
        except (Fault, Uncompiled):
            return Compiled(name, refused=FALSE)
        return Compiled(made.name, made.source, FALSE, tuple(needs(made, self.sources)), _reads(made))


FALSE = "the display is false as printed"


def _definitions(equation: Equation, world: World) -> Iterator[Statement]:
    """φ(z) = … in a display."""
    try:
        printed = statements(equation.tex)
    except Unreadable:
        return
    for statement in printed:
        if not isinstance(statement.members[0], Product) or statement.relations[:1] != ("=",):
            continue  # no name with brackets after it
        try:
            bound, _ = bind_chain(statement, world.table, world.sizes)
        except Fault:
            continue
        first = bound.members[0]
        if (
            isinstance(first, terms.Call)
            and not isinstance(first.function, str)
            and bound.relations[:1] == ("=",)
        ):
            yield bound


def _reads(made: Function) -> tuple[str, ...]:
    return tuple(f"{g.name} {_shape(g)}" for g in made.given)


def _shape(given: Given) -> str:
    return given.shape.split(",")[0] if given.kind == "array" else "number"


def wrong(program: Compiled, equation: Equation) -> Problem | None:
    """What stops a publication: a program that differs from torch, or one that is asked for and cannot be."""
    if program.refused == FALSE:
        return None  # it is told already
    if program.source and program.refused:
        hint = "The display and its program must say the same: report it with the display."
        return Problem("equation-program", 0, len(equation.tex), program.refused, hint)
    if equation.runs and program.refused:
        hint = (
            f"Write it so that it is loops over numbers, or take it out of the set: % runs: {equation.runs}."
        )
        return Problem("equation-program", 0, len(equation.tex), f"no program: {program.refused}", hint)
    return None
