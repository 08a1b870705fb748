"""The posts of a blog: pages with a date, on a site that lists them."""

import re
from collections.abc import Iterable

from figpress.pages.links import LINK, links
from figpress.pages.page import Page
from figpress.pages.prose import plain
from figpress.pages.uncoded import uncoded

MARKER = "POSTS"  # [POSTS] on a line of its own is the list
_BLOCK = re.compile(r"[^\s](?:(?!\n[ \t]*\n).)*", re.S)
_MORE = re.compile(r"<!--[ \t]*more[ \t]*-->")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\([^()]*\)")
_CITED = re.compile(r"[ \t]*\[[^\[\]]*@[^\[\]]*\]|\[\^[^\[\]]*+\]")
_UNTOLD = re.compile(r"[ \t]*(?:[#>|!]|[-*+] |\d+\. |\$\$|\[[A-Z-]+\]|:::|===|\[\^)")
LONGEST = 300  # characters of an excerpt


def posts(pages: Iterable[Page]) -> tuple[Page, ...]:
    """The pages with a date, the newest first."""
    dated = [page for page in pages if page.date]
    return tuple(sorted(dated, key=lambda page: (page.date, page.source), reverse=True))


def excerpt(page: Page) -> str:
    """What a post says of itself, as plain text: its description, else its words before `<!-- more -->`, else
    its
    first paragraph.
    """
    if page.description:
        return page.description
    head, more, _ = page.body.partition("<!-- more -->") if _MORE.search(page.body) else (page.body, "", "")
    blocks = (found.span() for found in _BLOCK.finditer(uncoded(head)))  # a block of code is none there
    paragraphs = [
        words
        for start, end in blocks
        if not _UNTOLD.match(head[start:end]) and (words := _words(head[start:end]))
    ]
    told = " ".join(paragraphs if more else paragraphs[:1])
    return told if len(told) <= LONGEST else told[:LONGEST].rpartition(" ")[0].rstrip(",;:") + " …"


def picture(page: Page) -> str:
    """The id of the figure that stands for a post in a list, or ""."""
    shown = [link.target for link in links(page.body, page.path) if link.scheme == "fig" and link.embeds]
    return page.card or next(iter(shown), "")


def _words(block: str) -> str:
    text = _LINK.sub(
        r"\1", LINK.sub(lambda found: "" if found["mark"] else found["text"], _CITED.sub("", block))
    )
    return plain(re.sub(r"<[^>]+>|[*`]|(?<!\w)_|_(?!\w)|\{[^{}]*\}", "", text))
