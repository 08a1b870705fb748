"""The three jobs of our users, in sequence, on a copy of this repository: build and publish, redraw after a
change, review.
"""

import contextlib
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from figpress.base.configuration import open_site
from figpress.cli.cli import figpress
from figpress.freshness.lockfile import read_lock
from figpress.pages.reading import read_pages
from figpress.publishing.publish import needed

pytestmark = pytest.mark.slow

pytest.importorskip("torch")
pytest.importorskip("pygraphviz")
ROOT = Path(__file__).parents[2]
SECTION, FUNCTION = "attention", "byhand.attention.backward"


@pytest.fixture
def post(tmp_path):
    """A copy, committed. One section will be approved, so that only what it leans on is drawn where nothing
    was drawn yet.
    """
    copy = tmp_path / "post"
    for name in ("docs", "figures", "src", "overrides"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "sources.yaml", "figures.lock", ".gitignore"):
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, copy / name)
    if (ROOT / ".figpress").is_dir():  # what was drawn already need not be drawn again
        shutil.copytree(
            ROOT / ".figpress",
            copy / ".figpress",
            ignore=shutil.ignore_patterns("site-*", "scratch", "review", "revisions", "preview"),
        )
    config = copy / "mkdocs.yml"
    if "\nsite_url:" not in config.read_text():
        config.write_text("site_url: https://example.org/post/\n" + config.read_text())
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "copy"]):
        git(copy, *command)
    return copy


def git(copy, *command):
    subprocess.run(
        ["git", "-C", str(copy), "-c", "user.name=Al", "-c", "user.email=al@example.org", *command],
        check=True,
    )


def press(copy, *arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = figpress.main([*arguments, "-C", str(copy)], standalone_mode=False)
    assert not status, said.getvalue()
    return said.getvalue()


def figures(copy):
    return {figure["id"]: figure for figure in json.loads(press(copy, "list", "--json"))["figures"]}


def test_build_and_publish_then_redraw_then_review(post, tmp_path):
    # 1. Build and publish. The name under the approval is this test's, in this copy.
    pages = [page for page in read_pages(open_site(post)) if not page.section or page.section.slug == SECTION]
    press(post, "render", *needed(pages))
    press(post, "approve", SECTION, "--by", "The test")
    git(post, "add", "-A")  # an approval is a file of its own
    git(post, "commit", "-qm", "approve")
    press(post, "publish", "--to", str(tmp_path / "www"))
    page = (tmp_path / "www" / SECTION / "index.html").read_text()
    shown = {
        f["id"]
        for f in json.loads((tmp_path / "www" / "figures.json").read_text())
        if f["page"] == f"{SECTION}/index.html" and f["kind"] == "computed"
    }
    assert shown and all(f'data-figure="{id}"' in page for id in shown)
    assert not (tmp_path / "www" / "residuals").exists(), "nobody approved that section"

    # 2. A function of byhand is changed: exactly its figures are stale, and exactly they are drawn again.
    before = figures(post)
    drawn = {id for id, figure in before.items() if figure["state"] == "fresh"}
    traces = {id: entry.trace for id, entry in read_lock(open_site(post)).targets.items()}
    executed = {id for id in drawn if "byhand.attention:backward" in traces[id].functions}
    # Somebody in their run asked for the size and age of the file itself: torch does where it watches every call.
    executed |= {
        id
        for id in drawn
        if any(f.path == "src/byhand/attention.py" and f.how == "state" for f in traces[id].files)
    }
    source = post / "src" / "byhand" / "attention.py"
    text = source.read_text()
    head = text.index("def backward(")
    body = text.index("    return", head)
    source.write_text(text[:body] + "    assert True\n" + text[body:])
    stale = {id for id, figure in figures(post).items() if id in drawn and figure["state"] != "fresh"}
    assert stale == executed and any(id.startswith(f"{SECTION}/") for id in stale)
    mine = sorted(id for id in before if id.startswith(f"{SECTION}/"))
    rendered = json.loads(press(post, "render", *mine, "--json"))
    assert set(rendered["rendered"]) == stale & set(mine) and set(rendered["fresh"]) == set(mine) - stale

    # 3. The sheet shows the change, and every citation of the section with its work.
    review = json.loads(press(post, "review", SECTION, "--base", "HEAD", "--json"))
    changed = {
        figure["id"]: figure["functions"] for figure in review["figures"] if figure["change"] != "none"
    }
    assert changed == {id: [f"{FUNCTION} changed"] for id in shown & stale}
    assert review["citations"] and all(citation["title"] for citation in review["citations"])
    assert not review["approved"] and any(
        f"listing {FUNCTION}" in line or f"figure {next(iter(changed))}" in line for line in review["changes"]
    )
    press(post, "review", SECTION, "--base", "HEAD", "--to", str(tmp_path / "sheets"))
    sheet = (tmp_path / "sheets" / f"{SECTION}.html").read_text()
    for words in (
        f"{FUNCTION} changed",
        *(citation["title"].replace("&", "&amp;").replace("'", "&#39;") for citation in review["citations"]),
    ):
        assert words in sheet
