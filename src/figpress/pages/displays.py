"""The displayed equations of a page: the one parser that pages, checks and sheets share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from figpress.base.data import whole_number
from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded

# What may stand without dollars.
ENVIRONMENTS = ("equation", "align", "alignat", "gather", "multline", "eqnarray", "displaymath")
_WITHOUT_BLANK_LINE = r"(?!\n[ \t]*\n)"
# $$ … $$, \[ … \], and an environment on lines of its own.
DISPLAY = re.compile(
    rf"""^[ \t]*(?:(?P<dollars>\$\$)|(?P<square>\\\[(?=(?:(?!\\\]).)*?(?:\\(?!\])|[\^_=<>+])))|(?=\\begin\{{(?P<name>{"|".join(ENVIRONMENTS)})(?P<star>\*?)\}}))
    (?P<tex>(?(dollars)(?:(?!\$\$){_WITHOUT_BLANK_LINE}.)+
           |(?(square)(?:(?!\\\]){_WITHOUT_BLANK_LINE}.)+
                     |(?:(?!\\end\{{(?P=name)(?P=star)\}}){_WITHOUT_BLANK_LINE}.)+\\end\{{(?P=name)(?P=star)\}})))
    (?(dollars)\$\$|(?(square)\\\]))[ \t]*$""",
    re.M | re.S | re.X,
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_NOTE = re.compile(r"%[ \t]*+(?P<key>on|runs|unchecked)[ \t]*+:(?P<text>[^\n]*)$")
_TAG = re.compile(r"\\tag\*?\{(?P<tag>(?:[^{}]|\{[^{}]*\})*)\}")
_LABEL = re.compile(r"\\label\{(?P<label>[^{}]*)\}")


@dataclass(frozen=True)
class Display:
    r"""One display of a page: `$$ … $$`, `\[ … \]`, or an environment such as align.

    page       relative to the site's folder
    line       of the opening $$
    tex        what stands between the $$, comments and label turned into spaces: lines and columns are those
               of the page
    label      "eq:softmax-vjp", always with its scheme, or "" where it has none
    context    id of the symbols script named by `% on: …`, or "" (the section's own)
    runs       the set of programs that `% runs: …` puts it into, or ""
    unchecked  "kind, reason" of `% unchecked: …`, or ""
    tag        what its author numbers it with, \\tag{…}, or ""
    """

    page: str
    line: int
    tex: str
    label: str = ""
    context: str = ""
    unchecked: str = ""
    tag: str = ""
    runs: str = ""

    @property
    def place(self) -> Place:
        return Place(self.page, self.line)

    @property
    def printed(self) -> str:
        """The TeX without the page's line breaks: what is set, and what tells two displays apart."""
        return " ".join(self.tex.split())

    @property
    def kind(self) -> str:
        """The first word of `unchecked`: "prose", "definition", …"""
        return self.unchecked.partition(",")[0].strip()

    @property
    def reason(self) -> str:
        return self.unchecked.partition(",")[2].strip()

    def place_of(self, offset: int) -> Place:
        """Where `tex[offset]` stands."""
        return Place(self.page, line_of(self.tex, offset, self.line))


def displays(text: str, page: str, first_line: int = 1) -> tuple[Display, ...]:
    """The displays of `text` (a page without its front matter, beginning on `first_line` of the
    file `page`).
    """
    return tuple(
        display(
            text[found.start("tex") : found.end("tex")], page, line_of(text, found.start("tex"), first_line)
        )
        for found in DISPLAY.finditer(uncoded(text))
    )


def find_display(pages: Iterable[Page], id: str) -> tuple[Page, Display]:
    """The display that PAGE#LABEL or PAGE#LINE names. Raises Mistake, saying what there is."""
    where, _, name = id.partition("#")
    page = next((p for p in pages if where in (p.path, p.source, p.source.removesuffix(".md"))), None)
    if page is None:
        raise Mistake(
            f"no such page: {where}",
            hint="Write it as in the nav: attention.md#eq:softmax, or attention.md#31.",
        )
    found = displays(page.body, page.path, page.first_line)
    wanted = name if name.startswith("eq:") else f"eq:{name}"
    line = whole_number(name) or 0
    for one in found:
        if one.label == wanted or one.line <= line <= one.line + one.tex.count("\n"):
            return page, one
    known = ", ".join(d.label or str(d.line) for d in found[:8])
    raise Mistake(f"{page.path} has no display {name}", hint=f"It has {known}." if known else "It has none.")


def display(source: str, page: str, line: int) -> Display:
    """What stands between one pair of $$, read."""
    notes = {}
    for comment in _COMMENT.finditer(source):
        if note := _NOTE.match(comment[0]):
            notes[note["key"]] = note["text"].strip(" \t")
    tex = _COMMENT.sub(_spaces, source)
    label = _LABEL.search(tex)
    name = label["label"].strip() if label else ""
    tag = _TAG.search(tex)
    return Display(
        page,
        line,
        _TAG.sub(_spaces, _LABEL.sub(_spaces, tex)),
        name if not name or name.startswith("eq:") else f"eq:{name}",
        notes.get("on", ""),
        notes.get("unchecked", ""),
        tag["tag"].strip() if tag else "",
        notes.get("runs", ""),
    )


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found[0])
