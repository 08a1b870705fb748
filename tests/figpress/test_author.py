"""A figure is an ordinary script: run by hand, it finds the site's code, says its numbers, and shows its
picture.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from figpress.base.configuration import open_site
from figpress.cli.scaffold import new_figure, new_site

# A window system in which nothing is seen: showing is printed.
WINDOWS = """
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

class FigureManager(FigureManagerBase):
    @classmethod
    def pyplot_show(cls, *, block=None):
        print("shown")

class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager
"""


@pytest.fixture
def site(tmp_path):
    new_site(tmp_path / "blog")
    return open_site(tmp_path / "blog")


def by_hand(site, script: str, folder: Path) -> str:
    (folder / "windows.py").write_text(WINDOWS)
    around = {**os.environ, "PYTHONPATH": str(folder), "MPLBACKEND": "module://windows", "BROWSER": "echo %s"}
    done = subprocess.run([sys.executable, script], cwd=site.root, env=around, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_scripts_of_a_new_blog_run_by_hand(site, tmp_path):
    pytest.importorskip("matplotlib")
    new_figure(site, "first-section/mine")
    assert by_hand(site, "figures/first-section/mine.py", tmp_path) == "last = 0.13508517176729928\nshown\n"
    said = by_hand(site, "figures/first-section/steps.py", tmp_path)
    assert said.startswith("short_step_remains = 0.028") and said.endswith("shown\n")


def test_a_graph_is_shown_by_hand_without_graphviz_on_the_path(site, tmp_path):
    pytest.importorskip("pygraphviz")
    script = site.figures / "first-section" / "graph.py"
    script.write_text(
        'import figpress\nimport graphviz\ngraph = graphviz.Digraph()\ngraph.edge("a", '
        '"b")\nfigpress.show(graph)\n'
    )
    said = by_hand(site, "figures/first-section/graph.py", tmp_path).split()
    path, address = sorted(said, key=lambda word: word.startswith("file:"))  # two processes say them
    assert "<title>a&#45;&gt;b</title>" in Path(path).read_text() and address == Path(path).as_uri()
    Path(path).unlink()


def test_a_script_beside_a_site_is_left_alone(site, tmp_path):
    (site.root / "tools").mkdir()
    (site.root / "tools" / "look.py").write_text("import sys, figpress\nprint(sys.path)\n")
    assert str(site.root / "src") not in by_hand(site, "tools/look.py", tmp_path)
