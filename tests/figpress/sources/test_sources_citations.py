"""What stands in brackets, and what becomes of it in a style."""

import re

import pytest
from registries import parsed

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.sources.bibliography import Bibliography
from figpress.sources.citation_model import Locator
from figpress.sources.citations import NARRATIVE, parse_cluster, parse_narrative


@pytest.mark.parametrize(
    "text, label, value, suffix",
    [
        ("@k, sec. 3.2", "section", "3.2", ""),
        ("@k, §3.2", "section", "3.2", ""),
        ("@k §§ 3-4", "section", "3-4", ""),
        ("@k, pp. 33–35, for more", "page", "33–35", ", for more"),
        ("@k, 33", "page", "33", ""),
        ("@k, p. iv", "page", "iv", ""),
        ("@k, fig. 1, p. 3", "figure", "1", ", p. 3"),
        ("@k, App. B", "appendix", "B", ""),
        ("@k, eq. (5)", "equation", "(5)", ""),
        ("@k, eqs. 5 and 7", "equation", "5 and 7", ""),
        ("@k, table 3 and others", "table", "3", "and others"),
        ('@k, section "One; two", end', "section", "One; two", ", end"),
        ("@k, chapter 2", "chapter", "2", ""),
    ],
)
def test_locators(text, label, value, suffix):
    (cite,) = parse_cluster(text).cites
    assert (cite.locator.label, cite.locator.value, cite.suffix) == (label, value, suffix)


def test_words_that_are_no_locator_are_a_suffix():
    for text, suffix in [
        ("@k, in short", ", in short"),
        ("@k, v. Neumann", ", v. Neumann"),
        ("@k and others", "and others"),
        ("@k", ""),
    ]:
        (cite,) = parse_cluster(text).cites
        assert cite.locator is None and cite.suffix == suffix


def test_several_works_with_prefixes():
    one, two, three = parse_cluster("see @a-1, sec. 3.2; -@b_2; also @C3, p. 4").cites
    assert (one.key, one.prefix, one.locator) == ("a-1", "see", Locator("section", "3.2", "sec. 3.2"))
    assert two.suppress_author and (three.prefix, three.key) == ("also", "C3")


@pytest.mark.parametrize("text", ["me@example.org", "@", "see fig. 3", "x", r"\@k", "@k@l"])
def test_what_is_no_citation(text):
    assert parse_cluster(text) is None


@pytest.mark.parametrize("text", ["@a @b", "@a; and so on", "@a;"])
def test_what_begins_as_a_citation_and_cannot_be_read(text):
    with pytest.raises(Mistake, match=r"^p.md:3: citation \["):
        parse_cluster(text, Place("p.md", 3))


def test_a_narrative_citation_takes_the_bracket_behind_it():
    text = "As @key [sec. 3] shows, and @other; me@example.org, \\@none, @key's, and [@inside]."
    found = [parse_narrative(match) for match in NARRATIVE.finditer(text)]
    assert [citation.keys for citation in found] == [
        ("key",),
        ("other",),
        ("key",),
        ("inside",),
    ]  # the cluster is read first
    assert found[0].narrative and found[0].cites[0].locator == Locator("section", "3", "sec. 3")


WORKS = """
works:
  v: {type: paper-conference, title: Attention Is All You Need, author: ["Vaswani, Ashish", "Shazeer, Noam", "Parmar, Niki", "Uszkoreit, Jakob"], issued: 2017, DOI: 10.48550/arXiv.1706.03762, opened: no}
  V: {type: post-weblog, title: The Illustrated Transformer, author: "Alammar, Jay", issued: 2018-06, URL: "https://example.org/(a)?b=1&c=2", accessed: 2026-11-21, opened: no}
  m1: {type: software, title: micrograd, author: "Karpathy, Andrej", issued: 2020, URL: "https://example.org/m", opened: no}
  m0: {type: software, title: another, author: "Karpathy, Andrej", issued: 2020, URL: "https://example.org/n", opened: no}
  org: {type: webpage, title: A page, container-title: A site, issued: {literal: no date}, arXiv: 1706.03760, opened: no}
"""


@pytest.fixture
def works():
    return parsed(WORKS)


def plain(html):
    return re.sub(r"<[^>]+>", "", html)


def test_author_and_year(works):
    made = Bibliography(works, "harvard-cite-them-right", works.works)
    assert not made.numeric
    cluster = made.citation(parse_cluster("see @v, sec. 3.2, for more; @V, eq. 5; -@m1"))
    assert (
        plain(cluster.html())
        == "(see Vaswani et al., 2017, sect. 3.2, for more; Alammar, 2018, eq. 5; 2020b)"
    )
    assert cluster.html(lambda key, inner: f"<a href='#{key}'>{inner}</a>").count("<a href") == 3
    assert (
        plain(made.citation(parse_narrative(NARRATIVE.match("@v [sec. 2]"))).html())
        == "Vaswani et al. (2017, sec. 2)"
    )
    assert (
        plain(made.citation(parse_cluster('@V, section "At a High Level"')).html())
        == "(Alammar, 2018, section ‘At a High Level’)"
    )
    assert (
        plain(made.citation(parse_cluster("@m0; @m1")).html()) == "(Karpathy, 2020a, 2020b)"
    )  # letters by title, collapsed as the style says


def test_numbers(works):
    made = Bibliography(works, "ieee", ["V", "v"])
    assert made.numeric
    assert (
        plain(made.citation(parse_cluster("@v, sec. 3.2; @V")).html()) == "[1], [2, Sect. 3.2]"
    )  # as its own sort says
    assert plain(made.citation(parse_narrative(NARRATIVE.match("@v"))).html()) == "Vaswani et al. [2]"
    assert [key for key, _ in made.entries(["v", "V"])] == ["V", "v"]
    assert plain(made.entry("V")).startswith("[1] J. Alammar")


def test_references_are_sorted_linked_and_complete(works):
    made = Bibliography(works, "harvard-cite-them-right", works.works)
    entries = dict(made.entries(works.works))
    assert [key for key in entries][-2:] == ["m1", "v"] and set(entries) == set(works.works)
    assert '<a href="https://example.org/(a)?b=1&amp;c=2">' in entries[
        "V"
    ] and "Accessed: 21 November 2026" in plain(entries["V"])
    assert "https://arxiv.org/abs/1706.03760" in entries["org"] and "2020b" in entries["m1"]


@pytest.mark.parametrize(
    "style",
    [
        "harvard-cite-them-right",
        "ieee",
        "apa",
        "nature",
        "chicago-author-date",
        "vancouver-nlm",
        "elsevier-harvard",
    ],
)
def test_no_field_can_smuggle_markup(style):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> & \\\"' <i>ok</i>"
    fields = "\n".join(
        f'    {name}: "{evil}"'
        for name in (
            "title",
            "container-title",
            "publisher",
            "volume",
            "page",
            "issue",
            "note",
            "edition",
            "genre",
            "medium",
        )
    )
    works = parsed(
        f'works:\n  e:\n    type: chapter\n{fields}\n    author: [{{family: "{evil}", given: "{evil}"}}, '
        f'{{literal: "{evil}"}}]\n    issued: {{literal: "{evil}"}}\n    opened: no\n'
    )
    made = Bibliography(works, style, ["e"])
    for html in (
        made.entry("e"),
        made.citation(parse_cluster("<u>x</u> @e, p. 3, <img src=x>")).html(),
        made.citation(parse_narrative(NARRATIVE.match("@e [sec. 1]"))).html(),
    ):
        tags = set(re.findall(r"<\s*/?\s*(\w+)", html))
        assert tags <= {"i", "b", "a", "span", "sup", "sub"}, html
        assert "<u>x" not in html and "onerror=alert(2)>" not in html


def test_an_unknown_style_names_the_nearest(works):
    with pytest.raises(Mistake, match=r"mkdocs.yml: no such CSL style: iee\n  Did you mean 'ieee'"):
        Bibliography(works, "iee")


def test_a_style_of_the_sites_own_and_what_it_cannot_be(works, tmp_path):
    from figpress.sources.csl_style import carried

    own = carried().styles()["ieee"].read_text("utf-8")
    (tmp_path / "mine.csl").write_text(own, "utf-8")
    made = Bibliography(works, "mine.csl", ["V"], root=tmp_path)
    assert made.numeric and plain(made.entry("V")).startswith("[1] J. Alammar")
    with pytest.raises(Mistake, match="the CSL style is not there: other.csl"):
        Bibliography(works, "other.csl", root=tmp_path)
    head = own[: own.index("<category")]
    follower = head.replace('rel="self"', 'rel="independent-parent"') + "</info></style>"
    (tmp_path / "journal.csl").write_text(follower, "utf-8")
    with pytest.raises(Mistake, match="follows another: ieee\n  Name that one: style: ieee"):
        Bibliography(works, "journal.csl", root=tmp_path)
    (tmp_path / "broken.csl").write_text("<style", "utf-8")
    with pytest.raises(Mistake, match="broken.csl: not a CSL style"):
        Bibliography(works, "broken.csl", root=tmp_path)


@pytest.mark.parametrize("style", ["nature", "modern-language-association"])
def test_every_work_of_a_citation_is_a_link_and_nothing_of_it_is_lost(works, style):
    """What goes in comes out: the family names of the references, the locators, no mark of ours, no orphan comma."""
    made = Bibliography(works, style, works.works)
    for key, work in works.works.items():
        told = plain(made.entry(key))
        assert all(name.family in told for name in work.authors[:1]), told
        assert not re.search(r"[,;:] ?[.,;]|\(\)|\.\.(?!\.)| [,;]", told), told
    cluster = made.citation(parse_cluster("see @v, pts 2, 17; @V, pp. 3–5"))
    linked = cluster.html(lambda key, inner: f"<a href='#{key}'>{inner}</a>")
    assert linked.count("<a href") == 2 and not re.search("[\ue000-\uf8ff]", linked)
    if not made.numeric:
        assert "pts 2, 17" in plain(linked) and "3–5" in plain(linked)
