"""A sheet says of a picture only what is known of it."""

import json
import re
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


LIB = '''"""Boxes."""

SIDE = 9


def path(side):
    """How a box is drawn."""
    return f"M0 0h{side}"


def unused():
    return 1
'''
OF_LIB = (
    SCRIPT.replace("import figpress", "import figpress\nimport boxes").replace(
        '\'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>\'',
        '\'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><path stroke="black" d="\' + boxes.path(boxes.SIDE) + \'"/></svg>\'',
    )
    + "figpress.value('side', boxes.SIDE / 3)\n"
)


def test_the_functions_that_changed_stand_there_as_a_difference_and_once(tmp_path):
    page = "---\nstatus: draft\n---\n# Home\n\n![a box](fig:s/a)\n\n![another](fig:s/b)\n\nIt is [3.0](val:s/a#side).\n"
    files = {
        "figures/s/a.py": OF_LIB,
        "figures/s/b.py": OF_LIB.replace("One box", "Two"),
        "src/boxes.py": LIB,
    }
    tiny.site(tmp_path, {"docs/index.md": page, ".gitignore": ".figpress\n", **files})
    run(tmp_path, "render", "--quiet")
    committed(tmp_path)
    changed = (
        LIB.replace("h{side}", "h{side - 2}").replace("SIDE = 9", "SIDE = 10").replace("return 1", "return 2")
    )
    (tmp_path / "src/boxes.py").write_text(changed)
    run(tmp_path, "render", "--quiet")
    run(tmp_path, "review", "index", "--base", "HEAD", "--to", str(tmp_path / "sheets"))
    sheet = (tmp_path / "sheets" / "index.html").read_text()
    assert sheet.count("<ins>+    return f&#34;M0 0h{side - 2}&#34;</ins>") == 1, "each fact once"
    assert "<del>-SIDE = 9</del>" in sheet and "return 2" not in sheet, (
        "what no figure runs is no change of theirs"
    )
    assert "3 → 3.3333" in sheet and "3.333333333" not in sheet
    told = run(
        tmp_path, "review", "index", "--base", "HEAD", "--format", "markdown",
        "--pictures", str(tmp_path / "hung"), "--pictures-at", "https://shelf.example/7",
    )  # fmt: skip
    assert '+    return f"M0 0h{side - 2}"' in told
    pairs = re.findall(
        r"!\[Before: a box\]\(https://shelf.example/7/(\w+.png)\) \| !\[After: a box\]\(https://shelf.example/7/(\w+.png)\)",
        told,
    )
    assert len(pairs) == 1 and pairs[0][0] != pairs[0][1]
    assert all((tmp_path / "hung" / name).read_bytes().startswith(b"\x89PNG") for name in pairs[0])


def committed(folder):
    author = ["-c", "user.name=a", "-c", "user.email=a@b.org"]
    for words in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "one"]):
        subprocess.run(["git", *words], cwd=folder, check=True)


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
