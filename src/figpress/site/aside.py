"""What stands aside while other plugins read a page: drawings, formulas, and what else is kept out of the
search.

They are most of a page's bytes and hold nothing to search for; a search plugin would take them apart tag by
tag. In the
place of a formula in a sentence stands what it is called, so that the sentence can be found and read.
"""

import html
import re

from figpress.pages.spoken_tex import spoken

_DRAWING = re.compile(r'<svg [^>]*class="fp-svg.*?</svg>', re.S)
_EXCLUDED = re.compile(r'<(?P<tag>span|div|details)\b[^<>]*\bdata-search-exclude=""[^<>]*>')
_FORMULA = re.compile(r'<span class="fp-math"[^<>]*\bdata-tex="(?P<tex>[^"]*)"')
_PLACE = re.compile(r"<i data-fp-aside='(\d+)'>[^<]*</i>")


def put_aside(content: str, pieces: list[str]) -> str:
    """The page with a mark in the place of each piece; an excluded element keeps its own tag."""

    def mark(piece: str, words: str = "") -> str:
        pieces.append(piece)
        return f"<i data-fp-aside='{len(pieces) - 1}'>{html.escape(words)}</i>"

    content = _DRAWING.sub(lambda found: mark(found[0]), content)
    parts, done = [], 0
    for found in _EXCLUDED.finditer(content):
        if found.start() < done or (end := _end(content, found["tag"], found.end())) <= found.end():
            continue
        formula = _FORMULA.match(found[0])
        start = found.start() if formula else found.end()
        end += len("</span>") if formula else 0
        parts += [
            content[done:start],
            mark(content[start:end], spoken(html.unescape(formula["tex"])) if formula else ""),
        ]
        done = end
    return "".join([*parts, content[done:]])


def put_back(output: str, pieces: list[str]) -> str:
    """The page with its pieces; one of them may hold marks of others."""
    while _PLACE.search(output):
        output = _PLACE.sub(lambda found: pieces[int(found[1])], output)
    return output


def _end(content: str, tag: str, start: int) -> int:
    """Where the element that began before `start` ends: before its own closing tag; 0 where there is none."""
    depth = 1
    for found in re.compile(rf"<(/?){tag}\b").finditer(content, start):
        depth += -1 if found[1] else 1
        if not depth:
            return found.start()
    return 0
