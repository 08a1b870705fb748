"""What the head of a page says beside the theme: a description of its own, and which fonts are wanted at
once.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import lxml.html

from figpress.site.site_files import FONTS

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

LONGEST = 200  # characters of a description; search engines and cards cut off what comes after
_FIRST = re.compile(r"<p>.*?</p>", re.S)
_UNSAID = ("katex-html", "fp-card", "footnote-ref", "fp-fold")


def description(content: str) -> str:
    """The first paragraph of a page as plain text, cut after a whole word; "" where there is none."""
    found = _FIRST.search(content)
    if not found:
        return ""
    paragraph = lxml.html.fragment_fromstring(found[0])
    for name in _UNSAID:
        for element in paragraph.find_class(name):
            element.drop_tree()
    for annotation in paragraph.iter("annotation"):
        annotation.text = ""
    words = " ".join(paragraph.text_content().split())
    return words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0].rstrip(",;:") + " …"


def describe(page: Page, content: str) -> None:
    """Give a page that says nothing of itself in its front matter its first paragraph as description."""
    if said := description(content):
        page.meta.setdefault("description", said)


def extended(output: str, page: Page) -> str:
    """A whole page that asks for its formulas' letters at once; a publication adds what other sites read."""
    if 'class="katex"' not in output:
        return output
    base = posixpath.relpath(".", posixpath.dirname(page.url) or ".")
    lines = [
        f'<link rel="preload" href="{base}/{font}" as="font" type="font/woff2" crossorigin>' for font in FONTS
    ]
    return output.replace("</head>", "".join(lines) + "</head>", 1)
