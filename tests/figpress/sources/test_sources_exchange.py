"""Out to CSL-JSON and BibTeX and back: nothing is lost. In from other programs: nothing is invented."""

import json
import re
import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from registries import WORKS, parsed

from figpress.base.errors import Mistake
from figpress.sources import csl
from figpress.sources.bibtex import to_bibtex
from figpress.sources.bibtex_reading import to_item
from figpress.sources.bibtex_syntax import parse_bibtex, split_names
from figpress.sources.csl_json import to_csl
from figpress.sources.export import exported
from figpress.sources.interchange import entry_of_item, entry_of_work, key_for
from figpress.sources.registry import open_registry, parse_registry
from figpress.sources.registry_edit import add_entries, inserted
from figpress.sources.taking_over import take_in
from figpress.sources.tex_text import detex, entex

EVERYTHING = """
works:
  all:
    type: motion_picture
    title: "A {brace}, 50 % & a \\\\backslash_ -- and  two spaces ~ ^ $x$ #1"
    author:
      - {family: Maaten, given: Laurens, non-dropping-particle: van der}
      - {family: Beethoven, given: Ludwig, dropping-particle: van, suffix: Jr.}
      - {literal: "Smith, Jones and Sons"}
      - Boué, Laurent
      - {family: Voltaire}
    editor: [{family: de la Cruz, given: A. and B.}]
    translator: "Ünal, Ş."
    director: [Kubrick, S.]
    issued: {date-parts: [[1986, 2], [1987]], circa: true}
    accessed: 2026-11-21
    event-date: 1999/2000
    submitted: {literal: before the war}
    container-title: Nature
    volume: 030
    issue: 3
    number: 7
    page: 1–3, 5--7
    archive: arXiv
    archive_location: not-a-number
    DOI: 10.1000/a_b%c
    URL: https://example.org/a_b%20c?d=1&e=2#f
    abstract: |
      Two
      lines.
    read: {on: 2026-11-21, extent: all, summary: "It says: “yes”."}
    archived: {url: "https://example.org/a.pdf", sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, media_type: application/pdf}
  plain: {type: article-journal, title: T, author: ["A, B"], issued: 2017-06-12, arXiv: 1706.03760, container-title: J, page: 533-536, opened: no, why: no time}
"""


def there_and_back(registry):
    """The registry after a trip through CSL-JSON, through BibTeX, and through YAML alone."""
    items = [to_csl(work) for work in registry.works.values()]
    through_json = json.loads(json.dumps(items))
    through_bibtex = [to_item(entry) for entry in parse_bibtex(to_bibtex(items), "a.bib")]
    for trip in (through_json, through_bibtex):
        entries = {}
        for item in trip:
            entries[item["id"]], left = entry_of_item(item)
            assert not left
        yield parse_registry(inserted("", "works", entries).encode())
    yield parse_registry(
        inserted("", "works", {key: entry_of_work(work) for key, work in registry.works.items()}).encode()
    )


@pytest.mark.parametrize("text", [EVERYTHING, WORKS])
def test_nothing_is_lost_on_the_way(text):
    registry = parsed(text)
    for back, findings in there_and_back(registry):
        assert not findings, findings
        assert dict(back.works) == dict(registry.works)


def test_nothing_of_the_posts_own_registry_is_lost(request):
    path = request.config.rootpath / "sources.yaml"
    if not path.exists():
        pytest.skip("this copy has no registry of its own")
    registry, findings = parse_registry(path.read_bytes())
    assert not findings
    for back, findings in there_and_back(registry):
        assert not findings and dict(back.works) == dict(registry.works)


TEXT = (
    st.text(
        st.characters(
            codec="utf-8",
            exclude_categories=("Cc", "Cs", "Zl", "Zp"),
            exclude_characters="\ufeff\ufffe\uffff",
        ),
        min_size=1,
    )
    .map(str.strip)
    .filter(bool)
)


@given(TEXT)
def test_tex_gives_back_what_it_was_given(text):
    spaced = re.sub(r"[ \t\r\n]+", " ", text)
    assert detex(entex(spaced)) == spaced


@settings(max_examples=60, deadline=None)
@given(
    title=TEXT,
    family=TEXT,
    given_name=TEXT,
    texts=st.dictionaries(
        st.sampled_from(sorted(csl.TEXTS - {"DOI", "URL", "title", "archive", "archive_location"})),
        TEXT,
        max_size=4,
    ),
)
@example(title="t", family="f", given_name="g", texts={"ISBN": "{", "ISSN": "a\\"})
def test_any_work_makes_the_trip(title, family, given_name, texts):
    entry = {
        "type": "chapter",
        "title": title,
        "author": [{"family": family, "given": given_name}, {"literal": title}],
        "issued": "1999",
        **texts,
        "opened": "no",
    }
    registry, findings = parse_registry(inserted("", "works", {"k": entry}).encode())
    assert not findings, findings
    for back, wrong in there_and_back(registry):
        assert not wrong and dict(back.works) == dict(registry.works)


BIB = r"""
Some free text, me@example.org.
@comment{ @article{not, title={one}} }
@string{nips = "Advances in Neural " # {Information Processing Systems}}
@InProceedings{vaswani2017attention,
  author    = {Vaswani, Ashish and Noam Shazeer and van der Maaten, Laurens and {Google Brain}},
  title     = "{A}ttention is {{All}} You Need -- 50\% \"Uber \v{s} \o\ {\'e}",
  booktitle = nips,
  year      = 2017, month = dec,
  pages     = {5998--6008}, volume={30}
}
@article(hochreiter, author="Sepp Hochreiter and J{\"u}rgen Schmidhuber", title={Long short-term memory}, journal={Neural Computation}, year={1997}, number={8}, doi={https://doi.org/10.1162/neco.1997.9.8.1735})
@misc{kipf, author = {Kipf, Thomas N.}, title = {GCN}, eprint = {1609.02907}, archiveprefix = {arXiv}, year = {2016}, howpublished = {\url{https://arxiv.org/abs/1609.02907}}}
"""


def test_bibtex_of_others_is_read():
    one, two, three = (to_item(entry) for entry in parse_bibtex(BIB, "a.bib"))
    assert (
        one["title"] == "Attention is All You Need – 50% Über š ø é"
        and one["container-title"] == "Advances in Neural Information Processing Systems"
    )
    assert one["author"] == [
        {"family": "Vaswani", "given": "Ashish"}, {"family": "Shazeer", "given": "Noam"},
        {"family": "Maaten", "given": "Laurens", "non-dropping-particle": "van der"}, {"literal": "Google Brain"},
    ]  # fmt: skip
    assert (
        one["issued"] == {"date-parts": [[2017, 12]]}
        and one["page"] == "5998-6008"
        and one["type"] == "paper-conference"
    )
    assert (
        two["author"][1] == {"family": "Schmidhuber", "given": "Jürgen"}
        and two["issue"] == "8"
        and two["DOI"] == "10.1162/neco.1997.9.8.1735"
    )
    assert (three["archive"], three["archive_location"], three["URL"]) == (
        "arXiv",
        "1609.02907",
        "https://arxiv.org/abs/1609.02907",
    )


@pytest.mark.parametrize(
    "bad, line",
    [
        ("\n@article{k, title = {never closed", 2),
        ("@book{k,\n title 3}", 2),
        ("@book{}", 1),
        ('@book{k, title = "x}', 1),
        ("@book{k, title = }", 1),
    ],
)
def test_what_is_no_bibtex_is_told_with_its_line(bad, line):
    with pytest.raises(Mistake, match=rf"a.bib:{line}: not BibTeX"):
        parse_bibtex(bad, "a.bib")


@given(st.text(alphabet='@{}"\\=,# ab1\n()', max_size=60))
def test_no_text_breaks_the_bibtex_reader(text):
    try:
        [
            to_item(entry)
            for entry in parse_bibtex(text, "a.bib")
            if not any(name.startswith("x-csl-") for name in entry.fields)
        ]
    except Mistake as mistake:
        assert mistake.where.line > 0


def test_names_as_bibtex_writes_them():
    assert split_names(
        "Ludwig van Beethoven and de la Cruz, Ana and Ford, Jr., Henry and {Barnes and Noble} and others"
    ) == [
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"family": "Cruz", "given": "Ana", "non-dropping-particle": "de la"},
        {"family": "Ford", "given": "Henry", "suffix": "Jr."},
        {"literal": "Barnes and Noble"},
    ]


def test_files_of_other_programs_are_taken_in_once(site):
    site.sources.write_text("# mine\n" + WORKS)
    (site.root / "a.bib").write_text(BIB)
    first = take_in(site, site.root / "a.bib")
    assert [(one.key, one.new) for one in first] == [
        ("vaswani2017attention", True),
        ("hochreiter", True),
        ("kipf", True),
    ]
    assert all(one.where.line for one in first)
    registry = open_registry(site)
    assert (
        not registry.works["kipf"].opened and registry.works["kipf"].read is None
    )  # nobody is said to have read it
    assert site.sources.read_text().startswith("# mine\n" + WORKS)
    assert not any(one.new for one in take_in(site, site.root / "a.bib"))


def test_csl_json_of_others_is_read_and_what_is_left_out_is_told(site):
    item = {
        "id": "http://zotero.org/1",
        "type": "article-journal",
        "title": "T",
        "issued": {"date-parts": [["1999", 3]]},
        "shortTitle": "S",
        "author": [{"family": "Boué", "given": "L", "ORCID": "x"}],
        "volume": 3,
        "_gsf": {},
    }
    (site.root / "a.json").write_text(json.dumps([item]))
    (one,) = take_in(site, site.root / "a.json")
    assert one.key == "boue1999" and one.left == ("_gsf",)
    assert open_registry(site).works["http://zotero.org/1"].key == "boue1999"
    work = open_registry(site).works["boue1999"]
    assert (
        work.texts["title-short"] == "S"
        and work.texts["volume"] == "3"
        and str(work.dates["issued"]) == "1999-03"
    )
    for bad in ("{", "{}", "[1]", '"x"'):
        (site.root / "b.json").write_text(bad)
        with pytest.raises(Mistake, match="b.json"):
            take_in(site, site.root / "b.json")


KEPT = """# The registry of a person.

works:   # cited
    b-first:  {type: book, title: "T",   author: A, issued: 1999, opened: no}   # aligned by hand

    # a comment that belongs to the next
    a-second:
        type: book
        title: 'Single quotes'
        author: [A]
        issued: 2000
        opened: no

# The borrowed ones.
borrowed: {}
"""


def test_an_edit_adds_its_lines_and_touches_no_other(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text(KEPT)
    entry = {"type": "book", "title": "New: one", "author": ["Me, I"], "issued": "2001", "opened": "no"}
    lines = add_entries(path, "works", {"new2001": entry})
    text = path.read_text()
    new = text[text.index("\n    new2001:") : text.index("\n# The borrowed ones.")]
    assert text.replace(new, "", 1) == KEPT
    assert text.splitlines()[lines["new2001"] - 1] == "    new2001:" and "issued: 2001" in new
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


def test_an_edit_ends_its_lines_as_the_file_does_and_keeps_its_mark(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + WORKS.replace("\n", "\r\n").encode())
    add_entries(
        path,
        "works",
        {"new2001": {"type": "book", "title": "N", "author": ["A"], "issued": "2001", "opened": "no"}},
    )
    content = path.read_bytes()
    assert (
        content.startswith(b"\xef\xbb\xbf")
        and content.count(b"\n") == content.count(b"\r\n")
        and b"new2001" in content
    )


def test_an_edit_of_an_empty_part_keeps_comments_and_order(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text(KEPT)
    add_entries(
        path, "borrowed", {"p-1": {"work": "b-first", "locator": "p. 1", "use": "redrawn", "figure": "a/b"}}
    )
    text = path.read_text()
    assert (
        text.startswith("# The registry of a person.")
        and "# aligned by hand" in text
        and text.index("b-first") < text.index("# a comment") < text.index("p-1:")
    )
    assert len(parse_registry(path.read_bytes())[0].borrowed) == 1


def test_an_edit_that_cannot_be_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text(KEPT)
    with pytest.raises(Mistake, match="works.b-first exists already"):
        add_entries(path, "works", {"b-first": {}})
    with pytest.raises(Mistake, match="cannot add x: works.x: missing key: title"):
        add_entries(path, "works", {"x": {"type": "book"}})
    assert path.read_text() == KEPT
    path.write_text("works: [")
    with pytest.raises(Mistake, match="Mend sources.yaml first"):
        add_entries(path, "works", {"x": {}})
    assert path.read_text() == "works: ["


def test_keys_are_made_of_a_name_and_a_year():
    made = key_for({"author": ["Boué, Laurent"], "issued": "2025-12-29"}, ())
    assert made == "boue2025" and key_for({"author": ["Boué, L"], "issued": "2025"}, [made]) == "boue2025b"
    assert (
        key_for({"title": "The Thing", "issued": {"literal": "no date"}}, ()) == "the"
        and key_for({"author": [{"literal": "字"}], "title": "字"}, ()) == "work"
    )


def test_reuse_toml_is_toml_and_names_holder_and_licence(site):
    picture = (
        "borrowed:\n  p: {work: zhang2023, locator: fig. 1, use: reproduced, file: {url: "
        "'https://a.b/c.svg', sha256: "
        + "a"
        * 64
        + ", media_type: image/svg+xml}, basis: {kind: licence, licence: CC-BY-SA-4.0}}\n  q: {work: "
        "vaswani2017, locator: 'fig. 2', use: redrawn, figure: a/b}\n"
    )
    site.sources.write_text(WORKS + picture)
    told = tomllib.loads(exported(site, "reuse", '2026 "Me" \\ Ünal'))
    own, borrowed = told["annotations"]
    assert told["version"] == 1 and own == {
        "path": ["docs/**"],
        "precedence": "closest",
        "SPDX-FileCopyrightText": '2026 "Me" \\ Ünal',
        "SPDX-License-Identifier": "CC-BY-4.0",
    }
    assert (
        borrowed["path"] == [f".figpress/borrowed/{'a' * 64}.svg"]
        and borrowed["SPDX-License-Identifier"] == "CC-BY-SA-4.0"
    )
    assert (
        borrowed["SPDX-FileCopyrightText"]
        == "2023 Aston Zhang, Zachary C. Lipton, Mu Li and Alexander J. Smola"
    )
    assert (
        json.loads(exported(site, "csl-json"))[1]["archive_location"] == "1706.03760"
        and "@inproceedings" in exported(site, "bibtex")
        and "$schema" in exported(site, "schema")
    )
