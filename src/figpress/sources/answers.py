"""Answers of Crossref, arXiv, OpenAlex and web pages as entries of sources.yaml. Pure: text and JSON in,
entries out.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree, html

from figpress.base.data import read_json
from figpress.sources.interchange import ordered

Entry = dict[str, Any]
_CROSSREF_TYPES = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference",
    "book-chapter": "chapter", "book": "book", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "posted-content": "article", "report": "report",
    "dissertation": "thesis", "dataset": "dataset",
    "reference-entry": "entry", "proceedings": "book", "standard": "standard", "peer-review": "review",
}  # fmt: skip
_OPENALEX_TYPES = {
    "article": "article-journal", "preprint": "article", "book-chapter": "chapter", "book": "book",
    "dissertation": "thesis",
    "dataset": "dataset", "report": "report",
}  # fmt: skip
_NUMBER = r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?"
_PREPRINT = re.compile(
    rf"(?:arxiv:\s*|https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/)?({_NUMBER})(?:\.pdf)?",
    re.IGNORECASE,
)
_ATOM = {"a": "http://www.w3.org/2005/Atom", "x": "http://arxiv.org/schemas/atom"}


def identify(text: str) -> tuple[str, str]:
    """What an author means: ("doi" | "arxiv" | "url" | "", value)."""
    text = text.strip()
    if found := re.search(r"(?:^|doi\.org/|doi:\s*)(10\.\d{4,9}(?:\.\d+)*/\S+)$", text, re.IGNORECASE):
        if preprint := re.fullmatch(r"10\.48550/arXiv\.(.+)", found[1], re.IGNORECASE):
            return "arxiv", preprint[1]
        return "doi", found[1]
    if found := _PREPRINT.fullmatch(text):
        return "arxiv", found[1]
    return ("url", text) if re.match(r"https?://", text) else ("", text)


def crossref_entry(message: Mapping[str, Any]) -> Entry:
    """The entry of Crossref's `message` of one work."""
    entry: Entry = {
        "type": _CROSSREF_TYPES.get(str(message.get("type")), "document"),
        "title": _tidy(_first(message.get("title"))),
    }
    for role in ("author", "editor"):
        if people := [person for raw in message.get(role) or () if (person := _crossref_name(raw))]:
            entry[role] = people
    date = next(
        (
            message[key]
            for key in ("published-print", "issued", "published", "published-online", "created")
            if _year(message.get(key))
        ),
        None,
    )
    if date:
        entry["issued"] = "-".join(
            f"{int(n):04}" if i == 0 else f"{int(n):02}" for i, n in enumerate(date["date-parts"][0]) if n
        )
    plain = {
        "container-title": "container-title",
        "volume": "volume",
        "issue": "issue",
        "page": "page",
        "publisher": "publisher",
        "DOI": "DOI",
        "ISSN": "ISSN",
        "ISBN": "ISBN",
    }
    entry |= {
        ours: _tidy(_first(message[theirs])) for theirs, ours in plain.items() if _first(message.get(theirs))
    }
    if entry.get("DOI"):
        entry["URL"] = f"https://doi.org/{entry['DOI']}"
    return _complete(entry)


def _crossref_name(raw: Mapping[str, Any]) -> str | dict[str, str] | None:
    if raw.get("family"):
        name = {
            "family": _tidy(raw["family"]),
            "given": _tidy(raw.get("given") or ""),
            "suffix": _tidy(raw.get("suffix") or ""),
        }
        name = {part: text for part, text in name.items() if text}
        return (
            f"{name['family']}, {name['given']}"
            if set(name) == {"family", "given"} and "," not in "".join(name.values())
            else name
        )
    return {"literal": _tidy(raw["name"])} if raw.get("name") else None


def arxiv_entries(answer: bytes) -> list[Entry]:
    """The entries of arXiv's Atom feed. Raises ValueError where it is none."""
    try:
        feed = etree.fromstring(answer, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not XML: {error}") from None
    entries = []
    for node in feed.findall("a:entry", _ATOM):
        address = node.findtext("a:id", "", _ATOM)
        number = re.sub(r"v\d+$", "", address.partition("/abs/")[2])
        if not number:  # arXiv answers a wrong number with an entry that tells the error
            continue
        entry: Entry = {
            "type": "article",
            "title": _tidy(node.findtext("a:title", "", _ATOM)),
            "author": [_person(name.text or "") for name in node.findall("a:author/a:name", _ATOM)],
            "issued": node.findtext("a:published", "", _ATOM)[:10],
            "publisher": "arXiv",
            "arXiv": number,
            "URL": f"https://arxiv.org/abs/{number}",
        }
        if doi := node.findtext("x:doi", "", _ATOM):
            entry["DOI"] = doi.strip()
        entries.append(_complete(entry))
    return entries


def openalex_entries(answer: Mapping[str, Any]) -> list[Entry]:
    """The entries of OpenAlex's search."""
    entries = []
    for raw in answer.get("results") or ():
        place = (raw.get("primary_location") or {}).get("source") or {}
        landing = (raw.get("primary_location") or {}).get("landing_page_url") or ""
        doi = re.sub(r"^https?://doi\.org/", "", raw.get("doi") or "")
        entry: Entry = {
            "type": _OPENALEX_TYPES.get(str(raw.get("type")), "document"),
            "title": _tidy(raw.get("title") or raw.get("display_name") or ""),
            "author": [
                _person(name)
                for one in raw.get("authorships") or ()
                if (name := (one.get("author") or {}).get("display_name"))
            ],
            "issued": str(raw.get("publication_date") or raw.get("publication_year") or ""),
            "container-title": _tidy(place.get("display_name") or ""),
            "URL": f"https://doi.org/{doi}" if doi else landing or raw.get("id") or "",
        }
        if found := re.fullmatch(r"10\.48550/arxiv\.(.+)", doi, re.IGNORECASE):
            entry["arXiv"] = found[1]
        elif doi:
            entry["DOI"] = doi
        if entry["title"]:
            entries.append(_complete(entry))
    return entries


def page_entry(content: bytes, url: str) -> Entry:
    """The entry of a web page, from its own metadata: Highwire's, JSON-LD, Dublin Core, Open Graph, and its
    <title>.
    """
    try:
        page = html.fromstring(content or b"<html/>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        page = html.fromstring(b"<html/>")
    meta: dict[str, list[str]] = {}
    for node in page.iter("meta"):
        name, value = (node.get("name") or node.get("property") or "").lower(), node.get("content")
        if name and value and value.strip():
            meta.setdefault(name, []).append(_tidy(value))
    linked = _linked_data(page)

    def first(*names: str) -> str:
        return next((meta[name][0] for name in names if name in meta), "")

    scholarly = "citation_title" in meta
    people = (
        meta.get("citation_author")
        or linked.get("author")
        or meta.get("dc.creator")
        or [n for n in meta.get("author", ()) if n]
        or meta.get("article:author")
        or []
    )
    entry: Entry = {
        "type": (
            "paper-conference"
            if "citation_conference_title" in meta
            else "article-journal"
            if "citation_journal_title" in meta
            else "article"
        )
        if scholarly
        else "webpage",
        "title": first("citation_title")
        or linked.get("title")
        or first("og:title", "dc.title")
        or _tidy(page.findtext(".//title") or "")
        or url,
        "author": [_person(name) for name in people if not name.startswith("http")],
        "issued": _day(
            first("citation_publication_date", "citation_date", "citation_online_date")
            or linked.get("date", "")
            or first("article:published_time", "dc.date", "date")
        ),
        "container-title": first("citation_journal_title", "citation_conference_title", "og:site_name"),
        "URL": url,
        "volume": first("citation_volume"),
        "issue": first("citation_issue"),
        "publisher": first("citation_publisher"),
        "DOI": re.sub(
            r"^(https?://(dx\.)?doi\.org/|doi:)",
            "",
            first("citation_doi", "dc.identifier") if "10." in first("citation_doi", "dc.identifier") else "",
        ),
        "arXiv": first("citation_arxiv_id"),
    }
    begin, end = first("citation_firstpage"), first("citation_lastpage")
    entry["page"] = f"{begin}-{end}" if begin and end else begin
    return _complete(entry)


def _linked_data(page) -> dict[str, Any]:
    """Title, authors and day of the first article in a page's JSON-LD."""
    for node in page.iter("script"):
        if node.get("type") != "application/ld+json":
            continue
        try:
            data = read_json(node.text or "")
        except ValueError:
            continue
        graph = (
            data.get("@graph", [data]) if isinstance(data, dict) else data if isinstance(data, list) else []
        )
        for one in graph:
            if (
                isinstance(one, dict)
                and re.search(r"Article|Posting|WebPage|Report", str(one.get("@type")))
                and (one.get("headline") or one.get("name"))
            ):
                people = one.get("author") or []
                people = people if isinstance(people, list) else [people]
                names = [
                    p if isinstance(p, str) else p.get("name", "")
                    for p in people
                    if isinstance(p, str | dict)
                ]
                return {
                    "title": _tidy(str(one.get("headline") or one.get("name"))),
                    "author": [n for n in names if n],
                    "date": str(one.get("datePublished") or ""),
                }
    return {}


def _complete(entry: Entry) -> Entry:
    """Without what is empty, and with what sources.yaml asks for: a date, and somebody to name."""
    entry = {key: value for key, value in entry.items() if value not in ("", [], None)}
    if not re.fullmatch(r"10\.\d{4,9}(\.\d+)*/\S+", entry.get("DOI", "10.1000/x")):
        del entry["DOI"]
    if not re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", str(entry.get("issued", ""))):
        entry["issued"] = {"literal": "no date"}
    if not (
        entry.get("author") or entry.get("editor") or entry.get("container-title") or entry.get("publisher")
    ):
        host = re.match(r"https?://(?:www\.)?([^/]+)", entry.get("URL", ""))
        entry["container-title"] = host[1] if host else "unknown"
    return ordered(entry)


def _person(name: str) -> str:
    """ "Ashish Vaswani" as "Vaswani, Ashish"; particles stay with the family: "van der Maaten, Laurens"."""
    name = _tidy(name)
    if name.count(",") == 1:
        return name
    words = name.replace(",", " ").split()
    if len(words) < 2:
        return name
    cut = next((i for i, word in enumerate(words[1:-1], 1) if word.islower()), len(words) - 1)
    return f"{' '.join(words[cut:])}, {' '.join(words[:cut])}"


def _tidy(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", str(text)).split())


def _first(value: Any) -> str:
    return (value[0] if value else "") if isinstance(value, list) else str(value or "")


def _year(date: Any) -> bool:
    try:
        return bool(date["date-parts"][0][0])
    except (KeyError, IndexError, TypeError):
        return False


def _day(text: str) -> str:
    found = re.match(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", text)
    return "-".join([found[1], *(f"{int(n):02}" for n in found.groups()[1:] if n)]) if found else ""
