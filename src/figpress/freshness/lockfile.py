"""Reads and writes figures.lock: JSON, sorted, one entry a target."""

import json
from typing import Any

import msgspec

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.lock import Entry, Lock
from figpress.freshness.records import trace_from, trace_to

VERSION = 2
RESTORE = "Restore it from version control, or delete it and render."


def read_lock(site: Site) -> Lock:
    """The committed lock; an empty one where there is no file. Raises Mistake for one that is no lock."""
    try:
        content = site.lock.read_bytes()
    except FileNotFoundError:
        return Lock()
    except OSError as error:
        raise Mistake(f"cannot be read: {error.strerror}", Place("figures.lock")) from None
    try:
        data = json.loads(content.decode("utf-8"))
        version = data["version"]
        if isinstance(version, bool) or not isinstance(version, int):
            raise TypeError("version")
        if version < VERSION:
            return Lock()  # of an older figpress: written anew by the next render
        if version == VERSION:
            lock = Lock({id: _entry(entry, data["modules"]) for id, entry in data["targets"].items()})
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


def lock_text(lock: Lock) -> str:
    """The lock as it is written: one line a fact, so that versions compare well."""
    modules = dict(
        sorted(
            {
                name: path for entry in lock.targets.values() for name, path in entry.trace.modules.items()
            }.items()
        )
    )
    lines = ["{", f'"version": {VERSION},', '"modules": {', *_facts(modules), "},", '"targets": {']
    for number, (id, entry) in enumerate(sorted(lock.targets.items())):
        lines += [
            f"{_json(id)}: {{",
            *_facts(_data(entry, modules)),
            "}," if number + 1 < len(lock.targets) else "}",
        ]
    return "\n".join([*lines, "}", "}"]) + "\n"


def _facts(data: dict[str, Any]) -> list[str]:
    """One line a fact."""
    return [
        f" {_json(name)}: {_json(data[name])}{',' if number + 1 < len(data) else ''}"
        for number, name in enumerate(sorted(data))
    ]


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _entry(data: dict[str, Any], modules: dict[str, str]) -> Entry:
    own = data.get("modules_elsewhere", {})
    trace = {
        **data,
        "modules": {name: own.get(name, modules.get(name, "")) for name in data.get("modules", ())},
    }
    return Entry(
        data["kind"],
        data["fingerprint"],
        trace_from(trace),
        data.get("values", {}),
        data.get("environment", {}),
        data.get("errors", {}),
    )


def _data(entry: Entry, modules: dict[str, str]) -> dict[str, Any]:
    """An entry as JSON. Modules are named; their paths stand once for all, but for those of the same name
    elsewhere.
    """
    data: dict[str, Any] = {"kind": entry.kind, "fingerprint": entry.fingerprint, **trace_to(entry.trace)}
    elsewhere = {name: path for name, path in entry.trace.modules.items() if modules[name] != path}
    if entry.trace.modules:
        data["modules"] = sorted(entry.trace.modules)
    for name, value in (
        ("modules_elsewhere", elsewhere),
        ("values", entry.values),
        ("environment", entry.environment),
        ("errors", entry.errors),
    ):
        if value:
            data[name] = dict(value)
    return data
