"""The warm process may be started on a guess; what is drawn, and by what, is decided as if it had not been."""

import json

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.records import Records
from figpress.running.early import start_early
from figpress.running.executors.local import LocalExecutor
from figpress.running.parent import WarmProcess
from figpress.running.render import Studio, render

SITE = {
    "src/lib.py": "import yaml\n\ndef f():\n    return 1\n",
    "figures/a.py": figure("lib.f()", "import lib"),
    "figures/b.py": figure("click.BOOL.name and 1", "import click"),
}


@pytest.fixture
def site(tmp_path):
    site = tiny(tmp_path, SITE)
    assert render(site).good
    return site


def guessed(site):
    """What an early process is told to import; None where none is started."""
    process = start_early(site)
    if process is None:
        return None
    process.close()
    return {name for held in process.sets for name in held}


def test_nothing_is_started_where_nothing_was_touched(site, tmp_path):
    assert guessed(site) is None
    write(tmp_path, {"docs/index.md": "# Other\n"})
    assert guessed(site) is None


def test_what_the_touched_scripts_import_is_imported_early_and_no_more(site, tmp_path):
    write(tmp_path, {"src/lib.py": SITE["src/lib.py"].replace("1", "2")})
    assert guessed(site) == {"yaml"}
    assert render(site).rendered == ("a",)
    assert guessed(site) is None


def test_a_comment_is_looked_at_once(site, tmp_path):
    write(tmp_path, {"src/lib.py": SITE["src/lib.py"] + "# a remark\n"})
    assert guessed(site) == {"yaml"}
    assert render(site, early=start_early(site)).rendered == ()
    assert guessed(site) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"files": {"figures/a.py": []}, "scripts": ["figures/a.py"], "imports": {}}']
)
def test_a_note_that_was_cut_short_is_none(site, text):
    (site.private / "warm.json").write_text(text)
    assert guessed(site) is None


def test_what_others_import_is_not_there(tmp_path):
    """A figure comes out the same alone, among others, and in a process that was started on a wrong guess."""
    there = "float('yaml' in sys.modules)"
    files = {"figures/a.py": figure(there, "import sys"), "figures/b.py": figure(there, "import sys, yaml")}
    files["figures/c.py"] = figure(there, "import sys, click, yaml")
    site = tiny(tmp_path, files)
    found = []
    for ids, early in (
        ((), None),
        (("a",), None),
        (("b",), None),
        ((), WarmProcess(site, [["click", "yaml"]])),
    ):
        report = render(site, ids or None, force=True, early=early)
        assert not report.failed
        found.append({id: Records(site).read(id).values["x"] for id in report.rendered})
    assert found == [{"a": 0.0, "b": 1.0, "c": 1.0}, {"a": 0.0}, {"b": 1.0}, {"a": 0.0, "b": 1.0, "c": 1.0}]


def test_what_a_package_reads_while_it_is_imported_counts(tmp_path):
    """matplotlib looks for its settings at the root of the site."""
    pytest.importorskip("matplotlib")
    files = {
        "figures/a.py": "import figpress\nimport matplotlib.pyplot as plt\nfigpress.value('x', plt.rcParams['lines.linewidth'])\nplt.plot([1])\n",
        "matplotlibrc": "lines.linewidth: 2.0\n",
    }
    site = tiny(tmp_path, files)
    studio = Studio(site)
    try:
        assert studio.render().rendered == ("a",)
        assert Records(site).read("a").values == {"x": 2.0}
        write(tmp_path, {"matplotlibrc": "lines.linewidth: 9.0\n"})
        assert studio.render().rendered == ("a",)  # by a process that has imported it anew
        assert Records(site).read("a").values == {"x": 9.0} and studio.render().fresh == ("a",)
    finally:
        studio.close()


def test_a_package_that_ends_its_process_ends_only_the_run(tmp_path):
    (tmp_path / "fatal.py").write_text("import os\nos._exit(9)\n")
    site = tiny(tmp_path / "site", {"figures/a.py": figure("1", "import fatal"), "figures/b.py": figure("2")})
    executor = LocalExecutor(site, lambda job: ("fatal",) if job.target.id == "a" else ())
    try:
        report = render(site, executor=executor)
    finally:
        executor.close()
    assert report.rendered == ("b",) and [f.id for f in report.failed] == ["a"]


def test_a_figure_drawn_by_an_early_process_has_the_record_of_any_other(site, tmp_path):
    write(tmp_path, {"src/lib.py": SITE["src/lib.py"].replace("1", "2")})
    assert render(site, early=start_early(site)).rendered == ("a",)
    early = (site.private / "records" / "a.json").read_text()
    assert render(site, ("a",), force=True).rendered == ("a",)
    late = (site.private / "records" / "a.json").read_text()
    without_time = [
        {**json.loads(text), "seconds": 0, "sha256": ""} for text in (early, late)
    ]  # the seal is of both
    assert without_time[0] == without_time[1]


def test_what_was_started_and_is_not_wanted_is_ended(site):
    early = WarmProcess(site, [["yaml"]])
    render(site, early=early)
    assert early.process.wait(10) is not None


def test_before_anything_was_drawn_the_scripts_say_what_takes_long(tmp_path):
    scripts = {
        "figures/a.py": "import json\nimport torch\n",
        "figures/_b.py": "import matplotlib.pyplot as plt\n",
        "figures/c.py": "def f():\n    import matplotlib.pyplot\n",
    }
    assert guessed(tiny(tmp_path, scripts)) == {"numpy", "torch"}
    assert guessed(tiny(tmp_path / "none", {"figures/a.py": "import json\n"})) is None
