"""Bibliographies of other people are taken over entry by entry: nothing invented, and every loss told with its line."""

import json

import pytest
from click.testing import CliRunner

from figpress.base.configuration import open_site
from figpress.cli.cli import figpress
from figpress.sources.bibtex_reading import inherited, losses, to_item
from figpress.sources.bibtex_syntax import read_bibtex, split_names
from figpress.sources.registry import open_registry
from figpress.sources.taking_over import take_in
from figpress.sources.tex_text import detex

MIXED = r"""
@article{good, author = {Ito, Mo}, title = {A}, journal = {J}, year = 2020}
@article{,
  author = {Nobody, Key}, title = {Keyless}, journal = {J}, year = 2021}
@article{ author = {Li, Bo}, title = {Keyless, too}, journal = {J}, year = 2022}
@book{broken, title = {never closed, year = 2020
@inproceedings{child, author = {Mo, Al and others}, title = {Part}, crossref = {parent}, pages = {1--2}}
@article{season, author = {Ray, Jo}, title = {S}, journal = {J}, date = {2021-23}}
@article{impossible, author = {Ray, Jo}, title = {I}, journal = {J}, date = {2021-77}, mood = {sad}}
@letter{letter, author = {Ray, Jo}, year = 2020}
@online{anonymous, title = {A page}, url = {https://example.org/a}, year = 2019}
@online{nobody, title = {Nowhere}, year = 2019}
@book{DBLP:books/x/Y20, author = {Y, Z}, title = {K}, publisher = {P}, year = {2020}}
@article{orphan, author = {A, B}, title = {O}, journal = {J}, year = 2020, crossref = {gone}}
@misc{empty, year = {1999}}
@proceedings{parent, title = {Proceedings}, subtitle = {of the Sum}, publisher = {P}, year = {1999}}
"""


@pytest.fixture
def taken(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    (tmp_path / "a.bib").write_text(MIXED)
    refused = []
    site = open_site(tmp_path)
    done = take_in(site, tmp_path / "a.bib", refused.append)
    return site, {one.key: one for one in done}, refused


def test_one_bad_entry_costs_one_entry(taken):
    site, done, refused = taken
    assert [(one.name, one.where.line) for one in refused] == [("", 6), ("empty", 15)]
    works = open_registry(site).works
    assert set(works) == set(done) and len(works) == 12
    assert {"nobody2021", "li2022"} <= set(works)  # who had no key has one of family and year


def test_nothing_is_invented(taken):
    site, _, _ = taken
    assert "unknown" not in site.sources.read_text() and "untitled" not in site.sources.read_text()
    assert open_registry(site).works["anonymous"].authors == ()


def test_every_loss_is_told(taken):
    _, done, _ = taken
    assert done["impossible"].left == ("date: “77”", "mood")
    assert done["child"].left == ("author: “and others”, whom nobody names",)
    assert done["orphan"].left == ("crossref: gone, which is not in the file",)
    assert done["good"].left == ()


def test_a_child_takes_over_from_its_parent(taken):
    site, _, _ = taken
    child = open_registry(site).works["child"]
    assert (child.texts["container-title"], child.texts["publisher"], child.year) == (
        "Proceedings: of the Sum",
        "P",
        "1999",
    )
    assert child.title == "Part" and child.texts["page"] == "1-2"


def test_a_circle_of_parents_ends():
    entries, _ = read_bibtex(
        "@book{a, crossref={b}, title={A}}\n@book{b, crossref={a}, publisher={P}}", "a.bib"
    )
    assert [entry.fields.get("publisher") for entry in inherited(entries)] == ["P", "P"]


@pytest.mark.parametrize(
    "written, issued",
    [
        ("date = {2021-23}", {"date-parts": [[2021]], "season": "3"}),
        ("date = {1723~}", {"date-parts": [[1723]], "circa": True}),
        ("date = {1723?}", {"date-parts": [[1723]], "circa": True}),
        ("date = {2017/2018-02}", {"date-parts": [[2017], [2018, 2]]}),
        ("year = {c. 1850}", {"date-parts": [[1850]], "circa": True}),
        ("year = 2020, month = {Spring}", {"date-parts": [[2020]], "season": "1"}),
        ("year = {in press}", {"literal": "in press"}),
        ("date = {2021-77}", {"date-parts": [[2021]]}),
    ],
)
def test_dates_as_people_write_them(written, issued):
    (entry,), _ = read_bibtex(f"@book{{k, title = {{T}}, {written}}}", "a.bib")
    assert to_item(entry)["issued"] == issued


def test_names_as_biblatex_writes_them():
    assert split_names("family=Fontaine, given=Jean, prefix=de la and Ito, Mo") == [
        {"family": "Fontaine", "given": "Jean", "non-dropping-particle": "de la"},
        {"family": "Ito", "given": "Mo"},
    ]


def test_a_comment_in_an_entry_and_a_kind_of_any_letters():
    text = "@web_page{k,, title = {T}, % pages = {1},\n author = {A, B}, year = 2000}"
    (entry,), wrong = read_bibtex(text, "a.bib")
    assert not wrong and entry.fields == {"title": "T", "author": "A, B", "year": "2000"}


def test_an_entry_that_is_commented_out_is_none():
    entries, wrong = read_bibtex("%@book{a,\n%  title = {T}\n%}\n\n@book{b, title = {U}}\n", "a.bib")
    assert [entry.key for entry in entries] == ["b"] and not wrong


@pytest.mark.parametrize(
    "written, told",
    [
        (r"GaN(000{\={1}})", "GaN(0001̄)"),
        ("$O(n^2)$ steps", "O(n²) steps"),
        (r"The $\ell_1$ norm and $\beta$-decay", "The ℓ₁ norm and β-decay"),
        (r"$\sqrt{x}$ grows", r"$\sqrt{x}$ grows"),  # no letters for it: as it is written
        ("from $5 to $6", "from $5 to $6"),
        (r"\emph{Dupr{\'e}} \& S\o n", "Dupré & Søn"),
        (r"\unheardof{x}", r"\unheardof x"),
    ],
)
def test_formulas_are_letters_where_they_can_be_and_nothing_is_dropped(written, told):
    assert detex(written) == told


def site_with(tmp_path, page="", sources=None):
    (tmp_path / "docs").mkdir(exist_ok=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    (tmp_path / "docs/index.md").write_text(page)
    if sources is not None:
        (tmp_path / "sources.yaml").write_text(sources)
    return open_site(tmp_path)


def test_keys_are_kept_and_what_cannot_be_a_key_is_another_name(tmp_path):
    site = site_with(tmp_path)
    (tmp_path / "a.bib").write_text(
        "@book{DBLP:conf/x/Y.20+b, title={K}, author={Y, Z}, year=2020}\n"
        "@book{a b's, title={L}, author={Y, Z}, year=2021, ids={older, oldest}}\n"
        "@book{second, title={K}, author={Y, Z}, year=2020, publisher={P}}\n"
    )
    done = take_in(site, tmp_path / "a.bib")
    works = open_registry(site).works
    assert list(works) == ["DBLP:conf/x/Y.20+b", "y2021"]
    assert (
        works["a b's"].key == works["oldest"].key == "y2021" and works["second"].key == "DBLP:conf/x/Y.20+b"
    )
    assert done[2].left == ("publisher: 'P', for it stands there already",) and not done[2].new


def test_a_work_that_is_registered_is_found_by_its_new_name_and_nothing_else_changes(tmp_path):
    before = "works:\n  mine:  # a comment\n    type: book\n    title: 'K'   # aligned\n    author: ['Y, Z']\n    issued: 2020\n\n    opened: no\n"
    site = site_with(tmp_path, sources=before)
    (tmp_path / "a.bib").write_text("@book{theirs, title={K}, author={Y, Z}, year=2020}")
    take_in(site, tmp_path / "a.bib")
    assert open_registry(site).works["theirs"].key == "mine"
    added = "    also:\n      - theirs\n"
    assert site.sources.read_text().replace(added, "") == before and added in site.sources.read_text()


def test_two_works_with_one_title_stay_two(tmp_path):
    site = site_with(tmp_path)
    (tmp_path / "a.bib").write_text(
        "@inproceedings{a, title={K}, author={Y, Z}, booktitle={C}, year=2020}\n"
        "@article{b, title={K}, author={Y, Z}, journal={J}, year=2021}\n"
        "@online{c, title={One}, author={Y, Z}, url={https://x.org/?id=1}}\n"
        "@online{d, title={Two}, author={Y, Z}, url={https://x.org/?id=2}}\n"
        "@book{e, title={K}, author={Other, O}, year=2020}\n"
    )
    assert len(take_in(site, tmp_path / "a.bib")) == len(open_registry(site).works) == 5


def test_only_what_is_cited_is_taken(tmp_path):
    site = site_with(tmp_path, page="As [@a] and @older.key say.")
    (tmp_path / "a.bib").write_text(
        "@book{a, title={A}, author={Y, Z}, year=2020}\n@book{b, title={B}, author={Y, Z}, year=2020}\n"
        "@book{c, title={C}, author={Y, Z}, year=2020, ids={older.key}}\n"
    )
    command = ["sources", "add", str(tmp_path / "a.bib"), "--cited", "-C", str(tmp_path)]
    assert CliRunner().invoke(figpress, command).exit_code == 0
    assert list(open_registry(site).works) == ["a", "c"]


def test_a_name_leads_to_one_work():
    from figpress.sources.registry import parse_registry

    one = "{type: book, title: T, issued: 2000, author: A, opened: no, also: [%s]}"
    registry, findings = parse_registry(
        f"works:\n  a: {one % 'x'}\n  b: {one % 'a'}\n  c: {one % 'x'}".encode()
    )
    assert [str(f.where) for f in findings] == ["sources.yaml:3", "sources.yaml:4"] and list(
        registry.works
    ) == ["a"]


def test_a_file_that_is_not_utf8_is_read_and_that_is_said(tmp_path):
    site = site_with(tmp_path)
    (tmp_path / "a.bib").write_bytes("@book{a, title={Möbius}, author={Y, Z}, year=2020}".encode("cp1252"))
    (one,) = take_in(site, tmp_path / "a.bib")
    assert open_registry(site).works["a"].title == "Möbius" and "Windows-1252" in one.left[0]


def test_a_subtitle_and_a_field_written_twice_are_kept_or_told():
    (entry,), _ = read_bibtex("@book{k, title = {T:}, subtitle = {S}, note = {one}, note = {two}}", "a.bib")
    assert to_item(entry)["title"] == "T: S" and losses(entry, ()) == ("note again",)


def test_the_command_says_what_it_could_not_take(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    (tmp_path / "a.bib").write_text(MIXED)
    done = CliRunner().invoke(
        figpress, ["sources", "add", str(tmp_path / "a.bib"), "-C", str(tmp_path), "--json"]
    )
    told = json.loads(done.output)
    assert len(told["works"]) == 12 and [one["where"] for one in told["refused"]] == ["a.bib:6", "a.bib:15"]
