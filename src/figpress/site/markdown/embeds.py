"""`![alt](scheme:target "caption")` on lines of its own: one block processor for all schemes that embed."""

import re
from collections.abc import Callable
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import ImageInlineProcessor

from figpress.pages.links import LINK
from figpress.pages.prose import plain
from figpress.site.markdown.conversion import Conversion


class Scheme(Protocol):
    """Makes the element of one embedding; `where` stands in its findings."""

    def __call__(
        self, conversion: Conversion, md: Markdown, target: str, alt: str, title: str
    ) -> Element: ...


class Embeds(BlockProcessor):
    """Takes embeddings out of a block, and leaves what stands before and after them to the other
    processors.
    """

    def __init__(self, parser: BlockParser, current: Callable[[], Conversion], schemes: dict[str, Scheme]):
        super().__init__(parser)
        self.current, self.schemes = current, schemes

    def _first(self, block: str) -> re.Match[str] | None:
        for found in LINK.finditer(block):
            before, after = (
                block[: found.start()].rpartition("\n")[2],
                block[found.end() :].partition("\n")[0],
            )
            if found["mark"] and found["scheme"] in self.schemes and not before.strip() and not after.strip():
                return found
        return None

    def test(self, parent: Element, block: str) -> bool:
        return self._first(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self._first(block)
        assert found is not None
        before, after = block[: found.start()].rstrip(), block[found.end() :].lstrip("\n")
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        title = found["title"] or found["quoted"] or ""
        scheme = self.schemes[found["scheme"]]
        parent.append(
            scheme(
                self.current(), self.parser.md, found["target"], plain(found["text"]), " ".join(title.split())
            )
        )
        if after.strip():
            blocks.insert(0, after)


class EmbedInSentence(ImageInlineProcessor):
    """An embedding in the middle of a paragraph: HTML has no place for a figure there."""

    def __init__(self, md: Markdown, current: Callable[[], Conversion], schemes: dict[str, Scheme]):
        super().__init__(r"!\[", md)
        self.current, self.schemes = current, schemes

    def handleMatch(self, m: re.Match[str], data: str):
        text, index, handled = self.getText(data, m.end(0))
        if not handled:
            return None, None, None
        href, _, index, handled = self.getLink(data, index)
        scheme, _, target = href.partition(":") if handled else ("", "", "")
        if scheme not in self.schemes:
            return None, None, None
        conversion = self.current()
        where = conversion.place(scheme, target, True)
        message = f"{scheme}:{target} stands inside a paragraph"
        return (
            conversion.problem("embed-in-sentence", where, message, "Give it a line of its own."),
            m.start(0),
            index,
        )
