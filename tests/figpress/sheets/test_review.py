"""A sheet says of a picture only what is known of it."""

import json
import subprocess

import tiny
from click.testing import CliRunner

from figpress.cli.cli import figpress

SCRIPT = '"""One box."""\nimport figpress\n\n\nclass Box:\n    def to_svg(self):\n        return \'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>\'\n\n\nfigpress.show(Box())\n'


def run(folder, *words):
    return (
        CliRunner()
        .invoke(figpress, [*words, "-C", str(folder)], standalone_mode=False, catch_exceptions=False)
        .output
    )


def test_a_picture_that_was_not_drawn_since_is_not_called_the_same(tmp_path):
    site = tiny.site(
        tmp_path,
        {
            "docs/index.md": "---\nstatus: draft\n---\n# Home\n\n![a box](fig:s/a)\n",
            "figures/s/a.py": SCRIPT,
            ".gitignore": ".figpress\n",
        },
    )
    run(tmp_path, "render", "--quiet")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.org", "commit", "-qm", "one"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    script = site.figures / "s" / "a.py"
    script.write_text(SCRIPT.replace("h9", "h8"))
    assert (
        json.loads(run(tmp_path, "review", "index", "--base", "HEAD", "--json"))["figures"][0]["change"]
        == "undrawn"
    )
    said = run(tmp_path, "review", "index", "--base", "HEAD", "--format", "markdown")
    assert "figpress render" in said and "looks the same" not in said
    run(tmp_path, "review", "index", "--base", "HEAD", "--to", str(tmp_path / "sheets"))
    assert "not drawn since it changed" in (tmp_path / "sheets" / "index.html").read_text()
    run(tmp_path, "render", "--quiet")
    assert (
        json.loads(run(tmp_path, "review", "index", "--base", "HEAD", "--json"))["figures"][0]["change"]
        == "changed"
    )


def test_a_card_that_the_page_does_not_show_is_on_its_sheet(tmp_path):
    pages = {
        "docs/index.md": "---\nstatus: draft\ncard: s/b\n---\n# Home\n\n![a box](fig:s/a)\n",
        "docs/other.md": "---\nstatus: draft\ncard: s/b\n---\n# Other\n\n![another box](fig:s/b)\n",
    }
    tiny.site(
        tmp_path, {**pages, "figures/s/a.py": SCRIPT, "figures/s/b.py": SCRIPT, ".gitignore": ".figpress\n"}
    )
    run(tmp_path, "render", "--quiet")
    shown = json.loads(run(tmp_path, "review", "index", "--json"))["figures"]
    assert [(figure["id"], figure["alt"], figure["number"].partition(":")[0]) for figure in shown][1:] == [
        ("s/b", "another box", "Card")
    ]
    assert len(json.loads(run(tmp_path, "review", "other", "--json"))["figures"]) == 1, (
        "a card that the page shows is there already"
    )
