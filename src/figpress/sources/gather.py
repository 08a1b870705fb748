"""Gets works and files of other people's: add, search, fetch."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figpress.base.data import whole_number
from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.archive import borrowed_file, source_file
from figpress.sources.interchange import key_for, same_work
from figpress.sources.lookup import Found, Lookup
from figpress.sources.model import Registry, Unavailable
from figpress.sources.registry import open_registry
from figpress.sources.registry_edit import add_entries
from figpress.sources.taking_over import Added
from figpress.sources.web import Web


def add(site: Site, text: str, lookup: Lookup, today: str, key: str = "") -> Added:
    """Register the work that a DOI, an arXiv number or an address names; nothing is said to have
    been read.
    """
    registry = open_registry(site)
    entry = lookup.work(text)
    if isinstance(entry, Unavailable):
        raise Mistake(f"nothing was added: {entry.reason}", None, entry.hint)
    if known := same_work(entry, registry.works):
        return Added(known, registry.works[known].where, entry, new=False)
    key = key or key_for(entry, registry.works)
    entry = {
        **entry,
        **({"accessed": today} if entry.get("URL") and "accessed" not in entry else {}),
        "opened": "no",
        "why": f"added on {today}, and not opened yet",
    }
    lines = add_entries(site.sources, "works", {key: entry}, site.sources.name)
    return Added(key, Place(site.sources.name, lines[key]), entry)


def search(
    site: Site, query: str, lookup: Lookup, rows: int = 5
) -> tuple[tuple[Found, ...], tuple[Unavailable, ...]]:
    """Candidates that are not registered yet, each once."""
    registry = open_registry(site)
    found, silent = lookup.search(query, rows)
    fresh: list[Found] = []
    for one in found:
        alike = {str(i): _as_work(other.entry) for i, other in enumerate(fresh)}
        if same_work(one.entry, registry.works) is None and same_work(one.entry, alike) is None:
            fresh.append(one)
    return tuple(fresh), silent


def _as_work(entry: Mapping[str, Any]):
    from figpress.sources.model import Date, Work

    year = str(entry.get("issued", ""))[:4]
    texts = {key: entry[key] for key in ("DOI", "URL") if key in entry} | (
        {"archive": "arXiv", "archive_location": entry["arXiv"]} if "arXiv" in entry else {}
    )
    return Work(
        "",
        entry["type"],
        entry["title"],
        dates={"issued": Date(((number,),))} if (number := whole_number(year)) is not None else {},
        texts=texts,
    )


@dataclass(frozen=True)
class Fetched:
    """A pinned file: of a borrowed picture ("borrowed"), or a work's archived text ("archived")."""

    kind: str
    id: str
    where: Place
    found: Path | Unavailable
    had: bool  # it was in hand before

    @property
    def verb(self) -> str:
        if isinstance(self.found, Unavailable):
            return {"absent": "absent", "untrue": "untrue", "unsafe": "unsafe"}[self.found.kind]
        return "kept" if self.had else "fetched"


def fetch(
    site: Site, web: Web | None, ids: tuple[str, ...] = (), told: Callable[[Fetched], None] = lambda one: None
) -> tuple[Fetched, ...]:
    """Bring every pinned file, or those of these ids, into hand: four at a time, each verified."""
    registry = open_registry(site)
    jobs = _jobs(site, registry, ids)

    def one(job) -> Fetched:
        kind, id, where, get = job
        had = not isinstance(get(None), Unavailable)
        done = Fetched(kind, id, where, get(web), had)
        told(done)
        return done

    with ThreadPoolExecutor(4) as pool:
        return tuple(pool.map(one, jobs))


def _jobs(site: Site, registry: Registry, ids: tuple[str, ...]) -> list[tuple]:
    known = {*registry.works, *registry.borrowed}
    for id in ids:
        if id not in known:
            from figpress.base.nearest import did_you_mean

            raise Mistake(
                f"no such work or borrowed picture: {id}", Place(registry.path), did_you_mean(id, known)
            )
    jobs: list[tuple] = []
    for borrowed in registry.borrowed.values():
        if borrowed.file and (not ids or borrowed.id in ids):
            jobs.append(
                (
                    "borrowed",
                    borrowed.id,
                    borrowed.at("file"),
                    lambda web, b=borrowed: borrowed_file(site, b, web),
                )
            )
    for work in registry.works.values():
        if work.archived and (not ids or work.key in ids):
            jobs.append(
                (
                    "archived",
                    work.key,
                    work.at("archived"),
                    lambda web, a=work.archived: source_file(site, a, web),
                )
            )
    return jobs
