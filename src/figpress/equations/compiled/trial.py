"""Programs run in the build's JavaScript engine, on the tensors of the worlds, and held against torch."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from figpress.base.javascript import Interpreter
from figpress.equations import terms
from figpress.equations.compiled.helpers import HELPERS
from figpress.equations.compiled.places import Given
from figpress.equations.compiled.program import Function
from figpress.equations.compiled.spelling import identifier
from figpress.equations.evaluator import Evaluator
from figpress.equations.faults import OutOfRange
from figpress.equations.syntax import Statement
from figpress.equations.values import Value, written_out
from figpress.equations.world import SEEDS, World

BOUND = 1e-12  # of the largest number in the program's result
ROUNDING = 1e-14  # of the numbers that went in: where the result is zero in truth
_RUNNER = """\
function run(size, given, length) {
  const to = new Float64Array(length);
  made(size, given, to);
  return Array.from(to, (x) => (Number.isFinite(x) ? x : String(x)));
}
function each(values) { return values.map((x) => made(x)).map((x) => (Number.isFinite(x) ? x : String(x))); }
"""


@dataclass(frozen=True)
class Trial:
    """How far a program and torch agree.

    error  largest difference over all sizes, seeds and entries
    size   largest number in torch's result
    runs   how many results were compared
    """

    error: float
    size: float
    scale: float
    runs: int

    @property
    def agrees(self) -> bool:
        return self.error <= BOUND * self.size + ROUNDING * min(self.scale, 1e6 * max(self.size, 1.0))

    @property
    def relative(self) -> float:
        """The error as a share of the largest number; of what went in, where the result is zero in truth."""
        return self.error / (self.size if self.size > BOUND * self.scale else self.scale)


class Engine:
    """A JavaScript engine with the functions that were compiled so far."""

    def __init__(self, sources: Iterable[str]):
        self._interpreter = Interpreter("programs", [*sources, _RUNNER])

    def run(self, sizes: Mapping[str, int], given: Mapping[str, Any], length: int) -> np.ndarray:
        return _numbers(self._interpreter.call("run", dict(sizes), dict(given), length))

    def each(self, values: list[float]) -> np.ndarray:
        return _numbers(self._interpreter.call("each", values))


def plain(source: str) -> str:
    """A function's source as a script: without what makes it part of a module."""
    return source.replace("export function", "function", 1)


def tried(
    made: Function,
    statement: Statement,
    worlds: tuple[World, ...],
    others: Mapping[str, str],
    before: Sequence[Mapping[str, np.ndarray]] = (),
) -> Trial:
    """Runs a program in every world, for every seed.

    others  sources of the functions that displays define, by identifier
    before  of a step, w ← …: what earlier steps of the display had made of each world's names when it was taken
    """
    needed = needs(made, others)
    sources = [HELPERS.get(name) or plain(others[name]) for name in needed]
    engine = Engine([*sources, plain(made.source), f"const made = {made.name};"])
    total = Trial(0.0, 0.0, 0.0, 0)
    for at, world in enumerate(worlds):
        if made.written is None:
            found = _scalar(made, statement, world, engine)
        else:
            found = _loops(made, statement, world, engine, before[at] if before else world.steps)
        total = Trial(
            max(total.error, found.error), max(total.size, found.size), max(total.scale, found.scale), total.runs + found.runs
        )  # fmt: skip
    return total


def needs(made: Function, others: Mapping[str, str]) -> list[str]:
    """What a function calls, and what that calls, first things first."""
    import re

    found: dict[str, None] = {}

    def add(names: Iterable[str]) -> None:
        for name in names:
            if name in found:
                continue
            if name in others:
                called = set(re.findall(r"[A-Za-z_]\w*(?=\()", others[name]))
                add(sorted((called & (set(others) | set(HELPERS))) - {name}))
            found[name] = None

    add(made.needs)
    return list(found)


def _numbers(found: list) -> np.ndarray:
    return np.array([float(str(x).replace("Infinity", "inf")) for x in found], dtype=np.float64)


def _compared(said: np.ndarray, true: np.ndarray) -> float:
    with np.errstate(invalid="ignore"):
        apart = np.abs(said - true)
    apart[said == true] = 0.0
    return float(np.where(np.isnan(apart), np.inf, apart).max(initial=0.0))


def _largest(x: np.ndarray) -> float:
    finite = np.abs(x[np.isfinite(x)])
    return float(finite.max(initial=0.0))


def _scalar(made: Function, statement: Statement, world: World, engine: Engine) -> Trial:
    """A function of one number: at the world's own numbers, and at many others."""
    call = statement.members[0]
    points = np.linspace(-7, 7, 141)
    argument = call.arguments[0]
    key = argument.name if isinstance(argument, terms.Letter) else f"\0{argument.entry.tex}"
    evaluator = Evaluator(world)
    true = np.array([np.ravel(evaluator.value(call, {key: _value(x)}).array)[0] for x in points])
    said = engine.each([float(x) for x in points])
    return Trial(_compared(said, true), _largest(true), 1.0, len(points))


def _value(x: float) -> Value:
    from figpress.equations.values import number

    return number(x)


def _loops(made: Function, statement: Statement, world: World, engine: Engine, before: Mapping) -> Trial:
    written = made.written
    assert written is not None
    sizes = {identifier(s): world.sizes[s] for s in made.sizes}
    known = {identifier(s): n for s, n in world.sizes.items()}
    length = written.length.value(known)
    scopes = list(_scopes(made, known, statement, world))
    evaluator = Evaluator(world)
    after, world.steps = world.steps, dict(before)
    handed = {g.name: _handed(g, made, world, evaluator, known, scopes) for g in made.given}
    world.steps = after
    true, places = _true(made, statement, evaluator, known, scopes)
    error = size = 0.0
    for seed in range(SEEDS):
        given = {name: _seed(values, seed) for name, values in handed.items()}
        said = engine.run(sizes, given, length)[places]
        expected = true[min(seed, len(true) - 1)]
        error, size = max(error, _compared(said, expected)), max(size, _largest(expected))
    scale = max(
        (_largest(np.asarray(v, dtype=float)) for v in handed.values() if isinstance(v, np.ndarray)),
        default=1.0,
    )
    return Trial(error, size, max(scale, 1.0), SEEDS)


def _seed(values: Any, seed: int) -> Any:
    if not isinstance(values, np.ndarray):
        return values[seed] if isinstance(values, list) else values
    one = values[min(seed, len(values) - 1)]
    return one.reshape(-1).tolist() if one.ndim else float(one)


def _scopes(made: Function, known: Mapping[str, int], statement: Statement, world: World):
    spelt = {js: printed for printed, js in made.printed}
    letters = [
        (spelt.get(letter, letter), range(low.value(known), high.value(known)))
        for letter, low, high in made.letters
    ]
    evaluator = Evaluator(world)
    for picked in itertools.product(*(span for _, span in letters)):
        scope = dict(zip((letter for letter, _ in letters), picked))
        if evaluator.holds(statement.conditions, scope):
            yield scope


def _handed(given: Given, made: Function, world: World, evaluator: Evaluator, known, scopes) -> Any:
    """A program's input in one world: an array for each seed, a list of whole numbers, or a set's members."""
    node = given.of
    if isinstance(node, terms.Call):
        return _called(given, made, evaluator, known, scopes)
    entry = node.entry
    if given.kind in ("index", "set"):
        found = [world.raw(entry, seed) for seed in range(SEEDS)]
        return [x if isinstance(x, int) else [int(y) for y in x] for x in found]
    array = world.array(entry, node.bar)
    assert array is not None
    return array.reshape(len(array)) if given.kind == "number" else array.reshape(len(array), -1)


def _called(given: Given, made: Function, evaluator: Evaluator, known, scopes) -> np.ndarray:
    """What a function of the script's own makes, for every value of its letters."""
    rows, columns = given.rows.value(known), given.columns.value(known)
    counts = [n.value(known) for _, _, n in given.letters]
    lows = [low.value(known) for _, low, _ in given.letters]
    spelt = {js: printed for printed, js in made.printed}
    found = np.zeros((SEEDS, *counts, rows, columns))
    for picked in itertools.product(*map(range, counts)):
        scope = {
            spelt.get(letter, letter): at + low
            for (letter, _, _), at, low in zip(given.letters, picked, lows)
        }
        try:
            value = evaluator.value(given.of, scope)
        except OutOfRange:
            continue
        found[(slice(None), *picked)] = value.array
    return found.reshape(SEEDS, -1) if given.kind == "array" else found.reshape(SEEDS)


def _true(made: Function, statement: Statement, evaluator: Evaluator, known, scopes):
    """torch's side: [seeds, numbers], and where the program has written each."""
    written = made.written
    assert written is not None
    rows, columns = written.rows.value(known), written.columns.value(known)
    spelt = dict(made.printed)
    values, places = [], []
    for scope in scopes:
        value = evaluator.value(statement.members[0], scope)
        if value.eye is not None:
            value = written_out(value, rows, columns)
        values.append(np.broadcast_to(value.array, (value.array.shape[0], rows, columns)))
        env = {**known, **{spelt.get(k, k): v for k, v in scope.items()}}
        places.append(
            [[written.place.value({**env, "_i": i, "_j": j}) for j in range(columns)] for i in range(rows)]
        )  # fmt: skip
    seeds = max(v.shape[0] for v in values)
    stacked = np.stack([np.broadcast_to(v, (seeds, rows, columns)) for v in values], 1)
    return stacked.reshape(seeds, -1), np.array(places).reshape(-1)
