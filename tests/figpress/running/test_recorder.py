"""What of a path counts: the site's own first, wherever it lies, and nothing of an installed distribution."""

import sys

import pytest

from figpress.freshness.code.whose import is_project
from figpress.running.recorder import Recorder


@pytest.mark.parametrize(
    "root", ["/opt/site", "/usr/share/site", "/var/lib/site", "/home/me/site", sys.prefix]
)
@pytest.mark.parametrize(
    "path, name",
    [
        ("data/x.csv", "data/x.csv"),
        ("lib/x.csv", "lib/x.csv"),
        (".figpress/x", None),
        ("lib/python3.11/site-packages/seaborn/x.csv", None),
    ],
)
def test_how_a_path_is_written(tmp_path, root, path, name):
    assert Recorder(root, tmp_path, {}).name(f"{root}/{path}") == name


@pytest.mark.parametrize(
    "path, ours",
    [
        ("/opt/site/src/lib.py", True),
        ("/opt/site/build/lib.py", True),
        ("/opt/site/.venv/x.py", False),
        ("/opt/library/src/lib.py", True),  # beside the site, or installed editable
        ("/opt/site/lib/python3.11/site-packages/numpy/__init__.py", False),
        ("/usr/lib/python3/dist-packages/numpy/__init__.py", False),
        (pytest.__file__, False),
        (sys.modules["json"].__file__, False),
        (sys.modules["figpress"].__file__, False),
        ("<string>", False),
    ],
)
def test_whose_code(path, ours):
    assert is_project(path, "/opt/site") is ours
