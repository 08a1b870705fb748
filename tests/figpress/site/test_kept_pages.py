"""A page that is kept is the page that would be made: every edit is built with what is kept and from nothing,
and compared byte by byte.
"""

import re
import shutil
from dataclasses import replace

import pytest
import shelf
from registries import WORKS

from figpress.base.cache import cache_folder
from figpress.base.configuration import open_site
from figpress.freshness.figure import FigureScript
from figpress.site.build import build

CONFIG = """\
site_name: Tiny
theme: {name: mkdocs}
plugins: [search, figpress]
markdown_extensions: [figpress, admonition, pymdownx.snippets: {base_path: [ROOT]}]
nav: [index.md, one.md, two.md, quiet.md]
"""
FILES = {
    "docs/index.md": "# Home\n\nSee [](fig:one/paths), [](fig:two/box), [two](two.md) and [@vaswani2017, "
    "sec. 3].\n",
    "docs/one.md": "---\ntitle: One\nstatus: draft\n---\n# One\n\nAn error "
    "[2.4e-07](val:one/paths#worst_error).\n\n![Two "
    "boxes](fig:one/paths)\n\n![](code:lib.double)\n",
    "docs/two.md": "---\ntitle: Two\nstatus: draft\n---\n# Two\n\n![A box](fig:two/box)\n\n## An "
    'anchor\n\n--8<-- "words.txt"\n',
    "docs/quiet.md": "# Quiet\n\nNothing is looked up here but [a place](two.md#an-anchor).\n",
    "docs/list.md": "# Works\n\n[REFERENCES]\n",
    "words.txt": "Words from a file.\n",
    "src/lib.py": "def double(x):\n    return 2 * x\n",
    "figures/one/paths.py": "# a script\n",
    "figures/two/box.py": "# a script\n",
    "sources.yaml": WORKS,
}


DATE = re.compile(rb"Build Date UTC : .*")  # the theme says when it was used


class Bench:
    """A site that is built again and again."""

    def __init__(self, root):
        self.root, self.changes = root, {}
        self.scripts = {path: text for path, text in FILES.items() if path.startswith("figures/")}
        self.write({**FILES, "mkdocs.yml": CONFIG.replace("ROOT", str(root))})

    def write(self, files):
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, "utf-8")

    def edit(self, path, old, new):
        text = (self.root / path).read_text("utf-8")
        assert old in text
        self.write({path: text.replace(old, new)})

    def gallery(self):
        drawn = [
            shelf.drawn(
                self.root,
                "one/paths",
                script=FigureScript("one/paths", "figures/one/paths.py", "Two boxes are two."),
                functions=("lib.double",),
            ),
            shelf.drawn(self.root, "two/box", script=FigureScript("two/box", "figures/two/box.py", "A box.")),
        ]
        self.write(self.scripts)
        return shelf.FakeGallery(*(replace(figure, **self.changes.get(figure.id, {})) for figure in drawn))

    def build(self):
        """The files of the site, what was said, and the pages that were converted."""
        converted = []
        import mkdocs.structure.pages as pages

        original = pages.Page.render
        pages.Page.render = lambda page, config, files: (
            converted.append(page.file.src_uri) or original(page, config, files)
        )
        try:
            built = build(open_site(self.root), self.gallery(), to=self.root / "out")
        finally:
            pages.Page.render = original
        files = {
            path.relative_to(built.folder).as_posix(): DATE.sub(b"", path.read_bytes())
            for path in built.folder.rglob("*")
            if path.is_file() and path.suffix != ".gz"
        }
        return files, (built.findings, built.warnings), sorted(converted)


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path)
    assert bench.build()[2] == ["index.md", "list.md", "one.md", "quiet.md", "two.md"]
    assert bench.build()[2] == ["list.md"]  # what lists the works of all pages is made each time
    return bench


def as_from_nothing(bench):
    """Builds with what is kept, then without it; both must be the same. The pages that were converted the
    first time.
    """
    files, said, converted = bench.build()
    shutil.rmtree(cache_folder(bench.root, "pages"))
    whole, told, _ = bench.build()
    assert files == whole and said == told
    return converted


EDITS = {
    "a word": (lambda b: b.edit("docs/quiet.md", "Nothing", "Not much"), {"quiet.md"}),
    "a word in a page with figures": (lambda b: b.edit("docs/two.md", "# Two", "# Zwei"), {"two.md"}),
    "a page before it gets a "
    "figure": (lambda b: b.edit("docs/quiet.md", "Nothing", "\n\n![x](fig:one/paths)\n\nNothing"), {"quiet.md"}),
    "figures change "
    "places": (lambda b: (b.edit("mkdocs.yml", "one.md, two.md", "two.md, one.md")), {"index.md", "one.md", "two.md", "quiet.md"}),
    "a figure is redrawn": (lambda b: b.changes.update({"two/box": {"fingerprint": "other", "seconds": 3.0}}), {"two.md"}),
    "a figure failed": (lambda b: b.changes.update({"two/box": {"state": "stale", "reasons": ("lib.double changed",)}}), {"two.md"}),
    "a value changed": (lambda b: b.changes.update({"one/paths": {"values": {"worst_error": 0.5}}}), {"one.md"}),
    "a run executed another "
    "function": (lambda b: b.changes.update({"two/box": {"functions": ("lib.double",)}}), {"one.md", "two.md"}),
    "a script's text": (lambda b: b.scripts.update({"figures/two/box.py": "# another script\n"}), {"two.md"}),
    "a listed function": (lambda b: b.edit("src/lib.py", "2 * x", "x + x"), {"one.md"}),
    "a listed function moves": (lambda b: b.edit("src/lib.py", "def double", "\n\ndef double"), {"one.md"}),
    "a cited work": (lambda b: b.edit("sources.yaml", "Attention Is All You "
                                                      "Need", "Attention"), {"index.md", "one.md", "two.md"}),
    "a figure follows "
    "another": (lambda b: b.edit("sources.yaml", "works:\n", "borrowed:\n  box:\n    work: zhang2023\n    "
                                                             "locator: fig. 1\n    use: redrawn\n    "
                                                             "figure: two/box\n    changes: drawn "
                                                             "again\nworks:\n"), None),
    "another page is the list of "
    "references": (lambda b: (b.edit("docs/list.md", "[REFERENCES]", "none"), b.edit("docs/quiet.md", "Nothing", "\n\n[REFERENCES]\n\nNothing")), {"index.md", "list.md", "quiet.md"}),
    "an included file": (lambda b: b.write({"words.txt": "Other words.\n"}), {"two.md"}),
    "an included file is gone": (lambda b: (b.root / "words.txt").unlink(), {"two.md"}),
    "a linked page is "
    "gone": (lambda b: ((b.root / "docs/list.md").unlink(), b.write({"docs/new.md": "# New\n"})), {"index.md", "new.md", "one.md", "quiet.md", "two.md"}),
    "an anchor is gone": (lambda b: b.edit("docs/two.md", "## An anchor", "## Another"), {"two.md"}),
    "an option of an "
    "extension": (lambda b: b.edit("mkdocs.yml", "admonition,", "admonition, toc: {permalink: "
                                                                "true},"), {"index.md", "one.md", "quiet.md", "two.md"}),
    "a status": (lambda b: b.edit("docs/two.md", "status: draft", "status: in-review"), {"two.md"}),
    "a line of front "
    "matter": (lambda b: b.edit("docs/two.md", "title: Two\n", "title: Two\nplan: shown\n"), {"two.md"}),
}  # fmt: skip


@pytest.mark.parametrize("edit, pages", EDITS.values(), ids=EDITS)
def test_what_is_kept_is_what_would_be_made(bench, edit, pages):
    edit(bench)
    converted = set(as_from_nothing(bench))
    if pages is not None:
        assert converted == pages | ({"list.md"} if (bench.root / "docs/list.md").exists() else set())


def test_what_was_wrong_with_a_kept_page_is_said_again(bench):
    bench.changes = {"two/box": {"state": "stale", "reasons": ("lib.double changed",)}}
    said = bench.build()[1]
    _, again, converted = bench.build()
    assert (
        again == said
        and "figure-stale" in {finding.rule for finding in said[0]}
        and "two.md" not in converted
    )


def test_a_page_that_mkdocs_warns_of_is_not_kept(bench):
    bench.edit("docs/quiet.md", "two.md#", "nowhere.md#")
    for _ in range(2):
        _, (_, warnings), converted = bench.build()
        assert any("nowhere.md" in line for line in warnings) and "quiet.md" in converted


def test_nothing_is_kept_where_a_plugin_or_an_extension_is_not_known(bench):
    bench.write({"hook.py": "def on_page_markdown(markdown, **_):\n    return markdown\n"})
    bench.edit("mkdocs.yml", "nav:", "hooks: [hook.py]\nnav:")
    for _ in range(2):
        assert len(bench.build()[2]) == 5


@pytest.mark.parametrize("damage", [b"", b"rubbish", None])
def test_a_kept_page_that_is_damaged_is_made_anew(bench, damage):
    good = bench.build()[0]
    for path in cache_folder(bench.root, "pages").glob("*"):
        path.write_bytes(path.read_bytes()[:-40] if damage is None else damage)
    files, _, converted = bench.build()
    assert files == good and len(converted) == 5
