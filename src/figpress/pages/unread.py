"""What is written nearly as the press reads it, and would stand on the page unread: unchecked numbers,
unevaluated displays.
"""

import re
from collections.abc import Iterable, Iterator

from figpress.base.finding import Finding
from figpress.base.nearest import nearest
from figpress.base.places import Place
from figpress.pages.displays import DISPLAY
from figpress.pages.links import LINK, SCHEMES
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded

# Schemes that lead out of the site. What is neither one of these nor like one of ours is somebody else's
# affair.
_ELSEWHERE = set(
    """http https ftp file mailto tel sms data doi urn news geo magnet vscode javascript""".split()
)
_NAME = r"(?P<scheme>[A-Za-z][\w+-]*)[ \t]*:"
_OURS = "|".join(SCHEMES)
_INLINE = re.compile(rf"(?<!\\)\]\(\s*<?{_NAME}")
_PLACES = (
    (_INLINE, "a link has its id right after the scheme: no capitals, no spaces"),
    (
        re.compile(rf"^ {{0,3}}\[[^\]\n]+\]:[ \t]*<?{_NAME}", re.M),
        "a link with a scheme stands in place, [text](scheme:id), not in a list of references",
    ),
    (
        re.compile(rf"""<\w+\b[^<>]*?\b(?:href|src)\s*=\s*["']?{_NAME}"""),
        "a link with a scheme is written as Markdown, [text](scheme:id), not as HTML",
    ),
    (
        re.compile(rf"(?<!\])\((?P<scheme>{_OURS}):[\w./#-]+\)"),
        "a link has ( right after ], and [text] before it",
    ),
)
_EMBEDDED = ("fig", "borrowed", "code")
_DOLLARS = re.compile(r"(?<!\\)\$\$")
_LATEX = re.compile(
    r"^[ \t>]*(?:\\\[(?:[ \t]*$|.*\\\][ "
    r"\t]*$)|\\begin\{(?:equation|align|gather|multline|eqnarray|displaymath)\*?\})",
    re.M,
)
DISPLAYS = "A display stands between two lines of $$, with no blank line and no > in it."


def unread_findings(pages: Iterable[Page], mathematics: bool = True) -> tuple[Finding, ...]:
    """Links that look like ours and are none, and displays that are none: `[0.35](vall:…)`, a `$$` without
    its end. `mathematics`: whether displays are figpress's.
    """
    return tuple(f for page in pages for f in (*_links(page), *(_displays(page) if mathematics else ())))


def _links(page: Page) -> Iterator[Finding]:
    text = uncoded(page.body)
    read = [match.span() for match in LINK.finditer(text)]
    for match in LINK.finditer(text):
        if match["mark"] and match["scheme"] not in _EMBEDDED:
            yield _finding(
                page,
                match.start(),
                f"{match['scheme']}: points and cannot be embedded",
                "Write it without the !",
            )
    for pattern, hint in _PLACES:
        for match in pattern.finditer(text):
            scheme, at = match["scheme"], match.start("scheme")
            if any(start <= at < end for start, end in read) or scheme.lower() in _ELSEWHERE:
                continue
            written = page.body[at : match.end()].rstrip(")")
            if scheme.lower() in SCHEMES:
                yield _finding(page, at, f"{written} is not read", f"{hint[0].upper()}{hint[1:]}.")
            elif pattern is _INLINE and (meant := nearest(scheme.lower(), SCHEMES)):
                yield _finding(page, at, f"no such scheme: {written}", f"Did you mean '{meant}:'?")


def _displays(page: Page) -> Iterator[Finding]:
    text = DISPLAY.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), uncoded(page.body))
    found = {}  # the first of each line
    for match in [*_DOLLARS.finditer(text), *_LATEX.finditer(text)]:
        found.setdefault(line_of(text, match.start()), match)
    for match in found.values():
        inside = match[0].strip(" \t>").removeprefix("\\[").removesuffix("\\]")
        if inside and match[0].strip(" \t>").startswith("\\[") and not re.search(r"[\\^_=<>+]", inside):
            continue  # escaped brackets around words
        yield _finding(
            page,
            match.start(),
            f"{match[0].strip(' >')} begins no display, so nobody evaluates what stands there",
            DISPLAYS,
        )


def _finding(page: Page, offset: int, message: str, hint: str) -> Finding:
    return Finding(
        Place(page.path, line_of(page.body, offset, page.first_line)), "unread", "error", message, hint
    )
