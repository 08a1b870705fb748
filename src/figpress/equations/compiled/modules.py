"""Sets of programs as ES modules: `% runs: attention` on displays becomes attention.mjs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.equations.compiled.helpers import HELPERS
from figpress.equations.model import Compiled, EquationResult

_HEAD = (
    "// Written from the displayed equations of this site, and held against torch before it was published.\n"
)


@dataclass(frozen=True)
class Member:
    """One function of a set, and the display that it was written from."""

    program: Compiled
    result: EquationResult


def sets(contexts: Mapping[str, Iterable[EquationResult]], unchecked: bool = False) -> dict[str, str]:
    """The modules of all sets: name → source. Raises Mistake where a set has two functions of one name.

    contexts   the results of every symbols script, in reading order
    unchecked  those that differ from torch as well: what a wrong display would make of a model
    """
    found: dict[str, dict[str, Member]] = {}
    functions: dict[str, dict[str, Compiled]] = {}
    for context, results in contexts.items():
        known = functions.setdefault(context, {})
        for result in results:
            for program in result.programs:
                known.setdefault(program.name, program)
                if not result.set or not program.source or (program.refused and not unchecked):
                    continue
                own = found.setdefault(result.set, {})
                if program.name in own:
                    raise Mistake(
                        f"the set {result.set} has two functions {program.name}",
                        Place(result.page, result.line),
                        f"{own[program.name].result.page} has the first. Take one of the displays out of the set, or into another.",
                    )
                own[program.name] = Member(program, result)
    by_name = {name: program for known in functions.values() for name, program in known.items()}
    return {name: module(members.values(), by_name) for name, members in sorted(found.items())}


def module(members: Iterable[Member], others: Mapping[str, Compiled]) -> str:
    """One set's module: what its functions call comes first."""
    members = tuple(members)
    own = {m.program.name for m in members}
    called = list(dict.fromkeys(name for m in members for name in m.program.needs if name not in own))
    helpers = [HELPERS[name] for name in called if name in HELPERS]
    lent = [
        others[name].source.replace("export function", "function", 1)
        for name in called
        if name not in HELPERS
    ]
    written = [
        f"// {' '.join(m.result.tex.split())}\n// {m.result.page}:{m.result.line}\n{m.program.source}"
        for m in members
    ]
    quick = {m.program.name: m.program.swift for m in members if m.program.swift}
    table = []
    if quick:  # what writes vectors stands on the evaluator, and on numpy: a page without them needs neither
        from figpress.equations.compiled.swift import linked

        table = [linked([m.program.name for m in members], quick)]
    return _HEAD + "\n" + "\n".join([*helpers, *lent, *written, *table])
