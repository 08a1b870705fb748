"""A build is left out only when all that it reads and all that it wrote is verified."""

import json
import subprocess
import sys

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.records import Records
from figpress.running.render import render
from figpress.site import stamps
from figpress.site.stamps import Shown, Stamp

SITE = {
    "mkdocs.yml": "site_name: Tiny\nplugins: [figpress]\nmarkdown_extensions: [figpress]\ntheme:\n  name: "
    "mkdocs\n  custom_dir: overrides\n",
    "docs/index.md": "# Tiny\n\n![Text of the picture](fig:a)\n",
    "overrides/main.html": '{% extends "base.html" %}\n',
    "sources.yaml": "works:\n",
    "figures.lock": '{"modules": {}, "targets": {}, "version": 0}',
    "figures/a.py": figure("1"),
}


def build(site, *options):
    done = subprocess.run(
        [sys.executable, "-m", "figpress", "build", "-C", str(site.root), *options],
        capture_output=True,
        text=True,
    )
    return done.returncode, "nothing to build" in done.stdout, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = tiny(
        tmp_path_factory.mktemp("stamps"),
        {k: v for k, v in SITE.items() if k not in ("sources.yaml", "figures.lock")},
    )
    status, left_out, said = build(site)
    assert status == 0 and not left_out, said
    return site


@pytest.mark.parametrize(
    "path, text",
    [
        ("docs/index.md", SITE["docs/index.md"] + "More.\n"),
        ("figures/a.py", figure("2")),
        ("site/index.html", "edited by hand"),
        ("overrides/main.html", SITE["overrides/main.html"] + "{% block footer %}Ours{% endblock %}"),
    ],
)
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
    assert (
        done["fresh"] == ["a"]
        and done["built"]
        and done["rendered"] == done["failed"] == done["behind"] == []
    )


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
    write(
        tmp_path,
        {"lib/site-packages/theme-1.0.dist-info/METADATA": "", "lib/site-packages/theme/__init__.py": ""},
    )
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "lib/site-packages")])
    stamp = Stamp(stamped)
    stamp.begin()
    stamp.keep({})
    assert Stamp(stamped).holds()
    (tmp_path / "lib/site-packages/theme-1.0.dist-info").rename(
        tmp_path / "lib/site-packages/theme-1.1.dist-info"
    )
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
    """Data beside the site, in a folder that no page is made of, and a variable: the figure depends on them,
    so the build does.
    """
    code = "import os\nfrom pathlib import Path\nhere = Path(__file__).parents[1]\nx = len((here.parent / 'data.txt').read_text() + (here / 'build/more.txt').read_text()) + int(os.environ.get('LEVEL', 0))"
    write(tmp_path, {"data.txt": "one", "site/build/more.txt": "two"})
    site = tiny(tmp_path / "site", SITE | {"figures/a.py": figure("0", code).replace("\nx = 0\n", "\n")})
    assert render(site).good
    assert Records(site).read("a").values["x"] == 6

    changes = (
        lambda: write(tmp_path, {"data.txt": "other"}),
        lambda: write(tmp_path, {"site/build/more.txt": "other"}),
        lambda: monkeypatch.setenv("LEVEL", "2"),
    )
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
    site = tiny(
        tmp_path,
        {
            "mkdocs.yml": "site_name: Tiny\nplugins: [figpress]\nmarkdown_extensions: [figpress]\ntheme: "
            "{name: mkdocs}\n",
            "docs/index.md": "# Tiny\n\n![x](fig:nowhere)\n",
        },
    )
    for _ in range(2):
        status, left_out, said = build(site)
        assert status == 1 and not left_out and "nowhere" in said


def test_a_stamp_that_was_cut_short_is_none(stamped):
    for text in ("", "[]", "{}", '{"inputs": 1'):
        (stamped.private / "stamp.json").write_text(text)
        assert not Stamp(stamped).holds()


LIBRARY = "# words\n\n\ndef f(x):\n    return x + 1\n\n\ndef g(x):\n    return x\n"
NONE = Shown(frozenset(), frozenset())


@pytest.fixture
def drawn(tmp_path):
    """A site whose figure runs a function of a library."""
    site = tiny(
        tmp_path,
        {
            "mkdocs.yml": SITE["mkdocs.yml"],
            "src/lib.py": LIBRARY,
            "figures/a.py": figure("lib.f(1)", "import lib"),
            "site/index.html": "",
        },
    )
    assert render(site).good
    return site


def keep(site, shown):
    stamp = Stamp(site)
    stamp.begin()
    stamp.keep({}, shown)
    assert Stamp(site).holds()


EDITS = {
    "a remark": (LIBRARY + "# remark\n", True), "a place": ("\n\n" + LIBRARY, True), "a body": (LIBRARY.replace("+ 1", "+ 2"), False), "an unused body": (LIBRARY.replace("return x\n", "return -x\n"), False),
    "a new name": (LIBRARY + "h = 1\n", False), "no Python": (LIBRARY + "def\n", False),
}  # fmt: skip


@pytest.mark.parametrize("text, holds", EDITS.values(), ids=EDITS)
def test_what_is_not_executed_and_not_shown_does_not_count(drawn, text, holds):
    keep(drawn, NONE)
    write(drawn.root, {"src/lib.py": text})
    assert Stamp(drawn).holds() is holds


def test_where_nobody_says_what_is_shown_all_text_counts(drawn):
    keep(drawn, None)
    write(drawn.root, {"src/lib.py": LIBRARY + "# remark\n"})
    assert not Stamp(drawn).holds()


@pytest.mark.parametrize(
    "text, holds",
    [
        (LIBRARY.replace("    return x + 1", "    # remark\n    return x + 1"), False),
        ("\n" + LIBRARY, False),
        (LIBRARY + "# remark\n", True),
    ],
)
def test_what_is_listed_counts_as_it_is_shown(drawn, text, holds):
    keep(drawn, Shown(frozenset(), frozenset({"lib.f"})))
    write(drawn.root, {"src/lib.py": text})
    assert Stamp(drawn).holds() is holds


def test_a_file_that_pages_read_counts_whole(drawn):
    keep(drawn, Shown(frozenset({str(drawn.root / "src/lib.py")}), frozenset()))
    write(drawn.root, {"src/lib.py": LIBRARY + "# remark\n"})
    assert not Stamp(drawn).holds()


def test_a_script_is_shown_so_its_remarks_count(drawn):
    keep(drawn, NONE)
    write(drawn.root, {"figures/a.py": figure("lib.f(1)", "import lib") + "# remark\n"})
    assert not Stamp(drawn).holds()


def test_what_changed_while_the_site_was_built_is_built_again(drawn):
    stamp = Stamp(drawn)
    stamp.begin()
    write(drawn.root, {"src/lib.py": "\n" + LIBRARY})
    stamp.keep({}, Shown(frozenset(), frozenset({"lib.f"})))
    assert not Stamp(drawn).holds()


def test_a_remark_in_a_library_is_no_reason_to_build(site):
    build(site)
    helper = site.root / "figures/_picture.py"
    helper.write_text(helper.read_text() + "# remark\n")
    assert build(site)[:2] == (0, True)
    page = site.root / "docs/index.md"
    page.write_text(page.read_text() + "\n![](code:_picture.Picture.to_svg)\n")
    assert build(site)[:2] == (0, False)
    helper.write_text(helper.read_text().replace("return f", "# said\n        return f"))
    assert build(site)[:2] == (0, False)
    assert "# said" in (site.root / "site/index.html").read_text()
