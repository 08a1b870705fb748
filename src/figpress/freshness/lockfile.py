"""Reads and writes figures.lock: JSON, sorted, one entry a target, one line a fact.

What all figures have in common stands once: where each module lies, and what ran while a module defined a name.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.lock import Entry, Lock
from figpress.freshness.packing import (
    Facts,
    agreed,
    apart,
    by_module,
    covered,
    packed,
    together,
    uncovered,
    unpacked,
)
from figpress.freshness.records import trace_from, trace_to

VERSION = 3
RESTORE = "Restore it from version control, or delete it and render."


def read_lock(site: Site) -> Lock:
    """The committed lock; an empty one where there is no file. Raises Mistake for one that is no lock."""
    try:
        content = site.lock.read_bytes()
    except FileNotFoundError:
        return Lock()
    except OSError as error:
        raise Mistake(f"cannot be read: {error.strerror}", Place("figures.lock")) from None
    return _parsed(content)


@functools.lru_cache(maxsize=1)
def _parsed(content: bytes) -> Lock:
    """Of the same bytes once: a command reads the lock for its figures and for its findings."""
    try:
        data = json.loads(content.decode("utf-8"))
        version = data["version"]
        if isinstance(version, bool) or not isinstance(version, int):
            raise TypeError("version")
        if version < VERSION:
            return Lock()  # of an older figpress: written anew by the next render
        if version == VERSION:
            common = _Common(data["modules"], apart(data["at_import"]))
            lock = Lock({id: _entry(entry, common) for id, entry in data["targets"].items()})
            msgspec.convert(msgspec.to_builtins(lock), Lock)  # every field of its type, whoever wrote it
            return lock
    except UnicodeDecodeError as error:
        raise Mistake(
            "not written in UTF-8", Place("figures.lock", content[: error.start].count(b"\n") + 1), RESTORE
        ) from None
    except json.JSONDecodeError as error:
        raise Mistake(f"not JSON: {error.msg}", Place("figures.lock", error.lineno), RESTORE) from None
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        raise Mistake("not a lock of figpress", Place("figures.lock"), RESTORE) from None
    raise Mistake(
        f"written by a newer figpress (its version is {version}, this one knows {VERSION})",
        Place("figures.lock"),
        "Install the figpress that the site uses: pip install -U figpress. The lock is left as it is.",
    )


def write_lock(site: Site, lock: Lock) -> None:
    """Put a lock in the place of the old one, unless it says the same. Raises OSError."""
    text = lock_text(lock)
    try:
        if site.lock.read_text("utf-8") == text:
            return
    except (OSError, UnicodeDecodeError):
        pass
    write_beside(site.lock, text)


@dataclass(frozen=True)
class _Common:
    """What entries have in common: modules' paths, and what ran while a module defined a name."""

    modules: Mapping[str, str]
    at_import: Facts


def lock_text(lock: Lock) -> str:
    """The lock as it is written: one line a fact, so that versions compare well."""
    traces = [entry.trace for _, entry in sorted(lock.targets.items())]
    modules = {name: path for trace in traces for name, path in trace.modules.items()}
    common = _Common(dict(sorted(modules.items())), agreed(trace.at_import for trace in traces))
    data = {
        "version": VERSION,
        "modules": common.modules,
        "at_import": together(common.at_import),
        "targets": {id: _data(entry, common) for id, entry in sorted(lock.targets.items())},
    }
    return _written(data, "") + "\n"


def _written(data: Any, indent: str) -> str:
    """JSON with a line for each thing in a table; lists stand on one line."""
    if not isinstance(data, dict) or not data:
        return json.dumps(data, ensure_ascii=False)
    lines = [
        f"{indent} {json.dumps(n, ensure_ascii=False)}: {_written(v, indent + ' ')}" for n, v in data.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _entry(data: dict[str, Any], common: _Common) -> Entry:
    own, facts = data.get("modules_elsewhere", {}), apart(data.get("at_import_elsewhere", {}))
    modules = uncovered(data.get("modules", ""), common.modules)
    trace = {
        **data,
        "functions": [
            name
            for module, names in data.get("functions", {}).items()
            for name in unpacked(f"{module}: {names}")
        ],
        "modules": {name: own.get(name) or common.modules[name] for name in modules},
        "at_import": {
            name: facts.get(name) or common.at_import[name] for name in unpacked(data.get("at_import", ""))
        },
    }
    return Entry(
        data["kind"],
        data["fingerprint"],
        trace_from(trace),
        data.get("values", {}),
        data.get("environment", {}),
        data.get("errors", {}),
    )


def _data(entry: Entry, common: _Common) -> dict[str, Any]:
    """An entry as JSON, its fields in one order."""
    trace, said = entry.trace, trace_to(entry.trace)
    elsewhere = {name: path for name, path in sorted(trace.modules.items()) if common.modules[name] != path}
    otherwise = {name: hits for name, hits in trace.at_import.items() if common.at_import[name] != hits}
    data: dict[str, Any] = {
        "kind": entry.kind,
        "fingerprint": entry.fingerprint,
        **{name: said[name] for name in sorted(said)},
        "functions": by_module(trace.functions),
        "modules": covered(trace.modules, common.modules),
        "modules_elsewhere": elsewhere,
        "at_import": packed(trace.at_import),
        "at_import_elsewhere": together(otherwise),
        "values": dict(sorted(entry.values.items())),
        "environment": dict(sorted(entry.environment.items())),
        "errors": dict(sorted(entry.errors.items())),
    }
    return {name: value for name, value in data.items() if value}
