"""Programs run in the build's JavaScript engine, on the tensors of the worlds, and held against torch."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
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
# Numbers travel as their bits, in pairs of whole numbers: digits would take longer than all programs.
_RUNNER = """\
let made, known = {};
const numbers = (bits) => new Float64Array(new Uint32Array(bits).buffer);
const bits = (numbers) => Array.from(new Uint32Array(numbers.buffer));
function each(points) { return bits(numbers(points).map((x) => made(x))); }
function all(tests) {
  return tests.map(({ sizes, arrays, kept, single, plain, length, seeds }) => {
    for (const [at, told] of Object.entries(kept)) known[at] = numbers(told);
    const read = Object.entries(arrays).map(([name, told]) => [name, Array.isArray(told) ? numbers(told) : known[told]]);
    const written = new Float64Array(length * seeds);
    for (let seed = 0; seed < seeds; seed++) {
      const given = {}, to = new Float64Array(length);
      for (const [name, values] of read) {
        const size = values.length / seeds;
        given[name] = single.includes(name) ? values[seed] : values.subarray(seed * size, (seed + 1) * size);
      }
      for (const [name, values] of Object.entries(plain)) given[name] = values[seed];
      made(sizes, given, to);
      written.set(to, seed * length);
    }
    return bits(written);
  });
}
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


@dataclass(frozen=True)
class Job:
    """What a program is handed in one world.

    sizes    by identifier
    arrays   [seeds, numbers] each; those in `single` are numbers there
    worlds   names whose array is the world's own: the engine keeps it, and is told of it once
    plain    whole numbers and lists of them, one a seed
    length   of what is written
    """

    sizes: Mapping[str, int]
    arrays: Mapping[str, np.ndarray]
    length: int
    single: tuple[str, ...] = ()
    plain: Mapping[str, list] = field(default_factory=dict)
    worlds: Mapping[str, np.ndarray] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        kept: dict[str, list[int]] = {}
        arrays: dict[str, Any] = {}
        for name, values in self.arrays.items():
            whole = self.worlds.get(name)
            if whole is None:
                arrays[name] = _bits(values)
                continue
            key = arrays[name] = str(id(whole))
            if key not in _TOLD:
                _TOLD[key], kept[key] = whole, _bits(values)  # held on to, so that no other array has its id
        return {
            "sizes": self.sizes, "arrays": arrays, "kept": kept, "single": self.single, "plain": self.plain, "length": self.length, "seeds": SEEDS,
        }  # fmt: skip


class Engine:
    """The JavaScript engine with one function, whose name is `made`, and all that it calls."""

    def __init__(self, sources: Iterable[str], made: str):
        # One interpreter for all programs of a process: what a program calls is seen inside of its own function alone.
        self._interpreter = _interpreter()
        self._interpreter.run(
            f"made = (() => {{ 'use strict';\n{chr(10).join(sources)}\nreturn {made}; }})()"
        )

    def all(self, jobs: Sequence[Job]) -> list[np.ndarray]:
        """What the function writes for each: [seeds, length]."""
        if len(_TOLD) > MOST:
            _TOLD.clear()
            self._interpreter.run("known = {}")
        said = self._interpreter.call("all", [job.told() for job in jobs])
        return [_numbers(found).reshape(SEEDS, -1) for found in said]

    def each(self, values: list[float]) -> np.ndarray:
        return _numbers(self._interpreter.call("each", _bits(np.array(values))))


_TOLD: dict[str, np.ndarray] = {}  # what the engine keeps
MOST = 2_000  # arrays that it keeps


@cache
def _interpreter() -> Interpreter:
    return Interpreter("programs", [_RUNNER])


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
    engine = Engine([*sources, plain(made.source)], made.name)
    if made.written is None:
        found = [_scalar(made, statement, world, engine) for world in worlds]
    else:
        tests = [
            _prepared(made, statement, world, before[at] if before else world.steps)
            for at, world in enumerate(worlds)
        ]
        found = [test.held(said) for test, said in zip(tests, engine.all([test.job for test in tests]))]
    return Trial(
        max(t.error for t in found), max(t.size for t in found), max(t.scale for t in found), sum(t.runs for t in found)
    )  # fmt: skip


def overrun(made: Function, statement: Statement, worlds: tuple[World, ...]) -> str:
    """The first index that a program asks for and that is not there, in words: a display claims nothing then; or ""."""
    for world in worlds if made.written else ():
        evaluator, known = Evaluator(world), {identifier(s): n for s, n in world.sizes.items()}
        for scope in _scopes(made, known, statement, world):
            try:
                evaluator.value(statement.members[made.side], scope)
            except OutOfRange as error:
                return str(error)
    return ""


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


def _numbers(bits: list[int]) -> np.ndarray:
    return np.array(bits, dtype=np.uint32).view(np.float64)


def _bits(values: np.ndarray) -> list[int]:
    return np.ascontiguousarray(values, dtype=np.float64).reshape(-1).view(np.uint32).tolist()


def _compared(said: np.ndarray, true: np.ndarray) -> float:
    with np.errstate(invalid="ignore"):
        apart = np.abs(said - true)
    apart[said == true] = 0.0
    return float(np.where(np.isnan(apart), np.inf, apart).max(initial=0.0))


def _largest(x: np.ndarray) -> float:
    size = np.abs(np.asarray(x, dtype=float))
    return float(size[np.isfinite(size)].max(initial=0.0))


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


@dataclass(frozen=True)
class _Test:
    """One world's part of a trial.

    job     what the program is handed
    true    [seeds, numbers]: what torch says, and `places` where the program writes each
    scale   the largest number that is handed over
    """

    job: Job
    true: np.ndarray
    places: np.ndarray
    scale: float

    def held(self, said: np.ndarray) -> Trial:
        found = said[:, self.places]
        true = np.broadcast_to(self.true, found.shape)
        return Trial(_compared(found, true), _largest(true), self.scale, len(found))


def _prepared(made: Function, statement: Statement, world: World, before: Mapping) -> _Test:
    written = made.written
    assert written is not None
    sizes = {identifier(s): world.sizes[s] for s in made.sizes}
    known = {identifier(s): n for s, n in world.sizes.items()}
    length = written.length.value(known)
    scopes = list(_scopes(made, known, statement, world))
    evaluator = Evaluator(world)
    after, world.steps = world.steps, dict(before)
    handed = {g.name: _handed(g, made, world, evaluator, known, scopes) for g in made.given}
    plainly = {name: values for name, values in handed.items() if not isinstance(values, np.ndarray)}
    arrays = {name: _seeds(values) for name, values in handed.items() if name not in plainly}
    single = tuple(name for name in arrays if handed[name].ndim == 1)
    owned = {g.name: a for g in made.given if g.name in arrays and (a := _owned(g, world)) is not None}
    job = Job(sizes, arrays, length, single, plainly, owned)
    world.steps = after
    true, places = _true(made, statement, evaluator, known, scopes)
    scale = max((_largest(v) for v in handed.values() if isinstance(v, np.ndarray)), default=1.0)
    return _Test(job, true, places, max(scale, 1.0))


def _seeds(values: np.ndarray) -> np.ndarray:
    """[seeds, numbers] of what one seed may stand for."""
    return np.broadcast_to(values.reshape(len(values), -1), (SEEDS, values[0].size))


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


def _owned(given: Given, world: World) -> np.ndarray | None:
    return None if isinstance(given.of, terms.Call) else world.array(given.of.entry, given.of.bar)


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
