"""Works as other programs write them: CSL-JSON in, CSL-JSON out, and the mapping that stands in
sources.yaml.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from figpress.sources import csl
from figpress.sources.csl_json import date_to_csl, name_to_csl, own_fields
from figpress.sources.model import Name, Work

_OTHER_NAMES = {
    "shortTitle": "title-short",
    "journalAbbreviation": "container-title-short",
    "number-of-page": "number-of-pages",
}
_NAME_PARTS = ("family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle")
_OWN = ("also", "read", "opened", "why", "archived")
ARXIV = re.compile(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}(v\d+)?")
_ORDER = (
    "type",
    "title",
    "author",
    "editor",
    "issued",
    "container-title",
    "publisher",
    "volume",
    "issue",
    "page",
    "arXiv",
    "DOI",
    "URL",
    "accessed",
)


def entry_of_work(work: Work) -> dict[str, Any]:
    """The mapping that stands in sources.yaml, written as a person would."""
    entry: dict[str, Any] = {"type": work.type} | ({"title": work.title} if work.title else {})
    entry |= {variable: [_name(name) for name in people] for variable, people in work.names.items()}
    entry |= {
        variable: str(date) if date.parts and not (date.circa or date.season) else date_to_csl(date)
        for variable, date in work.dates.items()
    }
    entry |= work.texts
    if ARXIV.fullmatch(work.arxiv) and work.texts["archive"] == "arXiv":
        entry["arXiv"] = work.arxiv
        del entry["archive"], entry["archive_location"]
    return ordered({**entry, **own_fields(work)})


def _name(name: Name) -> str | dict[str, str]:
    if name.literal and "," not in name.literal:
        return name.literal
    plain = (
        name.family
        and name.given
        and not (name.suffix or name.dropping_particle or name.non_dropping_particle)
    )
    return (
        f"{name.family}, {name.given}" if plain and "," not in name.family + name.given else name_to_csl(name)
    )


def normal(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The same entry with its names written as a person would write them."""
    from figpress.sources.schema import parse_name

    return {
        key: [_name(parse_name(name)) for name in value]
        if key in csl.NAMES and isinstance(value, list)
        else value
        for key, value in entry.items()
    }


def ordered(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader looks for first stands first, and what was read of it last."""
    place = {key: i for i, key in enumerate(_ORDER)}
    last = {key: len(_ORDER) + 1 + i for i, key in enumerate(_OWN)}
    return dict(sorted(entry.items(), key=lambda item: place.get(item[0], last.get(item[0], len(_ORDER)))))


def entry_of_item(item: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The entry of a CSL-JSON item, and the keys of it that have no place in sources.yaml."""
    entry: dict[str, Any] = {}
    left = []
    for key, value in item.items():
        key = _OTHER_NAMES.get(key, key)
        if key == "custom" and isinstance(value, Mapping) and isinstance(value.get("figpress", {}), Mapping):
            entry |= {own: value["figpress"][own] for own in _OWN if own in value.get("figpress", {})}
        elif value is None or value == "" or value == []:
            continue
        elif key == "type":
            entry["type"] = value if value in csl.TYPES else "document"
        elif key in csl.TEXTS:
            entry[key] = str(value)
        elif key in csl.NAMES and isinstance(value, list):
            entry[key] = [
                {part: str(name[part]) for part in _NAME_PARTS if name.get(part)}
                for name in value
                if isinstance(name, Mapping)
            ]
        elif key in csl.DATES and isinstance(value, Mapping):
            entry[key] = _date(value)
        elif key not in ("id", "citation-key", "categories"):
            left.append(key)
    if entry.get("archive") == "arXiv" and ARXIV.fullmatch(entry.get("archive_location", "")):
        entry["arXiv"] = entry.pop("archive_location")
        del entry["archive"]
    return ordered(entry), tuple(left)


def _numbers(part: Any) -> list[int]:
    """Year, month and day, as far as they are numbers."""
    numbers = []
    for n in part if isinstance(part, list) else ():
        try:
            numbers.append(int(n))
        except (TypeError, ValueError, OverflowError):
            break
    return numbers


def _date(value: Mapping[str, Any]) -> Any:
    """ISO where that says all, CSL's own form otherwise."""
    written = value.get("date-parts")
    parts = [
        numbers for part in (written if isinstance(written, list) else ()) if (numbers := _numbers(part))
    ]
    circa = str(value.get("circa") or "false").lower() not in ("false", "no", "0")
    if parts and not circa and not value.get("season"):
        return "/".join(
            "-".join(f"{n:04}" if i == 0 else f"{n:02}" for i, n in enumerate(part)) for part in parts
        )
    told: dict[str, Any] = (
        {"date-parts": parts}
        if parts
        else {"literal": str(value.get("literal") or value.get("raw") or "no date")}
    )
    return (
        told
        | ({"circa": True} if circa else {})
        | ({"season": str(value["season"])} if value.get("season") else {})
    )


def key_for(entry: Mapping[str, Any], taken: Iterable[str]) -> str:
    """family + year in plain letters, with a letter behind it where that is taken: vaswani2017,
    vaswani2017b.
    """
    first = next(iter(entry.get("author") or entry.get("editor") or ()), {})
    if isinstance(first, str):
        family = first.partition(",")[0]
    else:
        family = first.get("family") or first.get("literal") or ""
    words = (
        plain(family)
        or plain(str(entry.get("container-title") or entry.get("title") or "work").split()[0])
        or "work"
    )
    issued = entry.get("issued")
    year = re.search(r"\d{4}", str(issued))
    stem = words + (year[0] if year else "")
    taken = set(taken)
    return next(
        key
        for key in (
            stem,
            *(f"{stem}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"),
            *(f"{stem}-{n}" for n in range(2, 10_000)),
        )
        if key not in taken
    )


def plain(text: str) -> str:
    """Lower-case letters a to z, accents taken off: "Boué" is "boue"."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", folded.lower())


class Known:
    """Works that stand somewhere already, found by what names a work: its DOI, its arXiv number, its address, its title.

    Two entries with one title are one work where nothing that both say of its place is different: a paper and
    its journal version are two.
    """

    def __init__(self, entries: Iterable[tuple[str, Mapping[str, Any]]] = ()):
        self._found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for key, entry in entries:
            self.add(key, entry)

    def add(self, key: str, entry: Mapping[str, Any]) -> None:
        for name in _identifiers(entry):
            self._found.setdefault(name, []).append((key, entry))

    def same(self, entry: Mapping[str, Any]) -> str | None:
        """The key of the work that this entry is, or None."""
        for name in _identifiers(entry):
            for key, other in self._found.get(name, ()):
                if _agree(entry, other, sure=not name.startswith(("title ", "URL "))):
                    return key
        return None


def same_work(entry: Mapping[str, Any], works: Mapping[str, Work]) -> str | None:
    """The key of a registered work that this is."""
    return Known((key, entry_of_work(work)) for key, work in works.items()).same(entry)


def _identifiers(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry.get("DOI"):
        yield f"DOI {entry['DOI'].lower()}"
    if entry.get("arXiv"):
        yield f"arXiv {re.sub(r'v[0-9]+$', '', str(entry['arXiv']))}"
    if entry.get("URL"):
        yield f"URL {_address(entry['URL'])}"
    if title := _folded(str(entry.get("title", ""))):
        yield f"title {title}"


_TOLD_APART = (
    "type",
    "container-title",
    "volume",
    "issue",
    "number",
    "page",
    "edition",
    "collection-title",
    "genre",
)


def _agree(one: Mapping[str, Any], other: Mapping[str, Any], sure: bool) -> bool:
    """Whether two entries with one identifier can be one work.

    sure  the identifier is a work's own; a title, or the address of a page, may be another's, too
    """
    titles = [_folded(str(entry.get("title", ""))) for entry in (one, other)]
    if sure:
        return (
            not all(titles)
            or titles[0][:_HEAD] == titles[1][:_HEAD]
            or titles[0] in titles[1]
            or titles[1] in titles[0]
        )
    if titles[0] != titles[1]:
        return False
    years = [
        found[0] for entry in (one, other) if (found := re.search(r"\d{4}", str(entry.get("issued", ""))))
    ]
    if len(years) == 2 and abs(int(years[0]) - int(years[1])) > 1:
        return False
    authors = [_first(entry) for entry in (one, other)]
    if all(authors) and authors[0] != authors[1]:
        return False
    doi = [str(entry.get("DOI", "")).lower() for entry in (one, other)]
    return (not all(doi) or doi[0] == doi[1]) and all(
        _folded(str(one[name])) == _folded(str(other[name]))
        for name in _TOLD_APART
        if one.get(name) and other.get(name)
    )


_HEAD = 10  # letters by which two spellings of one title agree


def _first(entry: Mapping[str, Any]) -> str:
    """The first author's family name in plain letters."""
    first = next(iter(entry.get("author") or entry.get("editor") or ()), "")
    if isinstance(first, str):
        return plain(first.partition(",")[0])
    return plain(first.get("family") or first.get("literal") or "")


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|#.*$|/$", "", url.strip())
