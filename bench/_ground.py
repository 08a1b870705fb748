"""A small site in two states, drawn cleanly once, and a copy of it that has bad days: what `bench/faults.py` stands on."""

import contextlib
import hashlib
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from engine.sites import figure, tiny, write

from figpress.base.configuration import open_site
from figpress.base.writing import BESIDE
from figpress.cli.commands import build, publish, render, serve  # noqa: F401  forks find them imported
from figpress.freshness.gallery import open_gallery

CONFIG = "site_name: Faults\nsite_url: https://faults.example/\ntheme: {name: null, custom_dir: theme}\nplugins: [figpress]\nnav: [index.md, a.md]\n"
LIBRARY = "import figpress\n\nK = {k}\n\n\n@figpress.computed\ndef heavy(n):\n    return [K * i for i in range(n)]\n"
FIGURES = 3
PAGE = "---\ntitle: A\nstatus: draft\n---\n# A\n\n" + "".join(f"![f](fig:f{n})\n\n" for n in range(FIGURES))
FILES = {
    "mkdocs.yml": CONFIG,
    ".gitignore": ".figpress/\nsite/\n",
    "theme/main.html": "<!doctype html><html><head><title>{{ page.title }}</title>{% for s in config.extra_css %}<link rel=stylesheet href='{{ s|url }}'>{% endfor %}</head>"
    "<body><!-- every theme has comments --><article>{{ page.content }}</article></body></html>",
    "docs/a.md": PAGE,
    "src/lib.py": LIBRARY.format(k=1),
    **{
        f"figures/f{n}.py": figure(f"sum(heavy({n + 2})) + {n}", "from lib import heavy")
        for n in range(FIGURES)
    },
}
STATES = (1, 2)
SERVED = 2.0  # seconds that a preview is looked at, once it is there
STARTS = 120.0  # seconds in which a preview is there on a machine that has much else to do


class Ground:
    """A folder with two clean sites, what they came to, and one that has bad days."""

    def __init__(self, folder: Path):
        self.folder, self.temporary = folder, folder / "tmp"
        self.temporary.mkdir()
        os.environ |= {
            "TMPDIR": str(self.temporary),
            "FIGPRESS_CACHE": str(folder / "cache"),
            "SOURCE_DATE_EPOCH": "0",
        }
        tempfile.tempdir = None
        tempfile.gettempdir()  # tries the folder out with a file of its own, which is Python's and not the press's
        self.out = folder / "out" / "published"
        self.clean, self.lasts = {}, {}
        self.site = self.planted("site")
        for k in STATES:
            site = self.planted(f"clean{k}", k)
            self.run(site, ["build"])
            self.clean[k] = state(site.root)
            assert all(one[0] == "fresh" for one in self.clean[k][0].values()), self.said()
            if len(self.clean) == 1:
                self.import_what_a_build_imports()

    def planted(self, name, k=1):
        site = tiny(self.folder / name, {**FILES, "src/lib.py": LIBRARY.format(k=k)})
        for words in (
            ["init", "-q"],
            ["add", "-A"],
            ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
        ):
            subprocess.run(["git", "-C", site.root, *words], check=True)
        return site

    def edit(self, k):
        """The site's other state, committed: what is published is a commit."""
        write(self.site.root, {"src/lib.py": LIBRARY.format(k=k)})
        words = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "b", "--allow-empty"]
        subprocess.run(["git", "-C", self.site.root, *words], check=True)

    def words(self, verb):
        return {
            "publish": ["publish", "--preview", "--to", str(self.out)],
            "serve": ["serve", "--port", "0"],
        }.get(verb, [verb])

    def start(self, site, words, before=lambda: None):
        """The number of a fork of this process that runs a verb."""
        child = os.fork()
        if child:
            return child
        try:
            log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.setpgid(0, 0)
            sys.argv = ["figpress", *words, "-C", str(site.root)]
            from figpress.cli.cli import main

            before()
            main()
        except SystemExit as ended:
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(70)

    def run(self, site, words, before=lambda: None):
        """Its exit status."""
        _, status = os.waitpid(self.start(site, words, before), 0)
        return os.waitstatus_to_exitcode(status)

    def import_what_a_build_imports(self):
        """Here, so that the forks find it imported: most of what a round costs is imports."""
        listed = self.folder / "imported"

        def listing():
            real = os._exit

            def exit(status):
                listed.write_text("\n".join(sys.modules))
                real(status)

            os._exit = exit

        self.edit(STATES[1])
        self.run(self.site, ["build"], listing)
        for name in listed.read_text().splitlines():
            with contextlib.suppress(ImportError):
                importlib.import_module(name)

    def said(self):
        return (self.folder / "log").read_text("utf-8", "replace")

    def lengths(self):
        """How long each verb takes here: a kill comes at a moment of that."""
        for verb in ("render", "build", "publish"):
            for k in STATES[::-1]:
                self.edit(k)
                began = time.monotonic()
                assert self.run(self.site, self.words(verb)) == 0, self.said()
                self.lasts[verb] = time.monotonic() - began
        self.lasts["serve"] = self.served()

    def served(self):
        """How long a preview takes until it is looked at, and for a while."""
        began = time.monotonic()
        press = self.start(self.site, self.words("serve"))
        while "serving" not in self.said() and time.monotonic() - began < STARTS:
            time.sleep(0.1)
        os.kill(press, signal.SIGKILL)
        os.waitpid(press, 0)
        assert "serving" in self.said(), self.said()
        return time.monotonic() - began + SERVED

    def wrong(self, k):
        """What is not as it should be, now that the press has ended badly and the site is in its state `k`."""
        told = []
        for id, (called, values, pictures) in state(self.site.root)[0].items():
            if called == "fresh" and (values, pictures) != self.clean[k][0][id][1:]:
                told.append(f"{id} is called fresh and is not")
        status = self.run(self.site, ["build"])
        found = state(self.site.root)
        if status or found != self.clean[k]:
            told.append(
                f"the next build ends with {status}, and is another: {differing(found, self.clean[k])} {self.said()[-300:]}"
            )
        if any(beside(self.out.parent)):  # another publication sweeps there, not a build: which has no target
            status = self.run(self.site, self.words("publish"))
            told += [f"the next publication ends with {status}: {self.said()[-300:]}"] if status else []
        return [*told, *self.left()]

    def left(self):
        """Files beside files, working folders and checkouts that the next run ought to have swept."""
        root = self.site.root
        places = (root, self.folder / "cache", self.out.parent)
        found = [path for place in places for path in beside(place)]
        found += [
            *(root / ".figpress" / "scratch").glob("*"),
            *root.glob(".*.old"),
            *self.temporary.iterdir(),
        ]
        found += (root / ".figpress" / "revisions").glob(".*")
        found += (root / ".git").glob("worktrees/*")
        return [f"left: {path.relative_to(self.folder)}" for path in found]


def beside(folder):
    """What writers made on their way to a name, at any depth."""
    return [path for path in folder.rglob(f"{BESIDE}*") if path.name.split("-")[1].isdigit()]


def state(root):
    """(values and digests of the pictures by figure; digest of each file of the built site)."""
    gallery = open_gallery(open_site(root))
    figures = {}
    for id in gallery.ids():
        drawn = gallery.figure(id)
        pictures = [hashlib.sha256(a.path.read_bytes()).hexdigest() for a in drawn.images if a.path.exists()]
        figures[id] = (drawn.state, dict(drawn.values), pictures)
    built = root / "site"
    pages = {
        path.relative_to(built).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in built.rglob("*")
        if path.is_file()
    }
    return figures, pages


def differing(found, wanted):
    """The names of what is not the same."""
    return [name for a, b in zip(found, wanted) for name in sorted({*a, *b}) if a.get(name) != b.get(name)][
        :6
    ]


def gone(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True
