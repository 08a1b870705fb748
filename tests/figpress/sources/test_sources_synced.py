"""A library of another program, taken over again and again: three ways, and what a person wrote is never touched."""

import json

import pytest
from click.testing import CliRunner

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.cli.cli import figpress
from figpress.sources.registry import open_registry
from figpress.sources.syncing import sync

FIRST = """@article{a, title = {First}, author = {Ito, Mo}, journal = {J}, year = 2020, volume = 1, pages = {1--2}}
@book{b, title = {Book}, author = {Ray, Jo}, publisher = {P}, year = 2019}
@book{c, title = {Other}, author = {Ray, Jo}, publisher = {P}, year = 2018}
"""
SECOND = """@article{a, title = {First}, author = {Ito, Mo and Li, Bo}, journal = {J}, year = 2020, volume = 2, pages = {1--9}, doi = {10.1000/1}}
@book{b, title = {Book}, author = {Ray, Jo}, year = 2019}
@misc{d, title = {New}, author = {Ray, Jo}, year = 2021}
"""


@pytest.fixture
def site(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    (tmp_path / "lib.bib").write_text(FIRST)
    site = open_site(tmp_path)
    assert {one.verb for one in sync(site, tmp_path / "lib.bib")} == {"added"}
    return site


def again(site, text):
    (site.root / "lib.bib").write_text(text)
    return {(one.verb, one.key, one.field): one for one in sync(site, site.root / "lib.bib")}


def test_what_they_changed_comes_and_what_we_changed_stays(site):
    ours = (
        site.sources.read_text()
        .replace("volume: 1", "volume: 7  # ours")
        .replace("page: 1-2", "page: 1-2  # seen")
    )
    ours = ours.replace(
        "opened: no\n    why: taken over from lib.bib",
        "read: {on: 2026-01-01, extent: all, summary: Good.}",
        1,
    )
    site.sources.write_text(ours)
    done = again(site, SECOND)
    assert set(done) == {
        ("updated", "a", "author"), ("updated", "a", "DOI"), ("updated", "a", "page"), ("kept", "a", "volume"),
        ("updated", "b", "publisher"), ("gone", "c", ""), ("added", "d", ""),
    }  # fmt: skip
    works = open_registry(site).works
    assert (
        works["a"].texts["volume"] == "7"
        and works["a"].texts["page"] == "1-9"
        and works["a"].doi == "10.1000/1"
    )
    assert (
        works["a"].read
        and "publisher" not in works["b"].texts
        and "c" in works
        and len(works["a"].authors) == 2
    )
    # Lines that hold nothing of theirs are byte for byte what they were.
    kept = [
        line
        for line in ours.splitlines()
        if "author" not in line and "Ito" not in line and "page" not in line
    ]
    now = site.sources.read_text().splitlines()
    assert [line for line in kept if line not in now] == ["    publisher: P"] or all(
        line in now for line in kept
    )


def test_a_second_time_nothing_happens(site):
    again(site, SECOND)
    before = site.sources.read_bytes()
    assert again(site, SECOND) == {} and site.sources.read_bytes() == before


def test_what_we_took_out_stays_out(site):
    text = site.sources.read_text()
    site.sources.write_text(text[: text.index("  b:")] + text[text.index("  c:") :])
    assert not [one for one in again(site, FIRST) if one[1] == "b"] and "b" not in open_registry(site).works


def test_both_made_the_same_change(site):
    site.sources.write_text(site.sources.read_text().replace("volume: 1", "volume: 2"))
    assert ("kept", "a", "volume") not in again(site, SECOND)


def test_the_command_tells_conflicts_and_ends_with_1(site):
    site.sources.write_text(site.sources.read_text().replace("volume: 1", "volume: 7"))
    (site.root / "lib.bib").write_text(SECOND)
    done = CliRunner().invoke(
        figpress, ["sources", "sync", str(site.root / "lib.bib"), "-C", str(site.root)], standalone_mode=False
    )
    assert done.return_value == 1 and "volume: yours is '7', theirs '2'" in done.output


def test_a_damaged_memory_is_one_clear_error(site):
    (site.root / "sources.sync.json").write_text(json.dumps({"lib.bib": []}))
    done = CliRunner().invoke(figpress, ["sources", "sync", str(site.root / "lib.bib"), "-C", str(site.root)])
    assert isinstance(done.exception, Mistake) and done.exception.where.path == "sources.sync.json"
