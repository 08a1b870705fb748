"""Data that was measured once: who says when its code has changed since."""

import json
import subprocess
import sys

import pytest
from engine.sites import tiny, write

from figpress.base.errors import Mistake
from figpress.review.check import check
from figpress.running import measurements
from figpress.running.measure import measure

SCRIPT = '''"""Measures."""

import figpress
from lib import RATE, heavy, used


def main():
    print("one moment")
    return {"runs": [used(3) * RATE, heavy(2)]}


if __name__ == "__main__":
    figpress.measure(main)
'''
LIBRARY = '''"""A library."""
import figpress

RATE = 2
OTHER = 5


def used(x):
    return x + int(open("data/offset.txt").read())


def unused(x):
    return x - 1


@figpress.computed
def heavy(n):
    return n * inner()


def inner():
    return 7
'''
FILES = {"src/lib.py": LIBRARY, "data/offset.txt": "10\n", "figures/s/slow.measure.py": SCRIPT}
DATA = "figures/s/slow.json"


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A site whose data was measured as its author does it: python figures/s/slow.measure.py."""
    site = tiny(tmp_path_factory.mktemp("measured"), FILES)
    done = subprocess.run(
        [sys.executable, "figures/s/slow.measure.py"],
        cwd=site.root,
        env={"PYTHONPATH": f"{site.root}/src"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["one moment", f"measured {DATA}"]
    return site


@pytest.fixture
def site(measured):
    kept = (measured.root / DATA).read_text("utf-8")
    yield measured
    write(measured.root, {**FILES, DATA: kept})


def told(site):
    return [(str(f.where), f.message) for f in check(site) if f.rule == "stale-measurement"]


def test_a_record_and_how_it_came_to_be(site):
    data = json.loads((site.root / DATA).read_text("utf-8"))
    provenance = data.pop("provenance")
    assert data == {"runs": [26, 14]} and {
        "python",
        "processor",
        "threads",
        "device",
        "date",
        "seconds",
    } <= set(provenance)
    assert {"lib:used", "lib:heavy", "lib:inner"} <= set(
        provenance["ran"]["trace"]["functions"]
    )  # shared results are part of it
    assert not told(site)


@pytest.mark.parametrize(
    "path, old, new, message",
    [
        ("src/lib.py", "return x + int", "return 1 + x + int", "measured by other code: lib.used changed"),
        ("src/lib.py", "return 7", "return 8", "measured by other code: lib.inner changed"),
        ("src/lib.py", "RATE = 2", "RATE = 3", "measured by other code: lib.RATE changed"),
        (
            "figures/s/slow.measure.py",
            "used(3)",
            "used(4)",
            "measured by other code: the script's main changed",
        ),
        ("data/offset.txt", "10", "11", "measured by other code: data/offset.txt changed"),
        (DATA, "26", "27", "the numbers are not those that were measured: somebody edited them"),
    ],
)
def test_what_reports_it(site, path, old, new, message):
    text = (site.root / path).read_text("utf-8")
    assert old in text
    write(site.root, {path: text.replace(old, new)})
    ((where, said),) = told(site)
    assert said == message and where.startswith(f"{DATA}:")
    finding = next(f for f in check(site) if f.rule == "stale-measurement")
    assert finding.severity == "warning" and finding.hint == "Measure again: python figures/s/slow.measure.py"


@pytest.mark.parametrize(
    "path, old, new",
    [
        ("src/lib.py", "return x - 1", "return x - 2"),
        ("src/lib.py", "OTHER = 5", "OTHER = 6"),
        ("src/lib.py", "def used(x):\n", "def used(x):\n    # the offset is a file's\n"),
        ("src/lib.py", '"""A library."""', '"""A library, told otherwise."""'),
        ("figures/s/slow.measure.py", '"""Measures."""', '"""Measures something."""'),
        (DATA, '"runs": [\n  26,\n  14\n ]', '"runs": [26, 14]'),
    ],
)
def test_what_does_not(site, path, old, new):
    text = (site.root / path).read_text("utf-8")
    assert old in text
    write(site.root, {path: text.replace(old, new)})
    assert not told(site)


def test_data_that_says_nothing_of_its_run(site):
    write(site.root, {DATA: '{"runs": [26, 14], "provenance": {"code": "5c3f", "date": "2026-01-01"}}'})
    assert told(site) == [(f"{DATA}:1", "nothing says what code measured this")]
    write(site.root, {DATA: '{"runs": [26, 14]}'})
    assert told(site) == [(DATA, "nothing says what code measured this")]
    (site.root / DATA).unlink()
    assert told(site) == [(DATA, f"figures/s/slow.measure.py has not been run: there is no {DATA}")]
    write(site.root, {DATA: "{"})
    with pytest.raises(Mistake, match="no measured data"):
        check(site)


def test_another_figpress_decides_by_the_text(site, monkeypatch):
    text = (site.root / DATA).read_text("utf-8")
    data = json.loads(text)
    write(site.root, {DATA: text.replace(data["provenance"]["code"], "sha256:of another way to cut code")})
    assert told(site)  # the same engine: the fingerprint alone decides
    monkeypatch.setattr(measurements, "engine", lambda: "another")
    assert not told(site)
    write(
        site.root, {"src/lib.py": LIBRARY + "\n# a comment\n"}
    )  # another engine over another text: nobody knows
    assert told(site)
    write(site.root, {"src/lib.py": LIBRARY, "figures/s/lib.py": LIBRARY})  # the same text, found elsewhere
    assert told(site)
    (site.root / "figures/s/lib.py").unlink()


def test_what_cannot_be_measured(tmp_path):
    site = tiny(tmp_path, {
        **FILES,
        "figures/fails.measure.py": "import figpress\n\ndef main():\n    return 1 / "
                                    "0\n\nfigpress.measure(main)\n",
        "figures/silent.measure.py": "x = 1\n",
        "figures/changes.measure.py": "import figpress, os, time\nfrom pathlib import Path\n\ndef "
                                      "main():\n    Path('src/lib.py').touch()\n    return {}\n\nimport "
                                      "lib\nfigpress.measure(main)\n",
    })  # fmt: skip
    for name, said in (
        ("fails", "division by zero"),
        ("silent", "measures nothing"),
        ("changes", "changed while it was measured"),
        ("s/other", "called NAME.measure.py"),
    ):
        with pytest.raises(Mistake, match=said):
            measure(site, site.figures / f"{name}{'.py' if '/' in name else '.measure.py'}")
    assert not list(site.figures.rglob("*.json"))
