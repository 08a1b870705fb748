"""`why` speaks of one figure, and names each thing once; `list` stands where there are sections and no
figures.
"""

from pathlib import Path

import pytest
import tiny
from click.testing import CliRunner

from figpress.base.errors import Mistake
from figpress.cli.cli import figpress

SCRIPT = "import figpress\nfrom lib import one\n\n\nclass Box:\n    def to_svg(self):\n        return '<svg xmlns=\"http://www.w3.org/2000/svg\"/>'\n\n\nfigpress.value('one', one())\nfigpress.show(Box())\n"


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(figpress, [*words, "-C", str(folder)], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def test_why_is_asked_of_one_figure(tmp_path):
    tiny.site(tmp_path, {"figures/s/a.py": SCRIPT, "figures/s/b.py": SCRIPT})
    with pytest.raises(Mistake, match="s names 2 figures\n  Ask for one: figpress why s/a"):
        run(tmp_path, "why", "s")


def test_what_was_executed_is_said_once(tmp_path):
    tiny.site(tmp_path, {"figures/s/a.py": SCRIPT, "src/lib.py": "def one(x=1):\n    return x\n"})
    run(tmp_path, "render", "--quiet")
    said = run(tmp_path, "why", "s/a").splitlines()
    assert said.count("  lib.one") == 1 and len(set(said)) == len(said)


def test_sections_without_figures_are_listed(tmp_path):
    tiny.site(tmp_path, {"docs/index.md": "---\nstatus: planned\n---\n# Home\n"})
    assert run(tmp_path, "list").split() == ["planned", "index", "not", "approved"]


def test_an_exception_that_speaks_in_lines_takes_one(tmp_path):
    tiny.site(tmp_path, {"figures/s/a.py": "raise ValueError('one\\n  two')\n"})
    assert run(tmp_path, "render").splitlines()[0].endswith("figures/s/a.py:1  ValueError: one two")
    assert run(tmp_path, "list").splitlines()[0].endswith("figures/s/a.py:1  ValueError: one two")
