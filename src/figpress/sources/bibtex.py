"""CSL out to BibTeX, from where it comes back without loss.

What BibTeX has no word for, and what would not come back as it went out, travels in fields `x-csl-…` as JSON;
on the way in
these win. `to_bibtex` reads its own lines back to find out which those are, so nothing is lost by
construction.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from figpress.sources.bibtex_reading import VERBATIM, to_item
from figpress.sources.bibtex_syntax import Entry
from figpress.sources.tex_text import entex

_TYPES = {
    "article-journal": "article", "paper-conference": "inproceedings", "book": "book",
    "chapter": "incollection", "thesis": "phdthesis",
    "report": "techreport", "webpage": "online", "software": "software", "dataset": "dataset",
    "manuscript": "unpublished", "patent": "patent",
}  # fmt: skip
_FIELDS = {
    "title": "title", "publisher": "publisher", "volume": "volume", "edition": "edition",
    "collection-title": "series", "abstract": "abstract",
    "note": "note", "keyword": "keywords", "language": "langid", "publisher-place": "address",
    "chapter-number": "chapter", "DOI": "doi",
    "URL": "url", "ISBN": "isbn", "ISSN": "issn", "title-short": "shorttitle", "event-title": "eventtitle",
    "version": "version", "PMID": "pmid",
}  # fmt: skip
_ENDS = re.compile(r"[{}\\]")  # what would end a field, or keep it from ending, where nothing is escaped


def to_bibtex(items: Iterable[Mapping[str, Any]]) -> str:
    """The BibTeX of CSL-JSON items."""
    return "\n".join(_entry(item) for item in items)


def _entry(item: Mapping[str, Any]) -> str:
    kind = _TYPES.get(item["type"], "misc")
    fields = {
        name: value
        for name, value in _standard(item, kind)
        if name not in VERBATIM or not _ENDS.search(value)
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
            yield field, item[variable] if field in VERBATIM else entex(item[variable])
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
