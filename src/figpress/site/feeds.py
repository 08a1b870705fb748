"""The feeds of a blog: its posts as Atom and as RSS, the newest first."""

import datetime
import html
from collections.abc import Iterable
from email.utils import format_datetime
from urllib.parse import quote, urljoin

from figpress.base.site import Site
from figpress.pages.page import Page
from figpress.pages.posts import excerpt, posts
from figpress.site.markdown.library import Library

ATOM, RSS = "feed.xml", "rss.xml"


def address(site: Site, path: str) -> str:
    """The URL of something on the site, percent-encoded: a title may be in any script."""
    return urljoin(site.url.rstrip("/") + "/", quote(path))


def feeds(library: Library) -> dict[str, str]:
    """Path on the site to text; none for a site that has no address."""
    site = library.site
    found = posts(library.pages.values())
    return {ATOM: _atom(library, found), RSS: _rss(library, found)} if site.url else {}


def links(site: Site) -> str:
    """What tells a browser of the feeds."""
    return "".join(
        f'<link rel="alternate" type="application/{kind}+xml" title="{_text(site.title)}" '
        f'href="{_text(address(site, path))}">'
        for kind, path in (("atom", ATOM), ("rss", RSS))
    )


def _atom(library: Library, found: Iterable[Page]) -> str:
    site, found = library.site, tuple(found)
    newest = max((page.updated or page.date for page in found), default="1970-01-01")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"  <title>{_text(site.title)}</title>",
        f"  <id>{_text(address(site, ''))}</id>",
        f'  <link href="{_text(address(site, ""))}"/>',
        f'  <link rel="self" type="application/atom+xml" href="{_text(address(site, ATOM))}"/>',
        f"  <updated>{newest}T00:00:00Z</updated>",
        f"  <author><name>{_text(site.title)}</name></author>",
    ]
    for page in found:
        where = _text(address(site, library.address(page.source)))
        lines += [
            "  <entry>",
            f"    <title>{_text(page.title)}</title>",
            f"    <id>{where}</id>",
            f'    <link href="{where}"/>',
            f"    <published>{page.date}T00:00:00Z</published>",
            f"    <updated>{page.updated or page.date}T00:00:00Z</updated>",
            *(f"    <author><name>{_text(name)}</name></author>" for name in page.authors),
            *(f'    <category term="{_text(tag)}"/>' for tag in page.tags),
            f"    <summary>{_text(excerpt(page))}</summary>",
            "  </entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _rss(library: Library, found: Iterable[Page]) -> str:
    site = library.site
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">',
        "<channel>",
        f"  <title>{_text(site.title)}</title>",
        f"  <link>{_text(address(site, ''))}</link>",
        f"  <description>{_text(site.title)}</description>",
        f'  <atom:link href="{_text(address(site, RSS))}" rel="self" type="application/rss+xml"/>',
    ]
    for page in found:
        where = _text(address(site, library.address(page.source)))
        lines += [
            "  <item>",
            f"    <title>{_text(page.title)}</title>",
            f"    <link>{where}</link>",
            f'    <guid isPermaLink="true">{where}</guid>',
            f"    <pubDate>{_day(page.date)}</pubDate>",
            *(f"    <dc:creator>{_text(name)}</dc:creator>" for name in page.authors),
            *(f"    <category>{_text(tag)}</category>" for tag in page.tags),
            f"    <description>{_text(excerpt(page))}</description>",
            "  </item>",
        ]
    return "\n".join([*lines, "</channel>", "</rss>", ""])


def _day(date: str) -> str:
    return format_datetime(datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC))


def _text(words: str) -> str:
    return html.escape(words, quote=True)
