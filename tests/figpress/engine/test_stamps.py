"""A build is left out only when all that it reads and all that it wrote is verified."""

import json
import subprocess
import sys

import pytest
from engine.sites import figure, tiny, write

SITE = {
    "mkdocs.yml": "site_name: Tiny\nplugins: [figpress]\nmarkdown_extensions: [figpress]\ntheme:\n  name: mkdocs\n",
    "docs/index.md": "# Tiny\n\n![Text of the picture](fig:a)\n",
    "figures/a.py": figure("1"),
}


def build(site):
    done = subprocess.run([sys.executable, "-m", "figpress", "build", "-C", str(site.root)], capture_output=True, text=True)
    return done.returncode, "nothing to build" in done.stdout, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = tiny(tmp_path_factory.mktemp("stamps"), SITE)
    status, left_out, said = build(site)
    assert status == 0 and not left_out, said
    return site


@pytest.mark.parametrize("path, text", [("docs/index.md", SITE["docs/index.md"] + "More.\n"), ("docs/new.md", "# New\n"), ("figures/a.py", figure("2")), ("site/index.html", "edited by hand"), ("mkdocs.yml", SITE["mkdocs.yml"].replace("Tiny", "Teeny"))])
def test_a_change_is_built_and_only_once(site, path, text):
    build(site)
    assert build(site)[:2] == (0, True)
    write(site.root, {path: text})
    status, left_out, said = build(site)
    assert status == 0 and not left_out, said
    assert (site.root / "site/index.html").read_text() != "edited by hand"
    assert build(site)[:2] == (0, True)


def test_a_page_that_is_gone_is_built_again(site):
    build(site)
    (site.root / "site/figures.json").unlink()
    assert build(site)[:2] == (0, False)
    assert json.loads((site.root / "site/figures.json").read_text())
