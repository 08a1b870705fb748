"""Forty changes of twenty kinds between two commits: each is on the sheet, sources included."""

import json
import subprocess

import pytest
import tiny
from click.testing import CliRunner

from figpress.cli.cli import figpress

SCRIPT = '''"""Caption of {id}."""
import figpress
from shapes import side


class Box:
    def to_svg(self):
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h{{side({n})}}"/></svg>'


figpress.show(Box())
figpress.value("n", {n})
'''


def work(key, title, author, year, doi):
    return f'  {key}: {{type: article-journal, title: {title}, author: ["{author}, Mo"], issued: {year}, DOI: {doi}, opened: no}}\n'


def loan(id, locator, use, licence, holder, page, figure=""):
    file = f"file: {{url: 'https://example.org/{id}.pdf', sha256: {'a' * 64}, media_type: application/pdf, crop: {{page: {page}, box: [1, 2, 30, 40], dpi: 144, sha256: {'b' * 64}}}}}"
    shown = f"figure: {figure}" if figure else file
    return (
        f"  {id}:\n    work: ito\n    locator: {locator}\n    use: {use}\n    {shown}\n    rightsholder: {holder}\n"
        f"    basis: {{kind: licence, licence: {licence}, evidence: {{url: 'https://example.org', quote: free, checked: 2026-01-01}}}}\n"
    )


SITE = {
    "mkdocs.yml": "site_name: Blog\nplugins: [figpress]\nmarkdown_extensions: [figpress, tables, pymdownx.snippets]\n",
    ".gitignore": ".figpress\n",
    "docs/a.md": """---
title: Boxes
status: draft
plan: Two boxes.
questions: [Which box?]
card: s/d
---
# Boxes

The first box is wide [@ito, p. 3]. It has [3](val:s/a#n) sides.

The second box is high [@mo, p. 5]. It has [4](val:s/b#n) sides.

This goes away.

This goes away, too.

## Of the first

![First](fig:s/a "As drawn first.")

## Of the second

![Second](fig:s/b "As drawn second.")

![Third](fig:s/c)

![A loan](borrowed:photo) and ![Another loan](borrowed:map)

![](code:shapes.side)

![](code:shapes.other)

| cell one | cell two |
|---|---|
| x | y |

$$
x = 1
$$

$$
y = 2
$$

See [one](https://example.org/one) and [two](https://example.org/two).

--8<-- "parts/one.md"

--8<-- "parts/two.md"
""",
    "parts/one.md": "Included first.\n",
    "parts/two.md": "Included second.\n",
    "src/shapes.py": "def side(n):\n    return n\n\n\ndef other(n):\n    return n + 1\n",
    **{f"figures/s/{id}.py": SCRIPT.format(id=id, n=n) for id, n in (("a", 3), ("b", 4), ("c", 5), ("d", 6))},
    "sources.yaml": "works:\n"
    + work("ito", "On boxes", "Ito", 2020, "10.1038/one")
    + work("mo", "On sides", "Mo", 2021, "10.1038/two")
    + "borrowed:\n"
    + loan("photo", "fig. 1", "reproduced", "CC-BY-4.0", "Box Company", 1)
    + loan("map", "fig. 2", "reproduced", "CC-BY-4.0", "Map Company", 2)
    + loan("follows", "fig. 3", "redrawn", "CC-BY-4.0", "Ito", 3, "s/a"),
}
PAGE, LIB, WORKS = "docs/a.md", "src/shapes.py", "sources.yaml"
# kind: (file, old, new, what the sheet must show), twice each
CHANGES = [
    ("a word", PAGE, "first box is wide", "first box is broad", "broad"),
    ("a word", PAGE, "second box is high", "second box is tall", "tall"),
    ("a paragraph less", PAGE, "This goes away.\n\n", "", "- This goes away."),
    ("a paragraph less", PAGE, "This goes away, too.\n\n", "", "- This goes away, too."),
    ("a paragraph more", PAGE, "## Of the first", "A new one.\n\n## Of the first", "+ A new one."),
    ("a paragraph more", PAGE, "## Of the second", "Yet another.\n\n## Of the second", "+ Yet another."),
    ("a heading", PAGE, "## Of the first", "## About the first", "## About the first"),
    ("a heading", PAGE, "## Of the second", "## About the second", "## About the second"),
    ("a locator", PAGE, "p. 3", "p. 33", "p. 33"),
    ("a locator", PAGE, "p. 5", "p. 55", "p. 55"),
    ("a caption on the page", PAGE, "As drawn first.", "As it is first.", "“As drawn first.” → “As it is first.”"),
    ("a caption on the page", PAGE, "As drawn second.", "As it is second.", "“As drawn second.” → “As it is second.”"),
    ("an alternative text", PAGE, "![First]", "![Box one]", "![Box one]"),
    ("an alternative text", PAGE, "![Second]", "![Box two]", "![Box two]"),
    ("a script's caption", "figures/s/c.py", "Caption of c", "Caption of see", "“Caption of c.” → “Caption of see.”"),
    ("a script's caption", "figures/s/d.py", "Caption of d", "Caption of dee", "“Caption of d.” → “Caption of dee.”"),
    ("an equation", PAGE, "x = 1", "x = 11", "x = 11"),
    ("an equation", PAGE, "y = 2", "y = 22", "y = 22"),
    ("a cell", PAGE, "cell one", "cell eins", "cell eins"),
    ("a cell", PAGE, "cell two", "cell zwei", "cell zwei"),
    ("an address", PAGE, "example.org/one", "example.org/eins", "example.org/eins"),
    ("an address", PAGE, "example.org/two", "example.org/zwei", "example.org/zwei"),
    ("included text", "parts/one.md", "Included first", "Shown first", "Shown first"),
    ("included text", "parts/two.md", "Included second", "Shown second", "Shown second"),
    ("a number", "figures/s/a.py", '"n", 3', '"n", 7', "s/a#n: 3 → 7"),
    ("a number", "figures/s/b.py", '"n", 4', '"n", 8', "s/b#n: 4 → 8"),
    ("a picture", "figures/s/c.py", "side(5)", "side(9)", "s/c looks different"),
    ("a picture", "figures/s/d.py", "side(6)", "side(8)", "s/d looks different"),
    ("shown code", LIB, "return n + 1", "return 1 + n", "listing shapes.other changed"),
    ("shown code", LIB, "def side(n):\n    return n", "def side(n):\n    return +n", "listing shapes.side changed"),
    ("the head", PAGE, "title: Boxes", "title: Crates", "title: “Boxes” → “Crates”"),
    ("the head", PAGE, "[Which box?]", "[Which crate?]", "questions: “Which box?” → “Which crate?”"),
    ("a work's title", WORKS, "On boxes", "How to cook an egg", "title: “On boxes” → “How to cook an egg”"),
    ("a work's author", WORKS, '"Mo, Mo"', '"Mu, Mo"', "author: “Mo, Mo” → “Mu, Mo”"),
    ("a work's year", WORKS, "issued: 2021", "issued: 1921", "issued: “2021” → “1921”"),
    ("a work's number", WORKS, "10.1038/one", "10.1038/eins", "DOI: “10.1038/one” → “10.1038/eins”"),
    ("a loan's licence", WORKS, "CC-BY-4.0", "MIT", "right: “licence CC-BY-4.0” → “licence MIT”"),
    ("a loan's locator", WORKS, "locator: fig. 2", "locator: fig. 99", "map: locator: “fig. 2” → “fig. 99”"),
    ("a loan's crop", WORKS, "crop: {page: 2", "crop: {page: 9", "map: crop: “page 2"),
    ("what a figure follows", WORKS, "locator: fig. 3", "locator: fig. 33", "follows: locator: “fig. 3” → “fig. 33”"),
]  # fmt: skip


def run(folder, *words):
    return (
        CliRunner()
        .invoke(figpress, [*words, "-C", str(folder)], standalone_mode=False, catch_exceptions=False)
        .output
    )


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    root = tmp_path_factory.mktemp("changed")
    tiny.site(root, SITE)
    run(root, "render", "--quiet")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.org", "commit", "-qm", "one"],
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    for _, name, old, new, _ in CHANGES:
        path = root / name
        assert old in path.read_text(), old
        path.write_text(path.read_text().replace(old, new, 1))
    run(root, "render", "--quiet")
    run(root, "review", "a", "--base", "HEAD", "--to", str(root / "sheets"))
    data = json.loads(run(root, "review", "a", "--base", "HEAD", "--json"))
    return (
        data,
        (root / "sheets/a.html").read_text(),
        run(root, "review", "a", "--base", "HEAD", "--format", "markdown"),
    )


def test_there_are_forty_of_twenty_kinds():
    assert len(CHANGES) >= 40 and len({kind for kind, *_ in CHANGES}) >= 20


@pytest.mark.parametrize(
    "kind, name, old, new, shown", CHANGES, ids=[f"{kind} {i}" for i, (kind, *_) in enumerate(CHANGES)]
)
def test_it_is_on_the_sheet(sheet, kind, name, old, new, shown):
    data, html, _ = sheet
    rows = [row["words"] for row in data["to_look_at"]] + data["prose"]["lines"]
    assert any(shown in row for row in rows), rows
    assert shown.lstrip("-+ ").split("“")[0].split("[")[0] in html.replace("&amp;", "&").replace(
        "<mark>", ""
    ).replace("</mark>", "")
