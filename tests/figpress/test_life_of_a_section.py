"""The whole life of a section, with the command line and a real git repository: from `new site` to a served
publication and a later change.
"""

import contextlib
import functools
import http.server
import io
import json
import os
import shutil
import subprocess
import threading

import pytest

from figpress.base.errors import Mistake
from figpress.cli.cli import figpress

pytestmark = pytest.mark.slow

pytest.importorskip("matplotlib")


@pytest.fixture
def blog(tmp_path, monkeypatch):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "OMP_NUM_THREADS": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "Al", f"GIT_{who}_EMAIL": "al@example.org"}
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    return Blog(tmp_path / "blog", tmp_path / "www", environment)


class Blog:
    def __init__(self, root, target, environment):
        self.root, self.target, self.environment = root, target, environment

    def run(self, *command, good=True):
        done = subprocess.run(
            command,
            cwd=self.root if self.root.exists() else None,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert good is None or (done.returncode == 0) is good, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def press(self, *arguments, good=True):
        """A verb of the command line, in this process: thirty of them would otherwise import everything
        thirty times.
        """
        said = io.StringIO()
        where = () if arguments[:2] == ("new", "site") else ("-C", str(self.root))
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                status = figpress.main([*arguments, *where], standalone_mode=False)
            except Mistake as mistake:
                said.write(f"figpress: {mistake}")
                status = 1
        assert good is None or (not status) is good, f"{arguments}\n{said.getvalue()}"
        return said.getvalue()

    def commit(self):
        self.run("git", "add", "-A")
        self.run("git", "commit", "-q", "-m", "more")

    def edit(self, name, *pairs):
        path = self.root / name
        text = path.read_text()
        for old, new in pairs:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        path.write_text(text)

    def lacks(self, slug):
        """What the next step of a section lacks, as `check` says it."""
        found = json.loads(self.press("check", "--json", good=None))["findings"]
        return [
            f["message"]
            for f in found
            if f["rule"] == "next-step" and f["where"].startswith(f"docs/{slug}.md")
        ]

    def state(self, id):
        figures = json.loads(self.press("list", "--json"))["figures"]
        return next(figure["state"] for figure in figures if figure["id"] == id)


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_from_nothing_to_a_published_section_and_a_later_change(blog):
    # A site of one's own; its two commands pass.
    blog.press("new", "site", str(blog.root), "--title", "Descents")
    blog.run("make", "site")
    assert "0 errors, 0 warnings" in blog.run("make", "test")
    assert (blog.root / "site" / "first-section" / "index.html").is_file()
    blog.edit(
        "mkdocs.yml", ("# site_url: https://example.org/blog/ ", "site_url: https://example.org/blog/ #")
    )
    blog.run("git", "init", "-q", "-b", "main")
    blog.commit()

    # Planned: what it needs for each step is said, and given.
    blog.press("new", "section", "momentum", "--title", "With momentum")
    blog.press("new", "figure", "momentum/decay")
    blog.edit("docs/momentum.md", ("  What the reader knows before, what after, and by which figures.", " "))
    assert blog.lacks("momentum") == ["to be agreed: plan: is not written"]
    blog.edit("docs/momentum.md", ("plan: >", "plan: Show what inertia does."), ("planned", "agreed"))
    assert blog.lacks("momentum") == ["to be draft: agreed_by: nobody has agreed to the plan"]
    blog.edit("docs/momentum.md", ("status: agreed", "status: draft\nagreed_by: Jo"))
    with (blog.root / "docs" / "momentum.md").open("a") as page:
        page.write(
            "\n## It goes on\n\nAfter twenty steps [0.14](val:momentum/decay#last) is left, see "
            "[](fig:first-section/steps).\n"
        )
    assert blog.lacks("momentum") == [
        "to be in-review: docs/momentum.md:12: no figure and no source under 'It goes on'"
    ]
    with (blog.root / "docs" / "momentum.md").open("a") as page:
        page.write(
            "\nInertia was known before [@rumelhart1986, p. 535].\n\n![Points that sink and level "
            "out](fig:momentum/decay)\n"
        )
    assert "1 error," in blog.press("check", good=False), (
        "the figure was never drawn, so the number cannot be right"
    )
    blog.press("render")
    assert blog.lacks("momentum") == []
    assert "its status is draft" in blog.press("approve", "momentum", "--by", "Jo", good=False)

    # In review: a comment is on the sheet, and in the way of an approval.
    blog.edit(
        "docs/momentum.md", ("status: draft", "status: in-review"), ("is left,", "is left{>>of what?<<},")
    )
    blog.press("review", "momentum", "--base", "HEAD", "--to", str(blog.root / ".figpress" / "out"))
    sheet = (blog.root / ".figpress" / "out" / "momentum.html").read_text()
    for words in (
        "of what?",
        "Show what inertia does.",
        "Learning representations by back-propagating errors",
        "p. 535",
        "0.14",
    ):
        assert words in sheet
    assert "comment still open: of what?" in blog.press("approve", "momentum", "--by", "Jo", good=False)
    blog.edit("docs/momentum.md", ("{>>of what?<<}", ""))
    blog.press("approve", "momentum", "--by", "Jo", "--note", "Read on paper")
    blog.commit()

    # Published: this section, and not the other one, which is still a draft.
    told = blog.press("publish", "--to", str(blog.target))
    assert "left out  first-section  draft" in told and "adds      /momentum/" in told
    assert not (blog.target / "first-section").exists()
    page = (blog.target / "momentum" / "index.html").read_text()
    assert "0.14" in page and 'href="../first-section' not in page and "in-review" not in page
    assert "With momentum" in (blog.target / "feed.xml").read_text()
    figures = json.loads((blog.target / "figures.json").read_text())
    assert {f["id"] for f in figures if f["kind"] == "computed"} == {"momentum/decay"}
    card = next(f for f in figures if (f["page"], f["kind"]) == ("momentum/index.html", "card"))
    assert (
        card["id"] == "momentum/decay"
        and f"https://example.org/blog/{card['src']}" in page
        and (blog.target / card["src"]).is_file()
    )

    # Served: the site is what was sent.
    handler = functools.partial(
        type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}),
        directory=str(blog.target),
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = blog.press("publish", "--check", f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
    assert "files are as they were sent" in told

    # A later change: its figure is stale, its number wrong, its approval gone; what is published stays until
    # all is well again.
    blog.edit("figures/momentum/decay.py", ("0.9**k", "0.8**k"))
    assert blog.state("momentum/decay") == "stale" and blog.state("first-section/steps") == "fresh"
    blog.press("render")
    assert "printed 0.14" in blog.press("check", good=False)
    blog.commit()
    told = blog.press("publish", "--to", str(blog.target), good=False)
    assert (
        "figure momentum/decay changed" in told
        and "value momentum/decay#last" in told
        and "nothing was sent" in told
    )
    assert (blog.target / "momentum" / "index.html").read_text() == page
    blog.press("check", "--write", good=None)  # the number is right again, the approval is not there yet
    assert "[0.01](val:momentum/decay#last)" in (blog.root / "docs" / "momentum.md").read_text()
    review = json.loads(blog.press("review", "momentum", "--base", "HEAD~1", "--json"))
    (figure,) = review["figures"]
    assert figure["change"] == "changed" and figure["functions"] == ["the script's points changed"]
    assert (review["values"][0]["printed"], review["approved"]) == ("0.01", False)
    assert any("value momentum/decay#last: 0.14 → 0.01" in line for line in review["changes"])
    blog.press("approve", "momentum", "--by", "Jo")
    blog.commit()
    assert "changes   /momentum/" in blog.press("publish", "--to", str(blog.target), "--dry-run")
    blog.press("publish", "--to", str(blog.target))
    assert "0.01" in (blog.target / "momentum" / "index.html").read_text()
