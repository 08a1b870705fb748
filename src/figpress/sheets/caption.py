"""A caption as HTML: its emphasis and code are set, all else in it is text."""

import html
import re

_MARKS = ((r"`([^`]+)`", "code"), (r"\*\*(\S(?:[^*]*\S)?)\*\*", "strong"), (r"\*(\S(?:[^*]*\S)?)\*", "em"))


def caption(words: str) -> str:
    """HTML of the words.

    >>> caption("From the last *the*: 1 < 2")
    'From the last <em>the</em>: 1 &lt; 2'
    """
    told = html.escape(words, quote=False)
    for mark, tag in _MARKS:
        told = re.sub(mark, rf"<{tag}>\1</{tag}>", told)
    return told
