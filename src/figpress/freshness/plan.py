"""Is what was drawn still what would be drawn? Compares the prints of a run with the prints of now."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from figpress.freshness.code.closure import Code, code_prints, difference
from figpress.freshness.target import Target
from figpress.freshness.trace import Prints, Record, Seen, Trace, Verdict

UNSEEN = "unseen"  # of a file that an opaque run may have read


class World(Protocol):
    """What is not code, as it is now."""

    def file(self, seen: Seen) -> str: ...
    def versions(self, tops: set[str]) -> dict[str, str]: ...
    def variable(self, name: str) -> str: ...
    def unaccounted(self, script: str) -> dict[str, str]: ...


@dataclass(frozen=True)
class Result:
    """A shared result as it stands: the digest of its value, the fingerprint of its code, and whether that is
    current.
    """

    digest: str
    fingerprint: str
    fresh: bool


def prints_now(
    code: Code,
    world: World,
    target: Target,
    trace: Trace,
    results: Callable[[str], Result | None],
    units: Mapping[str, str] | None = None,
) -> Prints:
    """What a run with this trace would be printed as now; `units`: its code, where that is known."""
    units = code_prints(code, target, trace) if units is None else units
    tops = {key.removeprefix("import ") for key in units if key.startswith("import ")} | set(trace.packages)
    environment = {f"${name}": world.variable(name) for name in trace.variables}
    environment.update(world.versions(tops))
    known = {id: results(id) for id in trace.computed}
    files = {f"{seen.how} {seen.path}": world.file(seen) for seen in trace.files}
    if trace.opaque:
        unseen = world.unaccounted(target.path)
        files |= {f"{UNSEEN} {path}": unseen[path] for path in unseen if path not in trace.wrote}
    return Prints(
        code={key: value for key, value in units.items()},
        files=files,
        environment=environment,
        computed={id: result.digest if result else "absent" for id, result in known.items()},
        deep={id: result.fingerprint if result else "absent" for id, result in known.items()},
    )


def fingerprint(prints: Prints) -> str:
    """sha256 over project code, the site's own files, and the code of shared results: the same on every
    machine.
    """
    files = {
        name: value
        for name, value in prints.files.items()
        if not name.partition(" ")[2].startswith("/") and not name.startswith("times ")
    }
    text = json.dumps([prints.code, files, prints.deep], sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def verdict(record: Record | None, now: Prints | None, held: bool, waiting: tuple[str, ...] = ()) -> Verdict:
    """Fresh, or why not. `held`: its files are in the store; `waiting`: shared results that must be computed
    again first.
    """
    if record is None or now is None:
        return Verdict("missing", ("never drawn here",))
    reasons = changed(record.prints, now) if record.drawn else []
    if record.failure and (reasons or not record.drawn):  # code that was put back is as good as it was
        return Verdict("failed", (f"{record.failure.where}  {record.failure.message}", *reasons))
    if not record.drawn:
        return Verdict("missing", ("never drawn here",))
    if reasons:
        return Verdict("stale", tuple(reasons), waiting)
    if not held:
        return Verdict("missing", ("its files are gone from the store",))
    if waiting:
        return Verdict(
            "stale", tuple(f"{readable_computed(id)} must be computed again" for id in waiting), waiting
        )
    return Verdict("fresh")


def changed(before: Prints, now: Prints) -> list[str]:
    """What differs between two prints, in words; what a person changed by hand first."""
    reasons = difference(before.code, now.code)
    reasons += [
        _file(name, before.files.get(name), now.files.get(name))
        for name in _differing(before.files, now.files)
    ]
    reasons += [
        f"{readable_computed(id)} has another value" for id in _differing(before.computed, now.computed)
    ]
    for name in _differing(before.environment, now.environment):
        old, new = before.environment.get(name), now.environment.get(name)
        reasons.append(
            f"${name[1:]} changed"
            if name.startswith("$")
            else f"environment: {name} {old or 'not used'} → {new or 'not used'}"
        )
    return list(dict.fromkeys(reasons))


def readable_computed(id: str) -> str:
    """A shared result as people call it: its function."""
    parts = id.split(":")
    return ".".join(parts[1:3]) if len(parts) > 2 else id


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [name for name in sorted(set(before) | set(now)) if before.get(name) != now.get(name)]


def _file(name: str, old: str | None, new: str | None) -> str:
    how, _, path = name.partition(" ")
    if how == UNSEEN:
        return f"{path} {'is new' if old is None else 'is gone' if new is None else 'changed'}, and may have been read unseen"
    if how == "listing":
        return f"the files in {path} changed"
    if how in ("link", "leads") and "link to" in f"{old} {new}":
        return f"{path} leads elsewhere"
    if old in (None, "absent"):
        return f"{path} is new"
    return f"{path} is gone" if new in (None, "absent") else f"{path} changed"
