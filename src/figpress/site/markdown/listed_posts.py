"""`[POSTS]`: the posts of a blog, the newest first, each with its day, its excerpt and its picture."""

import html
import posixpath

from figpress.freshness.figure import Artifact
from figpress.pages.page import Page
from figpress.pages.posts import excerpt, picture, posts
from figpress.site.markdown.conversion import asset_path
from figpress.site.markdown.library import Library


def listed(library: Library, source: str) -> str:
    """The list, on the page `source`."""
    found = [page for page in posts(library.pages.values()) if page.source != source]
    if not found:
        return '<p class="fp-posts">No posts yet.</p>'
    return f'<div class="fp-posts">{"".join(_post(library, page, source) for page in found)}</div>'


def about(page: Page) -> str:
    """The day, the authors and the tags of a post, on one line."""
    parts = [f'<time datetime="{page.date}">{page.date}</time>', *map(html.escape, page.authors)]
    tags = "".join(f' <span class="fp-tag">{html.escape(tag)}</span>' for tag in page.tags)
    return f'<p class="fp-about" data-search-exclude="">{" · ".join(parts)}{tags}</p>'


def shown_image(library: Library, page: Page) -> Artifact | None:
    """The picture that stands for a post in a list."""
    drawn = library.gallery.figure(id) if (id := picture(page)) else None
    return next((a for a in drawn.artifacts if a.role == "image"), None) if drawn else None


def _post(library: Library, page: Page, source: str) -> str:
    address = html.escape(posixpath.relpath(page.source, posixpath.dirname(source) or "."))
    image = shown_image(library, page)
    shown = ""
    if image:
        src = html.escape(
            posixpath.relpath(asset_path(picture(page), image), posixpath.dirname(source) or ".")
        )
        shown = f'<a class="fp-post-picture" href="{address}" tabindex="-1" aria-hidden="true"><img src="{src}" alt="" loading="lazy"></a>'
    return (
        f'<article class="fp-post">{shown}<div><p class="fp-post-title" role="heading" aria-level="2"><a '
        f'href="{address}">{html.escape(page.title)}</a></p>'
        f"{about(page)}<p>{html.escape(excerpt(page))}</p></div></article>"
    )
