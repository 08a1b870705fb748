"""What a hostile pull request may bring: each is refused in words, or read, and neither waits nor unfolds for ever."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from engine.sites import figure, tiny

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.cli.cli import figpress as command
from figpress.pages.included import included
from figpress.pages.reading import read_pages
from figpress.review.check import check

CONFIG = "site_name: X\nplugins: [figpress]\nnav: [index.md, a.md]\n"
PAGE = "---\ntitle: A\nstatus: draft\n---\n# A\n\nwords ![f](fig:f) [@w, p. 2]\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n" for before, after in zip("abcdefgh", "bcdefghi")
)
DEEP = "[" * 20_000


@pytest.fixture(autouse=True)
def its_own_mirror(monkeypatch):
    """What the machine's settings name stands above what a site says: CI has a mirror."""
    monkeypatch.delenv("FIGPRESS_MIRROR", raising=False)


def put(name, content):
    def planted(root):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return planted


def link(name, to):
    def planted(root):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(to)

    return planted


def pipe(name):
    def planted(root):
        (root / name).unlink(missing_ok=True)
        os.mkfifo(root / name)

    return planted


DEVICES = {
    "lock": link("figures.lock", "/dev/zero"), "registry": link("sources.yaml", "/dev/zero"), "page": link("docs/b.md", "/dev/zero"),
    "script": link("figures/g.py", "/dev/zero"), "library": link("src/in/lib.py", "/dev/zero"), "replicas": link("replicas.json", "/dev/zero"),
    "review": link("reviews/a/x.json", "/dev/zero"), "approval": link("approvals/a/x.yaml", "/dev/zero"), "the terminal": link("docs/b.md", "/dev/stdin"),
    "a page that waits": pipe("docs/b.md"), "a script that waits": pipe("figures/g.py"),
}  # fmt: skip
REFUSED = {
    "configuration": (link("mkdocs.yml", "/dev/zero"), "no mkdocs.yml|no file"),
    "a page of the machine's": (link("docs/b.md", "/etc/passwd"), "docs/b.md: a link out of the site's folder"),
    "bomb in the configuration": (put("mkdocs.yml", BOMB + CONFIG + "extra: *i\n"), "aliases unfold"),
    "bomb in a page": (put("docs/a.md", f"---\n{BOMB}questions: [*i]\nstatus: draft\n---\n"), "aliases unfold"),
    "circle in a page": (put("docs/a.md", "---\nquestions: &x [*x]\nstatus: draft\n---\n"), "recursive node|stands inside itself"),
    "deep configuration": (put("mkdocs.yml", CONFIG + "extra: " + DEEP), "mkdocs.yml"),
    "deep nav": (put("mkdocs.yml", CONFIG.replace("[index.md, a.md]", "[" * 900 + "]" * 900)), "nested"),
    "deep page": (put("docs/a.md", f"---\nstatus: draft\nquestions: {DEEP}\n---\n"), "docs/a.md"),
    "docs of the machine": (put("mkdocs.yml", CONFIG + "docs_dir: /\n"), "docs_dir is /"),
    "docs of the neighbours": (put("mkdocs.yml", CONFIG + "docs_dir: ..\n"), "docs_dir is .."),
    "figures of the machine": (put("mkdocs.yml", CONFIG.replace("[figpress]", "[figpress: {figures_dir: /}]")), "figures_dir is /"),
    "code of the machine": (put("mkdocs.yml", CONFIG.replace("[figpress]", "[figpress: {source_dirs: [/]}]")), "source_dirs is /"),
    "mirror of the machine": (put("mkdocs.yml", CONFIG.replace("[figpress]", "[figpress: {mirror: /}]")), "mirror is /"),
    "a site over its code": (put("mkdocs.yml", CONFIG + "site_dir: src\n"), "site_dir is src"),
    "a site over itself": (put("mkdocs.yml", CONFIG + "site_dir: .\n"), "site_dir is ."),
    "a site over the machine": (put("mkdocs.yml", CONFIG + "site_dir: /\n"), "site_dir is /"),
    "a name of no letters": (put(os.fsdecode(b"figures/\xff.py"), figure("1")), "not UTF-8"),
}  # fmt: skip
READ = {
    "brackets": put("figures/g.py", "x = " + "(" * 9_000), "signs": put("figures/g.py", "x = " + "-" * 90_000 + "1"),
    "attributes": put("figures/g.py", "x = a" + ".b" * 50_000), "digits": put("figures/g.py", "x = " + "1" * 100_000),
    "branches": put("figures/g.py", "if 1:\n x=1\n" + "elif 1:\n x=1\n" * 4_000), "a zero": put("figures/g.py", "x = 1\0"),
    "lambdas": put("figures/g.py", "x = " + "lambda: " * 20_000 + "1\n"), "a sum": put("figures/g.py", "x = " + "+".join(["'a'"] * 30_000)),
    "a folder": lambda root: (root / "figures" / "d.py").mkdir(), "a circle of folders": lambda root: (root / "docs" / "in").symlink_to(root / "docs"),
    "a link to nowhere": link("docs/c.csv", "nowhere"), "a style of the machine's": put("mkdocs.yml", CONFIG.replace("[figpress]", "[figpress: {style: ../../etc/passwd}]")),
}  # fmt: skip


@pytest.fixture
def root(tmp_path):
    tiny(
        tmp_path,
        {"mkdocs.yml": CONFIG, "docs/a.md": PAGE, "figures/f.py": figure("1"), "src/lib.py": "K = 1\n"},
    )
    return tmp_path


@pytest.mark.parametrize("name", DEVICES)
def test_what_has_no_end_is_refused_before_it_is_read(root, name):
    DEVICES[name](root)
    with pytest.raises(Mistake, match="a device|a pipe") as told:
        open_site(root)
    assert told.value.where.path and told.value.hint


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_named(root, name):
    plant, said = REFUSED[name]
    plant(root)
    with pytest.raises(Mistake, match=said):
        check(open_site(root))


@pytest.mark.parametrize("name", READ)
def test_what_is_odd_and_no_more_is_read(root, name):
    READ[name](root)
    try:
        assert check(open_site(root)) is not None
    except Mistake as mistake:
        assert mistake.where


def test_no_word_of_theirs_moves_the_cursor(root):
    """Names and texts of a clone on a reader's terminal: no title is set, nothing is wiped or turned round."""
    put("docs/\x1b]0;owned\x07\u202e.md", PAGE + "\n[1](val:\x1b[2Jx#y) ![a](fig:\x1b]0;q)\n")(root)
    put("figures/\x1b[31mred.py", "1/0\n")(root)
    for words in (["check"], ["list"], ["check", "--lines"], ["why", "\x1b[31mred"], ["render"]):
        told = CliRunner().invoke(command, [*words, "-C", str(root)], color=False)
        said = told.output + str(told.exception or "")
        assert not set(said) & set("\x1b\x07\u202e\x9b"), words


def test_no_line_of_a_script_is_repeated_as_it_stands(root):
    """Python warns of odd literals, and shows the line: in a stranger's script that is an escape sequence."""
    put("figures/\x1b[31mred.py", 'x = 1if "\x1b]0;owned\x07" else 2\n')(root)
    put("figures/g.py", 'x = 1if "\x1b]0;owned\x07" else "\\d"\n')(root)
    for words in (["check"], ["list"], ["why", "g"]):
        done = subprocess.run(
            [sys.executable, "-W", "default", "-P", "-m", "figpress", *words],
            cwd=root,
            capture_output=True,
            text=True,
        )
        assert not set(done.stdout + done.stderr) & set("\x1b\x07"), words


def test_pages_that_include_one_another_for_ever(root):
    put("mkdocs.yml", CONFIG.replace("[figpress]", "[figpress, include-markdown]"))(root)
    put("docs/a.md", PAGE + '\n{% include-markdown "a.md" %}\n{% include-markdown "a.md" %}\n')(root)
    site = open_site(root)
    (page,) = (page for page in read_pages(site) if page.source == "a.md")
    assert any("more than" in why for _, why in included(site, page).unresolved)


@pytest.mark.parametrize(
    "extension, words",
    [
        ("pymdownx.snippets: {base_path: [/], restrict_base_path: false}", '--8<-- "etc/passwd"'),
        ("pymdownx.snippets: {restrict_base_path: false}", '--8<-- "../../../../../../../../etc/passwd"'),
        ("markdown_include.include: {base_path: /}", "{!etc/passwd!}"),
    ],
)
def test_a_page_includes_nothing_of_the_machines(root, extension, words):
    """A review travels: what it includes is of the site."""
    put("mkdocs.yml", CONFIG + f"markdown_extensions:\n  - {extension}\n")(root)
    put("docs/a.md", f"{PAGE}\n{words}\n")(root)
    site = open_site(root)
    for page in read_pages(site):
        assert "root:" not in included(site, page).body
