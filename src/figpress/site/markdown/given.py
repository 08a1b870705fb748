"""`100{.given}`: a number that its author typed and stands for. The mark is for the check; readers see the
number.
"""

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor

MARK = r"(?P<words>[^\s{}\[\]*_]+)\{:?[ \t]*\.given[ \t]*\}"


class Given(InlineProcessor):
    """A word with the mark, without it."""

    def handleMatch(self, m: re.Match[str], data: str):
        given = Element("span", {"class": "given"})
        given.text = m["words"]
        return given, m.start(0), m.end(0)
