"""What the engine said is kept between builds, and asked again when anything that it is made of has changed."""

import pytest
from registries import parsed

from figpress.sources import bibliography
from figpress.sources.bibliography import Bibliography
from figpress.sources.citations import parse_cluster

WORKS = """works:
  ito2020: {type: book, title: %s, author: ['Ito, Mo'], issued: 2020, opened: no, publisher: P}
  ray2021: {type: book, title: B, author: ['Ray, Jo'], issued: 2021, opened: no, publisher: P}
"""


@pytest.fixture
def opened(monkeypatch, tmp_path):
    monkeypatch.setenv("FIGPRESS_CACHE", str(tmp_path / "cache"))
    times = []
    real = bibliography.Interpreter
    monkeypatch.setattr(bibliography, "Interpreter", lambda *a: times.append(1) or real(*a))
    return times


def told(tmp_path, title="A", style="harvard-cite-them-right", order=()):
    site = tmp_path / "site"
    site.mkdir(exist_ok=True)
    one = Bibliography(parsed(WORKS % title), style, order, root=site)
    return one.citation(parse_cluster("@ito2020, p. 3")).html(), one.entry("ito2020")


def test_a_second_build_opens_no_engine_and_says_the_same(opened, tmp_path):
    first = told(tmp_path)
    assert len(opened) == 1 and told(tmp_path) == first and len(opened) == 1


def test_what_an_answer_is_made_of_counts(opened, tmp_path):
    first = told(tmp_path)
    others = [
        told(tmp_path, title="Z"),
        told(tmp_path, style="ieee"),
        told(tmp_path, order=["ray2021", "ito2020"]),
    ]
    assert len(opened) == 4 and "Z" in others[0][1] and others[1] != first


def test_a_damaged_memory_is_asked_again(opened, tmp_path):
    first = told(tmp_path)
    for path in (tmp_path / "cache").rglob("*.json"):
        path.write_text("[1")
    assert told(tmp_path) == first and len(opened) == 2


def test_a_site_keeps_nothing_in_its_own_folder(opened, monkeypatch, tmp_path):
    monkeypatch.setenv("FIGPRESS_CACHE", str(tmp_path / "site" / "cache"))
    assert told(tmp_path) == told(tmp_path) and len(opened) == 2 and not list((tmp_path / "site").iterdir())
