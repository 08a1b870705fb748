"""Registers the schemes with Python-Markdown."""

import html
import re
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.extensions.toc import slugify
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from figpress.base.finding import Finding
from figpress.pages.critic import shown
from figpress.pages.inline_math import BAR, whole_cells
from figpress.pages.page import Page
from figpress.pages.prose import turned_back
from figpress.pages.spoken_tex import spoken
from figpress.site.markdown import cited as citations
from figpress.site.markdown import code, embeds, figures, generated, given, pointers, sidenotes, values
from figpress.site.markdown import displays as equations
from figpress.site.markdown import loans as borrowed
from figpress.site.markdown import symbol_tables as symbols
from figpress.site.markdown.conversion import Conversion
from figpress.site.markdown.library import Library

EMBEDS = {"fig": figures.embed, "borrowed": borrowed.embed, "code": code.embed}
POINTERS = {
    "fig": figures.point,
    "borrowed": borrowed.point,
    "code": code.point,
    "val": values.point,
    "eq": equations.point,
}

RUNS = re.compile(
    r"(?:javascript|vbscript|data):", re.IGNORECASE
)  # addresses that are programs, or bring one
_SPACE = re.compile(r"[\s\x00-\x20\x7f]+")  # what browsers pass over in an address


class FigpressExtension(Extension):
    """The figpress syntax. Hand it a Library, and call `begin` with each page before it is converted.

    Without a library (a site generator that only runs Python-Markdown extensions) it reads the site in the
    current folder itself, and knows a page by its text. Nothing is read before a page is converted: MkDocs
    tries
    each extension out when it reads its configuration.
    """

    def __init__(self, library: Library | None = None, side_notes: bool | None = None, **options):
        super().__init__(**options)
        self._library, self._side_notes = library, side_notes
        self._conversion: Conversion | None = None
        self._announced = False
        self._recalled: tuple[Finding, ...] = ()

    @property
    def library(self) -> Library:
        if self._library is None:
            from figpress.site.markdown.opening import library_here

            self._library = library_here()
        return self._library

    @library.setter
    def library(self, library: Library) -> None:
        self._library = library

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found wrong on the page that was converted last."""
        return tuple(self._conversion.findings) if self._conversion else self._recalled

    def begin(self, page: Page, library: Library | None = None) -> None:
        """Say which page comes next; it may be given a library of its own."""
        self._conversion = Conversion(library or self.library, page)
        self._announced = True

    def begun(self, source: str) -> None:
        """Say, where nobody has announced it, which page of the library (relative to docs/) comes next."""
        page = self.library.pages.get(source)
        if not self._announced and self._conversion is None and page is not None:
            self.begin(page)

    def recall(self, findings: tuple[Finding, ...]) -> None:
        """Say that the next page is not converted, and what was found wrong on it when it was."""
        self._conversion, self._announced, self._recalled = None, False, findings

    def current(self) -> Conversion:
        assert self._conversion is not None, "the first preprocessor has set it"
        return self._conversion

    def extendMarkdown(self, md: Markdown) -> None:
        # Above the fences (superfences: 25, fenced_code: 25): the text is still as the author wrote it.
        md.preprocessors.register(_Begin(md, self), "figpress-begin", 1000)
        parser = md.parser
        # Below indented code (80), above headings and lists (70 and less): the parser has dedented what
        # stands in a list.
        parser.blockprocessors.register(equations.Displays(parser, self.current), "figpress-displays", 79)
        parser.blockprocessors.register(embeds.Embeds(parser, self.current, EMBEDS), "figpress-embeds", 78)
        parser.blockprocessors.register(generated.Generated(parser, self.current), "figpress-generated", 77)
        inline = md.inlinePatterns
        # Below code spans (190), above escapes (180): a backslash in TeX is TeX's.
        inline.register(equations.Inline(md, self.current), "figpress-math", 185)
        inline.register(equations.References(md, self.current), "figpress-references", 184)
        inline.register(
            citations.Clusters(md, self.current), "figpress-cite", 175
        )  # above references, "[text][id]" (170)
        inline.register(
            pointers.Pointers(md, self.current, POINTERS), "figpress-pointers", 165
        )  # above links (160)
        inline.register(
            embeds.EmbedInSentence(md, self.current, EMBEDS), "figpress-embed-in-sentence", 155
        )  # above images (150)
        inline.register(
            citations.Narrative(md, self.current), "figpress-narrative", 85
        )  # below raw HTML (90), addresses (110)
        inline.register(given.Given(given.MARK, md), "figpress-given", 84)
        md.treeprocessors.register(symbols.SymbolsCard(md, self.current), "figpress-symbols", 16)
        md.postprocessors.register(_Less(md), "figpress-less", -1000)
        md.treeprocessors.register(
            _Addresses(md), "figpress-addresses", 7
        )  # after lists of attributes (8), which may bring an address
        md.treeprocessors.register(_Summaries(md), "figpress-summaries", 14)
        md.treeprocessors.register(
            sidenotes.SideNotes(md, self._moves_notes), "figpress-sidenotes", 13
        )  # after inline (20) and repeated footnotes (15)
        md.treeprocessors.register(
            _HeadingNames(md), "figpress-headings", 15
        )  # after inline (20), before toc (5)

        md.postprocessors.register(_Bars(md), "figpress-bars", 1)

    def _moves_notes(self) -> bool:
        return self.current().library.site.side_notes if self._side_notes is None else self._side_notes

    def announced(self) -> bool:
        """True once for each call of `begin`."""
        announced, self._announced = self._announced, False
        return announced


class _Begin(Preprocessor):
    """Finds out which page this is, when nobody has said so."""

    def __init__(self, md: Markdown, extension: FigpressExtension):
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        if not self.extension.announced():
            text = "\n".join(lines).strip()
            pages = self.extension.library.pages.values()
            # An excerpt is the beginning of its page.
            page = next((page for page in pages if text and page.body.strip().startswith(text)), None)
            self.extension.begin(page or Page("", "", "", None, "\n".join(lines)))
            self.extension.announced()
        mathematics = self.extension.current().library.site.mathematics
        if mathematics and "$" not in self.md.ESCAPED_CHARS:
            self.md.ESCAPED_CHARS.append("$")  # \$5 is five dollars
        if mathematics:
            lines = whole_cells(lines)
        if "critic" in self.md.preprocessors:  # the site shows such marks in its own way
            return lines
        return shown("\n".join(lines)).split("\n")  # reviewers' marks; nothing with one of them is published


class _Bars(Postprocessor):
    """No mark of ours stays in a cell that turned out to hold no formula."""

    def run(self, text: str) -> str:
        return text.replace(BAR, "|")


class _Less(Postprocessor):
    """See pages.prose.as_text."""

    def run(self, text: str) -> str:
        return turned_back(text, "&lt;")


class _Addresses(Treeprocessor):
    """What Markdown makes a link or an image of leads to a place, and runs nothing; an author's own HTML is
    his.
    """

    def run(self, root: Element) -> None:
        for element in root.iter():
            for name in ("href", "src"):
                address = html.unescape(element.get(name, "").replace("\x02amp\x03", "&"))
                shown = element.tag == "img" and address.lower().startswith(
                    "data:image/"
                )  # the closed world's to judge
                if RUNS.match(_SPACE.sub("", address)) and not shown:
                    element.tag = "span"  # its words stay
                    del element.attrib[name]


class _Summaries(Treeprocessor):
    """A summary is a button, and a button holds no links: what is cited in one shows its card and leads
    nowhere.
    """

    def run(self, root: Element) -> None:
        for summary in root.iter("summary"):
            for link in [
                link
                for cite in summary.iter("span")
                if cite.get("class") == "fp-cite"
                for link in cite.iter("a")
            ]:
                link.tag = "span"
                link.attrib.pop("href", None)


class _HeadingNames(Treeprocessor):
    """A heading with a formula is named in plain text in tables of contents, which hold no mathematics."""

    def run(self, root: Element) -> None:
        for heading in root.iter():
            if (
                heading.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
                and heading.find(".//span[@class='fp-math']") is not None
            ):
                label = " ".join("".join(_words(heading)).split())
                heading.set("data-toc-label", label)
                if "id" not in heading.attrib:
                    heading.set("id", slugify(label, "-"))


def _words(element: Element):
    if element.get("data-tex"):
        yield spoken(element.get("data-tex", ""))
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""
