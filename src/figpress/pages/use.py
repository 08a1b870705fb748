"""Whether pages use anything of figpress's: what adopts a site asks before it draws, and before it judges."""

from collections.abc import Iterable

from figpress.pages.links import links
from figpress.pages.page import Page


def uses(page: Page) -> bool:
    """Whether a page has a status, or a link with one of our schemes."""
    return page.section is not None or (":" in page.body and bool(links(page.body, page.path)))


def used(pages: Iterable[Page]) -> bool:
    """Whether any page does."""
    return any(map(uses, pages))
