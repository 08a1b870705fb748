"""A blog: its posts in a list with their days and pictures, its drafts kept back, its feeds what a reader reads."""

import re
import subprocess
import sys
from urllib.parse import unquote

import lxml.etree
import lxml.html
import pytest

from figpress.base.configuration import open_site
from figpress.cli.scaffold import new_section, new_site
from figpress.pages.posts import excerpt, posts
from figpress.pages.reading import parse_page, read_pages

ATOM = "{http://www.w3.org/2005/Atom}"


def page(text, source="a.md"):
    return parse_page(text, f"docs/{source}", source)


def test_what_other_tools_write_in_their_front_matter_is_no_mistake():
    one = page("---\ndate:\n  created: 2024-01-02\nauthors: {x: y}\ntags: [a, b]\ndraft: maybe\n---\n# A\n")
    assert (one.date, one.authors, one.tags, one.draft) == ("", (), ("a", "b"), False)
    two = page("---\ndate: 2024-01-02 10:00\nauthors: Mo Ito\ndraft: True\n---\n# A\n")
    assert (two.date, two.authors, two.draft) == ("2024-01-02", ("Mo Ito",), True)


def test_posts_are_the_dated_pages_and_the_newest_is_first():
    dated = [
        page(f"---\ndate: {day}\n---\n# P\n", f"{i}.md") for i, day in enumerate(["2024-01-02", "2025-03-04"])
    ]
    assert [p.source for p in posts([*dated, page("# No day\n", "n.md")])] == ["1.md", "0.md"]


@pytest.mark.parametrize(
    "body, told",
    [
        (
            "# T\n\n![alt](fig:a/b)\n\nSee [Figure](fig:a/b), *really* [@who, p. 3].\n\nMore.",
            "See Figure, really.",
        ),
        ("# T\n\nOne.\n\nTwo.\n\n<!-- more -->\n\nThree.", "One. Two."),
        ("# T\n\n[0.5](val:a/b#x) of **it**, `code` and snake_case.[^1]", "0.5 of it, code and snake_case."),
        ("---\ndescription: Mine.\n---\n# T\n\nOther.", "Mine."),
        ("# T\n\n" + "word " * 200, None),
    ],
)
def test_an_excerpt_is_plain_text(body, told):
    said = excerpt(page(body))
    assert said == told if told else len(said) <= 302 and said.endswith("word …")


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    pytest.importorskip("matplotlib")
    root = tmp_path_factory.mktemp("blog") / "b"
    new_site(root, "A <b>blog</b> & more")
    config = root / "mkdocs.yml"
    config.write_text(config.read_text().replace("# site_url", "site_url"))
    new_section(open_site(root), "second", "Quote \"it\" & 'that'", "post")
    new_section(open_site(root), "hidden", "Hidden", "post")
    hidden = root / "docs" / "hidden.md"
    hidden.write_text(hidden.read_text().replace("tags: []", "draft: true").replace("status: draft\n", ""))
    (root / "docs" / "größe.md").write_text(
        "---\ndate: 2020-02-03\nauthors: [Åsa, Bo]\ntags: [a&b]\n---\n# Größe\n\nFirst.\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "figpress", "build", "--strict", "-C", str(root)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def test_the_list_leads_to_every_post_and_shows_its_picture(blog):
    tree = lxml.html.parse(str(blog / "site" / "index.html")).getroot()
    found = tree.find_class("fp-post")
    assert [post.find(".//p[@role='heading']").text_content() for post in found][-1] == "Größe" and len(
        found
    ) == 3
    for post in found:
        assert (
            blog / "site" / unquote(post.find(".//p[@role='heading']/a").get("href")) / "index.html"
        ).is_file()
    (image,) = tree.findall(".//article/a/img")
    assert (blog / "site" / image.get("src")).is_file()


def test_a_draft_is_nowhere_in_what_is_built(blog):
    assert not (blog / "site" / "hidden").exists()
    texts = [
        p.read_text("utf-8") for p in (blog / "site").rglob("*") if p.suffix in (".html", ".xml", ".json")
    ]
    assert not any("Hidden" in text for text in texts)


def test_both_feeds_are_well_formed_and_their_addresses_are_encoded(blog):
    atom = lxml.etree.parse(str(blog / "site" / "feed.xml")).getroot()
    rss = lxml.etree.parse(str(blog / "site" / "rss.xml")).getroot()
    entries = atom.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == [i.findtext("title") for i in rss.iter("item")]
    last = entries[-1]
    assert last.find(f"{ATOM}link").get("href") == "https://example.org/blog/gr%C3%B6%C3%9Fe/"
    assert [a.text for a in last.iter(f"{ATOM}name")] == ["Åsa", "Bo"] and last.find(f"{ATOM}category").get(
        "term"
    ) == "a&b"
    assert re.fullmatch(r"Mon, 03 Feb 2020 00:00:00 \+0000", list(rss.iter("pubDate"))[-1].text)


def test_a_post_says_when_and_by_whom(blog):
    text = (blog / "site" / "größe" / "index.html").read_text("utf-8")
    assert '<time datetime="2020-02-03">' in text and "Åsa · Bo" in text


def test_a_new_post_is_a_section_with_a_day(blog):
    (post,) = (p for p in read_pages(open_site(blog)) if p.source == "second.md")
    assert post.section and post.section.status == "draft" and post.date and post.authors
