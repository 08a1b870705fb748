"""A page without its code and comments: where everything else is looked for."""

import bisect
import functools
import re
from collections.abc import Iterator

_FENCE = re.compile(r"^[ \t]*(?P<mark>`{3,}|~{3,})[^\n]*$", re.M)
_SPAN = re.compile(r"(?<![\\`])(?P<mark>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=mark)(?!`)", re.S)
# What may hold indented blocks: list items, admonitions, tabs, footnotes and definitions.
_CONTAINER = re.compile(r"(?:[-*+]|\d+[.)]|!!!|\?\?\?\+?|===|\[\^[^\]]+\]:|:)(?=[ \t])")


@functools.lru_cache(256)  # every rule asks this of every page
@functools.lru_cache(maxsize=256)  # every rule that reads a page begins here
def uncoded(text: str) -> str:
    """`text` with fenced, indented and inline code and comments turned into spaces, line by line and column
    by column.

    Every offset keeps its meaning, so a pattern found here can be read in `text` at the same place. Whoever
    looks for
    something in a page looks here, and so never finds it in an example.
    """
    for spans in (_fences, _comments, _indented, _spans):
        text = _blanked(text, spans(text))
    return text


def line_of(text: str, offset: int, first: int = 1) -> int:
    """The line of `offset`, where `text` begins on line `first`."""
    return first + bisect.bisect_left(_line_ends(text), offset)


@functools.lru_cache(maxsize=32)  # a page is asked for the lines of all that stands on it
def _line_ends(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def _blanked(text: str, spans: Iterator[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join(parts) + text[at:]


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """A fence without its end is no fence, as in Python-Markdown."""
    at = 0
    while opening := _FENCE.search(text, at):
        mark = opening["mark"]
        closing = re.compile(rf"^[ \t]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.M).search(text, opening.end())
        if closing:
            yield opening.start(), closing.end()
        at = (closing or opening).end()


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """A beginning without an end is no comment, and nor is any after it."""
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield start, (at := end + 3)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _SPAN.finditer(text))


def _indented(text: str) -> Iterator[tuple[int, int]]:
    """Lines four deeper than what holds them, after a blank line."""
    holders, after_blank, in_code, at = [0], True, False, 0
    for line in text.splitlines(keepends=True):
        body = line.expandtabs(4)
        indent = len(body) - len(body.lstrip())
        if body.strip():
            while holders[-1] > indent:
                holders.pop()
            in_code = indent >= holders[-1] + 4 and (after_blank or in_code)
            if in_code:
                yield at, at + len(line)
            elif _CONTAINER.match(body.lstrip()):
                holders.append(indent - (indent - holders[-1]) % 4 + 4)
            after_blank = False
        else:
            after_blank = True
        at += len(line)
