"""A blog of one's own begins whole, and grows without anything being overwritten."""

import pytest
import yaml

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.cli.scaffold import new_figure, new_section, new_site
from figpress.pages.reading import read_pages
from figpress.review.approval import Standing
from figpress.review.status import missing
from figpress.sources.registry import open_registry


@pytest.fixture
def site(tmp_path):
    new_site(tmp_path / "my-blog", "Mine: a blog")
    return lambda: open_site(tmp_path / "my-blog")


def test_a_new_site_reads(site):
    assert site().title == "Mine: a blog"
    sections = [page.section for page in read_pages(site()) if page.section]
    assert [(s.slug, s.status, s.number) for s in sections] == [("first-section", "draft", 1)]
    assert list(open_registry(site()).works) == ["rumelhart1986"]
    assert (site().root / ".gitignore").read_text().startswith(".figpress/")


def test_its_section_is_ready_for_review(site):
    (page,) = (page for page in read_pages(site()) if page.section)
    assert missing(page, Standing("none"), ()) == ()


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("precious")
    with pytest.raises(Mistake, match="is not empty"):
        new_site(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["file"]


def test_a_repository_that_is_still_empty_is_taken(tmp_path):
    (tmp_path / "mine" / ".git").mkdir(parents=True)
    assert "mkdocs.yml" in new_site(tmp_path / "mine")


def test_a_section_comes_after_the_last_one_and_every_comment_stays(site):
    before = (site().root / "mkdocs.yml").read_text()
    new_section(site(), "layer-norm", "Layer norm: why")
    after = (site().root / "mkdocs.yml").read_text()
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        "  - 'Layer norm: why': layer-norm.md"
    ]
    assert site().nav == ("index.md", "first-section.md", "layer-norm.md", "references.md")
    page = next(page for page in read_pages(site()) if page.source == "layer-norm.md")
    assert page.section.status == "planned" and missing(page, Standing("none"), ()) == ()


@pytest.mark.parametrize(
    "nav, expected",
    [
        ("nav:\n- A: first-section.md", ["first-section.md", "new.md"]),
        (
            "nav:\n  - Part:\n      - first-section.md # here\n  - index.md\n",
            ["first-section.md", "new.md", "index.md"],
        ),
        ("nav:\n  - index.md\n  - Elsewhere: https://example.org\n", ["index.md", "new.md"]),
    ],
)
def test_any_nav_is_extended(site, nav, expected):
    config = site().root / "mkdocs.yml"
    config.write_text("site_name: B\n" + nav)
    new_section(site(), "new")
    assert list(site().nav) == expected and yaml.safe_load(config.read_text())["site_name"] == "B"


def test_a_figure_is_a_script_of_a_known_section(site):
    assert new_figure(site(), "first-section/decay") == ("figures/first-section/decay.py",)
    compile((site().figures / "first-section" / "decay.py").read_text(), "decay.py", "exec")


@pytest.mark.parametrize(
    "id, said",
    [
        ("first-section", "no figure's name"),
        ("first-sections/x", "no such section"),
        ("first-section/X y", "cannot name"),
        ("first-section/steps", "exists already"),
    ],
)
def test_a_wrong_figure_is_named(site, id, said):
    with pytest.raises(Mistake, match=said):
        new_figure(site(), id)


@pytest.mark.parametrize(
    "slug, said", [("First", "cannot name"), ("../x", "cannot name"), ("first-section", "exists already")]
)
def test_a_wrong_section_is_named(site, slug, said):
    with pytest.raises(Mistake, match=said):
        new_section(site(), slug)


def test_a_blog_without_a_nav_gets_a_page_and_keeps_its_configuration(site):
    config = site().root / "mkdocs.yml"
    config.write_text(config.read_text().partition("nav:")[0])
    before = config.stat().st_mtime_ns
    assert new_section(site(), "hello") == ("docs/hello.md",)
    assert config.stat().st_mtime_ns == before


def test_a_folder_of_figures_is_enough_for_another_figure(site):
    with pytest.raises(
        Mistake, match="no such section: home\n  figpress new section home, or make the folder figures/home"
    ):
        new_figure(site(), "home/thing")
    (site().figures / "home").mkdir()
    assert new_figure(site(), "home/thing") == ("figures/home/thing.py",)


def test_what_its_requirements_name_can_be_had_from_an_index(site):
    lines = (site().root / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["matplotlib"]
