"""Entries of BibTeX and biblatex as CSL-JSON items, and what of them found no place there."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from figpress.base.data import read_json
from figpress.sources import bibtex_dates, csl
from figpress.sources.bibtex_syntax import Entry, split_names
from figpress.sources.tex_text import detex

TYPES = {
    "article": "article-journal", "suppperiodical": "article-journal", "inproceedings": "paper-conference",
    "conference": "paper-conference", "book": "book", "mvbook": "book", "proceedings": "book",
    "mvproceedings": "book", "collection": "book", "mvcollection": "book", "reference": "book",
    "mvreference": "book", "incollection": "chapter", "inbook": "chapter", "bookinbook": "chapter",
    "suppbook": "chapter", "suppcollection": "chapter", "inreference": "entry", "phdthesis": "thesis",
    "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report",
    "manual": "report", "online": "webpage", "electronic": "webpage", "www": "webpage", "software": "software",
    "dataset": "dataset", "unpublished": "manuscript", "patent": "patent", "booklet": "pamphlet",
    "periodical": "periodical", "review": "review", "standard": "standard", "video": "motion_picture",
    "movie": "motion_picture", "audio": "song", "music": "song", "artwork": "graphic", "image": "graphic",
    "performance": "performance", "legislation": "legislation", "jurisdiction": "legal_case",
    "letter": "personal_communication",
}  # fmt: skip
FIELDS = {
    "title": "title", "publisher": "publisher", "institution": "publisher", "school": "publisher",
    "organization": "publisher", "volume": "volume", "edition": "edition", "series": "collection-title",
    "abstract": "abstract", "note": "note", "keywords": "keyword", "langid": "language", "language": "language",
    "address": "publisher-place", "location": "publisher-place", "chapter": "chapter-number", "doi": "DOI",
    "url": "URL", "isbn": "ISBN", "issn": "ISSN", "shorttitle": "title-short", "eventtitle": "event-title",
    "venue": "event-place", "version": "version", "pmid": "PMID", "pmcid": "PMCID", "type": "genre", "entrysubtype": "genre",
    "annote": "annote", "annotation": "annote", "pubstate": "status", "volumes": "number-of-volumes",
    "pagetotal": "number-of-pages", "numpages": "number-of-pages", "shortjournal": "container-title-short",
    "journalabbr": "container-title-short", "library": "source", "copyright": "license", "issue": "issue",
    "origtitle": "original-title", "origpublisher": "original-publisher", "lccn": "call-number",
    "origlocation": "original-publisher-place", "reprinttitle": "reviewed-title", "part": "part",
    "eid": "number", "articleno": "number", "addendum": "note", "howpublished": "medium", "issuetitle": "volume-title",
}  # fmt: skip
NAMES = {
    "author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author",
    "origauthor": "original-author",
}  # fmt: skip
_ROLES = ("editora", "editorb", "editorc", "holder")
_DATES = {"urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
_HOLDS = ("journal", "journaltitle", "booktitle", "maintitle")
_SUBTITLES = {
    "subtitle": "title", "booksubtitle": "container-title", "mainsubtitle": "container-title",
    "journalsubtitle": "container-title",
}  # fmt: skip
VERBATIM = frozenset("doi url eprint isbn issn date urldate eventdate origdate year month day".split())
# What a reader of the reference never misses: about the file, the entry, or the library that it came from.
_ABOUT = re.compile(
    r"file|owner|timestamp|creationdate|modificationdate|date-?added|date-?modified|bdsk-.*|mendeley-.*|groups"
    r"|options|ids|crossref|xdata|xref|presort|sort\w*|label\w*|keywords?"
    r"|__markedentry|entryset|related\w*|langidopts|hyphenation|execute|index(?:sort)?title|gender|key"
)
_NOT_INHERITED = frozenset(
    "crossref xdata ids key shorttitle sortkey label options entryset related keywords".split()
)


def inherited(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries with what they take over from those that `crossref` and `xdata` name; a parent's title is the title
    of what holds the child.
    """
    entries = tuple(entries)
    known = {name.lower(): entry for entry in entries for name in (*_ids(entry), entry.key) if name}

    whole: dict[int, dict[str, str]] = {}  # each entry once, its parents first
    for entry in entries:
        waiting, begun = [entry], {id(entry)}
        while waiting:
            one = waiting[-1]
            above = [(link, known[name]) for link, name in _links(one) if name in known]
            fresh = [parent for _, parent in above if id(parent) not in whole and id(parent) not in begun]
            if fresh:
                waiting.append(fresh[0])
                begun.add(id(fresh[0]))
                continue
            waiting.pop()
            whole[id(one)] = _with_parents(one, [(link, whole.get(id(parent), {})) for link, parent in above])
    held = ("xdata", "set", "control")
    return tuple(
        Entry(entry.kind, entry.key, whole[id(entry)], entry.line)
        for entry in entries
        if entry.kind not in held
    )


def _links(entry: Entry) -> Iterator[tuple[str, str]]:
    for link in ("xdata", "crossref"):
        yield from ((link, name.lower()) for name in _listed(entry.fields.get(link, "")))


def _with_parents(entry: Entry, parents: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    fields = dict(entry.fields)
    for link, above in parents:
        for field, value in above.items():
            if link == "crossref" and field in ("title", "subtitle"):
                field = _held_by(entry.kind) + field
            if field not in _NOT_INHERITED:
                fields.setdefault(field, value)
    return fields


def _held_by(kind: str) -> str:
    """What a parent's title is to a child of this kind."""
    return "journal" if kind in ("article", "suppperiodical") else "main" if kind.endswith("book") else "book"


def _ids(entry: Entry) -> list[str]:
    return _listed(entry.fields.get("ids", ""))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def also(entry: Entry) -> tuple[str, ...]:
    """Other keys that biblatex knows the entry by."""
    return tuple(_ids(entry))


def to_item(entry: Entry) -> dict[str, Any]:
    """The CSL-JSON item of a BibTeX entry."""
    item: dict[str, Any] = {"id": entry.key, "type": TYPES.get(entry.kind, "document")}
    fields = entry.fields
    for name, raw in fields.items():
        text = raw.strip() if name in VERBATIM else detex(raw)
        if text and not name.startswith("x-csl-"):
            _put(item, entry.kind, name, raw, text)
    for sub, main in _SUBTITLES.items():
        if item.get(main) and fields.get(sub):
            item[main] = f"{item[main].rstrip(':')}: {detex(fields[sub])}"
    _roles(item, fields)
    if date := bibtex_dates.issued(fields):
        item["issued"] = date
    for name, variable in _DATES.items():
        if name in fields and (date := bibtex_dates.iso(fields[name])):
            item[variable] = date
    if _arxiv(fields):
        item |= {"archive": "arXiv", "archive_location": fields["eprint"].strip()}
    if entry.kind == "mastersthesis":
        item.setdefault("genre", "Master’s thesis")
    for name, raw in fields.items():
        if name.startswith("x-csl-"):
            variable, value = _spelled(name.removeprefix("x-csl-")), read_json(detex(raw))
            item.pop(variable, None)
            if value is not None:
                item[variable] = value
    return item


def _roles(item: dict[str, Any], fields: Mapping[str, str]) -> None:
    """`editora = {…}, editoratype = {director}`: people in the role that CSL has a word for."""
    for name in ("author", "editor", *_ROLES):
        role, held = fields.get(f"{name}type", "").strip("{} ").lower(), NAMES.get(name, "contributor")
        if role in csl.NAMES and role != held and fields.get(name):
            people = split_names(fields[name])
            item[held] = [one for one in item[held] if one not in people]
            item.setdefault(role, []).extend(people)
            if not item[held]:
                del item[held]


def _put(item: dict[str, Any], kind: str, name: str, raw: str, text: str) -> None:
    """One field of an entry into its item; what stands there first stays."""
    if name in NAMES or name in _ROLES:
        item.setdefault(NAMES.get(name, "contributor"), []).extend(split_names(raw))
    elif name in _HOLDS:
        item.setdefault("container-title", text)
    elif name == "number":
        item.setdefault("issue" if kind == "article" else "number", text)
    elif name == "pages":
        item["page"] = re.sub(r"\s*(?:--+|–)\s*", "-", text)
    elif name == "howpublished" and (found := re.search(r"https?://[^\s{}\\]+", raw)):
        item.setdefault("URL", found[0].rstrip(".,;"))
    elif name == "doi":
        item["DOI"] = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.IGNORECASE)
    elif name == "url":
        item["URL"] = (
            re.sub(r"^\\url\{(.*)\}$", r"\1", text)
            .replace("\\_", "_")
            .replace("\\%", "%")
            .replace("\\&", "&")
        )
    elif name in FIELDS:
        item.setdefault(FIELDS[name], text)


def _spelled(variable: str) -> str:
    """CSL's spelling: BibTeX folds the case of field names."""
    known = {name.lower(): name for name in (*csl.TEXTS, *csl.NAMES, *csl.DATES, "type", "custom")}
    return known.get(variable.lower(), variable)


def _arxiv(fields: Mapping[str, str]) -> bool:
    kind = fields.get("eprinttype", fields.get("archiveprefix", ""))
    return bool(fields.get("eprint")) and kind.strip("{} ").lower() == "arxiv"


def losses(entry: Entry, known: Iterable[str]) -> tuple[str, ...]:
    """What of an entry has no place in its item, in words: each field is compared with all that stands there.

    known  the keys of the file, in small letters
    """
    item = to_item(entry)
    here = set(_words(" ".join([*item, *_flat(item)]))) | _months(item)
    told = []
    for name, raw in entry.fields.items():
        if _ABOUT.fullmatch(name) or name.startswith("x-csl-"):
            continue
        plain = raw if name in VERBATIM else detex(raw)
        lost = [word for word in _words(_unlabelled(name, plain)) if word not in here]
        if lost:
            all_of_it = len(lost) == len(set(_words(_unlabelled(name, plain)))) and name not in VERBATIM
            told.append(name if all_of_it else f"{name}: “{' '.join(dict.fromkeys(lost))[:80]}”")
    for role in NAMES:
        if re.search(r"\band\s+others\s*$", entry.fields.get(role, "")):
            told.append(f"{role}: “and others”, whom nobody names")
    for link in ("crossref", "xdata"):
        for name in _listed(entry.fields.get(link, "")):
            if name.lower() not in known:
                told.append(f"{link}: {name}, which is not in the file")
    return tuple(told)


def _unlabelled(name: str, text: str) -> str:
    """Names without the words that only part them."""
    if name not in NAMES and name not in _ROLES:
        return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text) if name == "doi" else text
    return re.sub(
        r"\band\s+others\s*$|\band\b|\b(?:given|family|prefix|suffix)(?:-i)?=|\buseprefix=\w+", " ", text
    )


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _flat(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner)
    else:
        yield str(value)


def _words(text: str) -> list[str]:
    """Words and numbers without case and accents; a number without the noughts before it."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word.lstrip("0") or "0" for word in re.findall(r"[^\W_]+", plain)]


def _months(item: Mapping[str, Any]) -> set[str]:
    """The words for what a date says in numbers."""
    dates = [value for name, value in item.items() if name in csl.DATES and isinstance(value, dict)]
    numbers = {n for date in dates for part in date.get("date-parts", ()) for n in part[1:2]}
    names = {bibtex_dates.MONTHS[n - 1] for n in numbers}
    words = names | {name[:3] for name in names} | {name[:4] for name in names}
    seasons = {date.get("season") for date in dates} - {None}
    words |= {word for word, number in bibtex_dates.SEASONS.items() if number in seasons}
    words |= {str(20 + int(season)) for season in seasons}
    circa = any(date.get("circa") for date in dates)
    return words | ({"c", "ca", "circa"} if circa else set())
