"""Takes over the works of another program's file, entry by entry: reads it, and writes sources.yaml."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from figpress.base.data import read_json
from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.bibtex_reading import also, inherited, losses, to_item
from figpress.sources.bibtex_syntax import read_bibtex
from figpress.sources.interchange import Known, entry_of_item, entry_of_work, key_for, normal, ordered
from figpress.sources.registry import open_registry
from figpress.sources.registry_edit import add_entries, with_fields, write
from figpress.sources.tex_text import detex

# What stands in for a title that is not there, the nearest first.
STANDS_IN = """maintitle booktitle issuetitle titleaddon shorttitle origtitle eventtitle subtitle journaltitle journal series
    note howpublished entrysubtype type key url doi eprint""".split()

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]"
)  # what YAML does not hold


@dataclass(frozen=True)
class Added:
    """A work that now stands in sources.yaml, or stood there already (`new` is False)."""

    key: str
    where: Place
    entry: Mapping[str, Any]
    new: bool = True
    left: tuple[str, ...] = ()  # what the other program wrote and sources.yaml has no place for
    name: str = ""  # what the other program calls it


@dataclass(frozen=True)
class Refused:
    """An entry of another program's file that is not taken over, and why."""

    name: str
    where: Place
    why: str


@dataclass(frozen=True)
class Found:
    """An entry of another program's file, as sources.yaml would hold it.

    also  other names that the file knows it by
    left  what has no place
    """

    name: str
    entry: dict[str, Any]
    line: int
    also: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def take_in(
    site: Site,
    path: Path,
    refused: Callable[[Refused], None] = lambda one: None,
    wanted: Collection[str] | None = None,
) -> tuple[Added, ...]:
    """Register the works of a CSL-JSON or BibTeX file, entry by entry; those that are registered already stay as they
    are, and are found by this name, too. What cannot be taken over is told to `refused`, and everything else is.

    wanted  the names of those that are taken; None for all
    """
    found = read_entries(path, refused)
    if wanted is not None:
        found = tuple(one for one in found if {one.name, *one.also} & set(wanted))
    told, fresh, names = _sorted_out(site, path, found)
    if names:
        _name(site, names)
    if fresh:
        lines = add_entries(site.sources, "works", fresh, site.sources.name)
        told = [
            replace(one, where=Place(site.sources.name, lines[one.key])) if one.key in lines else one
            for one in told
        ]
    return tuple(told)


def _sorted_out(
    site: Site, path: Path, found: tuple[Found, ...]
) -> tuple[list[Added], dict[str, dict[str, Any]], dict[str, list[str]]]:
    """What is told of each entry, the new ones by key, and the new names of those that are registered."""
    from figpress.sources.schema import KEY

    works = open_registry(site).works
    known = Known((key, entry_of_work(work)) for key, work in works.items())
    taken = {name for key, work in works.items() for name in (key, *work.also)}
    names = {one.name for one in found}  # a key that is made is nobody's in the file either
    fresh: dict[str, dict[str, Any]] = {}
    renamed: dict[str, list[str]] = {}
    told = []
    for one in found:
        same = known.same(one.entry)
        usable = one.name not in taken and bool(KEY.fullmatch(one.name)) and "://" not in one.name
        key = same or (one.name if usable else key_for(one.entry, taken | names))
        theirs = [name for name in dict.fromkeys((one.name, *one.also)) if name and name != key]
        others = [name for name in theirs if name not in taken]
        lost = [f"the key {name}, which is another work's" for name in theirs if name in taken and not same]
        taken |= {key, *others}
        if same and same in fresh:
            fresh[key] = fresh[key] | ({"also": [*fresh[key].get("also", ()), *others]} if others else {})
        elif same:
            renamed.setdefault(key, []).extend(others)
        else:
            fresh[key] = _unread(one, others, path)
            known.add(key, one.entry)
        if same:
            lost += _unlike(one.entry, fresh[same] if same in fresh else entry_of_work(works[same]))
        where = Place("") if key in fresh else works[key].where
        told.append(Added(key, where, one.entry, not same, (*one.left, *lost), one.name))
    return told, fresh, {key: others for key, others in renamed.items() if others}


def _unread(one: Found, others: list[str], path: Path) -> dict[str, Any]:
    """The new entry: nobody has read it, unless it says so itself."""
    entry = one.entry | ({"also": [*one.entry.get("also", ()), *others]} if others else {})
    if entry.get("read") or entry.get("opened"):
        return entry
    return {**entry, "opened": "no", "why": f"taken over from {path.name}"}


def _unlike(entry: Mapping[str, Any], stands: Mapping[str, Any]) -> list[str]:
    """What an entry says otherwise than the work that stands there already."""
    return [
        f"{name}: {str(value)[:60]!r}, for it stands there already"
        for name, value in entry.items()
        if name not in ("opened", "why", "read", "also") and stands.get(name) != value
    ]


def _name(site: Site, names: Mapping[str, list[str]]) -> None:
    """Write other names of registered works into sources.yaml."""
    works = open_registry(site).works
    text = site.sources.read_bytes().decode("utf-8-sig")
    for key, others in names.items():
        text = with_fields(text, key, {"also": [*works[key].also, *others]})
    write(site.sources, text.encode())


def read_entries(path: Path, refused: Callable[[Refused], None]) -> tuple[Found, ...]:
    """Each entry of the file that sources.yaml can hold; the others are told to `refused`."""
    text, how = _text(path)
    if path.suffix.lower() in (".bib", ".bibtex"):
        found = tuple(_bibtex(text, path, refused))
    else:
        found = tuple(_csl_json(text, path))
    whole = []
    for one in found:
        one, why = _fitting(one)
        if why:
            refused(Refused(one.name, Place(path.name, one.line), why))
        else:
            odd = (how,) if how and not str(one.entry).isascii() else ()
            whole.append(replace(one, left=(*one.left, *odd)))
    return tuple(whole)


def _text(path: Path) -> tuple[str, str]:
    """The file's text, and what was assumed to read it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Mistake(f"cannot read {path}: {error.strerror}") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _CONTROL.sub("\ufffd", content.decode("utf-16", "replace")), ""
    try:
        return _CONTROL.sub("\ufffd", content.decode("utf-8-sig")), ""
    except UnicodeDecodeError:
        if path.suffix.lower() == ".json":
            raise Mistake("not UTF-8", Place(path.name)) from None
        # Bytes that Windows-1252 has no letter for stay visible.
        return content.decode(
            "cp1252", "replace"
        ), "letters that are read as Windows-1252, for the file is not UTF-8"


def _bibtex(text: str, path: Path, refused: Callable[[Refused], None]) -> Iterator[Found]:
    entries, wrong = read_bibtex(text, path.name)
    for mistake in wrong:
        refused(Refused("", mistake.where or Place(path.name), mistake.message))
    known = {name.lower() for entry in entries for name in (entry.key, *also(entry))}
    for entry in inherited(entries):
        item = to_item(entry)
        lost = losses(entry, known)
        if not item.get("title") and not item.get("author") and not item.get("editor"):
            stand_in = next((field for field in STANDS_IN if entry.fields.get(field, "").strip("{} ")), "")
            if stand_in:
                item["title"] = detex(entry.fields[stand_in])
                lost = (*lost, f"a title, which it does not have: its {stand_in} stands there")
        found, left = entry_of_item(item)
        yield Found(entry.key, found, entry.line, also(entry), (*left, *lost))


def _csl_json(text: str, path: Path) -> Iterator[Found]:
    try:
        data = read_json(text)
    except ValueError as error:
        raise Mistake(
            f"not JSON: {error}",
            Place(path.name, getattr(error, "lineno", 0)),
            "CSL-JSON (.json) and BibTeX (.bib) are read.",
        ) from None
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise Mistake("not CSL-JSON: a list of items is wanted", Place(path.name))
    for item in data:
        entry, left = entry_of_item(item)
        yield Found(str(item.get("citation-key") or item.get("id", "")), entry, 0, left=left)


def _fitting(one: Found) -> tuple[Found, str]:
    """The entry without the fields that sources.yaml would not take, each told; or why it is not taken at all."""
    from figpress.sources.entries import nameless, wrong_field

    entry = {"type": "document", "issued": {"literal": "no date"}, **one.entry}
    lost = list(one.left)
    if nameless(entry):
        return one, "it has neither a title nor anybody who made it"
    while problem := wrong_field(entry):
        field, why = problem
        if field not in entry or field in ("type", "title"):
            return one, f"{field}: {why}"
        lost.append(f"{field}: {str(entry.pop(field))[:60]!r} ({why})")
        if field == "issued":
            entry["issued"] = {"literal": "no date"}
    entry = ordered(normal(entry))
    return replace(one, entry=entry, left=tuple(lost)), ""
