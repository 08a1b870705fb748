"""`[REFERENCES]`, `[CREDITS]`, `[READING-NOTES]`, `[COLOPHON]`: what the site says of itself, on lines of
their own.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import lxml.html
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.util import AtomicString

from figpress.site.markdown.conversion import Conversion
from figpress.site.markdown.library import MARKER


class Generated(BlockProcessor):
    """Puts what the library generates in the marker's place; a marker that nobody knows stays text."""

    def __init__(self, parser: BlockParser, current: Callable[[], Conversion]):
        super().__init__(parser)
        self.current = current

    def _content(self, block: str) -> str | None:
        found = MARKER.fullmatch(block.strip())
        if not found:
            return None
        conversion = self.current()
        return conversion.library.generated(found["marker"], conversion.page.source)

    def test(self, parent: Element, block: str) -> bool:
        return self._content(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        parent.append(tree(self._content(blocks.pop(0)) or ""))


def tree(html: str, tag: str = "div") -> Element:
    """Generated HTML as elements, so that the site generator resolves its links; no inline processor touches
    its text.
    """
    return _copy(lxml.html.fragment_fromstring(html, create_parent=tag))


def _copy(node: "lxml.html.HtmlElement") -> Element:
    element = Element(str(node.tag), {str(name): str(value) for name, value in node.attrib.items()})
    element.text = AtomicString(node.text or "")
    for child in node:
        if isinstance(child.tag, str):
            copied = _copy(child)
            copied.tail = AtomicString(child.tail or "")
            element.append(copied)
    return element
