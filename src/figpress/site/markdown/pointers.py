"""`[text](scheme:target)` in a sentence: one inline processor for all schemes that point."""

import re
from collections.abc import Callable
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import LinkInlineProcessor

from figpress.site.markdown.conversion import Conversion


class Pointer(Protocol):
    """Makes the element of one pointer; `text` is what the author put between the brackets."""

    def __call__(self, conversion: Conversion, target: str, text: str) -> Element: ...


class Pointers(LinkInlineProcessor):
    """Python-Markdown's own link, with schemes of ours; every other link falls through to it."""

    def __init__(self, md: Markdown, current: Callable[[], Conversion], schemes: dict[str, Pointer]):
        super().__init__(r"(?<!!)\[", md)
        self.current, self.schemes = current, schemes

    def handleMatch(self, m: re.Match[str], data: str):
        text, index, handled = self.getText(data, m.end(0))
        if not handled:
            return None, None, None
        href, _, index, handled = self.getLink(data, index)
        scheme, _, target = href.partition(":") if handled else ("", "", "")
        if scheme not in self.schemes:
            return None, None, None
        return self.schemes[scheme](self.current(), target, text), m.start(0), index
