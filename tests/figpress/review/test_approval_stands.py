"""An approval survives reformatting of every source file, and falls with one word, one value, one caption,
one borrowed file.
"""

import ast
import io
import json
import re
import tokenize

import pytest

from figpress.base.configuration import open_site
from figpress.freshness.gallery import open_gallery
from figpress.review.approve import approve, standings
from figpress.running.render import render

SITE = {
    "mkdocs.yml": "site_name: Blog\nplugins: [figpress]\nmarkdown_extensions: [figpress]\n",
    "docs/a.md": """---
title: Boxes   # the title
status: in-review
---
# Boxes

The box is [120](val:a/box#width) wide,
and nothing else is said of it.

![A box](fig:a/box)

![](code:shapes.width)

![A photo](borrowed:photo)
""",
    "figures/a/box.py": '''"""A box."""

import figpress
from shapes import width


class Picture:
    def to_svg(self):
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="{width(1)}" height="40"/></svg>'


figpress.show(Picture())
figpress.value("width", width(1))
figpress.value("noise", width(1) * 1e-3)
''',
    "src/shapes.py": '''"""Shapes."""


def width(scale):
    """The width of a box."""
    wide = 120.0  # in pixels
    return wide * scale
''',
    "sources.yaml": f"""works:
  ito2020: {{type: article-journal, title: On boxes, author: ["Ito, Mo"], issued: 2020, opened: no}}
borrowed:
  photo:
    work: ito2020
    locator: fig. 1
    title: A photo
    use: reproduced
    file: {{url: 'https://example.org/p.png', sha256: {"a" * 64}, media_type: image/png}}
    basis: {{kind: licence, licence: CC-BY-4.0, evidence: {{url: 'https://example.org', quote: CC BY, checked: 2026-01-01}}}}
""",
}


@pytest.fixture
def blog(tmp_path):
    for name, text in SITE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    site = open_site(tmp_path)
    assert render(site).good
    approve(site, open_gallery(site), "a", "Jo", "2026-01-02")
    assert stands(site).state == "approved"
    return site


def stands(site):
    render(site)
    return standings(site, open_gallery(site)).standings["a.md"]


def edit(site, name, old, new):
    path = site.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def reformatted(text):
    """A program written otherwise: other quotes, other line breaks, other comments, other words in docstrings
    below the first.
    """
    tree = ast.parse(text)
    lines = ast.unparse(tree).splitlines()
    return (
        "\n".join(
            f"{line}  # {n}" if not line.rstrip().endswith(("\\", '"""')) and '"""' not in line else line
            for n, line in enumerate(lines)
        )
        + "\n\n\n"
    )


def test_it_survives_reformatting_of_every_source_file(blog):
    for path in [*blog.root.glob("src/*.py"), *blog.root.glob("figures/*/*.py")]:
        before = path.read_text()
        path.write_text(reformatted(before))
        assert path.read_text() != before and list(
            tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
        )
    page = blog.docs / "a.md"
    page.write_text(
        page.read_text()
        .replace("wide,\nand nothing else\n", "wide, and\nnothing else\n")
        .replace("wide,\nand", "wide, and")
    )
    text = page.read_text()
    page.write_text(re.sub(r"title: Boxes   # the title", 'title: "Boxes"', text))
    sources = blog.root / "sources.yaml"
    sources.write_text(
        "# a comment\n" + sources.read_text().replace("title: A photo\n", 'title: "A photo"\n')
    )
    lock = blog.root / "figures.lock"
    lock.write_text(json.dumps(json.loads(lock.read_text())))
    assert stands(blog).state == "approved"


def test_it_survives_a_number_that_moves_below_what_is_printed(blog):
    edit(
        blog,
        "figures/a/box.py",
        'figpress.value("width", width(1))',
        'figpress.value("width", width(1))\nfigpress.value("width", width(1) + 0.01)',
    )
    assert "value a/box#width" not in str(stands(blog)), "the code changed, the printed number did not"


@pytest.mark.parametrize(
    "name, old, new, said",
    [
        ("docs/a.md", "nothing else", "little else", "text changed"),
        ("src/shapes.py", "120.0", "130.0", "value a/box#width: 120 → 130"),
        ("figures/a/box.py", '"""A box."""', '"""A wide box."""', "caption a/box changed"),
        ("sources.yaml", "a" * 64, "b" * 64, "borrowed photo changed"),
        ("src/shapes.py", "wide * scale", "scale * wide", "figure a/box changed"),
        ("src/shapes.py", "wide * scale", "scale * wide", "listing shapes.width changed"),
        ("docs/a.md", "![A box]", "![Another box]", "text changed"),
    ],
)
def test_it_falls_and_says_why(blog, name, old, new, said):
    edit(blog, name, old, new)
    found = stands(blog)
    assert found.state == "changed" and said in found.changes
    edit(blog, name, new, old)
    assert stands(blog).state == "approved"
