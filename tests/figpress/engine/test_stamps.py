"""A build is left out only when all that it reads and all that it wrote is verified."""

import json
import subprocess
import sys

import pytest
from engine.sites import figure, tiny, write

from figpress.conductors.render import render
from figpress.effects.drawing.records import Records
from figpress.effects.pages import stamps
from figpress.effects.pages.stamps import Stamp

SITE = {
    "mkdocs.yml": "site_name: Tiny\nplugins: [figpress]\nmarkdown_extensions: [figpress]\ntheme:\n  name: mkdocs\n  custom_dir: overrides\n",
    "docs/index.md": "# Tiny\n\n![Text of the picture](fig:a)\n",
    "overrides/main.html": '{% extends "base.html" %}\n',
    "sources.yaml": "works:\n",
    "figures.lock": '{"modules": {}, "targets": {}, "version": 0}',
    "figures/a.py": figure("1"),
}


def build(site, *options):
    done = subprocess.run([sys.executable, "-m", "figpress", "build", "-C", str(site.root), *options], capture_output=True, text=True)
    return done.returncode, "nothing to build" in done.stdout, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = tiny(tmp_path_factory.mktemp("stamps"), {k: v for k, v in SITE.items() if k not in ("sources.yaml", "figures.lock")})
    status, left_out, said = build(site)
    assert status == 0 and not left_out, said
    return site


@pytest.mark.parametrize("path, text", [("docs/index.md", SITE["docs/index.md"] + "More.\n"), ("figures/a.py", figure("2")), ("site/index.html", "edited by hand"), ("overrides/main.html", SITE["overrides/main.html"] + "{% block footer %}Ours{% endblock %}")])
def test_a_change_is_built_and_only_once(site, path, text):
    build(site)
    assert build(site)[:2] == (0, True)
    write(site.root, {path: text})
    status, left_out, said = build(site)
    assert status == 0 and not left_out, said
    assert (site.root / "site/index.html").read_text() != "edited by hand"
    assert build(site)[:2] == (0, True)


def test_what_is_left_out_reports_as_a_build_does(site):
    build(site)
    done = json.loads(build(site, "--json")[2])
    assert done["fresh"] == ["a"] and done["built"] and done["rendered"] == done["failed"] == done["behind"] == []


@pytest.fixture
def stamped(tmp_path):
    """A site that was drawn, and a stamp that holds of it."""
    site = tiny(tmp_path / "site", SITE | {"site/index.html": "<h1>Tiny</h1>"})
    stamp = Stamp(site)
    stamp.begin()
    stamp.keep({"fresh": ["a"]})
    assert Stamp(site).holds() and Stamp(site, "strict").holds() is False
    return site


CHANGED = {
    "a page": ("docs/index.md", "# Tiny, changed\n"), "a new page": ("docs/new.md", "# New\n"), "mkdocs.yml": ("mkdocs.yml", SITE["mkdocs.yml"] + "use_directory_urls: false\n"),
    "an override": ("overrides/main.html", "ours"), "the registry": ("sources.yaml", "works: {}\n"), "the lock": ("figures.lock", "{ }"),
    "a script": ("figures/a.py", figure("2")), "the built site": ("site/index.html", "<h1>Teeny</h1>"), "more in the built site": ("site/more.html", ""),
    "a record": (".figpress/records/a.json", "{}"), "something fetched": (".figpress/borrowed/x.png", "x"),
}  # fmt: skip


@pytest.mark.parametrize("path, text", CHANGED.values(), ids=CHANGED)
def test_no_change_goes_unseen(stamped, path, text):
    write(stamped.root, {path: text})
    assert not Stamp(stamped).holds()


def test_what_is_gone_is_seen(stamped):
    (stamped.root / "site/index.html").unlink()
    assert not Stamp(stamped).holds()


def test_what_is_put_back_as_it_was_holds(stamped):
    page = stamped.root / "docs/index.md"
    page.write_text("# Other\n")
    page.write_text(SITE["docs/index.md"])
    assert Stamp(stamped).holds()


def test_a_package_that_is_upgraded_is_seen(stamped, tmp_path, monkeypatch):
    write(tmp_path, {"lib/site-packages/theme-1.0.dist-info/METADATA": "", "lib/site-packages/theme/__init__.py": ""})
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "lib/site-packages")])
    stamp = Stamp(stamped)
    stamp.begin()
    stamp.keep({})
    assert Stamp(stamped).holds()
    (tmp_path / "lib/site-packages/theme-1.0.dist-info").rename(tmp_path / "lib/site-packages/theme-1.1.dist-info")
    assert not Stamp(stamped).holds()


def test_an_extension_that_is_no_package_is_seen(stamped, tmp_path, monkeypatch):
    write(tmp_path, {"beside/extension.py": "A = 1\n"})
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "beside")])
    stamp = Stamp(stamped)
    stamp.begin()
    stamp.keep({})
    assert Stamp(stamped).holds()
    (tmp_path / "beside/extension.py").write_text("A = 10\n")
    assert not Stamp(stamped).holds()


def test_a_variable_that_the_configuration_names_is_seen(tmp_path, monkeypatch):
    monkeypatch.setenv("TINY_NAME", "one")
    site = tiny(tmp_path, SITE | {"mkdocs.yml": "site_name: !ENV [TINY_NAME, Tiny]\n"})
    stamp = Stamp(site)
    stamp.begin()
    stamp.keep({})
    assert Stamp(site).holds()
    monkeypatch.setenv("TINY_NAME", "two")
    assert not Stamp(site).holds()


@pytest.mark.parametrize("named, holds", [("../theme", True), ("..", False)])
def test_what_the_configuration_names_elsewhere_is_looked_at_or_nothing_is_left_out(tmp_path, named, holds):
    write(tmp_path, {"theme/main.html": "one"})
    site = tiny(tmp_path / "site", SITE | {"mkdocs.yml": f"theme:\n  name: mkdocs\n  custom_dir: {named}\n"})
    stamp = Stamp(site)
    stamp.begin()
    stamp.keep({})
    assert Stamp(site).holds() is holds
    write(tmp_path, {"theme/main.html": "two"})
    assert not Stamp(site).holds()


def test_another_day_is_another_build(stamped, monkeypatch):
    monkeypatch.setattr(stamps.time, "strftime", lambda form: "2031-01-01")
    assert not Stamp(stamped).holds()


def test_what_a_figure_read_elsewhere_is_seen(tmp_path, monkeypatch):
    """Data beside the site, in a folder that no page is made of, and a variable: the figure depends on them, so the build does."""
    code = "import os\nfrom pathlib import Path\nhere = Path(__file__).parents[1]\nx = len((here.parent / 'data.txt').read_text() + (here / 'build/more.txt').read_text()) + int(os.environ.get('LEVEL', 0))"
    write(tmp_path, {"data.txt": "one", "site/build/more.txt": "two"})
    site = tiny(tmp_path / "site", SITE | {"figures/a.py": figure("0", code).replace("\nx = 0\n", "\n")})
    assert render(site).good
    assert Records(site).read("a").values["x"] == 6

    changes = (lambda: write(tmp_path, {"data.txt": "other"}), lambda: write(tmp_path, {"site/build/more.txt": "other"}), lambda: monkeypatch.setenv("LEVEL", "2"))
    for change in changes:
        stamp = Stamp(site)
        stamp.begin()
        stamp.keep({})
        assert Stamp(site).holds()
        change()
        assert not Stamp(site).holds()
        stamp.keep({})  # as if it had changed between the drawing and the end of the build
        assert not Stamp(site).holds()
        assert render(site).rendered == ("a",)


def test_a_good_build_only_is_remembered(tmp_path):
    site = tiny(tmp_path, {"mkdocs.yml": "site_name: Tiny\nplugins: [figpress]\nmarkdown_extensions: [figpress]\ntheme: {name: mkdocs}\n", "docs/index.md": "# Tiny\n\n![x](fig:nowhere)\n"})
    for _ in range(2):
        status, left_out, said = build(site)
        assert status == 1 and not left_out and "nowhere" in said


def test_a_stamp_that_was_cut_short_is_none(stamped):
    for text in ("", "[]", "{}", '{"inputs": 1'):
        (stamped.private / "stamp.json").write_text(text)
        assert not Stamp(stamped).holds()
