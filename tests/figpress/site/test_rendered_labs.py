"""The press executes a lab when its words or the code that it ran have changed, and not otherwise."""

import json
import subprocess
import sys

import pytest
from tiny import site

from figpress.freshness.records import Records
from figpress.running.render import render

LAB = """# %% [markdown]
# # A lab
# %%
import helper
print(helper.used(20))
"""
HELPER = "def used(x):\n    return 2 * x\n\n\ndef unused(x):\n    return x\n"


@pytest.fixture
def made(tmp_path):
    return site(tmp_path, {"docs/labs/first.py": LAB, "src/helper.py": HELPER})


def notebook(made):
    (artifact,) = Records(made).read("labs/first").artifacts
    return artifact.name, json.loads(artifact.path.read_text("utf-8"))


def test_a_lab_is_fresh_until_what_it_shows_or_ran_changes(made):
    assert render(made).rendered == ("labs/first",)
    name, shown = notebook(made)
    assert name == "first.ipynb" and shown["cells"][2]["outputs"][0]["text"] == "40\n"
    assert render(made).fresh == ("labs/first",)
    (made.root / "src/helper.py").write_text(HELPER.replace("return x\n", "return -x\n"))
    assert render(made).fresh == ("labs/first",)  # it never ran that function
    (made.root / "src/helper.py").write_text(HELPER.replace("2 * x", "3 * x"))
    assert render(made).rendered == ("labs/first",)
    assert notebook(made)[1]["cells"][2]["outputs"][0]["text"] == "60\n"
    (made.root / "docs/labs/first.py").write_text(LAB.replace("# A lab", "# The lab"))
    assert render(made).rendered == ("labs/first",)


def test_a_lab_that_raises_fails_with_its_own_line(made):
    (made.root / "docs/labs/first.py").write_text(LAB + "\n# %%\n1 / 0\n")
    (failed,) = render(made).failed
    assert failed.where == "docs/labs/first.py:8" and "division" in failed.message


def test_a_downloaded_lab_brings_the_sites_own_code_and_data(made, tmp_path):
    """In a folder of its own, without the site on the path: its cells run one after another, in a plain Python."""
    helper = "from pathlib import Path\n\n\ndef used(x):\n    return x * int(Path(__file__).with_name('two.txt').read_text())\n"
    (made.root / "src/helper.py").write_text(helper)
    (made.root / "src/two.txt").write_text("2")
    assert render(made).good
    _, shown = notebook(made)
    assert [cell["cell_type"] for cell in shown["cells"]] == ["markdown", "code", "code"]
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    cells = "\n".join("".join(cell["source"]) for cell in shown["cells"] if cell["cell_type"] == "code")
    done = subprocess.run([sys.executable, "-I", "-c", cells], cwd=alone, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "40\n"), done.stderr
