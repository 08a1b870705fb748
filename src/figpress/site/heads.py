"""What a page that uses figpress is given beside the theme: styles, scripts, a description, its letters
early.
"""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING

import lxml.html

from figpress.site.figure_fonts import SHEET
from figpress.site.site_files import FONTS, SCRIPTS, STYLES

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

LONGEST = 200  # characters of a description; search engines and cards cut off what comes after
# Every element that figpress makes has a class of its own.
_OURS = re.compile(r'class="(?:[^"]* )?(?:fp-|katex[" -])')
MARK = '\n<span class="fp-every-page" hidden></span>'  # of a page that uses nothing else
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
    """Give a page that says nothing of itself in its front matter its first paragraph as description.

    Themes print it between quotation marks, unescaped.
    """
    if said := description(content):
        page.meta.setdefault("description", html.escape(said))


def marked(content: str) -> bool:
    """Whether HTML has anything of figpress's in it."""
    return _OURS.search(content) is not None


def formulas(content: str) -> bool:
    """Whether HTML has a formula in it that the press has set."""
    return 'class="katex"' in content


def named(output: str) -> str:
    """A whole page with a name for Material's search dialog, where no script of ours gives it one."""
    return output.replace(' class="md-search"', ' class="md-search" aria-label="Search"', 1)


def scripts(page: Page, config: MkDocsConfig, live: bool) -> str:
    """The scripts of a page that has something of figpress's, behind its text: a theme that loads pages into
    one
    another runs what stands there.
    """
    base = _base(page)
    names = [name for name in SCRIPTS if live or not name.endswith("live.js")]
    return "".join(f'\n<script type="module" src="{base}/{name}"></script>' for name in names)


def extended(output: str, page: Page, config: MkDocsConfig) -> str:
    """A whole page with the styles of what is on it, and its formulas' letters asked for at once.

    They stand before the site's own style sheets, which have the last word.
    """
    if not marked(output):
        return output
    base, set_here = _base(page), formulas(output)
    lines = [
        f'<link rel="stylesheet" href="{base}/{style}">'
        for style in STYLES
        if (set_here or "katex" not in style) and (style != SHEET or 'class="fp-svg' in output)
    ]
    if set_here:
        lines += [
            f'<link rel="preload" href="{base}/{font}" as="font" type="font/woff2" crossorigin>'
            for font in FONTS
        ]
    own = next((f for path in config.extra_css if (f := _linked(output, path)) is not None), None)
    at = own if own is not None else output.find("</head>")
    return output[:at] + "".join(lines) + output[at:] if at >= 0 else output


def _linked(output: str, path: str) -> int | None:
    """Where a page links to a style sheet of the site's."""
    found = re.search(rf'<link\b[^>]*href="[^"]*{re.escape(str(path))}[^"]*"[^>]*>', output)
    return found.start() if found else None


def _base(page: Page) -> str:
    return posixpath.relpath(".", posixpath.dirname(page.url) or ".")
