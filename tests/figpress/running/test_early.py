"""The warm process may be started on a guess; what is drawn, and by what, is decided as if it had not been."""

import json

import pytest
from engine.sites import figure, tiny, write

from figpress.running.early import start_early
from figpress.running.executors.local import LocalExecutor
from figpress.running.parent import WarmProcess
from figpress.running.render import render

SITE = {
    "src/lib.py": "import wave\n\ndef f():\n    return 1\n",
    "figures/a.py": figure("lib.f()", "import lib"),
    "figures/b.py": figure("colorsys.ONE_THIRD", "import colorsys"),
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
    return process.modules


def test_nothing_is_started_where_nothing_was_touched(site, tmp_path):
    assert guessed(site) is None
    write(tmp_path, {"docs/index.md": "# Other\n"})
    assert guessed(site) is None


def test_what_the_touched_scripts_import_is_imported_early_and_no_more(site, tmp_path):
    write(tmp_path, {"src/lib.py": SITE["src/lib.py"].replace("1", "2")})
    assert guessed(site) == {"wave"}
    assert render(site).rendered == ("a",)
    assert guessed(site) is None


def test_a_comment_is_looked_at_once(site, tmp_path):
    write(tmp_path, {"src/lib.py": SITE["src/lib.py"] + "# a remark\n"})
    assert guessed(site) == {"wave"}
    assert render(site, early=start_early(site)).rendered == ()
    assert guessed(site) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"files": {"figures/a.py": []}, "scripts": ["figures/a.py"], "imports": {}}']
)
def test_a_note_that_was_cut_short_is_none(site, text):
    (site.private / "warm.json").write_text(text)
    assert guessed(site) is None


def test_a_process_that_imported_what_no_script_names_is_not_used(site):
    """An import may change what others draw."""
    early = WarmProcess(site, ["wave", "turtle"])
    executor = LocalExecutor(site, ("wave",), early=early)
    assert executor.parent is not early and early.process.poll() is not None
    executor.close()
    early = WarmProcess(site, ["wave"])
    executor = LocalExecutor(site, ("wave", "colorsys"), early=early)
    assert executor.parent is early and early.modules == {"wave", "colorsys"}
    executor.close()


def test_a_figure_drawn_by_an_early_process_has_the_record_of_any_other(site, tmp_path):
    write(tmp_path, {"src/lib.py": SITE["src/lib.py"].replace("1", "2")})
    assert render(site, early=start_early(site)).rendered == ("a",)
    early = (site.private / "records" / "a.json").read_text()
    assert render(site, ("a",), force=True).rendered == ("a",)
    late = (site.private / "records" / "a.json").read_text()
    without_time = [{**json.loads(text), "seconds": 0} for text in (early, late)]
    assert without_time[0] == without_time[1]


def test_what_was_started_and_is_not_wanted_is_ended(site):
    early = WarmProcess(site, ["wave"])
    render(site, early=early)
    assert early.process.wait(10) is not None


def test_before_anything_was_drawn_the_scripts_say_what_takes_long(tmp_path):
    scripts = {
        "figures/a.py": "import json\nimport torch\n",
        "figures/_b.py": "import matplotlib.pyplot as plt\n",
        "figures/c.py": "def f():\n    import matplotlib.pyplot\n",
    }
    assert guessed(tiny(tmp_path, scripts)) == {"torch"}
    assert guessed(tiny(tmp_path / "none", {"figures/a.py": "import json\n"})) is None
