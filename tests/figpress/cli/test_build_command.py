"""A strict build refuses everything that check calls an error: there is no way around it."""

import subprocess
import sys

import pytest

CONFIG = "site_name: Tiny\nplugins:\n  - figpress\nmarkdown_extensions:\n  - figpress\nnav:\n  - index.md\n"
PAGE = "# Tiny\n\nSomebody said so [@rumelhart1986, p. 533].\n\n[REFERENCES]\n"
WORK = """works:
  rumelhart1986:
    type: article-journal
    title: Learning representations by back-propagating errors
    author: [{family: Rumelhart, given: David E.}]
    issued: 1986
    container-title: Nature
"""


def build(folder, *options):
    return subprocess.run(
        [sys.executable, "-m", "figpress", "build", "-C", str(folder), *options],
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def site(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    (tmp_path / "docs" / "index.md").write_text(PAGE, "utf-8")
    return tmp_path


def test_a_work_that_nobody_says_they_read_stops_a_strict_build(site):
    (site / "sources.yaml").write_text(WORK, "utf-8")
    done = build(site, "--strict")
    assert done.returncode == 1
    assert (
        "sources.yaml:2" in done.stderr
        and "not built: 1 thing is wrong; there is no earlier site" in done.stderr
    )
    assert not (site / "site").exists()


def test_the_last_good_site_stays(site):
    (site / "sources.yaml").write_text(WORK + "    opened: no\n", "utf-8")
    assert build(site, "--strict").returncode == 0
    before = (site / "site" / "index.html").read_bytes()
    (site / "sources.yaml").write_text(WORK, "utf-8")
    done = build(site, "--strict")
    assert done.returncode == 1 and "the last good site stays" in done.stderr
    assert (site / "site" / "index.html").read_bytes() == before
