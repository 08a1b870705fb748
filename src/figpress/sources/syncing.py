"""Keeps sources.yaml in step with another program's library: three ways, without touching what a person edited.

What was taken over last is kept in `sources.sync.json` beside sources.yaml, and is committed with it. A field that
they changed since, and we did not, is taken; one that we changed stays; one that both changed stays, and is told.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from figpress.base.data import read_json
from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.interchange import entry_of_work, normal
from figpress.sources.registry import open_registry
from figpress.sources.registry_edit import with_fields, write
from figpress.sources.taking_over import Found, Refused, read_entries, take_in

OURS = ("read", "opened", "why", "archived", "also")  # what no other program has to do with
BASE = "sources.sync.json"


@dataclass(frozen=True)
class Synced:
    """What became of one entry, or of one field of it.

    verb   added; updated (they changed it); kept (we did, or both: `theirs` is not taken); gone (from their file, not
           from ours)
    """

    verb: Literal["added", "updated", "kept", "gone"]
    key: str
    where: Place
    field: str = ""
    ours: Any = None
    theirs: Any = None


def sync(site: Site, path: Path, refused: Callable[[Refused], None] = lambda one: None) -> tuple[Synced, ...]:
    """Bring what changed in the file since it was last taken over; what is new is added."""
    before = _base(site).get(path.name, {})
    entries = {one.name: one for one in read_entries(path, lambda one: None)}  # take_in tells what is refused
    done: list[Synced] = []
    text = site.sources.read_bytes().decode("utf-8-sig") if site.sources.exists() else ""
    works = open_registry(site).works
    for name, then in before.items():
        if name not in works:
            continue  # somebody took it out: it stays out
        work = works[name]
        if name not in entries:
            done.append(Synced("gone", work.key, work.where))
            continue
        changes = tuple(_changes(work.key, work.where, then, entry_of_work(work), entries[name].entry))
        updates = {one.field: one.theirs for one in changes if one.verb == "updated"}
        if updates:
            text = with_fields(text, work.key, updates)
        done += changes
    if any(one.verb == "updated" for one in done):
        write(site.sources, text.encode())
    fresh = {name for name in entries if name not in before}
    added = take_in(site, path, refused, wanted=fresh)
    done += [Synced("added", one.key, one.where) for one in added if one.new]
    _remember(site, path, entries, before, {one.name for one in added})
    return tuple(done)


def _changes(
    key: str, where: Place, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
):
    """A row a field that they changed since."""
    ours = normal(ours)
    for field in dict.fromkeys([*base, *theirs]):
        was, now, here = base.get(field), theirs.get(field), ours.get(field)
        if field in OURS or now in (was, here):
            continue
        yield Synced("updated" if here == was else "kept", key, where, field, here, now)


def _base(site: Site) -> dict[str, dict[str, dict[str, Any]]]:
    """What was taken over last, by file and by the name of the entry there."""
    path = _place(site)
    try:
        told = read_json(path.read_text("utf-8")) if path.exists() else {}
        assert isinstance(told, dict) and all(
            isinstance(v, dict) for part in told.values() for v in part.values()
        )
    except (ValueError, AssertionError, AttributeError):
        hint = "Take it back from git, or delete it: then nothing is known to have been taken over."
        raise Mistake("not what `figpress sources sync` writes", Place(path.name), hint) from None
    return told


def _remember(
    site: Site, path: Path, entries: Mapping[str, Found], before: Mapping[str, Any], taken: set[str]
) -> None:
    """Their entries as they are now: of those that were taken over now or before."""
    kept = {name: one.entry for name, one in entries.items() if name and (name in before or name in taken)}
    told = {**_base(site), path.name: kept}
    write(_place(site), (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def _place(site: Site) -> Path:
    return site.sources.with_name(BASE)
