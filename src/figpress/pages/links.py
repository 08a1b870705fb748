"""The links with a scheme on a page: what is embedded, what is pointed at, and what a number claims."""

import functools
import re
from dataclasses import dataclass
from typing import Literal, get_args

from figpress.base.places import Place
from figpress.pages.uncoded import line_of, uncoded

Scheme = Literal["fig", "borrowed", "val", "code", "eq"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

_TEXT = r"\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
_TITLE = r"""(?:\s+(?:"(?P<title>[^"]*)"|'(?P<quoted>[^']*)'))?"""
LINK = re.compile(
    rf"(?<!\\)(?P<mark>!?){_TEXT}\(\s*(?P<angle><)?(?P<scheme>{'|'.join(SCHEMES)}):(?P<target>[^\s()<>]*)(?(angle)>){_TITLE}\s*\)",
    re.S,
)


@dataclass(frozen=True)
class SchemeLink:
    """`[text](scheme:target "title")`, with `!` in front of it when it embeds.

    text, title  as the author wrote them, on one line
    start, end   offsets of `text` in the page's body: what `check --write` replaces
    """

    page: str
    line: int
    scheme: Scheme
    embeds: bool
    target: str
    text: str
    title: str
    start: int
    end: int

    @property
    def place(self) -> Place:
        return Place(self.page, self.line)


@functools.lru_cache(256)
def links(text: str, page: str, first_line: int = 1) -> tuple[SchemeLink, ...]:
    """The scheme links of `text` (a page without its front matter, beginning on `first_line` of the file
    `page`), in order.
    """
    found = []
    for match in LINK.finditer(uncoded(text)):
        start, end = match.span("text")
        title = next(
            (text[slice(*match.span(name))] for name in ("title", "quoted") if match[name] is not None), ""
        )
        found.append(
            SchemeLink(
                page,
                line_of(text, match.start(), first_line),
                match["scheme"],  # type: ignore[arg-type]
                bool(match["mark"]),
                match["target"],
                " ".join(text[start:end].split()),
                " ".join(title.split()),
                start,
                end,
            )
        )
    return tuple(found)
