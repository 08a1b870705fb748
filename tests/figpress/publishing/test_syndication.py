"""Feed, sitemap and metadata are what their readers expect; differences are told in pages."""

from pathlib import Path

from lxml import etree, html

from figpress.base.site import Site
from figpress.publishing import syndication
from figpress.publishing.model import Card, Difference, Manifest
from figpress.site.model import Entry

SITE = Site(Path("/s"), "Me & you", url="https://example.org/blog")
HOME = Entry("index.md", "index.html", "", "Home", "Hello.", 1_700_000_000)
POST = Entry("a.md", "a/index.html", "a/", "A <b>", 'Says "x".', 1_700_000_100, "2026-01-02")
LATER = Entry("b.md", "b/index.html", "b/", "B", "", 1_700_000_200, "2026-01-01")


def test_the_feed_is_atom_with_sections_only_newest_first():
    root = etree.fromstring(syndication.feed(SITE, (HOME, POST, LATER)).encode())
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert root.xpath("a:entry/a:title/text()", namespaces=atom) == ["B", "A <b>"]
    assert root.xpath("a:entry/a:id/text()", namespaces=atom) == [
        "https://example.org/blog/b/",
        "https://example.org/blog/a/",
    ]
    assert root.xpath("a:updated/text()", namespaces=atom) == ["2023-11-14T22:16:40Z"]
    assert root.xpath("a:link[@rel='self']/@href", namespaces=atom) == ["https://example.org/blog/feed.xml"]


def test_the_sitemap_has_every_page_with_its_own_day():
    root = etree.fromstring(syndication.sitemap(SITE, (POST, HOME)).encode())
    assert [child[0].text for child in root] == ["https://example.org/blog/", "https://example.org/blog/a/"]
    assert {child[1].text for child in root} == {"2023-11-14"}


def test_metadata_is_escaped_and_says_what_the_page_is():
    head = html.fromstring(f"<head>{syndication.metadata(SITE, POST)}</head>")
    found = {meta.get("property"): meta.get("content") for meta in head.iter("meta")}
    assert (
        found["og:title"] == "A <b>"
        and found["og:type"] == "article"
        and found["og:description"] == 'Says "x".'
    )
    assert found["og:url"] == "https://example.org/blog/a/"


def test_a_card_is_told_with_its_size_and_words():
    lines = syndication.metadata(SITE, POST, Card("a/f", "assets/cards/1.png", 'A "square"'))
    found = {
        meta.get("property") or meta.get("name"): meta.get("content")
        for meta in html.fromstring(f"<head>{lines}</head>").iter("meta")
    }
    assert (
        found["og:image"] == "https://example.org/blog/assets/cards/1.png"
        and found["og:image:alt"] == 'A "square"'
    )
    assert (found["og:image:width"], found["og:image:height"], found["twitter:card"]) == (
        "1200",
        "630",
        "summary_large_image",
    )
    assert "og:image" not in syndication.metadata(SITE, POST) and 'content="summary"' in syndication.metadata(
        SITE, POST
    )


def test_a_difference_is_told_in_pages():
    before = Manifest(
        "1",
        1,
        False,
        {"": "Home", "a/": "A", "b/": "B"},
        {"index.html": "1", "a/index.html": "1", "b/index.html": "1", "x.css": "1"},
    )
    now = Manifest(
        "2",
        2,
        False,
        {"": "Home", "a/": "A", "c/": "C"},
        {"index.html": "1", "a/index.html": "2", "c/index.html": "1", "x.css": "2"},
    )
    assert syndication.difference(before, now) == Difference(("c/",), ("a/",), ("b/",), 1)
    assert not syndication.difference(now, now)
    assert syndication.difference(None, now).added == ("", "a/", "c/")
