"""Kills, failing writes and damage: after each, the next build is what a clean one is, and nothing is left behind.

    python bench/faults.py [--kills 200] [--seed 0] [--only kills|writes|disk|damage]

A small site changes between two states. A verb is started, and the press is killed (kill -9) at a random moment of it; or its
nth change of the disk is refused; or the disk that it is on is full; or a file of its state was cut short, or has a bit flipped,
at its beginning, its middle or its end. Then no figure that is called fresh shows another state, `build` gives the site, the
values and the pictures of a site that was drawn from nothing, and neither a process nor a file of the one that failed is there.

Each verb runs in a fork of this process, which has imported the press already: a round is a second or two. The full disk wants
a machine on which a file system may be mounted; elsewhere that part says that it was not run.
"""

import argparse
import contextlib
import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.dont_write_bytecode = True

from engine.sites import figure, tiny, write

from figpress.base.configuration import open_site
from figpress.base.writing import BESIDE
from figpress.cli.commands import build, publish, render, serve  # noqa: F401  forks find them imported
from figpress.freshness.gallery import open_gallery
from figpress.running.processes import tree

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
SERVED = 3.0  # seconds that a preview is looked at


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
        self.out = folder / "out" / "published"
        self.clean, self.whole, self.lasts = {}, {}, {}
        self.site = self.planted("site")
        for k in STATES:
            site = self.planted(f"clean{k}", k)
            self.run(site, ["build"])
            self.clean[k] = state(site.root)
            assert all(one[0] == "fresh" for one in self.clean[k][0].values()), self.said()

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
            if verb == "publish":
                self.whole = dict.fromkeys(STATES)
        self.lasts["serve"] = SERVED

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
        return [*told, *self.left()]

    def left(self):
        """Files beside files, working folders and checkouts that the next build ought to have swept."""
        root = self.site.root
        found = [path for path in root.rglob(f"{BESIDE}*") if path.name.split("-")[1].isdigit()]
        found += [
            *(root / ".figpress" / "scratch").glob("*"),
            *root.glob(".*.old"),
            *self.temporary.iterdir(),
        ]
        found += [path for path in self.out.parent.glob(".published.*") if path.name != ".published.releases"]
        found += (self.out.parent / ".published.releases").glob(".incoming*")
        found += (root / ".figpress" / "revisions").glob(".*")
        found += (root / ".git").glob("worktrees/*")
        return [f"left: {path.relative_to(self.folder)}" for path in found]


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


def kills(ground, count, chance):
    """Kill -9 at random moments."""
    wrong, ended = [], Counter()
    ground.lengths()
    for number in range(count):
        verb, k = ("render", "build", "publish", "serve")[number % 4], STATES[number // 4 % 2]
        ground.edit(k)
        press = ground.start(ground.site, ground.words(verb))
        at = chance.uniform(0, 1.05 * ground.lasts[verb])
        time.sleep(at)
        ours = tree(press)
        with contextlib.suppress(ProcessLookupError):
            os.kill(press, signal.SIGKILL)
        _, status = os.waitpid(press, 0)
        ended[f"{verb} {'killed' if os.WIFSIGNALED(status) else 'had ended'}"] += 1
        deadline = time.monotonic() + 15
        while not all(map(gone, ours)) and time.monotonic() < deadline:
            time.sleep(0.05)
        told = [f"process {one} is still there" for one in ours if not gone(one)]
        told += published(ground)
        told += ground.wrong(k)
        if told:
            wrong.append((f"kill {number}", verb, f"{at:.2f} s", told))
            print(*wrong[-1], flush=True)
        if number % 20 == 19:
            print(
                f"{number + 1} kills, {len(wrong)} wrong, {time.process_time() + sum(os.times()[2:4]):.0f} s of processor",
                flush=True,
            )
    return count, wrong, dict(sorted(ended.items()))


def published(ground):
    """What stands where a publication goes is whole: the last one, or the new one."""
    manifest = ground.out / "publication.json"
    files = [path for path in ground.out.rglob("*")] if ground.out.exists() else []
    if not files:
        return ["nothing is published any more"]
    from figpress.publishing.model import Manifest
    from figpress.site.built import hashes
    from figpress.site.model import MANIFEST

    manifest = Manifest.parse((ground.out / MANIFEST).read_text("utf-8"))
    return [] if hashes(ground.out) == manifest.files else ["what is published is not whole"]


CHANGES = {
    "os.rename": 1,
    "os.mkdir": 0,
    "os.remove": 0,
    "os.rmdir": 0,
    "os.link": 1,
    "os.symlink": 1,
    "os.chmod": 0,
    "os.truncate": 0,
}


def refusing(nth, root, count):
    """An audit hook that refuses the nth change of what lies below a folder, or counts them."""
    made = [0]

    def hook(event, arguments):
        if (
            event == "open"
            and isinstance(arguments[0], str)
            and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        ):
            path = arguments[0]
        elif event in CHANGES and isinstance(arguments[CHANGES[event]], str | os.PathLike):
            path = os.fspath(arguments[CHANGES[event]])
        else:
            return
        if str(path).startswith(root) and os.getpid() == press:
            made[0] += 1
            if made[0] == nth:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            if count:
                Path(count).write_text(str(made[0])) if nth == 0 else None

    press = os.getpid()
    sys.addaudithook(hook)


def writes(ground, verbs=("build", "publish"), step=1):
    """Each change of the disk by the press, refused in turn."""
    wrong, done = [], 0
    if not ground.lasts:
        ground.lengths()
    for verb in verbs:
        nth = 1
        while True:
            k = STATES[nth // step % 2]
            ground.edit(k)
            roots = str(ground.folder)
            status = ground.run(
                ground.site, ground.words(verb), lambda nth=nth, roots=roots: refusing(nth, roots, "")
            )
            said = ground.said()
            told = (
                [] if status in (0, 1) and "Traceback" not in said else [f"ends with {status}: {said[-600:]}"]
            )
            refused = "No space left" in said
            told += ground.wrong(k)
            done += 1
            if told:
                wrong.append((f"{verb}, change {nth}", told))
                print(*wrong[-1], flush=True)
            if not refused and status == 0 and nth > 10 and untouched(ground, verb, nth, k):
                break
            nth += step
    return done, wrong, {}


def untouched(ground, verb, nth, k):
    """Whether a run makes fewer than `nth` changes."""
    counted = ground.folder / "counted"

    def counting():
        made, press = [0], os.getpid()

        def hook(event, arguments):
            named = (
                event == "open"
                and isinstance(arguments[0], str)
                and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
            )
            if os.getpid() == press and (named or event in CHANGES):
                path = arguments[0 if named else CHANGES[event]]
                if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(str(ground.folder)):
                    made[0] += 1
                    os.pwrite(out, b"%9d" % made[0], 0)

        out = os.open(counted, os.O_WRONLY | os.O_CREAT)
        sys.addaudithook(hook)

    ground.edit(3 - k)
    ground.run(ground.site, ground.words(verb), counting)
    ground.edit(k)
    return nth > int(counted.read_text())


def disk(ground):
    """Less and less room on the disk of the site: each run says so, or goes well; with room again the next is whole."""
    wrong, done = [], 0
    room = ground.folder / "room"
    room.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "none", room], capture_output=True
    ).returncode:
        return 0, [], {"not run": "no file system may be mounted here"}
    try:
        usual, ground.site = ground.site, ground.planted("room/site")
        assert ground.run(ground.site, ["build"]) == 0, ground.said()
        for number, free in enumerate(
            [
                0,
                4,
                8,
                16,
                24,
                32,
                48,
                64,
                80,
                96,
                128,
                160,
                200,
                256,
                320,
                400,
                512,
                640,
                800,
                1000,
                1300,
                1600,
                2000,
            ]
        ):
            k = STATES[number % 2]
            ground.edit(3 - k)
            shutil.rmtree(ground.site.root / ".figpress", ignore_errors=True) if number % 3 == 0 else None
            left = os.statvfs(room)
            with (room / "ballast").open("wb") as ballast:
                ballast.write(b"\0" * max(0, left.f_bavail * left.f_frsize - free * 1024))
            status = ground.run(ground.site, ["build"])
            said = ground.said()
            done += 1
            told = (
                [] if status in (0, 1) and "Traceback" not in said else [f"ends with {status}: {said[-800:]}"]
            )
            (room / "ballast").unlink()
            ground.edit(k)
            told += ground.wrong(k)
            if told:
                wrong.append((f"{free} kB free", told))
                print(*wrong[-1], flush=True)
        ground.site = usual
    finally:
        subprocess.run(["umount", "-l", room], check=False)
    return done, wrong, {}


def damage(ground):
    """Each file of the state cut short, and with a bit flipped, at its beginning, its middle and its end."""
    wrong, done, kinds = [], 0, Counter()
    ground.edit(1)
    assert ground.run(ground.site, ["build"]) == 0, ground.said()
    private, cache = ground.site.private, ground.folder / "cache"
    good = {
        path: path.read_bytes()
        for path in (*private.rglob("*"), *cache.rglob("*"), ground.site.lock)
        if path.is_file() and not path.is_symlink() and path.stat().st_size and "locks" not in path.parts
    }
    for path, content in good.items():
        for at in sorted({0, len(content) // 2, len(content) - 1}):
            for bad in (content[:at], content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]):
                kinds[
                    path.relative_to(ground.folder).parts[1 if path.is_relative_to(cache) else 2]
                    if path != ground.site.lock
                    else "lock"
                ] += 1
                shutil.rmtree(private)
                for one, was in good.items():
                    if not one.exists() or one.read_bytes() != was:
                        one.parent.mkdir(parents=True, exist_ok=True)
                        one.write_bytes(was)
                path.write_bytes(bad)
                done += 1
                status = ground.run(ground.site, ["build"])
                said = ground.said()
                told = []
                if "Traceback" in said or status not in (0, 1):
                    told.append(said[-500:])
                if path == ground.site.lock and status:
                    if "figures.lock" not in said:
                        told.append(said[-500:])
                elif status or state(ground.site.root) != ground.clean[1]:
                    told.append(
                        f"ends with {status}; {differing(state(ground.site.root), ground.clean[1])} {said[-300:]}"
                    )
                if told:
                    wrong.append((path.relative_to(ground.folder), at, len(bad) == at, told))
                    print(*wrong[-1], flush=True)
    return done, wrong, dict(sorted(kinds.items()))


def main():
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--only", choices=["kills", "writes", "disk", "damage"])
    asked = words.parse_args()
    parts = {
        "kills": lambda ground: kills(ground, asked.kills, random.Random(asked.seed)),
        "writes": writes,
        "disk": disk,
        "damage": damage,
    }
    bad = 0
    for name in [asked.only] if asked.only else parts:
        with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
            began = time.monotonic()
            done, wrong, kinds = parts[name](Ground(Path(folder).resolve()))
        os.environ.pop("TMPDIR")
        tempfile.tempdir = None
        told = {
            "part": name,
            "seed": asked.seed,
            "rounds": done,
            "wrong": len(wrong),
            "of": kinds,
            "seconds": round(time.monotonic() - began),
        }
        print(json.dumps(told), flush=True)
        bad += len(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
