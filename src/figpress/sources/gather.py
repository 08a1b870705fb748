"""Gets works and files of other people's: add, search, fetch."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.archive import borrowed_file, source_file
from figpress.sources.bibtex import inherited, losses, to_item
from figpress.sources.bibtex_syntax import read_bibtex
from figpress.sources.interchange import entry_of_item, key_for, same_work
from figpress.sources.lookup import Found, Lookup
from figpress.sources.model import Registry, Unavailable
from figpress.sources.registry import open_registry, parse_registry
from figpress.sources.registry_edit import add_entries, inserted
from figpress.sources.web import Web


@dataclass(frozen=True)
class Added:
    """A work that now stands in sources.yaml, or stood there already (`new` is False)."""

    key: str
    where: Place
    entry: Mapping[str, Any]
    new: bool = True
    left: tuple[str, ...] = ()  # what the other program wrote and sources.yaml has no place for


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


@dataclass(frozen=True)
class Refused:
    """An entry of another program's file that is not taken over, and why."""

    name: str
    where: Place
    why: str


def take_in(
    site: Site, path: Path, refused: Callable[[Refused], None] = lambda one: None
) -> tuple[Added, ...]:
    """Register the works of a CSL-JSON or BibTeX file, entry by entry; those that are registered already stay
    as
    they are. What cannot be taken over is told to `refused`, and everything else is.
    """
    from figpress.sources.schema import KEY

    registry = open_registry(site)
    works = dict(registry.works)
    fresh: dict[str, dict[str, Any]] = {}
    told = []
    for name, entry, left, line in _entries_of(path, refused):
        if known := same_work(entry, works):
            told.append(Added(known, works[known].where, entry, new=False, left=left))
            continue
        usable = bool(KEY.fullmatch(name)) and name not in works and name not in fresh
        key = name if usable else key_for(entry, [*works, *fresh])
        left = left if key == name or not name else (*left, f"the key {name}")
        entry = (
            entry
            if entry.get("read") or entry.get("opened")
            else {**entry, "opened": "no", "why": f"taken over from {path.name}"}
        )
        if why := _malformed(key, entry):
            refused(Refused(name or key, Place(path.name, line), why))
            continue
        fresh[key] = entry
        told.append(Added(key, Place(""), entry, left=left))
    if fresh:
        lines = add_entries(site.sources, "works", fresh, site.sources.name)
        told = [
            Added(one.key, Place(site.sources.name, lines[one.key]), one.entry, left=one.left)
            if one.new
            else one
            for one in told
        ]
    return tuple(told)


def _malformed(key: str, entry: Mapping[str, Any]) -> str:
    """Why sources.yaml would not take an entry, or ""."""
    content = inserted("", "works", {key: entry}).encode()
    _, findings = parse_registry(content, "sources.yaml")
    return findings[0].message.removeprefix(f"works.{key}: ") if findings else ""


def _entries_of(path: Path, refused: Callable[[Refused], None]):
    """(key or "", entry, what is left over, its line) of each work in the file that can be read."""
    import json

    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise Mistake(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Mistake("not UTF-8", Place(path.name)) from None
    if path.suffix.lower() in (".bib", ".bibtex"):
        entries, wrong = read_bibtex(text, path.name)
        for mistake in wrong:
            refused(Refused("", mistake.where or Place(path.name), mistake.message))
        known = {entry.key.lower() for entry in entries}
        items = [(to_item(entry), losses(entry, known), entry.line) for entry in inherited(entries)]
    else:
        try:
            data = json.loads(text)
        except ValueError as error:
            raise Mistake(
                f"not JSON: {error}",
                Place(path.name, getattr(error, "lineno", 0)),
                "CSL-JSON (.json) and BibTeX (.bib) are read.",
            ) from None
        if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
            raise Mistake("not CSL-JSON: a list of items is wanted", Place(path.name))
        items = [(item, (), 0) for item in data]
    for item, lost, line in items:
        entry, left = entry_of_item(item)
        if not entry.get("title"):
            refused(Refused(str(item.get("id", "")), Place(path.name, line), "it has no title"))
            continue
        entry.setdefault("type", "document")
        entry.setdefault("issued", {"literal": "no date"})
        yield str(item.get("id", "")), entry, (*left, *lost), line


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
        dates={"issued": Date(((int(year),),))} if year.isdigit() else {},
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
