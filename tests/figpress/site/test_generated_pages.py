"""References, reading notes, credits and the colophon are made from the registry and the pages."""

import re

import pytest
import shelf

from figpress.site.markdown.makers import MAKERS
from figpress.site.markdown.works import RegisteredWorks
from figpress.sources.model import Unavailable
from figpress.sources.registry import parse_registry

SOURCES = b"""\
works:
  ba2016:
    type: article
    title: Layer normalization
    author: ["Ba, Jimmy", "Kiros, Ryan", "Hinton, Geoffrey"]
    issued: 2016
    URL: https://arxiv.org/abs/1607.06450
    archived: {url: "https://arxiv.org/pdf/1607.06450", sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, media_type: application/pdf}
    read: {on: 2026-11-21, extent: section 3, summary: Statistics are taken over the features of one token.}
  later2020:
    type: article
    title: A work that nobody opened
    author: ["Later, Lea"]
    issued: 2020
    opened: no
  kept2021:
    type: article
    title: A work without an archive
    author: ["Kept, Ken"]
    issued: 2021
    read: {on: 2026-11-21, extent: all of it, summary: It says little.}
borrowed:
  their-block:
    work: ba2016
    locator: fig. 1
    use: redrawn
    figure: qkv/paths
    changes: Drawn again with numbers.
"""
PAGES = {
    "one.md": "---\nstatus: draft\n---\n# One\n\nAs said [@ba2016, sec. 3], and again by "
    "@ba2016.\n\n![Boxes](fig:qkv/paths)\n\n$$ x = y \\label{eq:a} $$\n\n$$ % unchecked: prose, "
    "it is words\nz $$\n",
    "references.md": "# References\n\n[REFERENCES]\n",
    "notes.md": "# Notes\n\n[READING-NOTES]\n",
    "credits.md": "# Credits\n\n[CREDITS]\n",
    "colophon.md": "# Colophon\n\n[COLOPHON]\n",
}


@pytest.fixture
def site(tmp_path):
    registry, findings = parse_registry(SOURCES)
    assert not [finding for finding in findings if finding.severity == "error"]
    plain = shelf.library(tmp_path, PAGES, shelf.drawn(tmp_path))
    works = RegisteredWorks(
        registry,
        plain.pages.values(),
        "harvard-cite-them-right",
        {"their-block": Unavailable("it is drawn again")},
    )
    return shelf.library(tmp_path, PAGES, shelf.drawn(tmp_path), bibliography=works, makers=MAKERS)


def test_each_work_is_listed_once_with_links_to_where_it_is_cited(site):
    html, findings = shelf.convert(site, "references.md")
    assert findings == ()
    assert html.count('id="ref-ba2016"') == 1 and "later2020" not in html
    assert re.findall(r'href="(one\.md#cite-[^"]+)"', html) == [
        "one.md#cite-ba2016-1",
        "one.md#cite-ba2016-2",
    ]
    cited, _ = shelf.convert(site, "one.md")
    assert 'id="cite-ba2016-1"' in cited and 'id="cite-ba2016-2"' in cited
    assert 'href="references.md#ref-ba2016"' in cited


def test_what_was_read_has_its_summary_and_what_was_not_says_so(site):
    html, _ = shelf.convert(site, "notes.md")
    assert "Read: 2 of 3 registered works. Not opened: 1" in html and "The text of 1 is archived" in html
    assert "Statistics are taken over" in html and "section 3" in html
    assert (
        html.index("Layer normalization")
        < html.index(">Not opened<")
        < html.index("A work that nobody opened")
    )


def test_of_each_work_it_is_said_whether_a_passage_can_be_shown(site):
    html, _ = shelf.convert(site, "notes.md")
    notes = dict(re.findall(r'id="note-(\w+)">(.*?)</section>', html, re.DOTALL))
    assert (
        'A passage can be shown, from <a href="https://arxiv.org/pdf/1607.06450">this PDF</a>.'
        in notes["ba2016"]
    )
    assert (
        "no passage can be shown" in notes["kept2021"] and "passage" not in html[html.index(">Not opened<") :]
    )


def test_credits_name_every_debt_with_the_figure_that_owes_it(site):
    html, _ = shelf.convert(site, "credits.md")
    assert 'href="one.md#fig-qkv-paths"' in html and "Layer normalization" in html and "redrawn" in html
    figure, _ = shelf.convert(site, "one.md")
    assert "fp-badge-redrawn" in figure and 'class="fp-credit"' in figure


def test_the_colophon_counts(site):
    html, _ = shelf.convert(site, "colophon.md")
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', html))
    assert rows["Figures computed"] == "1" and rows["Displayed equations"] == "2"
    assert rows["of these, left unchecked: prose"] == "1"
