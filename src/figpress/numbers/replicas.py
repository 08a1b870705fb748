"""What came of printed numbers and words under other seeds, sentences and draws: read from `replicas.json`.

{"figures": {"layer-norm/brake": {
    "fingerprint": "…",                             of the code, as the lock has it
    "turns": ["seed 0", "seed 2", …],
    "numbers": {"median": {"seed 0": 0.31, …}},
    "words": {"name": {"in every norm": ["seed 0", …]}},   where it was true
    "failed": {"seed 3": "AssertionError: …"}}}}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
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

    def held(self, name: str, text: str) -> tuple[int, int] | None:
        """In how many turns the text was true, of how many that is known; None where it was not tried."""
        if text in self.words.get(name, {}):
            return len(self.words[name][text]), len(self.turns)
        if numbers := self.numbers.get(name):
            return sum(compare(text, number).agrees for number in numbers.values()), len(self.turns)
        return None

    def told(self, name: str, text: str) -> str:
        """For readers: "held in 5 of 5 seeds, 3.1 to 4.0"; "" where nothing is known."""
        held = self.held(name, text)
        if held is None:
            return ""
        what = f"{next(iter(self.turns)).partition(' ')[0]}s" if self.turns else "turns"
        numbers = self.numbers.get(name, {}).values()
        spread = f", {min(numbers):.3g} to {max(numbers):.3g}" if numbers else ""
        if text in self.words.get(name, {}) or held[0]:
            return f"held in {held[0]} of {held[1]} {what}{spread}"
        return f"in {held[1]} {what}{spread}"


@dataclass(frozen=True)
class Replicas:
    """Everything that was drawn again, by figure."""

    by_id: Mapping[str, Replica] = field(default_factory=dict)

    def told(self, id: str, name: str, text: str) -> str:
        """What readers are told of one printed text; "" where nothing is known."""
        found = self.by_id.get(id)
        return found.told(name, text) if found else ""

    def stale(
        self, fingerprint: Callable[[str], str | None], text: Callable[[str], str]
    ) -> Iterator[Finding]:
        """A warning for each figure whose code is not the one that was tried.

        fingerprint  of a figure's code, as the lock has it
        text         digest of a file as it is now: where figpress has changed how it reads code, one text has
                     two fingerprints, and the texts decide
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


def digest_of(root: Path) -> Callable[[str], str]:
    """What gives the short digest of a file's text, by its path in the site; "" for one that is not there."""

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
    words = {
        name: {text: tuple(turns) for text, turns in texts.items()} for name, texts in entry["words"].items()
    }
    return Replica(
        id,
        entry["fingerprint"],
        tuple(entry["turns"]),
        entry["numbers"],
        words,
        entry.get("failed", {}),
        entry.get("texts", {}),
    )


def written(replicas: Replicas) -> str:
    """The record as it is committed: one line a fact, sorted, so that versions compare well."""
    lines = []
    for id, one in sorted(replicas.by_id.items()):
        facts = {
            "fingerprint": one.fingerprint,
            "turns": list(one.turns),
            "numbers": {name: dict(turns) for name, turns in one.numbers.items()},
            "words": {
                name: {t: list(turns) for t, turns in texts.items()} for name, texts in one.words.items()
            },
            "failed": dict(one.failed),
            "texts": dict(one.texts),
        }
        body = ",\n".join(
            f"  {json.dumps(k)}: {json.dumps(v, sort_keys=True, ensure_ascii=False)}"
            for k, v in facts.items()
        )
        lines.append(f" {json.dumps(id)}: {{\n{body}\n }}")
    return '{"figures": {\n' + ",\n".join(lines) + "\n}}\n"
