"""Front matter and file names are text: themes put them into HTML as they are, so they are made fit for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

_AS_TEXT = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;"})


def as_text(said: Any) -> Any:
    """What front matter says, every text in it harmless between tags and in attributes."""
    if isinstance(said, str):
        return said.translate(_AS_TEXT)
    if isinstance(said, dict):
        return {as_text(key): as_text(value) for key, value in said.items()}
    return [as_text(item) for item in said] if isinstance(said, list) else said


def front_matter(page: Page) -> None:
    """Before a page is converted: its front matter."""
    page.meta = as_text(page.meta)


def titles(nav: Navigation, written: bool) -> None:
    """Titles that come from the names of files and folders; a nav that is `written` is its author's own."""
    waiting = [] if written else list(nav.items)
    while waiting:
        item = waiting.pop()
        if item.title and item.is_section:
            item.title = as_text(item.title)
        waiting += item.children or ()


def title(page: Page) -> None:
    """After a page is converted: a title that nothing but its file's name gave it."""
    if page.title and "title" not in page.meta and getattr(page, "_title_from_render", None) is None:
        page.title = as_text(page.title)
