"""Code that lies elsewhere than it seems: installed editable, behind links. It is the project's, and counts function by
function, wherever it lies."""

import os
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from engine.sites import figure, tiny, write

from figpress.base.configuration import open_site
from figpress.freshness.assessment import Assessment
from figpress.freshness.records import Records
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render

pytestmark = pytest.mark.slow

LIB = "GAIN = 2.0\nOTHER = 1.0\n\ndef f(x):\n    return x * GAIN\n\ndef unused(x):\n    return x - OTHER\n"
EDITS = (
    ("GAIN = 2.0", "GAIN = 3.0", "stale"),
    ("x * GAIN", "x + GAIN", "stale"),
    ("x - OTHER", "x + OTHER", "fresh"),
    ("OTHER = 1.0", "OTHER = 4.0", "fresh"),
    ("def f(x)", "# why\ndef f(x)", "fresh"),
)
SCRIPT = figure("beside.f(2.0)", "import beside")
FINDER = """import sys
from importlib.util import spec_from_file_location
class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return spec_from_file_location(name, {file!r}) if name == "beside" else None
def install():
    sys.meta_path.append(Finder)
"""


def environment(folder: Path, line: str) -> tuple[str, Path]:
    """A virtual environment that has all that ours has, and one line in a .pth file of its own; its Python."""
    venv.create(folder, symlinks=True)
    packages = folder / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    ours = sysconfig.get_path("purelib")
    write(
        packages,
        {"a.pth": f"import site; site.addsitedir({ours!r})\n", "__editable__.beside-1.0.pth": f"{line}\n"},
    )
    write(packages, {"beside-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: beside\nVersion: 1.0\n"})
    return str(folder / "bin/python"), packages


def path_entry(root: Path, monkeypatch):
    """pip install -e ../library, as a line of a path."""
    write(root, {"library/beside.py": LIB})
    python, _ = environment(root / "venv", str(root / "library"))
    monkeypatch.setattr(sys, "executable", python)
    return tiny(root / "site", {"figures/a.py": SCRIPT}), root / "library/beside.py"


def finder(root: Path, monkeypatch):
    """… as a finder of setuptools."""
    write(root, {"library/lib/beside/__init__.py": LIB})
    file = root / "library/lib/beside/__init__.py"
    python, packages = environment(root / "venv", "import __editable___beside; __editable___beside.install()")
    write(packages, {"__editable___beside.py": FINDER.format(file=str(file))})
    monkeypatch.setattr(sys, "executable", python)
    return tiny(root / "site", {"figures/a.py": SCRIPT}), file


def sources(root: Path, monkeypatch):
    """src is a link to a folder beside the site."""
    write(root, {"library/beside.py": LIB})
    site = tiny(root / "site", {"figures/a.py": SCRIPT})
    (site.root / "src").symlink_to("../library")
    return open_site(site.root), root / "library/beside.py"


def package(root: Path, monkeypatch):
    """A package in src is a link."""
    write(root, {"library/beside/__init__.py": "from beside.deep import f\n", "library/beside/deep.py": LIB})
    site = tiny(root / "site", {"figures/a.py": SCRIPT, "src/other.py": ""})
    (site.root / "src/beside").symlink_to(root / "library/beside")
    return site, root / "library/beside/deep.py"


def module(root: Path, monkeypatch):
    """One module is a link."""
    write(root, {"library/beside.py": LIB})
    site = tiny(root / "site", {"figures/a.py": SCRIPT, "src/other.py": ""})
    (site.root / "src/beside.py").symlink_to("../../library/beside.py")
    return site, root / "library/beside.py"


def helpers(root: Path, monkeypatch):
    """What scripts share lies behind a link beside them."""
    write(root, {"elsewhere/beside.py": LIB})
    site = tiny(
        root / "site", {"figures/a.py": SCRIPT.replace("import beside", "import _shared.beside as beside")}
    )
    (site.root / "figures/_shared").symlink_to("../../elsewhere")
    return site, root / "elsewhere/beside.py"


def whole(root: Path, monkeypatch):
    """The site is opened by a link to it."""
    site = tiny(root / "really", {"figures/a.py": SCRIPT, "src/beside.py": LIB})
    (root / "site").symlink_to("really")
    return open_site(root / "site"), site.root / "src/beside.py"


@pytest.mark.parametrize(
    "lay", [path_entry, finder, sources, package, module, helpers, whole], ids=lambda lay: lay.__name__
)
def test_code_counts_wherever_it_lies(tmp_path, monkeypatch, lay):
    site, file = lay(Path(os.path.realpath(tmp_path)), monkeypatch)
    executor = LocalExecutor(site, ())
    try:
        report = render(site, executor=executor)
        assert not report.failed, [(f.where, f.message) for f in report.failed]
        assert not Records(site).read("a").trace.opaque
        for old, new, expected in (("", "", "fresh"), *EDITS):
            file.write_text(LIB.replace(old, new) if old else LIB)
            assessment = Assessment(site)
            target = next(t for t in assessment.targets if t.id == "a")
            assert (old, assessment.standing(target).verdict.state) == (old, expected)
        file.write_text(LIB.replace("GAIN = 2.0", "GAIN = 3.0"))
        render(site, executor=executor)
        assert Records(site).read("a").values == {"x": 6.0}
    finally:
        executor.close()
