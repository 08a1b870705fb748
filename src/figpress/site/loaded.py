"""What a generator has loaded, as the press reads it: the nav that readers see, and pages that no file of
docs/ is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from figpress.base.site import Site

if TYPE_CHECKING:
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation


def in_reading_order(nav: Navigation, files: Files) -> tuple[str, ...]:
    """Every Markdown page of the build, relative to docs/: those of the nav in its order, then the others."""
    listed = [page.file.src_uri for page in nav.pages]
    others = [file.src_uri for file in files.documentation_pages()]
    return tuple(source for source in dict.fromkeys([*listed, *sorted(others)]) if source.endswith(".md"))


def written_elsewhere(site: Site, files: Files) -> Mapping[str, str]:
    """The text of pages that a plugin made, or took from outside docs/."""
    return {
        file.src_uri: file.content_string
        for file in files.documentation_pages()
        if file.src_uri.endswith(".md") and file.abs_src_path != str(site.docs / file.src_uri)
    }


def pruned(nav: Any, without: tuple[str, ...]) -> Any:
    """A nav without the pages that are left out, and without the groups that this empties."""
    if not without:
        return nav
    if isinstance(nav, list):
        return [kept for item in nav if (kept := pruned(item, without))]
    if isinstance(nav, dict):
        return {title: kept for title, item in nav.items() if (kept := pruned(item, without))}
    return None if nav in without else nav
