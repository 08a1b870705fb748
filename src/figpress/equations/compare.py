"""Holds the two sides of every printed relation against one another, in every world and for every index."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from figpress.equations import terms, values
from figpress.equations.binding import bind_chain
from figpress.equations.definitions import define, made_by
from figpress.equations.evaluator import Evaluator
from figpress.equations.faults import Fault, OutOfRange, Undecidable
from figpress.equations.indices import bound_and_free, counted_apart, domain, free_letters
from figpress.equations.reading import read_back
from figpress.equations.relations import compared, hold
from figpress.equations.sampling import sampled, told_apart
from figpress.equations.syntax import Node, Space, Statement, walk
from figpress.equations.table import Entry
from figpress.equations.tokens import UNDECIDED
from figpress.equations.values import Value
from figpress.equations.whole import Scope
from figpress.equations.world import World

ASSIGNMENTS = 20_000  # of values to the free letters of one statement


@dataclass(frozen=True)
class Tally:
    """What one statement came to.

    claims   relations that were compared
    error    largest difference between two sides that are said to be equal
    size     largest number on such a side
    defines  the name that it introduces, or ""
    bound    the statement with its names looked up
    skipped  members of the chain that nobody can evaluate
    """

    claims: int = 0
    error: float = 0.0
    size: float = 0.0
    defines: str = ""
    bound: Statement | None = None
    skipped: tuple[str, ...] = ()


def check(printed: Statement, worlds: tuple[World, ...]) -> Tally:
    """Evaluate a statement in every world. Raises Fault for what is wrong with it, Undecidable for what
    nobody can evaluate."""
    if undecided := [r for r in printed.relations if r in UNDECIDED]:
        return _around(printed, undecided, worlds)
    statement, skipped = bind_chain(printed, worlds[0].table, worlds[0].sizes)
    if letter := bound_and_free(statement):
        raise Fault(
            "equation-unreadable",
            printed,
            f"{letter} runs in a sum and stands outside it, too",
            "Put the sum's terms in parentheses, or name one of them otherwise.",
        )
    if apart := counted_apart(statement, worlds[0]):
        raise Fault(
            "equation-symbol",
            printed,
            apart,
            "Say first=1 in the symbols script, or let the family count from 0.",
        )
    if _is_step(statement, worlds[0]):
        return _step(statement, worlds)
    defined = _definition(statement, worlds[0])
    letters = free_letters(statement, worlds[0].sizes)
    with np.errstate(all="ignore"):  # −∞ is what a mask is made of
        tallies = [_in_world(statement, world, defined, letters) for world in worlds]
    claims = len(statement.relations) - bool(defined)
    return Tally(
        claims,
        max(t.error for t in tallies),
        max(t.size for t in tallies),
        defined.tex if defined else "",
        statement,
        skipped,
    )


def _around(printed: Statement, undecided: list[str], worlds: tuple[World, ...]) -> Tally:
    """What a chain claims beside the relations that nothing here can decide: a = b of a = b ∝ c."""
    parts: list[tuple[list[Node], list[str]]] = [([printed.members[0]], [])]
    for relation, member in zip(printed.relations, printed.members[1:]):
        if relation in UNDECIDED:
            parts.append(([member], []))
        else:
            parts[-1][0].append(member)
            parts[-1][1].append(relation)
    found = [
        check(replace(printed, members=tuple(members), relations=tuple(relations)), worlds)
        for members, relations in parts
        if relations
    ]
    if not found:
        raise Undecidable(f"{undecided[0]} is not compared", printed)
    return replace(
        found[0],
        claims=sum(t.claims for t in found),
        error=max(t.error for t in found),
        size=max(t.size for t in found),
        skipped=(*(s for t in found for s in t.skipped), *(f"{r} is not compared" for r in undecided)),
    )


def _definition(statement: Statement, world: World) -> Entry | None:
    """The name of the table that this statement gives its value to: it stands alone on the left, and has none
    yet.
    """
    first = statement.members[0]
    plainly = isinstance(first, terms.Name) and not first.bar
    if (
        not plainly
        or statement.relations[0] not in ("=", "≔", "←")
        or statement.conditions
        or statement.premises
    ):
        return None
    if first.entry.kind not in ("tensor", "scalar") or world.has(first.entry):
        return None
    letters = [i.name for i in first.indices if isinstance(i, terms.Letter)]
    return first.entry if len(set(letters)) == len(first.indices) else None


def _is_step(statement: Statement, world: World) -> bool:
    """w ← w − ηg: a name that has a value gets another one. m_t ← … of another member of the family is an
    equation."""
    if "←" not in statement.relations:
        return False
    left = statement.members[0]
    if statement.relations != ("←",) or not isinstance(left, terms.Name) or left.bar:
        raise Fault("equation-unreadable", statement, "← stands between one name and its new value")
    same = any(
        isinstance(n, terms.Name) and (n.entry, n.indices, n.bar) == (left.entry, left.indices, False)
        for n in walk(statement.members[1])
    )
    return world.has(left.entry) and (same or world.table.after(left.entry) is not None)


def _step(statement: Statement, worlds: tuple[World, ...]) -> Tally:
    """The name has its new value in the rest of the display; where the table has w^+, it is what forward
    made of it."""
    left, right = statement.members
    after = worlds[0].table.after(left.entry)
    error = size = 0.0
    for world in worlds:
        evaluator = Evaluator(world)
        with np.errstate(all="ignore"):
            made = made_by(left.entry, left, right, evaluator)
        if after is not None:
            said = world.array(after)
            if said is None or said.shape != made.shape:
                raise Fault("equation-shape", left, f"{after.tex} is not of the shape of {left.entry.tex}")
            flat = made.reshape(len(made), -1, made.shape[-1]), said.reshape(len(said), -1, said.shape[-1])
            worst, largest = hold(
                "=", *flat, float(np.abs(made).max(initial=1.0)), left, right, evaluator, {}
            )
            error, size = max(error, worst), max(size, largest)
        world.steps[left.entry.tex] = made
    return Tally(int(after is not None), error, size, "" if after is not None else left.entry.tex, statement)


def reading(printed: Statement, world: World, known: Statement | None = None) -> str:
    """How a statement was understood, with the shapes of its terms as far as it can be evaluated; `known` is
    what it is bound to."""
    statement = known or bind_chain(printed, world.table, world.sizes)[0]
    evaluator = Evaluator(world, drawn=sampled(statement, world))
    evaluator.shapes = {}
    with np.errstate(all="ignore"), suppress(Fault, OutOfRange):
        for scope in _scopes(statement, free_letters(statement, world.sizes), evaluator):
            with suppress(OutOfRange):
                for member in statement.members:
                    if not isinstance(member, Space):
                        evaluator.value(member, scope)
                break
    return read_back(statement, evaluator.shapes, lambda length: world.named(length).partition("=")[0])


def _in_world(statement: Statement, world: World, defined: Entry | None, letters: tuple[str, ...]) -> Tally:
    evaluator = Evaluator(world, drawn=sampled(statement, world))
    members, relations = statement.members, statement.relations
    if defined:
        if evaluator.drawn:
            raise Fault(
                "equation-symbol",
                members[0],
                f"{defined.tex} is defined by random names, so forward makes it",
            )
        define(defined, members[0], members[1], world)
        members, relations = members[1:], relations[1:]
    worst = size = 0.0
    count = 0
    tried: dict[str, set[int]] = {}
    for scope in _scopes(statement, letters, evaluator):
        found = _sides(statement, members, evaluator, scope)
        if found is None:
            continue
        count += 1
        for letter in letters:
            tried.setdefault(letter, set()).add(scope[letter])
        for relation, left, right, a, b in zip(relations, members, members[1:], found, found[1:]):
            try:
                error, largest = compared(relation, left, right, a, b, evaluator, scope)
            except Fault as fault:
                if fault.rule == "equation-false" and evaluator.drawn and a is not None and b is not None:
                    told_apart(left, right, evaluator, scope)
                raise
            worst, size = max(worst, error), max(size, largest)
    if not count:
        raise Fault(
            "equation-shape",
            statement,
            "no index fits: nothing is compared",
            "Widen its conditions, or check what its letters run over.",
        )
    nodes = (*members, *(m for p in statement.premises for m in p.members))
    for letter, values_of in tried.items():
        if len(values_of) == 1 and (span := domain(letter, nodes, world)) and span.loose:
            raise Fault(
                "equation-shape",
                statement,
                f"{letter} fits for {next(iter(values_of))} alone: for every other one an index is missing",
                "Say over which indices a sum runs, so that none is missing.",
            )
    return Tally(0, worst, size)


def _sides(
    statement: Statement, members: Sequence[Node], evaluator: Evaluator, scope: Scope
) -> list[Value | None] | None:
    """The members of a chain under one assignment; None where nothing is claimed there."""
    where = evaluator.where(statement.conditions, scope)
    if where is not None and not where.any():
        return None
    try:
        if not all(_premise(p, evaluator, scope) for p in statement.premises):
            return None
        found = [None if isinstance(m, Space) else evaluator.value(m, scope) for m in members]
    except OutOfRange as error:
        if not scope:
            raise Fault("equation-shape", statement, str(error)) from None
        return None
    return found if where is None else [v if v is None else values.of_seeds(v, where) for v in found]


def _scopes(statement: Statement, letters: tuple[str, ...], evaluator: Evaluator) -> Iterator[Scope]:
    """Every assignment of the free letters that the conditions allow."""
    world = evaluator.world
    nodes = (*statement.members, *(m for p in statement.premises for m in p.members))
    spans = []
    for letter in letters:
        try:
            span = domain(letter, nodes, world)
        except ValueError as error:
            raise Fault("equation-shape", statement, str(error)) from None
        if span is None and (partner := _partner(letter, statement)):
            span = domain(partner, nodes, world)
        if span is None:
            raise Fault(
                "equation-symbol",
                _first_use(letter, statement),
                f"{letter} is neither a name of the table nor an index of one",
                _likely(letter, world),
            )
        spans.append(range(span.low, span.high + 1))
    if math.prod(map(len, spans)) > ASSIGNMENTS:
        raise Fault(
            "equation-shape",
            statement,
            f"{', '.join(letters)} together take {math.prod(map(len, spans))} values; at most "
            f"{ASSIGNMENTS} are evaluated",
        )
    for picked in itertools.product(*spans):
        scope: Scope = dict(zip(letters, picked))
        if all(evaluator.may_hold(c, scope) for c in statement.conditions):
            yield scope


def _partner(letter: str, statement: Statement) -> str:
    """The letter that another one is said to be: j of i = j."""
    for condition in statement.conditions:
        names = [m.name for m in condition.members if isinstance(m, terms.Letter)]
        if set(condition.relations) <= {"=", "≠"} and letter in names and len(names) == 2:
            return names[names[0] == letter]
    return ""


def _likely(letter: str, world: World) -> str:
    likely = world.table.likely_name(letter)
    return f"Did you mean {likely}?" if likely else "Give it a row in the symbols script."


def _first_use(letter: str, statement: Statement) -> Node:
    return next((n for n in walk(statement) if isinstance(n, terms.Letter) and n.name == letter), statement)


def _premise(premise: Statement, evaluator: Evaluator, scope: Scope) -> bool:
    """Whether a statement before ⇒ holds here, for every seed."""
    found = [evaluator.value(m, scope) for m in premise.members]
    for relation, left, right, a, b in zip(
        premise.relations, premise.members, premise.members[1:], found, found[1:]
    ):
        try:
            compared(relation, left, right, a, b, evaluator, scope)
        except Fault as fault:
            if fault.rule != "equation-false":
                raise
            return False
    return True
