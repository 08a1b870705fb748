"""Two versions of a paragraph word by word: what went and what came, so that nobody reads them twice to find
one digit.
"""

import difflib
import re
from collections.abc import Iterable, Iterator

Run = tuple[str, bool]  # words as they stand, and whether they are only in this version


def changed_words(lines: Iterable[str]) -> Iterator[tuple[str, tuple[Run, ...]]]:
    """Lines of a difference ("- old", "+ new") as sign and runs of words; a "-" right before a "+" is what
    that was.
    """
    lines = tuple(lines)
    at = 0
    while at < len(lines):
        old, new = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        if old.startswith("- ") and new.startswith("+ "):
            before, after = _words(old[2:]), _words(new[2:])
            matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
            if matcher.ratio() > 0.5:  # else it is another paragraph, and marks would only confuse
                codes = matcher.get_opcodes()
                yield "-", _runs((before[i:j], tag != "equal") for tag, i, j, _, _ in codes)
                yield "+", _runs((after[i:j], tag != "equal") for tag, _, _, i, j in codes)
                at += 2
                continue
        yield old[0], ((old[2:], False),)
        at += 1


def _words(text: str) -> list[str]:
    return re.findall(r"\S+|\s+", text)


def _runs(parts: Iterable[tuple[list[str], bool]]) -> tuple[Run, ...]:
    return tuple(("".join(words), changed) for words, changed in parts if words)
