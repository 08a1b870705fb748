"""Markdown as its words: what an approval binds to, whatever the line breaks."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

# What begins a line with a meaning of its own: it is never joined to the line above.
_OPENERS = re.compile(r"\s|[-+*#>|:=]\s*|\d+[.)]\s|!!!|\?\?\?|\$\$|```|~~~|\[[^\]]*\]:|\{|<|---|===|$")
# What ends a line so that the next one is not its continuation: headings, tables, hard breaks, displays.
_CLOSED = re.compile(r"\s*#|\s*\||.*(  |\\)$|.*\$\$\s*$|\s*\[[^\]]*\]:|\s*!!!|\s*\?\?\?")
LESS, BANG, BRACE, SLASH = (
    "\ue03c",
    "\ue021",
    "\ue07b",
    "\ue02f",
)  # private use: no processor of Markdown knows them
_BRACE = re.compile(r"(\\[A-Za-z]+\*?\{)|\{")  # no list of attributes stands behind a command of TeX
_BLOCK = re.compile(r"^([ \t>]*)/(?=//)", re.MULTILINE)
_ENDED = re.compile(r".*(  |\\)$|.*\$\$\s*$")  # the part of it that a line behind another one can have
_FENCE = re.compile(r"\s*(```+|~~~+)")


def as_text(markdown: str) -> str:
    """Markdown of somebody who may not write HTML: what would be a tag or a comment is text, an
    image a link, a list of attributes or a generic block text.

    Letters of our own stand for each "<", for the "!" of images, for braces and for the slashes of
    blocks until the page is HTML; in formulas they are turned back before.
    """
    text = markdown.replace("<", LESS).replace("![", f"{BANG}[")
    return _BLOCK.sub(rf"\1{SLASH}", _BRACE.sub(lambda found: found[1] or BRACE, text))


def turned_back(text: str, less: str) -> str:
    """Text without the letters that stand for others; `less` is what "<" is there."""
    return text.replace(LESS, less).replace(BANG, "!").replace(BRACE, "{").replace(SLASH, "/")


def unwrapped(body: str) -> str:
    """`body` with each paragraph on one line: equal for two texts that differ in where prose was wrapped.

    Fenced blocks, displays, tables, lists, headings and hard breaks keep their lines: in doubt, a line stays.
    """
    lines = _Lines()
    fence = ""
    display = False
    for line in body.replace("\r\n", "\n").split("\n"):
        mark = _FENCE.match(line)
        if fence or mark:
            if mark and not fence:
                fence = mark[1]
            elif fence and line.strip() == fence:
                fence = ""
            lines.begin(line)
            continue
        inside = display
        if line.count("$$") % 2:
            display = not display
        if inside or display or not lines.goes_on(line):
            lines.begin(line)
    return "\n".join(" ".join(parts) for parts in lines.parts).strip("\n")


class _Lines:
    """Lines of which each may have been several: what was joined is not looked at again for each that comes."""

    def __init__(self) -> None:
        self.parts: list[list[str]] = []
        self.opens = self.closed = (
            False  # the last line: whether it may yet turn out a definition; what ends it
        )

    def begin(self, line: str) -> None:
        self.parts.append([line])
        self.closed = bool(_CLOSED.match(line)) or not line.strip()
        self.opens = line.lstrip().startswith("[") and "]" not in line

    def goes_on(self, line: str) -> bool:
        """Join a line to the last one, if that may be; False where it may not."""
        if not self.parts or self.closed or _OPENERS.match(line):
            return False
        last = self.parts[-1]
        last[-1] = last[-1].rstrip()
        last.append(line)
        self.closed = bool(_ENDED.match(line))
        if self.opens and "]" in line:
            self.opens = False
            self.closed = self.closed or bool(_CLOSED.match(" ".join(last)))
        return True


def text_digest(
    front: Mapping[str, Any], body: str, left_out: frozenset[str] = frozenset({"approvals", "status"})
) -> str:
    """The sha256 of a page's text: front matter as data without `left_out`, and the unwrapped body."""
    kept = {key: value for key, value in front.items() if key not in left_out}
    data = json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(f"{data}\n{unwrapped(body)}".encode()).hexdigest()


def paragraphs(body: str) -> list[str]:
    """The blocks of an unwrapped body that blank lines part; a fenced block or a display is one."""
    blocks: list[list[str]] = [[]]
    fence = ""
    display = False
    for line in unwrapped(body).split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip() == fence:
            fence = ""
        elif not fence and line.count("$$") % 2:
            display = not display
        if line.strip() or fence or display:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return ["\n".join(block) for block in blocks if block]


def plain(text: str) -> str:
    """Alternative text as a reader hears it: escapes undone, on one line."""
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!$>|~])", r"\1", " ".join(text.split()))
