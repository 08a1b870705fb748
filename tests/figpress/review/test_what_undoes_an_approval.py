"""An approval is of what readers see: whatever changes that undoes it, and nothing else does."""

from dataclasses import replace

import pytest

from figpress.base.configuration import open_site
from figpress.freshness.figure import Drawn, FigureScript
from figpress.pages.reading import read_pages
from figpress.review import approval
from figpress.review.approve import approve, standings

PAGE = """---
title: Boxes
status: in-review
card: a/second
---
# Boxes

The box is [120](val:a/box#width) wide, and nothing else is said of it [@ito2020, p. 4].

![A box](fig:a/box "A box as we draw it.")

![](code:shapes.width)

![A photo](borrowed:photo)

$$
x = 2 y
$$

--8<-- "parts/claim.md"

--8<-- "parts/lines.md:1:1"

{% include-markdown "../parts/other.md" %}
"""
SITE = {
    "mkdocs.yml": "site_name: Blog\nplugins: [figpress, include-markdown]\n"
    "markdown_extensions: [figpress, pymdownx.snippets]\n",
    "docs/a.md": PAGE,
    "parts/claim.md": 'Boxes are flat.\n\n--8<-- "parts/nested.md"\n',
    "parts/nested.md": "They are [40](val:a/box#height) high.\n",
    "parts/lines.md": "Only this line is shown.\nThis one is not.\n",
    "parts/other.md": "So says everybody [@mo2021].\n\n![Thin](fig:a/thin)\n",
    "parts/unused.md": "Nobody includes this.\n",
    "src/shapes.py": '"""Shapes."""\n\n\ndef width(scale):\n    """The width."""\n    return 120.0 * scale  # pixels\n',
    "sources.yaml": """works:
  ito2020: {type: article-journal, title: On boxes, author: ["Ito, Mo"], issued: 2020, DOI: 10.1038/boxes1, read: {on: 2026-01-01, extent: all, summary: Boxes are measured.}}
  mo2021: {type: webpage, title: On thin things, author: ["Mo, Al"], issued: 2021, URL: "https://example.org/thin", opened: no}
  other2022: {type: webpage, title: On other things, author: ["Li, Bo"], issued: 2022, opened: no}
borrowed:
  photo:
    work: ito2020
    locator: fig. 1
    title: A photo
    use: reproduced
    file: {url: 'https://example.org/p.pdf', sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, media_type: application/pdf, crop: {page: 3, box: [10, 20, 110, 90], dpi: 144, sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb}}
    basis: {kind: licence, licence: CC-BY-4.0, evidence: {url: 'https://example.org', quote: CC BY, checked: 2026-01-01}}
    rightsholder: The Box Company
  followed:
    work: mo2021
    locator: fig. 7
    use: redrawn
    figure: a/box
  elsewhere:
    work: other2022
    locator: fig. 9
    use: reproduced
    file: {url: 'https://example.org/q.png', sha256: cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc, media_type: image/png}
    basis: {kind: licence, licence: CC-BY-4.0, evidence: {url: 'https://example.org', quote: CC BY, checked: 2026-01-01}}
""",
}


class Small:
    """A gallery in memory: pictures are another room's business."""

    def __init__(self):
        self.figures = {
            id: Drawn(
                FigureScript(id, f"figures/{id}.py", f"Caption of {id}."),
                "fresh",
                values=values,
                fingerprint=one * 64,
            )
            for id, values, one in (
                ("a/box", {"width": 120.0004, "height": 40.0}, "1"),
                ("a/thin", {}, "2"),
                ("a/second", {}, "3"),
            )
        }

    def figure(self, id):
        return self.figures.get(id)

    def ids(self):
        return tuple(self.figures)

    def change(self, id, **fields):
        self.figures[id] = replace(self.figures[id], **fields)


@pytest.fixture
def blog(tmp_path):
    for name, text in SITE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    gallery = Small()
    approve(open_site(tmp_path), gallery, "a", "Jo", "2026-01-02")
    assert stands(tmp_path, gallery).state == "approved"
    return tmp_path, gallery


def stands(root, gallery):
    return standings(open_site(root), gallery).standings["a.md"]


def words(name, old, new):
    """A change of a file's words."""

    def change(root, gallery):
        path = root / name
        before = path.read_bytes().decode()
        assert old in before
        path.write_bytes(before.replace(old, new, 1).encode())

    return change


def drawn(id, **fields):
    """A change of a figure."""
    return lambda root, gallery: gallery.change(id, **fields)


VISIBLE = {
    "a word of the page": words("docs/a.md", "nothing else", "little else"),
    "the title": words("docs/a.md", "title: Boxes", "title: Crates"),
    "a heading's level": words("docs/a.md", "# Boxes", "## Boxes"),
    "an alternative text": words("docs/a.md", "![A box]", "![The box]"),
    "a caption on the page": words("docs/a.md", "as we draw it", "as it is"),
    "an equation": words("docs/a.md", "x = 2 y", "x = 3 y"),
    "a locator": words("docs/a.md", "p. 4", "p. 5"),
    "the card": words("docs/a.md", "card: a/second", "card: a/thin"),
    "the card's figure": drawn("a/second", fingerprint="9" * 64),
    "included words": words("parts/claim.md", "flat", "round"),
    "words included by what is included": words("parts/nested.md", "high", "tall"),
    "a line that is shown": words("parts/lines.md", "Only this", "Just this"),
    "words of the other plugin": words("parts/other.md", "everybody", "nobody"),
    "a figure inside an include": drawn("a/thin", fingerprint="8" * 64),
    "a number inside an include": drawn("a/box", values={"width": 120.0004, "height": 41.0}),
    "a number": drawn("a/box", values={"width": 121.0, "height": 40.0}),
    "a picture": drawn("a/box", fingerprint="7" * 64),
    "a script's caption": drawn("a/thin", script=FigureScript("a/thin", "figures/a/thin.py", "Another.")),
    "code that is shown": words("src/shapes.py", "120.0 * scale", "scale * 120.0"),
    "a work's title": words("sources.yaml", "On boxes", "How to cook an egg"),
    "a work's author": words("sources.yaml", '["Ito, Mo"]', '["Ito, Moe"]'),
    "a work's year": words("sources.yaml", "issued: 2020", "issued: 2019"),
    "a work's identifier": words("sources.yaml", "10.1038/boxes1", "10.1038/eggs1"),
    "a work cited inside an include": words("sources.yaml", "On thin things", "On thick things"),
    "a work's address": words("sources.yaml", "example.org/thin", "example.org/thick"),
    "a loan's file": words("sources.yaml", "a" * 64, "d" * 64),
    "a loan's crop": words("sources.yaml", "[10, 20, 110, 90]", "[10, 20, 110, 80]"),
    "a loan's page": words("sources.yaml", "page: 3", "page: 4"),
    "a crop's pixels": words("sources.yaml", "b" * 64, "e" * 64),
    "a loan's locator": words("sources.yaml", "locator: fig. 1", "locator: fig. 99"),
    "a loan's title": words("sources.yaml", "title: A photo", "title: A picture"),
    "a loan's use": words("sources.yaml", "use: reproduced", "use: adapted\n    changes: cut"),
    "a loan's licence": words("sources.yaml", "licence: CC-BY-4.0", "licence: MIT"),
    "a loan's basis": words("sources.yaml", "kind: licence, licence: CC-BY-4.0", "kind: public-domain"),
    "a rightsholder": words("sources.yaml", "The Box Company", "The Crate Company"),
    "what a figure follows": words("sources.yaml", "locator: fig. 7", "locator: fig. 8"),
    "the style of references": words("mkdocs.yml", "[figpress,", "[{figpress: {style: ieee}},"),
}
UNSEEN = {
    "other line breaks": words("docs/a.md", "wide, and nothing", "wide,\nand nothing"),
    "line ends": lambda root, gallery: (root / "docs/a.md").write_bytes(PAGE.replace("\n", "\r\n").encode()),
    "a status": words("docs/a.md", "status: approved", "status: published"),
    "another writing of the front matter": words("docs/a.md", "title: Boxes", 'title: "Boxes"'),
    "digits that are not printed": drawn("a/box", values={"width": 120.0001, "height": 40.0}),
    "a figure that is only stale": drawn("a/box", state="stale", reasons=("a comment",)),
    "a comment in shown code": words("src/shapes.py", "# pixels", "# of the screen"),
    "a docstring in shown code": words("src/shapes.py", "The width.", "How wide it is."),
    "a comment in sources.yaml": words("sources.yaml", "works:", "# all of them\nworks:"),
    "the order of keys": words(
        "sources.yaml",
        'title: On thin things, author: ["Mo, Al"]',
        'author: ["Mo, Al"], title: On thin things',
    ),
    "a work that is not cited": words("sources.yaml", "On other things", "On others"),
    "a loan of another page": words("sources.yaml", "fig. 9", "fig. 10"),
    "what was read of a work": words("sources.yaml", "extent: all", "extent: page 1"),
    "a reader's summary": words("sources.yaml", "Boxes are measured", "Boxes are weighed"),
    "the day a right was looked at": words("sources.yaml", "checked: 2026-01-01", "checked: 2026-02-01"),
    "a line that is not shown": words("parts/lines.md", "This one is not", "Nor is this"),
    "a file that nobody includes": words("parts/unused.md", "Nobody", "No one"),
    "another option of the site": words("mkdocs.yml", "site_name: Blog", "site_name: Blog\nsite_author: Jo"),
}


@pytest.mark.parametrize("what", VISIBLE)
def test_what_readers_see_undoes_it_and_is_named(blog, what):
    root, gallery = blog
    VISIBLE[what](root, gallery)
    found = stands(root, gallery)
    assert found.state == "changed" and found.changes != ("the approval's own entry was edited",)


@pytest.mark.parametrize("what", UNSEEN)
def test_what_they_cannot_see_does_not(blog, what):
    root, gallery = blog
    UNSEEN[what](root, gallery)
    assert str(stands(root, gallery)) == "approved by Jo on 2026-01-02"


def test_there_are_enough_of_both():
    assert len(VISIBLE) >= 25 and len(UNSEEN) >= 15


@pytest.mark.parametrize(
    "config, line",
    [
        ("markdown_extensions: [pymdownx.snippets]", '--8<-- "gone.md"'),
        (
            "markdown_extensions: [{pymdownx.snippets: {url_download: true}}]",
            '--8<-- "https://example.org/x.md"',
        ),
        ("plugins: [include-markdown]", '{% include-markdown "gone.md" %}'),
        ("plugins: [include-markdown]", '{% include "https://example.org/x.md" %}'),
        ("plugins: [macros]", "The answer is {{ answer }}."),
        ("markdown_extensions: [markdown_include.include]", "{!gone.md!}"),
    ],
)
def test_what_cannot_be_resolved_cannot_be_approved(tmp_path, config, line):
    from figpress.base.errors import Mistake

    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Blog\n{config}\n")
    (tmp_path / "docs/a.md").write_text(f"---\nstatus: in-review\n---\n# A\n\nWords.\n\n{line}\n")
    with pytest.raises(Mistake, match=r"docs/a.md:8: (cannot be included|text of another server|a macro)"):
        approve(open_site(tmp_path), Small(), "a", "Jo", "2026-01-02")


@pytest.mark.parametrize("line", ['--8<-- "gone.md"', '{% include-markdown "gone.md" %}', "{{ answer }}"])
def test_a_directive_that_the_site_does_not_know_is_only_words(tmp_path, line):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Blog\n")
    (tmp_path / "docs/a.md").write_text(f"---\nstatus: in-review\n---\n# A\n\n{line}\n")
    approve(open_site(tmp_path), Small(), "a", "Jo", "2026-01-02")
    assert stands(tmp_path, Small()).state == "approved"


def test_two_branches_that_approve_merge(tmp_path):
    """Git itself is the oracle: both approvals are there, nothing is in conflict, and neither is half one."""
    import subprocess

    def git(*arguments):
        done = subprocess.run(
            ["git", "-c", "user.name=Jo", "-c", "user.email=jo@example.org", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    for name, text in SITE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "one")
    for branch, name in (("left", "Ada"), ("right", "Bo")):
        git("checkout", "-qb", branch, "main")
        approve(open_site(tmp_path), Small(), "a", name, "2026-01-02")
        git("add", "-A")
        git("commit", "-qm", branch)
    git("merge", "-q", "left")
    (page,) = read_pages(open_site(tmp_path))
    assert [given.by for given in page.section.approvals] == ["Ada", "Bo"]
    assert stands(tmp_path, Small()).state == "approved"


CONFLICT = (
    "<<<<<<< HEAD\nby: Ada\n=======\nby: Bo\n>>>>>>> right\non: 2026-01-02\ndigest: sha256:" + "a" * 64 + "\n"
)


@pytest.mark.parametrize(
    "text, said",
    [
        (CONFLICT, "git left the marks of an unfinished merge on line 1"),
        ("by: Ada\ndigest: sha256:" + "a" * 64, "it does not say 'on'"),
        ("by: Ada\non: 2026-01-02\ndigest: deadbeef", "its digest is none: 'deadbeef'"),
        ("- by: Ada", "it is a mapping with by, on and digest"),
        ("by: [", "no approval: "),
        ("by: Ada\non: x\ndigset: y", "unknown key: digset. Did you mean 'digest'?"),
    ],
)
def test_a_broken_approval_is_a_finding_and_stops_nothing(blog, text, said):
    from figpress.freshness.lock import Lock
    from figpress.review.approve import section_findings

    root, gallery = blog
    (root / "approvals/a/2026-01-03-ada-aaaa.yaml").write_text(text)
    assert stands(root, gallery).state == "approved"
    site = open_site(root)
    found = [f for f in section_findings(site, read_pages(site), (), Lock()) if f.rule == "bad-approval"]
    assert (
        len(found) == 1
        and said in found[0].message
        and found[0].where.path.startswith("approvals/a/2026-01-03")
    )


def test_a_page_with_the_marks_of_a_merge_says_so(blog):
    from figpress.base.errors import Mistake

    root, _ = blog
    (root / "docs/a.md").write_text(
        PAGE.replace("title: Boxes\n", "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> b\n")
    )
    with pytest.raises(Mistake, match="docs/a.md:2: git left the marks of an unfinished merge"):
        read_pages(open_site(root))


def test_approvals_in_front_matter_count_for_nothing_and_that_is_said(blog):
    from figpress.freshness.lock import Lock
    from figpress.review.approve import section_findings

    root, gallery = blog
    given = approval.approve(standings(open_site(root), gallery).parts["a.md"], "Al", "2026-01-05")
    text = PAGE.replace("card:", f"approvals:\n- by: Al\n  on: 2026-01-05\n  digest: {given.digest}\ncard:")
    (root / "docs/a.md").write_text(text)
    assert stands(root, gallery).by == "Jo"
    site = open_site(root)
    (found,) = [f for f in section_findings(site, read_pages(site), (), Lock()) if f.rule == "old-approval"]
    assert str(found.where) == "docs/a.md:4"
