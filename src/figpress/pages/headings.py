"""Headings of Markdown that begin with #: their level, their words, and the attributes behind them."""

import re

HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]++(?P<rest>[^ \t\n][^\n]*)$", re.M)


def words_of(rest: str, attributes: bool = True) -> str:
    """How a heading's `rest` begins: without the marks that may close it and, if asked, `{attributes}` behind it."""
    words = rest.rstrip(" \t")
    if attributes and words.endswith("}"):
        begin = words.find("{", max(1, words.rfind("}", 0, -1) + 1))
        words = words[:begin] if begin >= 0 else words
    return words.rstrip(" \t").rstrip("#").rstrip(" \t") or rest.rstrip(" \t")
