"""One line adopts a site: a page that uses nothing keeps every byte, and what was no error becomes none."""

import re
import subprocess
import sys

import pytest

from figpress.base.configuration import open_site
from figpress.pages.reading import read_pages
from figpress.review.adopting import pictures
from figpress.review.check import check
from figpress.site.tex_findings import tex_findings

DATE = re.compile(rb"Build Date UTC : .*")
CONFIG = """\
site_name: A site
site_url: https://example.org/
theme: {name: material}
plugins:
  - search
extra:
  status: {beta: Beta}
extra_css: [own.css]
markdown_extensions: [admonition, attr_list, footnotes, md_in_html, tables, pymdownx.details, pymdownx.superfences]
"""
PAGES = {
    "index.md": "# Home\n\n![Mine](img/own.png) and ![theirs](https://example.org/x.png).\n\nA note.[^1] Mail [@home] or @me.\n\n[^1]: Said below.\n",
    "money.md": "# Money\n\n**35$** on weekdays or **40$**, US$9, 5$-10$, and `$HOME`.\n\n| a | b |\n|---|---|\n| $5 | 6$ |\n",
    "escaped.md": "# Escaped\n\n\\(optional\\) and \\[citation needed\\]\n\n[CREDITS]\n\n[CREDITS]: index.md\n",
    "theme.md": "---\nstatus: beta\ncards: 3\nplan_b: yes\ntags: [a]\n---\n# Theme\n\n??? note \"A [link](index.md)\"\n    Text.\n\n<details><summary>see <a href=\"../\">home</a></summary>x</details>\n",
    "new.md": "---\nstatus: new\n---\n# New\n\nSee [](index.md).\n",
    "sub/deep.md": "# Deep\n\n" + "A paragraph with a \"straight\" quote.\n\n## Next\n\n```python\nx = '![](fig:a/b)'\n```\n",
}  # fmt: skip


@pytest.fixture
def site(tmp_path):
    def made(config=CONFIG, name="mkdocs.yml", pages=PAGES, **more):
        files = {
            name: config,
            **{f"docs/{path}": text for path, text in pages.items()},
            "docs/own.css": "a{}",
            **more,
        }
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
        (tmp_path / "docs" / "img").mkdir(exist_ok=True)
        (tmp_path / "docs" / "img" / "own.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        return tmp_path

    return made


def built(root, *options):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", "out", *options],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    folder = root / "out"
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".gz"]
    return {path.relative_to(folder).as_posix(): DATE.sub(b"", path.read_bytes()) for path in paths}


@pytest.mark.parametrize("more", ["", "  - tags\n", "  - social: {enabled: false}\n"])
def test_a_site_that_uses_nothing_is_byte_for_byte_what_it_was(site, more):
    before = built(site(CONFIG.replace("  - search\n", "  - search\n" + more)))
    after = built(site(CONFIG.replace("  - search\n", "  - search\n  - figpress\n" + more)))
    after.pop("figures.json", None)
    assert before == after


def test_nothing_is_executed_for_a_site_that_shows_nothing(site):
    root = site(CONFIG.replace("  - search\n", "  - figpress\n"), **{"figures/boom.py": "open('ran', 'w')\n"})
    built(root)
    assert not list(root.rglob("ran"))


@pytest.mark.parametrize(
    "own",
    [
        "markdown_extensions:\n  - pymdownx.arithmatex: {generic: true}\n",
        "extra_javascript: [https://cdn.example.org/mathjax@3/tex-mml-chtml.js]\n",
    ],
)
def test_a_site_with_mathematics_of_its_own_keeps_it(site, own):
    pages = {
        "index.md": "# Home\n\n$x$ and \\(y^2\\).\n\n$$\na = b \\label{eq:one}\n$$\n\n$$ \\nonsense $$\n\nSee \\eqref{eq:one}.\n"
    }
    config = re.sub(r"markdown_extensions:.*\n", "", CONFIG) + own
    before = built(site(config, pages=pages))
    root = site(config.replace("  - search\n", "  - search\n  - figpress\n"), pages=pages)
    after = built(root)
    after.pop("figures.json", None)
    assert before == after
    assert not [finding for finding in check(open_site(root)) if finding.severity == "error"]


@pytest.mark.parametrize("name", ["mkdocs.yaml", "other.yml"])
def test_the_configuration_is_the_one_that_mkdocs_loaded(site, name, monkeypatch):
    monkeypatch.setenv("PAGES_IN", "text")
    root = site(
        "INHERIT: base.yml\nsite_name: Child\ndocs_dir: !ENV [PAGES_IN, docs]\nplugins:\n  figpress: {macros: {'\\RR': '\\mathbb{R}'}}\n",
        name,
        **{
            "base.yml": "theme: {name: mkdocs}\nplugins: {search: {}}\nrepo_url: https://example.org/repo\n",
            "text/index.md": "# Text\n\n$\\RR$\n",
            "mkdocs.yml": "not: [valid\n",
        },
    )
    if name == "mkdocs.yaml":
        (root / "mkdocs.yml").unlink()
    page = built(root, "-f", name)["index.html"].decode()
    assert "mathbb" in page and "fp-problem" not in page
    opened = open_site(root, root / name)
    assert (opened.docs_dir, opened.repo_url, opened.title) == ("text", "https://example.org/repo", "Child")


def test_styles_and_scripts_go_only_where_something_is_used(site):
    files = built(
        site(CONFIG.replace("  - search\n", "  - figpress\n"), pages={**PAGES, "used.md": "# Used\n\n$x$\n"})
    )
    assert b"katex.min.css" in files["used/index.html"] and b"figpress.js" in files["used/index.html"]
    assert all(
        b"assets/figpress" not in text
        for path, text in files.items()
        if path.endswith(".html") and "used" not in path
    )
    assert files["used/index.html"].index(b"figpress.css") < files["used/index.html"].index(b"own.css")


def test_footnotes_move_only_when_asked(site):
    page = {"index.md": "# Home\n\nA note.[^1] $x$\n\n[^1]: Said below.\n"}
    stay = built(site(CONFIG.replace("  - search\n", "  - figpress\n"), pages=page))["index.html"]
    move = built(site(CONFIG.replace("  - search\n", "  - figpress: {side_notes: true}\n"), pages=page))[
        "index.html"
    ]
    assert b'class="fp-side"' not in stay and b'class="fp-side"' in move


def test_check_finds_no_error_on_pages_that_use_nothing(site):
    pages = {**PAGES, "math.md": "# M\n\nA formula $x^2$.\n\n$$\na = b\n$$\n"}
    root = site(CONFIG.replace("  - search\n", "  - figpress\n"), pages=pages)
    assert not [str(finding) for finding in check(open_site(root)) if finding.severity == "error"]


def test_tex_that_the_build_cannot_read_is_told_by_check_with_its_line(site):
    pages = {"index.md": "# M\n\nIt is $\\frac{1}$.\n\n$$\n\\nonsense\n$$\n\n\\[ x = \\eqref{eq:none} \\]\n"}
    root = site(CONFIG.replace("  - search\n", "  - figpress\n"), pages=pages)
    opened = open_site(root)
    told = {(str(f.where), f.rule) for f in tex_findings(opened, read_pages(opened))}
    assert told == {
        ("docs/index.md:3", "bad-tex"),
        ("docs/index.md:5", "bad-tex"),
        ("docs/index.md:9", "unknown-equation"),
    }


def test_pictures_are_listed_once_each_on_request_only(site):
    pages = {
        "index.md": "# M\n\n![a](img/own.png) ![b](img/own.png)\n\n<img src='https://example.org/x.png'>\n\n`![c](no.png)`\n"
    }
    root = site(
        CONFIG.replace("  - search\n", "  - figpress\n"), pages=pages, **{"scripts/own.py": "x = 1\n"}
    )
    opened = open_site(root)
    told = [f.message for f in pictures(opened, read_pages(opened))]
    assert told == [
        "img/own.png may be drawn by scripts/own.py",
        "https://example.org/x.png is loaded from elsewhere",
    ]
    assert not [f for f in check(opened) if f.severity == "error"]


def test_every_page_has_the_style_and_the_script_where_the_site_asks(site):
    """A page that uses nothing, and the one that the theme makes alone."""
    every = CONFIG.replace("  - search\n", "  - search\n  - figpress: {every_page: true}\n")
    made = built(site(every, pages={"index.md": "# Home\n\nA word.\n"}))
    assert b"figpress/figpress.css" in made["index.html"] and b"figpress/figpress.js" in made["index.html"]
    assert "assets/figpress/figpress.css" in made and b'aria-label="Search"' in made["404.html"]
