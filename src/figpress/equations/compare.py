"""Holds the two sides of every printed relation against one another, in every world and for every index."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from figpress.equations import terms, values
from figpress.equations.binding import bind_chain
from figpress.equations.evaluator import Evaluator
from figpress.equations.faults import Fault, OutOfRange, Undecidable
from figpress.equations.indices import bound_and_free, counted_apart, domain, free_letters
from figpress.equations.reading import read_back
from figpress.equations.sampling import sampled, told_apart
from figpress.equations.syntax import Node, Space, Statement, walk
from figpress.equations.table import Entry
from figpress.equations.tokens import UNDECIDED
from figpress.equations.values import Misfit, Value
from figpress.equations.whole import Scope
from figpress.equations.world import World

RELATIVE = (
    1e-9  # of the larger side: what float64 leaves of a long chain of products is a thousand times smaller
)
ROUNDING = 1e-13  # of the numbers that went in: for sides that are zero in truth
ROUGH = 0.05  # ≈: of each entry, and nowhere less than a thousandth of the largest
LEAST = 1e-3
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


def define(entry: Entry, left: terms.Name, right: Node, world: World) -> None:
    """Give a name of the table the value of a term. Raises Fault where the shapes differ."""
    array = _made(entry, left, right, Evaluator(world))

    def again():
        import torch

        return (
            _made(entry, left, right, Evaluator(world).following())
            if torch.is_grad_enabled()
            else torch.as_tensor(array)
        )

    world.define(entry, array, again)


def _made(entry: Entry, left: terms.Name, right: Node, evaluator: Evaluator):
    """[seeds, *ranges, rows, columns] of what a display says that a name is."""
    world = evaluator.world
    letters = [i.name for i in left.indices if isinstance(i, terms.Letter)]
    spans = [
        range(world.low(entry, a), world.low(entry, a) + world.count(entry, a)) for a in range(len(letters))
    ]
    expected = world.element_shape(entry)
    elements = []
    for picked in itertools.product(*spans):
        value = evaluator.value(right, dict(zip(letters, picked)))
        array = value.array
        if value.zero:
            array = array + values.like(np.zeros((1, *expected)), array)
            value = Value(array, entry.dims is None)
        elif value.eye is not None and expected[0] == expected[1]:
            array = values.written_out(value, *expected).array
        elif value.tall or value.wide:
            rows = expected[0] if value.tall else array.shape[1]
            array = array + values.like(
                np.zeros((1, rows, expected[1] if value.wide else array.shape[2])), array
            )
        if tuple(array.shape[1:]) != expected or value.scalar != (entry.dims is None):
            raise Fault(
                "equation-shape",
                right,
                f"{entry.tex} is {entry.shape} in the table, but this is {evaluator.shown(value.shape)}",
            )
        elements.append(array + values.like(np.zeros((len(world.made), *expected)), array))
    lib = values.library(elements[0])
    return lib.stack(elements, 1).reshape(len(world.made), *map(len, spans), *expected)


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
            made = _made(left.entry, left, right, evaluator)
        if after is not None:
            said = world.array(after)
            if said is None or said.shape != made.shape:
                raise Fault("equation-shape", left, f"{after.tex} is not of the shape of {left.entry.tex}")
            flat = made.reshape(len(made), -1, made.shape[-1]), said.reshape(len(said), -1, said.shape[-1])
            worst, largest = _hold(
                "=", *flat, float(np.abs(made).max(initial=1.0)), left, right, evaluator, {}
            )
            error, size = max(error, worst), max(size, largest)
        world.steps[left.entry.tex] = made
    return Tally(int(after is not None), error, size, "" if after is not None else left.entry.tex, statement)


def reading(printed: Statement, world: World) -> str:
    """How a statement was understood, with the shapes of its terms as far as it can be evaluated."""
    statement, _ = bind_chain(printed, world.table, world.sizes)
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
    compared = 0
    tried: dict[str, set[int]] = {}
    for scope in _scopes(statement, letters, evaluator):
        where = evaluator.where(statement.conditions, scope)
        if where is not None and not where.any():
            continue
        found: list[Value | None] = []
        try:
            if not all(_premise(p, evaluator, scope) for p in statement.premises):
                continue
            found = [None if isinstance(m, Space) else evaluator.value(m, scope) for m in members]
            if where is not None:
                found = [v if v is None else values.of_seeds(v, where) for v in found]
        except OutOfRange as error:
            if not scope:
                raise Fault("equation-shape", statement, str(error)) from None
            continue
        compared += 1
        for letter in letters:
            tried.setdefault(letter, set()).add(scope[letter])
        for relation, left, right, a, b in zip(relations, members, members[1:], found, found[1:]):
            try:
                error, largest = _compare(relation, left, right, a, b, evaluator, scope)
            except Fault as fault:
                if fault.rule == "equation-false" and evaluator.drawn and a is not None and b is not None:
                    told_apart(left, right, evaluator, scope)
                raise
            worst, size = max(worst, error), max(size, largest)
    if not compared:
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
            _compare(relation, left, right, a, b, evaluator, scope)
        except Fault as fault:
            if fault.rule != "equation-false":
                raise
            return False
    return True


def _compare(
    relation: str,
    left: Node,
    right: Node,
    a: Value | None,
    b: Value | None,
    evaluator: Evaluator,
    scope: Scope,
) -> tuple[float, float]:
    """The largest difference of two sides and the largest number on them. Raises Fault where the relation
    does not hold.
    """
    if relation == "∈":
        return _member(left, right, a, evaluator)
    assert a is not None and b is not None
    if a.zero or b.zero:
        return _zero(relation, left, right, a, b, evaluator, scope)
    shapes = f"the left side is {evaluator.shown(a.shape)}, this is {evaluator.shown(b.shape)}"
    if a.scalar != b.scalar:
        raise Fault("equation-shape", right, shapes)
    try:
        a, b = values.fitted(a, b)
    except Misfit:
        raise Fault("equation-shape", right, shapes) from None
    if relation not in ("=", "≔", "←", "≈", "≠") and not a.scalar:
        raise Fault(
            "equation-shape", right, f"{relation} stands between numbers, not {evaluator.shown(a.shape)}"
        )
    x, y = a.array, b.array
    if a.eye is not None or b.eye is not None:
        x, y = (
            np.concatenate([x, 0 * x if a.eye is None else a.eye], 2),
            np.concatenate([y, 0 * y if b.eye is None else b.eye], 2),
        )
    x, y = np.broadcast_arrays(x, y)
    return _hold(relation, x, y, max(a.size, b.size), left, right, evaluator, scope)


def _zero(
    relation: str, left: Node, right: Node, a: Value, b: Value, evaluator: Evaluator, scope: Scope
) -> tuple[float, float]:
    """Against a literal 0, which has any shape."""
    other = b if a.zero else a
    if other.eye is not None:
        raise Fault("equation-shape", right, "the size of I is not determined here")
    if relation not in ("=", "≔", "←", "≈", "≠") and not other.scalar:
        raise Fault(
            "equation-shape", right, f"{relation} stands between numbers, not {evaluator.shown(other.shape)}"
        )
    nothing = np.zeros_like(other.array)
    x, y = (nothing, other.array) if a.zero else (other.array, nothing)
    return _hold(relation, x, y, other.size, left, right, evaluator, scope, nothing=True)


def _member(left: Node, right: Node, a: Value | None, evaluator: Evaluator) -> tuple[float, float]:
    r"""X ∈ ℝ^{n×d}: the shape is as printed."""
    if not isinstance(right, Space) or a is None:
        raise Fault("equation-unreadable", right, r"∈ is followed by \mathbb R^{n\times d}")
    world = evaluator.world
    dims = tuple(evaluator.integer(d, {}) for d in right.dims)
    expected = (*dims, 1) if len(dims) == 1 else dims
    if a.shape != expected:
        raise Fault(
            "equation-shape",
            right,
            f"this is {evaluator.shown(a.shape)}, not {'×'.join(map(world.named, dims)) or 'a number'}",
        )
    return 0.0, 0.0


def _hold(
    relation: str,
    x: np.ndarray,
    y: np.ndarray,
    scale: float,
    left: Node,
    right: Node,
    evaluator: Evaluator,
    scope: Scope,
    nothing: bool = False,
) -> tuple[float, float]:
    with np.errstate(invalid="ignore"):
        difference = np.abs(x - y)
    difference[(x == y)] = 0.0  # −∞ on both sides
    largest = max(_top(x), _top(y))
    tolerance = RELATIVE * largest + ROUNDING * min(scale, 1e6 * max(largest, 1.0))
    if relation == "≈":
        # Entry by entry; about nothing: small beside what went in.
        rough = (
            ROUGH * 0.1 * min(scale, 1.0)
            if nothing
            else np.maximum(ROUGH * np.maximum(np.abs(x), np.abs(y)), LEAST * largest)
        )
        wrong = ~(difference <= rough)
    elif relation in ("=", "≔", "←"):
        wrong = ~(difference <= tolerance)
    elif relation == "≠":
        wrong = np.broadcast_to((difference <= tolerance).all((1, 2), keepdims=True), x.shape)
    else:
        ahead = {"<": y - x, "≤": y - x, ">": x - y, "≥": x - y}.get(relation)
        if ahead is None:
            raise Fault("equation-unreadable", right, f"{relation} is not compared")
        wrong = ~(ahead > tolerance) if relation in "<>" else ~(ahead >= -tolerance)
    if wrong.any():
        raise Fault(
            "equation-false",
            right,
            _told(
                relation, x, y, np.where(np.isnan(difference), np.inf, difference) * wrong, evaluator, scope
            ),
        )
    return (float(difference.max()) if relation in ("=", "≔", "←") else 0.0), largest


def _told(
    relation: str, x: np.ndarray, y: np.ndarray, difference: np.ndarray, evaluator: Evaluator, scope: Scope
) -> str:
    """Where two sides differ most, and whether a factor explains it."""
    seed, row, column = np.unravel_index(int(np.argmax(difference)), difference.shape)
    a, b = float(x[seed, row, column]), float(y[seed, row, column])
    where = [f"{letter}={at}" for letter, at in scope.items()]
    if x.shape[1:] != (1, 1):
        where.insert(
            0,
            f"entry {row + 1},{column + 1} of {evaluator.world.named(x.shape[1])} × "
            f"{evaluator.world.named(x.shape[2])}",
        )
    if relation == "≈":
        where.append(f"{100 * ROUGH:g} % of each entry are allowed")
    sides = (
        f"left {a:.6g}, right {b:.6g}" if relation in ("=", "≈") else f"{a:.6g} {relation} {b:.6g} is false"
    )
    with np.errstate(all="ignore"):
        ratio = y / x
    factor = ""
    if relation == "=" and np.isfinite(ratio).all() and np.ptp(ratio) < 1e-9 * abs(ratio.flat[0]):
        factor = (
            "; the right side has the other sign"
            if abs(ratio.flat[0] + 1) < 1e-9
            else f"; the right side is {ratio.flat[0]:.6g} times the left"
        )
    return sides + (f" at {', '.join(where)}" if where else "") + factor


def _top(array: np.ndarray) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0
