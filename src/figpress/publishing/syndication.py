"""What tells others of a publication: the feed, the sitemap, and each page's metadata."""

import datetime
import html
import re
from collections.abc import Iterable
from urllib.parse import quote, urljoin

from figpress.base.site import Site
from figpress.publishing.model import Card, Difference, Manifest
from figpress.review.cards import HEIGHT, WIDTH
from figpress.site.model import Entry

FEED = "feed.xml"
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # letters that XML has not


def feed(site: Site, entries: Iterable[Entry]) -> str:
    """An Atom feed of the sections, the newest first."""
    posts = sorted(
        (entry for entry in entries if entry.published), key=lambda entry: (-entry.updated, entry.address)
    )
    newest = max((entry.updated for entry in posts), default=0)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"  <title>{_text(site.title)}</title>",
        f"  <id>{_text(_base(site))}</id>",
        f'  <link href="{_text(_base(site))}"/>',
        f'  <link rel="self" type="application/atom+xml" href="{_text(_address(site, FEED))}"/>',
        f"  <updated>{_moment(newest)}</updated>",
        f"  <author><name>{_text(site.title)}</name></author>",
    ]
    for entry in posts:
        address = _text(_address(site, entry.address))
        lines += [
            "  <entry>",
            f"    <title>{_text(entry.title)}</title>",
            f"    <id>{address}</id>",
            f'    <link href="{address}"/>',
            f"    <published>{entry.published}T00:00:00Z</published>",
            f"    <updated>{_moment(entry.updated)}</updated>",
            f"    <summary>{_text(entry.description)}</summary>",
            "  </entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def sitemap(site: Site, entries: Iterable[Entry]) -> str:
    """Every page with the day on which it last changed."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for entry in sorted(entries, key=lambda entry: entry.address):
        lines.append(
            f"  <url><loc>{_text(_address(site, entry.address))}</loc><lastmod>{_moment(entry.updated)[:10]}</lastmod></url>"
        )
    return "\n".join([*lines, "</urlset>", ""])


def metadata(site: Site, entry: Entry, card: Card | None = None) -> str:
    """The lines of a page's head that other sites read; with its card where it has one."""
    facts = {
        "og:site_name": site.title,
        "og:title": entry.title,
        "og:description": entry.description,
        "og:url": _address(site, entry.address),
        "og:type": "article" if entry.published else "website",
        "article:published_time": entry.published,
        "article:modified_time": _moment(entry.updated) if entry.published else "",
    }
    if card:
        facts |= {
            "og:image": _address(site, card.path),
            "og:image:type": "image/png",
            "og:image:width": str(WIDTH),
            "og:image:height": str(HEIGHT),
            "og:image:alt": card.alt,
        }
    lines = [f'<meta property="{name}" content="{_text(text)}">' for name, text in facts.items() if text]
    lines.append(f'<meta name="twitter:card" content="{"summary_large_image" if card else "summary"}">')
    lines.append(
        f'<link rel="alternate" type="application/atom+xml" title="{_text(site.title)}" '
        f'href="{_text(_address(site, FEED))}">'
    )
    return "\n".join(lines)


def unindexed() -> str:
    """What keeps a preview out of search engines."""
    return '<meta name="robots" content="noindex, nofollow">'


def banner(words: str) -> str:
    """What every page of a preview says first."""
    style = "position:sticky;top:0;z-index:99;margin:0;padding:.4em 1em;background:#7a1f5c;color:#fff;font:600 14px/1.4 sans-serif"
    return f'<p class="figpress-preview" role="note" style="{style}">{_text(words)}</p>'


def difference(before: Manifest | None, now: Manifest) -> Difference:
    """Which pages come, change and go."""
    old_files, old_pages = (before.files, before.pages) if before else ({}, {})
    html_of = {address: _html(address) for address in {*old_pages, *now.pages}}
    changed = {path for path in {*old_files, *now.files} if old_files.get(path) != now.files.get(path)}
    pages = {address for address, paths in html_of.items() if changed & paths}
    others = changed - {path for paths in html_of.values() for path in paths}
    return Difference(
        added=tuple(sorted(pages & (now.pages.keys() - old_pages.keys()))),
        changed=tuple(sorted(pages & now.pages.keys() & old_pages.keys())),
        removed=tuple(sorted(pages & (old_pages.keys() - now.pages.keys()))),
        other_files=len(others),
    )


def _html(address: str) -> set[str]:
    return {address + "index.html"} if not address or address.endswith("/") else {address}


def _address(site: Site, path: str) -> str:
    """The URL of something on the site, percent-encoded: the name of a page may be in any script."""
    return urljoin(_base(site), quote(path))


def _base(site: Site) -> str:
    return site.url.rstrip("/") + "/"


def _moment(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(words: str) -> str:
    return html.escape(_NO_XML.sub("", words), quote=True)
