"""A clone in which everything that anybody might execute leaves a mark when it is executed."""

import marshal
import os
import pickle
import subprocess
import sys
from pathlib import Path

PAGE = """---
title: One
status: in-review
---
# One

![A box](fig:one/box)

The error is [1.0](val:one/box#x), see [@work, p. 3].

$$ a = b \\label{eq:a} $$

{>>a comment<<} {++an addition++}
"""
SOURCES = """\
works:
  work:
    type: book
    title: A work
    author: [{family: Somebody, given: A.}]
    issued: 2020
borrowed: {}
"""
SHADOWS = (
    "usercustomize", "sitecustomize", "conftest", "click", "yaml", "rich", "msgspec", "pydantic", "requests", "lxml",
    "markdown", "mkdocs", "ruamel", "PIL", "numpy", "torch", "matplotlib", "citeproc", "hook", "evil", "setup", "noxfile",
    "tasks", "pytest_evil", "__main__", "__init__",
)  # fmt: skip
VERBS = (
    ["list"], ["list", "--json"], ["why", "one/box"], ["check"], ["check", "--json"], ["sources", "list"], ["sources", "export", "csl-json"], ["sources", "export", "bibtex"],
    ["review"], ["review", "one"],
)  # fmt: skip
HOOKS = (
    "post-checkout", "post-index-change", "pre-commit", "post-commit", "reference-transaction", "post-merge", "pre-push",
    "fsmonitor-watchman", "post-rewrite", "pre-auto-gc", "push-to-checkout", "update", "post-applypatch",
)  # fmt: skip


class Mark:
    """Runs when it is unpickled."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content, "utf-8")


def plant(root: Path, marks: Path) -> None:
    """The site at `root`, a git repository; what is executed makes a file in `marks`."""
    shell = lambda name: f"touch '{marks}/{name}'"
    code = lambda name: f"import pathlib\npathlib.Path({str(marks)!r}, {name!r}).touch()\n"
    for name in SHADOWS:
        for folder in ("", "docs", "src", "figures"):
            write(root / folder / f"{name}.py", code(f"{folder}-{name}.py"))
    write(root / "click" / "__init__.py", code("click package"))
    write(root / "evil.pth", "import evil\n")
    write(root / "matplotlibrc", "backend: module://evil\n")
    write(root / "pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-p pytest_evil'\n")
    write(root / "figures" / "one" / "box.py", f'"""A box."""\n{code("figure")}import evil\n')
    write(root / "figures" / "one" / "box.measure.py", code("measure"))
    write(root / "figures" / "one" / "_shared.py", code("shared"))
    write(root / "docs" / "labs" / "one.py", f"# %% [markdown]\n# # Lab\n# %%\n{code('lab')}")
    write(root / "docs" / "index.md", "# Home\n")
    write(root / "docs" / "one.md", PAGE)
    write(root / "sources.yaml", SOURCES)
    write(root / "style.csl", "<style/>")
    write(root / "overrides" / "main.html", "{{ ''.__class__.__mro__[1].__subclasses__() }}{% include 'x' %}")
    write(
        root / "mkdocs.yml",
        "site_name: A clone\nsite_url: https://clone.example/\ntheme: {name: material, custom_dir: overrides}\nhooks: [hook.py]\n"
        "plugins: [search, figpress]\n"
        "markdown_extensions:\n  - evil\n  - pymdownx.superfences:\n      custom_fences:\n"
        f'        - {{name: x, class: x, format: !!python/object/apply:os.system ["{shell("yaml tag")}"]}}\n'
        "nav: [index.md, one.md]\n",
    )
    _state(root / ".figpress", shell, code)
    _state(root / ".cache" / "figpress", shell, code)
    _git(root, marks)


def _state(folder: Path, shell, code) -> None:
    """Private state in every form that ever held code."""
    dialects = [f"{sys.version_info.major}{sys.version_info.minor}-{'0' * 16}", "x"]
    for name in ("tables", "pages", "code", "labs", "objects", "records", "scratch", "sites"):
        for suffix in (".pickle", ".pkl", ".msgpack", ".json", ""):
            for dialect in dialects:
                write(
                    folder / name / f"{dialect}{suffix}",
                    pickle.dumps(Mark(shell(f"{folder.name} {name}{suffix}"))),
                )
    compiled = marshal.dumps(compile(code("marshal"), "<x>", "exec"))
    for key in ("00", "ab"):
        write(folder / "code" / key / f"{key}{'0' * 62}", compiled)
    write(folder / "warm.json", '{"files": {}, "scripts": ["figures/one/box.py"], "imports": {}}')
    write(folder / "stamp.json", pickle.dumps(Mark(shell("stamp"))))


def _git(root: Path, marks: Path) -> None:
    git = lambda *words: subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)
    write(root / ".gitattributes", "* filter=evil diff=evil merge=evil\n")
    write(root / ".gitignore", ".figpress/\n.cache/\n")
    git("init", "-q")
    git("-c", "user.name=a", "-c", "user.email=a@b", "add", "-A")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one")
    tree = git("rev-parse", "HEAD^{tree}").stdout.decode().strip()
    text = f"tree {tree}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n\nsigned\n"
    made = subprocess.run(
        ["git", "-C", str(root), "hash-object", "-t", "commit", "-w", "--stdin"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    git("reset", "-q", "--soft", made.stdout.decode().strip())
    programs = {
        name: root / "programs" / name
        for name in ("fsmonitor", "filter", "gpg", "diff", "pager", "ssh", "editor")
    }
    for name, program in programs.items():
        write(program, f"#!/bin/sh\ntouch '{marks}/git {name}'\ncat 2>/dev/null\n")
        program.chmod(0o755)
    for hook in HOOKS:
        write(root / ".git" / "hooks" / hook, f"#!/bin/sh\ntouch '{marks}/hook {hook}'\n")
        (root / ".git" / "hooks" / hook).chmod(0o755)
    for name, value in {
        "core.fsmonitor": programs["fsmonitor"], "core.sshCommand": programs["ssh"], "core.pager": programs["pager"],
        "core.editor": programs["editor"], "core.alternateRefsCommand": programs["diff"], "diff.external": programs["diff"],
        "diff.evil.textconv": programs["diff"], "diff.evil.command": programs["diff"], "filter.evil.clean": programs["filter"],
        "filter.evil.smudge": programs["filter"], "filter.evil.process": programs["filter"], "filter.evil.required": "true",
        "gpg.program": programs["gpg"], "gpg.openpgp.program": programs["gpg"], "log.showSignature": "true",
        "credential.helper": f"!{programs['ssh']}", "merge.evil.driver": programs["diff"], "pager.log": programs["pager"],
        "pager.status": programs["pager"], "core.hooksPath": root / ".git" / "hooks", "alias.status": f"!{programs['diff']}",
        "core.askPass": programs["ssh"], "remote.origin.url": f"ext::{programs['ssh']} x", "protocol.ext.allow": "always",
        "uploadpack.packObjectsHook": programs["ssh"], "sequence.editor": programs["editor"],
    }.items():  # fmt: skip
        git("config", name, str(value))
    (root / "docs" / "one.md").touch()  # its state is another: git wants to look at it, through the filter
