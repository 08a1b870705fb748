"""Running scripts: what is captured, what is traced, what fails and what then happens to the others."""

import json

import pytest
from engine.sites import figure, tiny, write

from figpress.base.errors import Mistake
from figpress.freshness.assessment import Assessment
from figpress.freshness.gallery import open_gallery
from figpress.freshness.records import Records
from figpress.freshness.trace import LOOKED_UP


def record(site, id):
    found = Records(site).read(id)
    assert found
    return found


def state(site, id):
    assessment = Assessment(site)
    return assessment.standing(assessment.target(id)).verdict


def test_a_script_without_figpress(tmp_path, draw):
    """The matplotlib gallery's own style: several figures, plt.show() in the middle and at the end."""
    site = tiny(
        tmp_path,
        {
            "figures/plots/plain_bars.py": '"""\n=====\nTitle\n=====\n\nBars.\n"""\nimport '
            "matplotlib.pyplot as plt\n\nfig, ax = "
            "plt.subplots()\nax.bar([1, 2], [3, "
            "4])\nplt.show()\nplt.figure()\nplt.plot([1, "
            "2])\nplt.figure()\nplt.plot([2, 1])\nplt.show()\n"
        },
    )
    report = draw(site)
    assert report.rendered == ("plots/plain_bars",)
    images = open_gallery(site).figure("plots/plain_bars").images
    assert [i.name for i in images] == ["plain_bars", "plain_bars-2", "plain_bars-3"]
    assert all(
        i.path.read_text().startswith("<?xml") and (i.width, i.height) == (614.4, 460.8) for i in images
    )


def test_an_open_figure_that_was_shown_counts_once(tmp_path, draw):
    site = tiny(
        tmp_path,
        {
            "figures/once.py": "import figpress\nimport matplotlib.pyplot as plt\nfig, ax = "
            "plt.subplots()\nax.plot([1])\nfigpress.show(fig)\n"
        },
    )
    draw(site)
    assert len(open_gallery(site).figure("once").images) == 1


def test_the_same_bytes_twice(tmp_path, draw):
    script = "import random\nimport matplotlib.pyplot as plt\nimport numpy, torch\nplt.scatter(torch.randn(9), numpy.random.rand(9))\nplt.title(str(random.random()))\nplt.fill_between([1, 2], [1, 2], hatch='/')\n"
    site = tiny(tmp_path, {"figures/chance.py": script})
    shas = []
    for _ in range(2):
        draw(site, force=True)
        shas.append([a.sha256 for a in record(site, "chance").artifacts])
    assert shas[0] == shas[1]


def test_graphviz_needs_no_system_package(tmp_path, draw):
    pytest.importorskip("pygraphviz")
    site = tiny(
        tmp_path,
        {
            "figures/graph.py": "import figpress, graphviz\ng = graphviz.Digraph()\ng.edge('a', 'b', "
            "label='dX')\nfigpress.show(g)\n"
        },
    )
    draw(site)
    text = open_gallery(site).figure("graph").images[0].path.read_text()
    assert ">dX</text>" in text and "DejaVu Sans" in text


def test_an_interactive_figure_keeps_its_data_and_module(tmp_path, draw):
    files = {
        "figures/live.py": "import figpress\nfrom _picture import Picture\nfigpress.show(Picture(1), "
        "module='_live.js', data={'a': [1, 2]})\n",
        "figures/_live.js": "export default 1;\n",
    }
    site = tiny(tmp_path, files)
    assert not draw(site).failed
    roles = {a.role: a for a in open_gallery(site).figure("live").artifacts}
    assert (
        json.loads(roles["data"].path.read_text()) == {"a": [1, 2]}
        and roles["module"].path.read_text() == "export default 1;\n"
    )
    write(site.root, {"figures/_live.js": "export default 2;\n"})
    assert state(site, "live").reasons == ("figures/_live.js changed",)


def test_one_fails_the_others_are_drawn_and_the_last_good_picture_stays(tmp_path, draw):
    library = "def f(x):\n    return x + 1\n"
    site = tiny(
        tmp_path,
        {
            "src/lib.py": library,
            "figures/a.py": figure("1"),
            "figures/b.py": figure("lib.f(2)", "import lib"),
            "figures/c.py": figure("3"),
        },
    )
    assert draw(site).rendered == ("a", "b", "c") or set(draw(site).fresh) == {"a", "b", "c"}
    good = record(site, "b").artifacts
    write(
        site.root,
        {"src/lib.py": "def f(x):\n    raise ValueError('expected [n, d]')\n", "figures/c.py": figure("4")},
    )
    report = draw(site)
    assert report.rendered == ("c",) and report.fresh == ("a",)
    (failed,) = report.failed
    assert (failed.id, failed.where, failed.message) == ("b", "figures/b.py:5", "ValueError: expected [n, d]")
    assert "src/lib.py:2" in failed.traceback and "figpress/effects" not in failed.traceback
    drawn = open_gallery(site).figure("b")
    assert drawn.state == "failed" and drawn.artifacts == good and drawn.failure.where == "figures/b.py:5"
    write(site.root, {"src/lib.py": library})
    assert draw(site, "b").fresh == ("b",) and open_gallery(site).figure("b").state == "fresh"


@pytest.mark.parametrize(
    "script, where, message",
    [
        ("x = (\n", "figures/bad.py:1", "SyntaxError"),
        ("import figpress\nimport nowhere_to_be_found\n", "figures/bad.py:2", "ModuleNotFoundError"),
        ("x = 1\n", "figures/bad.py", "draws nothing"),
        ("x = 1\nassert x > 2\n", "figures/bad.py:2", "AssertionError: assert x > 2"),
        ("import figpress\nfigpress.show(3)\n", "figures/bad.py:2", "a matplotlib figure, a graphviz graph"),
        ("import figpress\nfigpress.value('x', 'y')\n", "figures/bad.py:2", "a number is wanted"),
        ("import figpress\nfigpress.value('x', float('nan'))\n", "figures/bad.py:2", "value 'x' is nan"),
        (
            "import figpress\nfigpress.value('x', 1)\nfigpress.value('x', 1)\nfigpress.value('x', 2)\n",
            "figures/bad.py:4",
            "published twice: 1, then 2",
        ),
        ("x = input()\n", "figures/bad.py:1", "EOFError"),
        ("import sys\nsys.exit(3)\n", "figures/bad.py:2", "SystemExit"),
        ("import os\nos.kill(os.getpid(), 9)\n", "figures/bad.py", "ended by signal 9"),
        (
            "import socket\nsocket.create_connection(('192.0.2.1', 80), 0.1)\n",
            "figures/bad.py:2",
            "no network",
        ),
    ],
)
def test_bad_scripts(tmp_path, draw, script, where, message):
    site = tiny(tmp_path, {"figures/bad.py": script, "figures/good.py": figure("1")})
    report = draw(site)
    assert report.rendered == ("good",)
    assert report.failed[0].where == where and message in report.failed[0].message


def test_an_unknown_id_names_the_nearest(tmp_path, draw):
    site = tiny(tmp_path, {"figures/attention/three-paths.py": figure("1")})
    with pytest.raises(Mistake, match="three-paths"):
        draw(site, "attention/thre-path")


TRACED = """
import threading
import torch


class Bend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return from_backward(g)


def from_backward(g):
    return g * 3


def from_hook(g):
    return g + 1


def from_thread():
    return 1


def from_checkpoint(x):
    return x * x


def from_generator():
    yield 1


def never():
    return 1


def run():
    x = torch.ones(2, requires_grad=True)
    x.register_hook(from_hook)
    torch.utils.checkpoint.checkpoint(from_checkpoint, Bend.apply(x), use_reentrant=False).sum().backward()
    thread = threading.Thread(target=from_thread)
    thread.start()
    thread.join()
    return float(x.grad.sum()) + sum(from_generator())


def build():
    return made()


def made():
    return 5


TABLE = build()
"""


def test_the_trace_sees_every_thread_and_callback(tmp_path, draw):
    site = tiny(
        tmp_path,
        {
            "src/traced.py": TRACED,
            "figures/t.py": figure("traced.run()", "import torch.utils.checkpoint\nimport traced"),
            "figures/table.py": figure("traced.TABLE", "import traced"),
        },
    )
    assert not draw(site).failed
    expected = {
        "run",
        "from_backward",
        "from_hook",
        "from_thread",
        "from_checkpoint",
        "from_generator",
        "Bend.forward",
        "Bend.backward",
    }
    assert {
        f.partition(":")[2]
        for f in record(site, "t").trace.functions
        if f.startswith("traced:") and not f.endswith(LOOKED_UP)
    } == expected
    assert open_gallery(site).figure("t").functions[2] == "traced.Bend.backward"
    write(
        site.root, {"src/traced.py": TRACED.replace("return 5", "return 6")}
    )  # executed at import, for TABLE alone
    assert state(site, "t").state == "fresh" and state(site, "table").reasons == ("traced.made changed",)


FILES = {
    "figures/opens.py": figure("float(open('../data/x.txt').read())"),
    "figures/exists.py": figure("float(os.path.exists('../data/later.txt'))", "import os"),
    "figures/tries.py": figure(
        "read()",
        "def read():\n    try:\n        return float(open('../data/later.txt').read())\n    except OSError:\n "
        "       return -1.0",
    ),
    "figures/lists.py": figure("len(list(Path('../data').iterdir()))", "from pathlib import Path"),
    "figures/env.py": figure("float(os.environ.get('TINY_LEVEL', 1))", "import os"),
    "figures/source.py": figure("len(inspect.getsource(lib.f))", "import inspect, lib"),
    "figures/optional.py": figure("y", "try:\n    from extra import y\nexcept ImportError:\n    y = 0"),
    "src/lib.py": "def f():\n    return 1\n\n\ndef g():\n    return 1\n",
    "data/x.txt": "3",
}


@pytest.mark.parametrize(
    "change, expected",
    [
        ({"data/x.txt": "4"}, {"opens": "data/x.txt changed"}),
        (
            {"data/later.txt": "4"},
            {
                "exists": "data/later.txt is new",
                "tries": "data/later.txt is new",
                "lists": "the files in data changed",
            },
        ),
        ({"data/other.txt": "4"}, {"lists": "the files in data changed"}),
        (
            {"src/lib.py": "def f():\n    return 1\n\n\n# g\ndef g():\n    return 1\n"},
            {"source": "src/lib.py changed"},
        ),
        ({"src/extra.py": "y = 5\n"}, {"optional": None}),
    ],
)
def test_files_seen_and_looked_for_in_vain(tmp_path, draw, change, expected):
    site = tiny(tmp_path, FILES)
    assert not draw(site).failed
    write(site.root, change)
    found = {id: state(site, id) for id in ("opens", "exists", "tries", "lists", "env", "source", "optional")}
    assert {id for id, verdict in found.items() if verdict.state != "fresh"} == set(expected)
    for id, reason in expected.items():
        assert reason is None or reason in found[id].reasons
    assert set(draw(site).rendered) == set(expected)


def test_the_environment(tmp_path, draw, monkeypatch):
    site = tiny(tmp_path, {"figures/env.py": FILES["figures/env.py"]})
    draw(site)
    monkeypatch.setenv("TINY_LEVEL", "5")
    assert state(site, "env").reasons == ("$TINY_LEVEL changed",)
    draw(site)
    assert record(site, "env").values == {"x": 5.0} and state(site, "env").state == "fresh"
    monkeypatch.setenv("TINY_OTHER", "5")
    assert state(site, "env").state == "fresh"
    assert "5" not in record(site, "env").prints.environment.values()  # values may be secret


def test_an_upgrade(tmp_path, draw, monkeypatch):
    site = tiny(
        tmp_path,
        {"figures/n.py": figure("float(numpy.ones(1)[0])", "import numpy"), "figures/plain.py": figure("1")},
    )
    draw(site)
    import importlib.metadata as metadata

    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "99.0" if name == "numpy" else real(name))
    assert state(site, "n").reasons[0].startswith("environment: numpy ") and state(site, "n").reasons[
        0
    ].endswith("→ 99.0")
    assert state(site, "plain").state == "fresh"


HEAVY = """import figpress

K = 3


@figpress.computed
def base(n):
    return [K * i for i in range(n)]


@figpress.computed
def total(n):
    return min(sum(base(n)), 30)
"""


def test_shared_results_and_early_cut_off(tmp_path, draw):
    site = tiny(
        tmp_path,
        {
            "src/heavy.py": HEAVY,
            "figures/a.py": figure("heavy.total(5)", "import heavy"),
            "figures/b.py": figure("heavy.total(5) + 1", "import heavy"),
        },
    )
    lines = []

    class Says:
        def begin(self, total): ...
        def end(self): ...
        def line(self, verb, id, reason="", seconds=None):
            lines.append((verb, id.rpartition(":")[0] or id))

    draw(site, reporter=Says())
    assert (
        lines.count(("render", "computed:heavy:base")) == lines.count(("render", "computed:heavy:total")) == 1
    )  # shared by two figures
    before = record(site, "a").fingerprint
    lines.clear()
    write(
        site.root, {"src/heavy.py": HEAVY.replace("K = 3", "K = 4")}
    )  # base is another list, but its sum is capped
    verdict = state(site, "a")
    assert verdict.state == "stale" and verdict.waits
    report = draw(site, reporter=Says())
    assert set(report.fresh) == {"a", "b"} and not report.rendered
    assert [line for line in lines if line[0] == "render"] == [
        ("render", "computed:heavy:base"),
        ("render", "computed:heavy:total"),
    ]
    assert record(site, "a").fingerprint != before  # the lock counts a result by its code
    lines.clear()
    write(site.root, {"src/heavy.py": HEAVY.replace("K = 3", "K = 1")})
    assert set(draw(site, reporter=Says()).rendered) == {"a", "b"}
    assert record(site, "a").values == {"x": 10}
    assert "heavy.total" in state(site, "a").reasons or state(site, "a").state == "fresh"


def test_an_edit_that_was_undone_leaves_no_trace_in_the_lock(tmp_path, draw):
    scripts = {"figures/a.py": figure("heavy.total(5)", "import heavy"), "figures/other.py": figure("1")}
    site = tiny(tmp_path, {"src/heavy.py": HEAVY, **scripts})
    draw(site)
    committed = site.lock.read_text()
    write(site.root, {"src/heavy.py": HEAVY.replace("K = 3", "K = 1")})
    draw(site, "a")
    assert site.lock.read_text() != committed
    write(site.root, {"src/heavy.py": HEAVY, "figures.lock": committed})  # as `git checkout .` does
    draw(site, "other")
    assert site.lock.read_text() == committed


def test_a_class_out_of_a_stored_result_counts(tmp_path, draw):
    library = "import figpress\n\n\nclass Case:\n    scale = 2.0\n\n    def __init__(self, x):\n        self.x = x\n\n\n@figpress.computed\ndef case():\n    return Case(3.0)\n"
    site = tiny(
        tmp_path,
        {"src/lib.py": library, "figures/a.py": figure("case().x * case().scale", "from lib import case")},
    )
    draw(site)
    write(site.root, {"src/lib.py": library.replace("scale = 2.0", "scale = 5.0")})
    assert draw(site).rendered == ("a",) and record(site, "a").values == {"x": 15.0}


def test_what_is_no_figure(tmp_path, draw):
    names = ("a.py", "_helper.py", "_shared/b.py", "c.measure.py", "d.txt", "deep/er/e.py")
    site = tiny(tmp_path, {f"figures/{name}": figure("1") for name in names})
    assert [t.id for t in Assessment(site).targets] == ["a", "deep/er/e"]


def test_scripts_cannot_meet(tmp_path, draw):
    """Each in its own process: what one leaves behind the next does not see; nothing is written beside the
    code.
    """
    leaves = figure(
        "1",
        "import numpy, sys, torch\ntorch.set_default_dtype(torch.float64)\nnumpy.leftover = "
        "1\nopen('left.txt', 'w').write('x')",
    )
    site = tiny(
        tmp_path,
        {
            "src/lib.py": "y = 1\n",
            "figures/a.py": leaves,
            "figures/b.py": figure(
                "hasattr(numpy, 'leftover') + lib.y + torch.ones(1).element_size()",
                "import lib, numpy, torch",
            ),
        },
    )
    draw(site)
    assert record(site, "b").values == {"x": 5}
    assert not [p for p in site.root.rglob("*.pyc")]
    assert "figures/left.txt" not in {seen.path for seen in record(site, "a").trace.files}
    assert not [*site.root.rglob("left.txt")]


def test_code_put_back_is_fresh_again(tmp_path, draw):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    draw(site)
    write(site.root, {"figures/a.py": "raise ValueError('boom')\n"})
    assert draw(site).failed and state(site, "a").state == "failed"
    write(site.root, {"figures/a.py": figure("1")})
    assert state(site, "a").state == "fresh" and open_gallery(site).figure("a").failure is None
    assert draw(site).fresh == ("a",)


def test_a_failure_is_not_a_reason(tmp_path, draw):
    site = tiny(tmp_path, {"figures/a.py": "raise ValueError('boom')\n"})
    draw(site)
    write(site.root, {"figures/a.py": figure("1")})
    said = []

    class Says:
        def begin(self, total): ...
        def end(self): ...
        def line(self, verb, id, reason="", seconds=None):
            said.append((verb, id, reason))

    draw(site, reporter=Says())
    assert said == [("render", "a", "failed last time")]


def test_what_is_not_python_is_named_with_its_line(tmp_path, draw):
    site = tiny(
        tmp_path,
        {"src/lib.py": "x = 1\n", "figures/a.py": figure("lib.x", "import lib"), "figures/b.py": figure("1")},
    )
    draw(site)
    write(site.root, {"src/lib.py": "x = 1\ndef (:\n", "figures/b.py": "y = = 2\n"})
    assert state(site, "a").reasons == ("src/lib.py:2 is not Python: invalid syntax",)
    assert state(site, "b").reasons == ("figures/b.py:1 is not Python: invalid syntax",)
    assert {f.id: f.where for f in draw(site).failed} == {"a": "src/lib.py:2", "b": "figures/b.py:1"}


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    (site.root / "figures/a.py").write_bytes('"""It."""\n# café\n'.encode("latin-1"))
    with pytest.raises(Mistake, match=r"figures/a\.py:2: cannot be read: byte 0xe9 is not UTF-8"):
        state(site, "a")


def test_the_private_folder_keeps_itself_out_of_git(tmp_path, draw):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    draw(site)
    assert (site.private / ".gitignore").read_text() == "*\n"
