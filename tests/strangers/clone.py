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

{% include-markdown "in.md" %} {{ macro() }} {{ ''.__class__.__mro__[1].__subclasses__() }}

``` python exec="on"
import evil
```

``` y
touch evil
```
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
    "tasks", "pytest_evil", "__main__", "__init__", "main", "macros", "mkdocs_hooks", "gen_pages", "jinja2", "pygments", "quickjs", "defusedxml",
    "jupyter_config", "ipython_config", "dask", "distributed", "git", "pymdownx", "material", "markdown_include", "readline", "json", "random",
)  # fmt: skip
VERBS = (
    ["list"], ["list", "--json"], ["why", "one/box"], ["check"], ["check", "--json"], ["sources", "list"], ["sources", "export", "csl-json"], ["sources", "export", "bibtex"],
    ["review"], ["review", "one"],
)  # fmt: skip
GROUPS = (
    "mkdocs.plugins", "mkdocs.themes", "markdown.extensions", "pygments.lexers", "pygments.styles", "pygments.formatters", "matplotlib.backend",
    "console_scripts", "pytest11", "distutils.commands",
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
    write(root / "matplotlibrc", "backend: module://evil\n")
    _tools(root, shell, code)
    write(root / "figures" / "one" / "box.py", f'"""A box."""\n{code("figure")}import evil\n')
    write(root / "figures" / "one" / "box.measure.py", code("measure"))
    write(root / "figures" / "one" / "_shared.py", code("shared"))
    write(root / "docs" / "labs" / "one.py", f"# %% [markdown]\n# # Lab\n# %%\n{code('lab')}")
    write(root / "docs" / "index.md", "# Home\n")
    write(root / "docs" / "in.md", "Words that are included.\n")
    write(root / "docs" / "one.md", PAGE)
    write(root / "sources.yaml", SOURCES)
    write(root / "style.csl", "<style/>")
    write(root / "overrides" / "main.html", "{{ ''.__class__.__mro__[1].__subclasses__() }}{% include 'x' %}")
    write(
        root / "mkdocs.yml",
        "site_name: A clone\nsite_url: https://clone.example/\ntheme: {name: material, custom_dir: overrides}\nhooks: [hook.py]\n"
        "plugins: [search, figpress, include-markdown, {macros: {module_name: macros}}, {gen-files: {scripts: [gen_pages.py]}}, evil]\n"
        "markdown_extensions:\n  - evil\n  - toc: {slugify: !!python/name:evil.slugs }\n  - pymdownx.superfences:\n      custom_fences:\n"
        f'        - {{name: x, class: x, format: !!python/object/apply:os.system ["{shell("yaml tag")}"]}}\n'
        "        - {name: y, class: y, format: !!python/name:pymdownx.snippets.os.system }\n"
        "extra: {a: !!python/module:evil , b: !!python/object/new:evil.X {}}\n"
        "nav: [index.md, one.md]\n",
    )
    _state(root / ".figpress", shell, code)
    _state(root / ".cache" / "figpress", shell, code)
    _git(root, marks)


def _tools(root: Path, shell, code) -> None:
    """What Python, installers, editors, shells and clusters look for in the folder where they are started."""
    entries = "".join(f"[{group}]\nfigpress = evil:evil\npython = evil:evil\n\n" for group in GROUPS)
    for folder in ("", "src", "figures", "docs"):
        for name in ("evil", "distutils-precedence", "__editable__.evil"):
            write(root / folder / f"{name}.pth", "import evil\n")
        write(
            root / folder / "evil-1.0.dist-info" / "METADATA",
            "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
        )
        write(root / folder / "evil-1.0.dist-info" / "entry_points.txt", entries)
    projects = "".join(f"[project.entry-points.{group!r}]\nfigpress = 'evil:evil'\n" for group in GROUPS)
    write(
        root / "pyproject.toml",
        "[build-system]\nrequires = []\nbuild-backend = 'evil'\nbackend-path = ['.']\n[project]\nname = 'evil'\nversion = '1'\n"
        f"{projects}[tool.pytest.ini_options]\naddopts = '-p pytest_evil'\n",
    )
    write(
        root / "setup.cfg",
        "[tool:pytest]\naddopts = -p pytest_evil\n[options.entry_points]\nmkdocs.plugins =\n  figpress = evil:evil\n",
    )
    write(
        root / ".env",
        "PYTHONPATH=.\nPYTHONSTARTUP=evil.py\nFIGPRESS_CACHE=.cache/figpress\nMPLBACKEND=module://evil\n",
    )
    write(root / ".envrc", shell("envrc"))
    write(root / ".pdbrc", "import evil\n")
    write(root / ".pythonrc.py", code("pythonrc"))
    write(root / ".ipython" / "profile_default" / "startup" / "00.py", code("ipython"))
    write(root / ".jupyter" / "jupyter_server_config.py", code("jupyter"))
    for folder in (root, root / ".config" / "dask", root / ".dask"):
        write(
            folder / "dask.yaml",
            "distributed: {worker: {preload: [evil.py]}, scheduler: {preload: [evil.py]}}\n",
        )
    for name in ("git", "python", "python3", "node", "npm", "npx", "dot", "pdftotext", "chromium"):
        for folder in ("", ".venv/bin", "node_modules/.bin", "bin"):
            write(root / folder / name, f"#!/bin/sh\n{shell(f'program {name}')}\n")
            (root / folder / name).chmod(0o755)
    write(
        root / ".venv" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages" / "sitecustomize.py",
        code("venv"),
    )
    write(root / "pyvenv.cfg", "home = .venv/bin\ninclude-system-site-packages = true\n")
    for suffix in ("npy", "npz", "pt", "pickle", "joblib"):
        for folder in ("docs", "figures/one", "src"):
            write(root / folder / f"data.{suffix}", pickle.dumps(Mark(shell(f"data.{suffix}"))))


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
    write(root / ".gitattributes", "* filter=evil diff=evil merge=evil\n*.md filter=a=b\n")
    write(root / ".gitignore", ".figpress/\n.cache/\n")
    for folder in ("docs", "figures/one"):  # which git takes for a bare repository when it is called in there
        bare(root / folder, root / "programs" / "embedded")
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
        for name in (
            "fsmonitor",
            "filter",
            "equals",
            "gpg",
            "diff",
            "pager",
            "ssh",
            "editor",
            "embedded",
            "lazy",
        )
    }
    for name, program in programs.items():
        write(
            program,
            f"#!/bin/sh\ntouch '{marks}/git {name}'\n{'exit 1' if name == 'lazy' else 'cat 2>/dev/null'}\n",
        )
        program.chmod(0o755)
    for hook in HOOKS:
        write(root / ".git" / "hooks" / hook, f"#!/bin/sh\ntouch '{marks}/hook {hook}'\n")
        (root / ".git" / "hooks" / hook).chmod(0o755)
    for name, value in {
        "core.fsmonitor": programs["fsmonitor"], "core.sshCommand": programs["ssh"], "core.pager": programs["pager"],
        "core.editor": programs["editor"], "core.alternateRefsCommand": programs["diff"], "diff.external": programs["diff"],
        "diff.evil.textconv": programs["diff"], "diff.evil.command": programs["diff"], "filter.evil.clean": programs["filter"],
        "filter.evil.smudge": programs["filter"], "filter.evil.process": programs["filter"], "filter.evil.required": "true",
        "filter.a=b.clean": programs["equals"], "filter.a=b.smudge": programs["equals"], "filter.a=b.process": programs["equals"],
        "core.repositoryFormatVersion": 1, "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.uploadpack": programs["lazy"], "gpg.ssh.program": programs["gpg"], "gpg.ssh.defaultKeyCommand": programs["gpg"],
        "submodule.x.update": f"!{programs['diff']}", "lfs.extension.evil.clean": programs["filter"],
        "gpg.program": programs["gpg"], "gpg.openpgp.program": programs["gpg"], "log.showSignature": "true",
        "credential.helper": f"!{programs['ssh']}", "merge.evil.driver": programs["diff"], "pager.log": programs["pager"],
        "pager.status": programs["pager"], "core.hooksPath": root / ".git" / "hooks", "alias.status": f"!{programs['diff']}",
        "core.askPass": programs["ssh"], "remote.origin.url": str(root), "remote.more.url": f"ext::{programs['ssh']} x", "protocol.ext.allow": "always",
        "uploadpack.packObjectsHook": programs["ssh"], "sequence.editor": programs["editor"],
    }.items():  # fmt: skip
        git("config", name, str(value))
    missing = git("rev-parse", "HEAD:docs/in.md").stdout.decode().strip()  # a partial clone asks for it
    (root / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    (root / "docs" / "one.md").touch()  # its state is another: git wants to look at it, through the filter


def bare(folder: Path, program: Path) -> None:
    """A folder that looks like a repository, with a configuration that git would follow."""
    write(folder / "HEAD", "ref: refs/heads/main\n")
    write(folder / "objects" / "info" / "kept", "")
    write(folder / "refs" / "heads" / "kept", "")
    write(
        folder / "config",
        f"[core]\nrepositoryformatversion = 0\nbare = false\nworktree = .\nfsmonitor = {program}\n",
    )
