"""BibTeX and CSL: out, and back in without loss.

What BibTeX has no word for, and what would not come back as it went out, travels in fields `x-csl-…` as JSON;
on the way in
these win. `to_bibtex` reads its own lines back to find out which those are, so nothing is lost by
construction.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from figpress.sources import csl
from figpress.sources.bibtex_syntax import Entry, detex, entex, split_names

_TYPES = {
    "article-journal": "article", "paper-conference": "inproceedings", "book": "book",
    "chapter": "incollection", "thesis": "phdthesis",
    "report": "techreport", "webpage": "online", "software": "software", "dataset": "dataset",
    "manuscript": "unpublished", "patent": "patent",
}  # fmt: skip
_TYPES_BACK = {theirs: ours for ours, theirs in _TYPES.items()} | {
    "conference": "paper-conference", "inbook": "chapter", "mastersthesis": "thesis", "thesis": "thesis",
    "report": "report",
    "electronic": "webpage", "www": "webpage", "proceedings": "book", "collection": "book",
    "booklet": "pamphlet",
    "manual": "report", "periodical": "periodical",
}  # fmt: skip
_FIELDS = {
    "title": "title", "publisher": "publisher", "volume": "volume", "edition": "edition",
    "collection-title": "series", "abstract": "abstract",
    "note": "note", "keyword": "keywords", "language": "langid", "publisher-place": "address",
    "chapter-number": "chapter", "DOI": "doi",
    "URL": "url", "ISBN": "isbn", "ISSN": "issn", "title-short": "shorttitle", "event-title": "eventtitle",
    "version": "version", "PMID": "pmid",
}  # fmt: skip
_FIELDS_BACK = {theirs: ours for ours, theirs in _FIELDS.items()} | {
    "institution": "publisher", "school": "publisher", "organization": "publisher",
    "location": "publisher-place", "language": "language",
}  # fmt: skip
_VERBATIM = {"doi", "url", "eprint", "isbn", "issn", "date", "urldate", "year", "month"}
_ENDS = re.compile(r"[{}\\]")  # what would end a field, or keep it from ending, where nothing is escaped
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def to_bibtex(items: Iterable[Mapping[str, Any]]) -> str:
    """The BibTeX of CSL-JSON items."""
    return "\n".join(_entry(item) for item in items)


def _entry(item: Mapping[str, Any]) -> str:
    kind = _TYPES.get(item["type"], "misc")
    fields = {
        name: value
        for name, value in _standard(item, kind)
        if name not in _VERBATIM or not _ENDS.search(value)
    }
    back = to_item(Entry(kind, item["id"], fields, 0))
    wrong = [key for key in (*item, *back) if key != "id" and item.get(key) != back.get(key)]
    fields |= {f"x-csl-{key}": entex(_json(item.get(key))) for key in dict.fromkeys(wrong)}
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{item['id']},\n{lines}}}\n"


def _json(value: Any) -> str:
    """JSON that survives TeX, which makes one space of several."""
    return re.sub(r"(?<= ) ", r"\\u0020", json.dumps(value, ensure_ascii=False))


def _standard(item: Mapping[str, Any], kind: str):
    for role in ("author", "editor", "translator"):
        if item.get(role):
            yield role, " and ".join(_name(name) for name in item[role])
    if item.get("title"):
        yield "title", f"{{{entex(item['title'])}}}"  # double braces: nobody's style may fold its capitals
    if item.get("container-title"):
        yield (
            {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}.get(
                kind, "maintitle"
            ),
            entex(item["container-title"]),
        )
    for variable, field in _FIELDS.items():
        if variable != "title" and item.get(variable):
            yield field, item[variable] if field in _VERBATIM else entex(item[variable])
    number = item.get("issue") if kind == "article" else item.get("number")
    if number:
        yield "number", entex(number)
    if item.get("page"):
        yield "pages", entex(re.sub(r"(?<=\w)[-–](?=\w)", "--", item["page"]))
    for variable, field in (("issued", "date"), ("accessed", "urldate")):
        parts = item.get(variable, {}).get("date-parts")
        if parts:
            yield (
                field,
                "/".join(
                    "-".join(f"{n:04}" if i == 0 else f"{n:02}" for i, n in enumerate(part)) for part in parts
                ),
            )
            if field == "date":
                yield "year", str(parts[0][0])
    if item.get("archive") == "arXiv" and item.get("archive_location"):
        yield "eprint", item["archive_location"]
        yield "eprinttype", "arxiv"


def _name(name: Mapping[str, str]) -> str:
    if name.get("literal"):
        return f"{{{entex(name['literal'])}}}"
    family = " ".join(name[part] for part in ("non-dropping-particle", "family") if name.get(part))
    parts = [family, *([name["suffix"]] if name.get("suffix") else []), name.get("given", "")]
    return ", ".join(entex(part) for part in parts)


# What a reader of the reference never misses: about the file, the entry, or the library that it came from.
_ABOUT = frozenset(
    """file owner timestamp date-added date-modified bdsk-url-1 bdsk-url-2 bdsk-file-1 mendeley-groups mendeley-tags
    groups entrysubtype options ids crossref xdata xref presort sortkey sorttitle keywords primaryclass""".split()
)
_TAKEN = frozenset(
    """author editor translator journal journaltitle booktitle maintitle number pages howpublished year month date
    urldate eprint eprinttype archiveprefix subtitle booksubtitle mainsubtitle""".split()
)


def inherited(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries with what they take over from those that `crossref` and `xdata` name; a parent's title is the
    title of
    what holds the child.
    """
    entries = tuple(entries)
    known = {entry.key.lower(): entry for entry in entries if entry.key}

    def whole(entry: Entry, seen: frozenset[str]) -> Entry:
        fields = dict(entry.fields)
        for link in ("xdata", "crossref"):
            for name in filter(None, (part.strip().lower() for part in fields.get(link, "").split(","))):
                if name in known and name not in seen:
                    parent = whole(known[name], seen | {name}).fields
                    for field, value in parent.items():
                        if link == "crossref" and field in ("title", "subtitle"):
                            field = f"book{field}"
                        if field not in ("crossref", "xdata", "key", "shorttitle"):
                            fields.setdefault(field, value)
        return Entry(entry.kind, entry.key, fields, entry.line)

    return tuple(whole(entry, frozenset({entry.key.lower()})) for entry in entries if entry.kind != "xdata")


def losses(entry: Entry, known: Iterable[str]) -> tuple[str, ...]:
    """What of an entry has no place in CSL, in words."""
    told = [
        name
        for name in entry.fields
        if name not in _TAKEN
        and name not in _FIELDS_BACK
        and name not in _ABOUT
        and not name.startswith("x-csl-")
    ]
    for role in ("author", "editor", "translator"):
        if re.search(r"\band\s+others\s*$", entry.fields.get(role, "")):
            told.append(f"{role}: “and others”, whom nobody names")
    for link in ("crossref", "xdata"):
        for name in filter(None, (part.strip() for part in entry.fields.get(link, "").split(","))):
            if name.lower() not in known:
                told.append(f"{link}: {name}, which is not in the file")
    eprint = entry.fields.get("eprinttype", entry.fields.get("archiveprefix", "")).lower()
    if entry.fields.get("eprint") and eprint != "arxiv":
        told.append("eprint")
    return tuple(told)


def to_item(entry: Entry) -> dict[str, Any]:
    """The CSL-JSON item of a BibTeX entry."""
    item: dict[str, Any] = {"id": entry.key, "type": _TYPES_BACK.get(entry.kind, "document")}
    fields = entry.fields
    for name, raw in fields.items():
        text = raw if name in _VERBATIM else detex(raw)
        if text and not name.startswith("x-csl-"):
            _put(item, entry.kind, name, raw, text)
    for main, sub in (
        ("title", "subtitle"),
        ("container-title", "booksubtitle"),
        ("container-title", "mainsubtitle"),
    ):
        if item.get(main) and fields.get(sub):
            item[main] = f"{item[main].rstrip(':')}: {detex(fields[sub])}"
    if date := _date(fields):
        item["issued"] = date
    if "urldate" in fields and (accessed := _iso(fields["urldate"])):
        item["accessed"] = accessed
    if fields.get("eprint") and fields.get("eprinttype", fields.get("archiveprefix", "")).lower() == "arxiv":
        item |= {"archive": "arXiv", "archive_location": fields["eprint"]}
    for name, raw in fields.items():
        if name.startswith("x-csl-"):
            variable, value = _spelled(name.removeprefix("x-csl-")), json.loads(detex(raw))
            item.pop(variable, None)
            if value is not None:
                item[variable] = value
    return item


def _put(item: dict[str, Any], kind: str, name: str, raw: str, text: str) -> None:
    """One field of an entry into its item."""
    if name in ("author", "editor", "translator"):
        item[name] = split_names(raw)
    elif name in ("journal", "journaltitle", "booktitle", "maintitle"):
        item["container-title"] = text
    elif name == "number":
        item["issue" if kind == "article" else "number"] = text
    elif name == "pages":
        item["page"] = re.sub(r"\s*(?:--+|–)\s*", "-", text)
    elif name == "howpublished" and (found := re.search(r"https?://\S+", text)):
        item.setdefault("URL", found[0].rstrip("}."))
    elif name == "doi":
        item["DOI"] = re.sub(r"^https?://(dx\.)?doi\.org/", "", text)
    elif name in _FIELDS_BACK:
        item[_FIELDS_BACK[name]] = text


def _spelled(variable: str) -> str:
    """CSL's spelling: BibTeX folds the case of field names."""
    known = {name.lower(): name for name in (*csl.TEXTS, *csl.NAMES, *csl.DATES, "type", "custom")}
    return known.get(variable.lower(), variable)


_SEASONS = {"spring": "1", "summer": "2", "autumn": "3", "fall": "3", "winter": "4"}


def _date(fields: Mapping[str, str]) -> dict[str, Any] | None:
    if "date" in fields and (found := _iso(fields["date"])):
        return found
    written = fields.get("year") or fields.get("date", "")
    year = re.search(r"-?\d{3,4}", written)
    if not year:
        return {"literal": detex(written)} if written.strip("{} ") else None
    circa = {"circa": True} if re.search(r"\b(?:circa|ca?\.)|[?~]", written) else {}
    month = detex(fields.get("month", "")).strip("{} ").lower()
    if month in _SEASONS:
        return {"date-parts": [[int(year[0])]], "season": _SEASONS[month], **circa}
    number = (
        int(month)
        if month.isdigit()
        else next((i for i, name in enumerate(_MONTHS, 1) if month.startswith(name)), 0)
    )
    return {"date-parts": [[int(year[0]), *([number] if 1 <= number <= 12 else [])]], **circa}


def _iso(text: str) -> dict[str, Any] | None:
    """A date or range of biblatex: "2017-06", "2017/2018", "2021-23" (a season), "1723~", "1723?"
    (uncertain).
    """
    written = [part.strip("{} ") for part in text.split("/")]
    parts = [
        re.fullmatch(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?([?~%])?", part) for part in written if part != ".."
    ]
    if not all(parts) or not parts:
        return None
    numbers = [[int(n) for n in part.groups()[:3] if n] for part in parts]
    told: dict[str, Any] = {}
    if len(numbers[0]) == 2 and 21 <= numbers[0][1] <= 24:
        told["season"] = str(numbers[0][1] - 20)
        numbers = [numbers[0][:1]]
    if any(not (1 <= month[1] <= 12) for month in numbers if len(month) > 1):
        return None
    if any(part[4] for part in parts):
        told["circa"] = True
    return {"date-parts": numbers, **told}
