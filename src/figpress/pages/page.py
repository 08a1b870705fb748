"""A page of the site as its author wrote it."""

from dataclasses import dataclass

from figpress.base.places import Place
from figpress.pages.section import Section


@dataclass(frozen=True)
class Page:
    """A Markdown file under docs/, its front matter parsed and put aside.

    path        relative to the site's folder: "docs/attention.md", as places write it
    source      relative to docs/: "attention.md", as the nav writes it
    title       of the front matter, else of the first heading, else ""
    section     None for a page without a status
    body        the text after the front matter, as it stands in the file
    first_line  the line of the file on which the body begins
    card        id of the figure that stands for the page elsewhere, "" for its first; card_line: where the
                front matter names it
    date        ISO, of a post; updated, authors, tags, draft and description are its front matter's, too
    """

    path: str
    source: str
    title: str
    section: Section | None
    body: str
    first_line: int = 1
    card: str = ""
    card_line: int = 0
    date: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    draft: bool = False
    description: str = ""

    @property
    def card_place(self) -> Place:
        return Place(self.path, self.card_line)
