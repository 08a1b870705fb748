"""Which works the pages cite, and where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from figpress.base.places import Place
from figpress.pages.critic import without_comments
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded
from figpress.sources.citations import NARRATIVE


@dataclass(frozen=True)
class CitedAt:
    """One mention of a work.

    anchor  the id of its element on the built page
    """

    key: str
    source: str
    where: Place
    anchor: str


def cited(pages: Iterable[Page], key_of: Callable[[str], str] = str) -> tuple[CitedAt, ...]:
    """Every @key on the pages, in reading order; inside brackets and out of them.

    key_of  the key of the work that a name on a page leads to
    """
    found = []
    for page in pages:
        counts: dict[str, int] = {}
        text = without_comments(uncoded(page.body))
        for match in NARRATIVE.finditer(text):
            key = key_of(match["key"])
            counts[key] = counts.get(key, 0) + 1
            where = Place(page.path, line_of(text, match.start(), page.first_line))
            found.append(CitedAt(key, page.source, where, f"cite-{key}-{counts[key]}"))
    return tuple(found)
