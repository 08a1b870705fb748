"""The workflow of a pull request, run step by step in real git repositories: its comment, and the pictures that it shows.

The steps are read from review.yml and run by bash as they stand. What stands in for GitHub: a bare repository, a server on
loopback that keeps comments and serves the bare repository's files, a `gh` that talks to it, folders for artefacts. An
expression that is not known here stops the test, so a workflow that changes is tried anew.
"""

import http.server
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
import tiny
import yaml
from PIL import Image

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/review.yml").read_text())
FIGURE = '''"""A box."""
import figpress


class Box:
    def to_svg(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="{width}" height="40"/></svg>'


figpress.show(Box())
figpress.value("width", {width})
'''
PAGE = """---
title: Boxes
status: draft
---
# Boxes

The box is [{width}](val:s/box#width) wide.

![A box](fig:s/box)
{more}"""
SITE = {
    "mkdocs.yml": "site_name: Blog\nplugins: [figpress]\nmarkdown_extensions: [figpress]\n",
    ".gitignore": ".figpress\nsheets\ncomment\nshelf\n",
    "docs/a.md": PAGE.format(width=20, more=""),
    "figures/s/box.py": FIGURE.format(width=20),
}
# What stands in for the program `gh`: the one call that the workflow makes, over HTTP.
GH = """#!{python}
import json, os, sys, urllib.request
pr, comment, number, *words = sys.argv[1:]
assert (pr, comment) == ("pr", "comment") and words[:3] == ["--edit-last", "--create-if-none", "--body-file"], sys.argv
assert os.environ["GH_TOKEN"] == "of-the-run"
base = os.environ["GITHUB_API_URL"] + "/repos/o/blog/issues/"
mine = json.load(urllib.request.urlopen(base + number + "/comments"))
body = json.dumps({{"body": open(words[3], encoding="utf-8").read()}}).encode()
where, how = (base + "comments/%d" % mine[-1]["id"], "PATCH") if mine else (base + number + "/comments", "POST")
urllib.request.urlopen(urllib.request.Request(where, body, method=how))
"""


class Forge(http.server.BaseHTTPRequestHandler):
    """Comments of pull requests, and the files of a bare repository."""

    bare: Path
    comments: list[dict]

    def do_GET(self):
        if raw := re.fullmatch(r"/o/blog/raw/(review-pictures)/(.+)", self.path):
            done = subprocess.run(
                ["git", "show", f"{raw[1]}:{raw[2]}"], cwd=self.bare, capture_output=True, check=False
            )
            return self.answer(404 if done.returncode else 200, done.stdout)
        return self.answer(200, json.dumps(self.comments).encode())

    def do_POST(self):
        self.comments.append({"id": len(self.comments) + 1, **self.sent()})
        self.answer(201, b"{}")

    def do_PATCH(self):
        self.comments[int(self.path.rpartition("/")[2]) - 1].update(self.sent())
        self.answer(200, b"{}")

    def sent(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, status, content):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


def git(folder, *words):
    named = ["-c", "user.name=Jo", "-c", "user.email=jo@example.org"]
    done = subprocess.run(["git", *named, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Run:
    """One run of the workflow: what GitHub would hand its expressions and actions."""

    def __init__(self, root, server, bare, base, head, id):
        self.root, self.bare = root / f"run-{id}", bare
        self.shelf = self.root / "artifacts"
        self.known = {
            "github.event.pull_request.base.sha": base,
            "github.event.pull_request.number": "7",
            "github.server_url": server,
            "github.repository": "o/blog",
            "github.run_id": str(id),
            "github.sha": head,
            "github.token": "of-the-run",
            "github.event.pull_request.head.repo.full_name == github.repository": "true",
            "!cancelled() && github.event.pull_request.head.repo.full_name == github.repository": "true",
        }
        self.env = {
            "PATH": f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(root),
            "GITHUB_RUN_ID": str(id),
            "GITHUB_API_URL": server,
            "PYTHONPATH": str(ROOT / "src"),
            "NO_COLOR": "1",
        }

    def told(self, text):
        return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda found: self.known[found[1]], str(text))

    def job(self, name, commit):
        job, folder = WORKFLOW["jobs"][name], self.root / name
        env = self.env | {key: self.told(value) for key, value in job.get("env", {}).items()}
        for step in job["steps"]:
            if "uses" in step:
                self.action(step["uses"].partition("@")[0], step.get("with", {}), folder, commit)
            elif self.wanted(step.get("if", ""), folder) and not step["run"].startswith("pip install"):
                here = env | {key: self.told(value) for key, value in step.get("env", {}).items()}
                done = subprocess.run(  # as GitHub's own shell does
                    ["bash", "-eo", "pipefail", "-c", self.told(step["run"])],
                    cwd=folder, env=here, capture_output=True, text=True, check=False,
                )  # fmt: skip
                assert done.returncode == 0, f"{step['run']}\n{done.stdout}\n{done.stderr}"
        return folder

    def wanted(self, condition, folder):
        assert condition in ("", "${{ hashFiles('comment/pictures/*') != '' }}")
        return not condition or any((folder / "comment/pictures").glob("*"))

    def action(self, name, given, folder, commit):
        if name == "actions/checkout":
            git(self.root.parent, "clone", "-q", str(self.bare), str(folder))
            git(folder, "checkout", "-q", commit)
        elif name == "actions/upload-artifact":
            (folder / given["path"]).rename(self.shelf / given["name"])
        elif name == "actions/download-artifact":
            shutil.copytree(self.shelf / given["name"], folder / given["path"])
        else:
            assert name in ("actions/setup-python", "actions/cache"), name


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    """A repository with a pull request of two commits, and whatever stands in for GitHub."""
    root = tmp_path_factory.mktemp("forge")
    for name, text in (
        ("gh", GH.format(python=sys.executable)),
        ("figpress", f'#!/bin/sh\nexec "{sys.executable}" -m figpress "$@"\n'),
    ):
        (root / "bin").mkdir(exist_ok=True)
        (root / "bin" / name).write_text(text)
        (root / "bin" / name).chmod(0o755)
    bare, work = root / "blog.git", root / "work"
    work.mkdir()
    tiny.site(work, SITE)
    git(root, "init", "-q", "--bare", "-b", "main", str(bare))
    git(work, "init", "-q", "-b", "main")
    commits = []
    for words in ("main", "wider", "another"):
        if words == "wider":
            (work / "figures/s/box.py").write_text(FIGURE.format(width=60))
            (work / "figures/s/new.py").write_text(FIGURE.format(width=33))
            more = "\n![Another box](fig:s/new)\n"
            (work / "docs/a.md").write_text(PAGE.format(width=60, more=more))
        if words == "another":
            (work / "figures/s/box.py").write_text(FIGURE.format(width=75))
            (work / "docs/a.md").write_text(PAGE.format(width=75, more="\nBoxes are wide.\n"))
        git(work, "add", "-A")
        git(work, "commit", "-qm", words)
        commits.append(git(work, "rev-parse", "HEAD"))
    git(work, "push", "-q", str(bare), "HEAD:refs/heads/change", f"{commits[0]}:refs/heads/main")
    Forge.bare, Forge.comments = bare, []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"

    def run(id, head):
        one = Run(root, address, bare, commits[0], head, id)
        one.shelf.mkdir(parents=True)
        one.job("sheets", head)
        one.job("comment", head)
        return one

    yield run, commits, bare
    server.shutdown()
    server.server_close()


def shown(body):
    """(what it is called, width of the black box in it) of each picture of a comment, as a reader's browser gets it."""
    unfenced = re.sub(r"(?ms)^(`{3,})diff\n.*?^\1$", "", body)
    for alt, address in re.findall(r"!\[([^\]]*)\]\((\S+)\)", unfenced):
        content = urllib.request.urlopen(address, timeout=10).read()
        picture = Image.open(io.BytesIO(content)).convert("L")
        yield alt, sum(picture.getpixel((x, 20)) < 128 for x in range(picture.width))


@pytest.mark.slow
def test_a_pull_request_is_commented_once_with_its_pictures_before_and_after(forge):
    run, (main, first, second), bare = forge
    one = run(101, first)
    assert sorted(path.name for path in (one.shelf / "review-sheets").iterdir()) == ["a.html", "index.html"]
    (comment,) = Forge.comments
    pictures = [("Before: A box", 20), ("After: A box", 60), ("Another box", 33)]
    assert list(shown(comment["body"])) == pictures and "s/box#width: 20 → 60" in comment["body"]
    earlier = comment["body"]

    another_pushes_first(bare)
    run(102, second)  # another push to the same pull request
    (comment,) = Forge.comments  # the one comment is written anew
    assert list(shown(comment["body"])) == [("Before: A box", 20), ("After: A box", 75)]
    assert list(shown(earlier)) == pictures  # what was mailed meanwhile still shows its pictures
    assert set(git(bare, "ls-tree", "--name-only", "review-pictures").split()) == {"101", "102", "999"}

    shutil.rmtree(one.root / "comment")
    one.job("comment", first)  # "re-run failed jobs": its pictures lie there already
    assert Forge.comments == [{"id": 1, "body": earlier}] and list(shown(earlier)) == pictures

    before = git(bare, "for-each-ref")
    run(103, main)  # what changes no picture hangs none up
    told = Forge.comments[0]["body"]
    assert "looks different" not in told and not list(shown(told)) and git(bare, "for-each-ref") == before


def another_pushes_first(bare):
    """Just before the next push, another pull request's run is quicker."""
    home = bare.parent
    git(home, "clone", "-q", "-b", "review-pictures", str(bare), "other")
    (home / "other/999").mkdir()
    (home / "other/999/a.png").write_bytes(b"of another pull request")
    git(home / "other", "add", "-A")
    git(home / "other", "commit", "-qm", "Pictures of run 999")
    (home / "hooks").mkdir()
    (home / "hooks/pre-push").write_text(
        f"#!/bin/sh\n[ -e {home}/once ] && exit 0\ntouch {home}/once\nunset GIT_DIR\n"
        f"git -C {home}/other push -q origin HEAD:review-pictures\n"
    )
    (home / "hooks/pre-push").chmod(0o755)
    (home / ".gitconfig").write_text(f"[core]\n\thooksPath = {home}/hooks\n")
