"""Reads and writes figures.lock: JSON, sorted, one entry a target."""

import json
from typing import Any

from figpress.effects.records import trace_from, trace_to
from figpress.effects.writing import write_beside
from figpress.nouns.lock import Entry, Lock
from figpress.nouns.site import Site
from figpress.words.errors import Mistake
from figpress.words.places import Place

VERSION = 1


def read_lock(site: Site) -> Lock:
    """The committed lock; an empty one where there is no file. Raises Mistake for one that is no lock."""
    try:
        text = site.lock.read_text("utf-8")
    except FileNotFoundError:
        return Lock()
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise Mistake(f"written by another figpress (version {data['version']})", Place("figures.lock"), "figpress render writes it anew.")
        return Lock({id: _entry(entry) for id, entry in data["targets"].items()})
    except json.JSONDecodeError as error:
        raise Mistake(f"not JSON: {error.msg}", Place("figures.lock", error.lineno), "Restore it from version control, or delete it and render.") from None
    except (KeyError, TypeError, AttributeError):
        raise Mistake("not a lock of figpress", Place("figures.lock"), "Restore it from version control, or delete it and render.") from None


def write_lock(site: Site, lock: Lock) -> None:
    """Put a lock in the place of the old one, unless it says the same. Raises OSError."""
    text = lock_text(lock)
    try:
        if site.lock.read_text("utf-8") == text:
            return
    except (OSError, UnicodeDecodeError):
        pass
    write_beside(site.lock, text)


def lock_text(lock: Lock) -> str:
    """The lock as it is written: one line a fact, so that versions compare well."""
    targets = {id: _data(entry) for id, entry in lock.targets.items()}
    return json.dumps({"version": VERSION, "targets": targets}, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def _entry(data: dict[str, Any]) -> Entry:
    return Entry(data["kind"], data["fingerprint"], trace_from(data.get("trace", {})), data.get("values", {}), data.get("environment", {}), data.get("errors", {}))


def _data(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": entry.kind, "fingerprint": entry.fingerprint, "trace": trace_to(entry.trace)}
    for name, value in (("values", entry.values), ("environment", entry.environment), ("errors", entry.errors)):
        if value:
            data[name] = dict(value)
    return data
