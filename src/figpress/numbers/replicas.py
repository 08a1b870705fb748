"""What came of printed numbers and words under other seeds, sentences and draws: read from `replicas.json`.

{"figures": {"layer-norm/brake": {
    "fingerprint": "…",                             of the code, as the lock has it
    "turns": ["seed 0-4", "sentence 0-200"],        none where the figure asks for nothing that could vary
    "numbers": {"median": {"seed 0-4": [0.31, …]}},  null where a turn gave none
    "words": {"name": {"in every norm": ["seed 0-3"]}},   where it was true
    "failed": {"AssertionError: …": ["seed 3"]}}}}
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from figpress.base.data import read_json
from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.numbers.printed import compare

FILE = "replicas.json"


@dataclass(frozen=True)
class Replica:
    """One figure, drawn again in other ways: `turns` are what was tried, `failed` those that did not finish."""

    id: str
    fingerprint: str
    turns: tuple[str, ...]
    numbers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """The turns by what was varied: {"seed": ("seed 0", …), "sentence": …}."""
        found: dict[str, tuple[str, ...]] = {}
        for turn in self.turns:
            kind = turn.rpartition(" ")[0]
            found[kind] = (*found.get(kind, ()), turn)
        return found

    def true_in(self, name: str, text: str) -> frozenset[str] | None:
        """The turns in which the text was true; None where it was not tried."""
        if text in self.words.get(name, {}):
            return frozenset(self.words[name][text])
        if numbers := self.numbers.get(name):
            return frozenset(turn for turn, number in numbers.items() if compare(text, number).agrees)
        return None

    def held(self, name: str, text: str) -> tuple[int, int] | None:
        """In how many turns the text was true, of how many that is known; None where it was not tried."""
        true = self.true_in(name, text)
        return None if true is None or not self.turns else (len(true), len(self.turns))

    def told(self, name: str, text: str) -> str:
        """For readers: "held in 5 of 5 seeds, 3.1 to 4.0; in 180 of 201 sentences"; "" where nothing is
        known.
        """
        true = self.true_in(name, text)
        if true is None:
            return ""
        parts = []
        for kind, turns in self.kinds.items():
            count = sum(turn in true for turn in turns)
            numbers = [self.numbers[name][turn] for turn in turns if turn in self.numbers.get(name, {})]
            spread = f", {min(numbers):.3g} to {max(numbers):.3g}" if numbers else ""
            word = self.words.get(name, {}).get(text) is not None
            parts.append(f"in {f'{count} of ' if word or count else ''}{len(turns)} {kind}s{spread}")
        return "; ".join(f"held {part}" if true and not at else part for at, part in enumerate(parts))


@dataclass(frozen=True)
class Replicas:
    """Everything that was drawn again, by figure."""

    by_id: Mapping[str, Replica] = field(default_factory=dict)

    def told(self, id: str, name: str, text: str) -> str:
        """What readers are told of one printed text; "" where nothing is known."""
        found = self.by_id.get(id)
        return found.told(name, text) if found else ""

    def varies(self, id: str, name: str, text: str) -> bool:
        """Whether a printed text was tried in other ways and was not true each time."""
        held = self.by_id[id].held(name, text) if id in self.by_id else None
        return held is not None and held[0] < held[1]

    def stale(
        self, fingerprint: Callable[[str], str | None], text: Callable[[str], str], printed: Iterable[str]
    ) -> Iterator[Finding]:
        """A warning for each figure whose code is not the one that was tried, or that was never tried where
        others were.

        fingerprint  of a figure's code, as the lock has it
        text         digest of a file as it is now: where figpress has changed how it reads code, one text has
                     two fingerprints, and the texts decide
        printed      figures whose values stand in sections
        """
        for id, one in self.by_id.items():
            now = fingerprint(id)
            same = one.texts and all(text(path) == digest for path, digest in one.texts.items())
            if now is not None and now != one.fingerprint and not same:
                yield Finding(
                    Place(FILE), "stale-replica", "warning", f"{id} has changed since it was drawn again "
                                                             "in other ways",
                    f"figpress replicate {id}",
                )  # fmt: skip
        for id in sorted({*printed} - {*self.by_id}) if self.by_id else ():
            yield Finding(
                Place(FILE), "stale-replica", "warning", f"{id} was never drawn again in other ways, as others "
                                                         "were", f"figpress replicate {id}",
            )  # fmt: skip


def digest_of(root: Path) -> Callable[[str], str]:
    """What gives the short digest of a file's text, by its path in the site; "" for one that is not there."""

    @functools.cache  # of one command: most figures ran the same files
    def digest(path: str) -> str:
        file = root / path
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else ""

    return digest


def read_replicas(site: Site) -> Replicas:
    """The committed record; an empty one where there is none. Raises Mistake for a file that is no record."""
    try:
        data = read_json((site.root / FILE).read_text("utf-8"))
        return Replicas({id: _replica(id, entry) for id, entry in data["figures"].items()})
    except FileNotFoundError:
        return Replicas()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Mistake(
            f"no record of replicas: {error}", Place(FILE), "Restore it, or run figpress replicate again."
        ) from None


def _replica(id: str, entry: Mapping[str, Any]) -> Replica:
    turns = unpacked(entry["turns"])
    numbers = {name: _each(packed) for name, packed in entry["numbers"].items()}
    words = {
        name: {text: unpacked(true) for text, true in texts.items()} for name, texts in entry["words"].items()
    }
    failed = {turn: message for message, failing in entry["failed"].items() for turn in unpacked(failing)}
    return Replica(id, entry["fingerprint"], turns, numbers, words, failed, entry["texts"])


def written(replicas: Replicas) -> str:
    """The record as it is committed: one line a fact, sorted, so that versions compare well."""
    lines = []
    for id, one in sorted(replicas.by_id.items()):
        messages = sorted(set(one.failed.values()))
        facts = {
            "fingerprint": one.fingerprint,
            "turns": packed(one.turns),
            "numbers": {name: _together(one.turns, turns) for name, turns in one.numbers.items()},
            "words": {
                name: {t: packed(turns) for t, turns in texts.items()} for name, texts in one.words.items()
            },
            "failed": {m: packed(tuple(t for t in one.turns if one.failed.get(t) == m)) for m in messages},
            "texts": dict(one.texts),
        }
        body = ",\n".join(
            f"  {json.dumps(k)}: {json.dumps(v, sort_keys=True, ensure_ascii=False)}"
            for k, v in facts.items()
        )
        lines.append(f" {json.dumps(id)}: {{\n{body}\n }}")
    return '{"figures": {\n' + ",\n".join(lines) + "\n}}\n"


def packed(turns: tuple[str, ...]) -> list[str]:
    """Turns that follow one another, as one.

    >>> packed(("seed 0", "seed 1", "seed 2", "seed 4", "sentence 7"))
    ['seed 0-2', 'seed 4', 'sentence 7']
    """
    runs: list[tuple[str, int, int]] = []
    for turn in turns:
        kind, _, number = turn.rpartition(" ")
        if runs and runs[-1][0] == kind and runs[-1][2] + 1 == int(number):
            runs[-1] = (kind, runs[-1][1], int(number))
        else:
            runs.append((kind, int(number), int(number)))
    return [f"{kind} {first}-{last}" if last > first else f"{kind} {first}" for kind, first, last in runs]


def unpacked(runs: Iterable[str]) -> tuple[str, ...]:
    """The turns that were packed.

    >>> unpacked(["seed 0-2", "sentence 7"])
    ('seed 0', 'seed 1', 'seed 2', 'sentence 7')
    """
    found: list[str] = []
    for run in runs:
        kind, _, numbers = run.rpartition(" ")
        first, _, last = numbers.partition("-")
        found += [f"{kind} {number}" for number in range(int(first), int(last or first) + 1)]
    return tuple(found)


def _together(turns: tuple[str, ...], numbers: Mapping[str, float]) -> dict[str, list[float | None]]:
    """{"seed 0-4": [0.31, …]}: six digits are more than any page prints of what differs from turn to turn."""
    return {
        run: [float(f"{numbers[turn]:.6g}") if turn in numbers else None for turn in unpacked([run])]
        for run in packed(turns)
    }


def _each(runs: Mapping[str, list[float | None]]) -> dict[str, float]:
    return {
        turn: number
        for run, numbers in runs.items()
        for turn, number in zip(unpacked([run]), numbers, strict=True)
        if number is not None
    }
