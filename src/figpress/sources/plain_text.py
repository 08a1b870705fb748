"""The words of a page, a PDF or a text, for looking up what is quoted from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from figpress.base.extras import needed
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.sources.archive import source_file
from figpress.sources.model import Registry, Unavailable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from figpress.sources.web import Web

MOST_PAGES = 3000
PAGE = "\f"  # between the pages of a PDF
# What stands on lines of its own: the headings of a page are found as those of a text are.
_BLOCKS = frozenset(
    """address article aside blockquote br caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol option p pre section summary table td th title tr ul""".split()
)


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
    unread = ("script", "style", "noscript", "template", etree.Comment, etree.ProcessingInstruction)
    for node in list(page.iter(*unread)):
        node.drop_tree()
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(_pieces(page))).strip()


def _pieces(page: HtmlElement) -> Iterator[str]:
    """The words of a page in their order: a block on lines of its own, in which line breaks are spaces."""
    from lxml import etree

    written = 0  # how many <pre> are open
    for event, node in etree.iterwalk(page, events=("start", "end")):
        begins = event == "start"
        if node.tag in _BLOCKS:
            yield "\n"
        if node.tag == "pre":
            written += 1 if begins else -1
        words = (node.text if begins else node.tail) or ""
        yield words if written else re.sub(r"\s+", " ", words)


def archived_texts(site: Site, registry: Registry, web: Web | None = None) -> Mapping[str, str]:
    """The text of each work whose archive is at hand, extracted once."""
    texts = {}
    for key, work in registry.works.items():
        if work.archived is None:
            continue
        kept = site.private / "texts" / f"{work.archived.sha256}.lines.txt"
        if kept.is_file():
            texts[key] = kept.read_text("utf-8")
            continue
        found = source_file(site, work.archived, web)
        if not isinstance(found, Unavailable):
            texts[key] = text_of(found.read_bytes(), work.archived.media_type)
            with suppress(OSError):  # a disk that cannot be written only costs the time to extract again
                write_beside(kept, texts[key])
    return texts
