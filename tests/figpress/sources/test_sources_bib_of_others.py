"""Bibliographies of other people are taken over entry by entry: nothing invented, and every loss told with its line."""

import json

import pytest
from click.testing import CliRunner

from figpress.base.configuration import open_site
from figpress.cli.cli import figpress
from figpress.sources.bibtex import inherited, losses, to_item
from figpress.sources.bibtex_syntax import read_bibtex, split_names
from figpress.sources.gather import take_in
from figpress.sources.registry import open_registry

MIXED = r"""
@article{good, author = {Ito, Mo}, title = {A}, journal = {J}, year = 2020}
@article{,
  author = {Nobody, Key}, title = {Keyless}, journal = {J}, year = 2021}
@article{ author = {Li, Bo}, title = {Keyless, too}, journal = {J}, year = 2022}
@book{broken, title = {never closed, year = 2020
@inproceedings{child, author = {Mo, Al and others}, title = {Part}, crossref = {parent}, pages = {1--2}}
@article{season, author = {Ray, Jo}, title = {S}, journal = {J}, date = {2021-23}}
@article{impossible, author = {Ray, Jo}, title = {I}, journal = {J}, date = {2021-77}, mood = {sad}}
@misc{untitled, author = {Ray, Jo}, year = 2020}
@online{anonymous, title = {A page}, url = {https://example.org/a}, year = 2019}
@online{nobody, title = {Nowhere}, year = 2019}
@book{DBLP:books/x/Y20, author = {Y, Z}, title = {K}, publisher = {P}, year = {2020}}
@article{orphan, author = {A, B}, title = {O}, journal = {J}, year = 2020, crossref = {gone}}
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
    assert [(one.name, one.where.line) for one in refused] == [("", 6), ("untitled", 10), ("nobody", 12)]
    works = open_registry(site).works
    assert set(works) == set(done) and len(works) == 10
    assert {"nobody2021", "li2022"} <= set(works)  # who had no key has one of family and year


def test_nothing_is_invented(taken):
    site, _, _ = taken
    assert "unknown" not in site.sources.read_text() and "untitled" not in site.sources.read_text()
    assert open_registry(site).works["anonymous"].authors == ()


def test_every_loss_is_told(taken):
    _, done, _ = taken
    assert done["impossible"].left == ("mood",)
    assert done["child"].left == ("author: “and others”, whom nobody names",)
    assert done["orphan"].left == ("crossref: gone, which is not in the file",)
    assert done["y2020"].left == ("the key DBLP:books/x/Y20",)
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
    assert len(told["works"]) == 10 and [one["where"] for one in told["refused"]] == [
        "a.bib:6",
        "a.bib:10",
        "a.bib:12",
    ]
