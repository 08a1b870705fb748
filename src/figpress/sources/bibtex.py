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


def to_item(entry: Entry) -> dict[str, Any]:
    """The CSL-JSON item of a BibTeX entry."""
    item: dict[str, Any] = {"id": entry.key, "type": _TYPES_BACK.get(entry.kind, "document")}
    fields = entry.fields
    for name, raw in fields.items():
        text = raw if name in _VERBATIM else detex(raw)
        if not text or name.startswith("x-csl-"):
            continue
        if name in ("author", "editor", "translator"):
            item[name] = split_names(raw)
        elif name in ("journal", "journaltitle", "booktitle", "maintitle"):
            item["container-title"] = text
        elif name == "number":
            item["issue" if entry.kind == "article" else "number"] = text
        elif name == "pages":
            item["page"] = re.sub(r"\s*(?:--+|–)\s*", "-", text)
        elif name == "howpublished" and (found := re.search(r"https?://\S+", text)):
            item.setdefault("URL", found[0].rstrip("}."))
        elif name == "doi":
            item["DOI"] = re.sub(r"^https?://(dx\.)?doi\.org/", "", text)
        elif name in _FIELDS_BACK:
            item[_FIELDS_BACK[name]] = text
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


def _spelled(variable: str) -> str:
    """CSL's spelling: BibTeX folds the case of field names."""
    known = {name.lower(): name for name in (*csl.TEXTS, *csl.NAMES, *csl.DATES, "type", "custom")}
    return known.get(variable.lower(), variable)


def _date(fields: Mapping[str, str]) -> dict[str, Any] | None:
    if "date" in fields and (found := _iso(fields["date"])):
        return found
    year = re.search(r"-?\d{3,4}", fields.get("year", ""))
    if not year:
        return {"literal": detex(fields["year"])} if fields.get("year") else None
    month = fields.get("month", "").strip("{} ").lower()
    number = (
        int(month)
        if month.isdigit()
        else next((i for i, name in enumerate(_MONTHS, 1) if month.startswith(name)), 0)
    )
    return {"date-parts": [[int(year[0]), *([number] if 1 <= number <= 12 else [])]]}


def _iso(text: str) -> dict[str, Any] | None:
    parts = [
        re.fullmatch(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?", part.strip("{} ")) for part in text.split("/")
    ]
    return {"date-parts": [[int(n) for n in part.groups() if n] for part in parts]} if all(parts) else None
