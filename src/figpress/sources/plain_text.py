"""The words of a page, a PDF or a text, for looking up what is quoted from it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from figpress.base.extras import needed
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.sources.archive import source_file
from figpress.sources.model import Registry, Unavailable

if TYPE_CHECKING:
    from figpress.sources.web import Web

MOST_PAGES = 3000
PAGE = "\f"  # between the pages of a PDF


def text_of(content: bytes, media_type: str) -> str:
    """Plain text; "" where there is none to be had."""
    if media_type == "application/pdf":
        return _of_pdf(content)
    if media_type in ("text/html", "application/xhtml+xml"):
        return _of_html(content)
    return (
        content.decode("utf-8", "replace")
        if media_type.startswith("text/") or media_type == "application/json"
        else ""
    )


def _of_pdf(content: bytes) -> str:
    pypdfium2 = needed("pypdfium2", "pdf", "reading a PDF")

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    try:
        pages = (document[i].get_textpage().get_text_bounded() for i in range(min(len(document), MOST_PAGES)))
        return f"\n{PAGE}".join("\n".join(page.splitlines()) for page in pages)
    finally:
        document.close()


def _of_html(content: bytes) -> str:
    from lxml import etree, html

    try:
        page = html.fromstring(content, parser=html.HTMLParser(no_network=True, encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for node in list(page.iter("script", "style", "noscript", "template")):
        node.drop_tree()
    return " ".join(part for part in page.itertext() if isinstance(part, str))


def archived_texts(site: Site, registry: Registry, web: Web | None = None) -> Mapping[str, str]:
    """The text of each work whose archive is at hand, extracted once."""
    texts = {}
    for key, work in registry.works.items():
        if work.archived is None:
            continue
        kept = site.private / "texts" / f"{work.archived.sha256}.pages.txt"
        if kept.is_file():
            texts[key] = kept.read_text("utf-8")
            continue
        found = source_file(site, work.archived, web)
        if not isinstance(found, Unavailable):
            texts[key] = text_of(found.read_bytes(), work.archived.media_type)
            with suppress(OSError):  # a disk that cannot be written only costs the time to extract again
                write_beside(kept, texts[key])
    return texts
