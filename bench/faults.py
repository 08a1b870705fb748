"""Kills and damage: after each, the next run comes to what a clean one comes to, and nothing is left behind.

    python bench/faults.py [KILLS] [SEED]      200 kills by default, and every state file cut and flipped

A site is edited, a verb is started, and the press is killed (kill -9) at a random moment; then `render` must give the values
and the pictures of a site that was drawn from nothing. Then each file of the state is truncated, and has a bit flipped, at
its beginning, its middle and its end.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.dont_write_bytecode = True

from engine.sites import figure, tiny, write

from figpress.base.configuration import open_site
from figpress.base.writing import BESIDE
from figpress.freshness.gallery import open_gallery
from figpress.running.processes import tree
from figpress.running.render import render

CONFIG = "site_name: Faults\nsite_url: https://faults.example/\ntheme: {name: mkdocs}\nplugins: [figpress]\nnav: [index.md, a.md]\n"
LIBRARY = "import figpress\n\nK = {k}\n\n\n@figpress.computed\ndef heavy(n):\n    return [K * i for i in range(n)]\n"
FILES = {
    "mkdocs.yml": CONFIG,
    ".gitignore": ".figpress/\nsite/\n",
    "docs/a.md": "---\ntitle: A\nstatus: draft\n---\n# A\n\n"
    + "".join(f"![f](fig:f{n})\n\n" for n in range(6)),
    "src/lib.py": LIBRARY.format(k=1),
    **{f"figures/f{n}.py": figure(f"sum(heavy({n + 2})) + {n}", "from lib import heavy") for n in range(6)},
}
VERBS = (["render"], ["build"], ["serve", "--port", "0"], ["publish", "--to", "{out}", "--preview"])


def state(root):
    """Values and digests of the pictures' bytes, by figure."""
    gallery = open_gallery(open_site(root))
    return {
        id: (gallery.figure(id).state, dict(gallery.figure(id).values), [hashlib.sha256(a.path.read_bytes()).hexdigest() for a in gallery.figure(id).images])
        for id in gallery.ids()
    }  # fmt: skip


def reference(folder, k):
    """The state of a site that was drawn from nothing."""
    site = tiny(folder / f"clean{k}", {**FILES, "src/lib.py": LIBRARY.format(k=k)})
    render(site)
    return state(site.root)


def left(root, ours):
    """Processes, and files beside files, that are still there."""
    running = [one for one in ours if _runs(one)]
    return running, [path for path in root.rglob(f"{BESIDE}*") if path.name.split("-")[1].isdigit()]


def _runs(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def kills(folder, count, chance, clean):
    site, wrong = tiny(folder / "killed", FILES), []
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", "-C", site.root, *words], check=True)
    for number in range(count):
        k, verb = 1 + number % 2, [word.format(out=folder / "out") for word in VERBS[number % len(VERBS)]]
        write(site.root, {"src/lib.py": LIBRARY.format(k=k)})
        press = subprocess.Popen(
            [sys.executable, "-m", "figpress", *verb, "-C", site.root],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0, 6))
        ours = tree(press.pid)
        os.kill(press.pid, signal.SIGKILL)
        press.wait()
        for _ in range(100):
            if not left(site.root, ours)[0]:
                break
            time.sleep(0.1)
        render(site)
        if (found := state(site.root)) != clean[k]:
            wrong.append((verb[0], "state", {id: one for id, one in found.items() if one != clean[k][id]}))
        if any(there := left(site.root, ours)):
            wrong.append((verb[0], "left behind", there))
    return wrong


def damage(folder, clean):
    site, wrong, done = tiny(folder / "damaged", FILES), [], 0
    render(site)
    files = [
        path
        for path in site.private.rglob("*")
        if path.is_file() and path.stat().st_size and "locks" not in path.parts
    ]
    for path in [*files, site.lock]:
        good = path.read_bytes()
        for at in {0, len(good) // 2, len(good) - 1}:
            for bad in (good[:at], good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :]):
                path.write_bytes(bad)
                done += 1
                try:
                    render(site)
                    if state(site.root) != clean[1]:
                        wrong.append((path.name, at, "state"))
                except Exception as error:
                    if path != site.lock or type(error).__name__ != "Mistake":
                        wrong.append((path.name, at, repr(error)))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(good)
        render(site)
    return done, wrong


def main():
    count, seed = (int(word) for word in (sys.argv[1:] + ["200", "0"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clean = {k: reference(folder, k) for k in (1, 2)}
        killed = kills(folder, count, random.Random(seed), clean)
        done, damaged = damage(folder, clean)
    print(
        json.dumps(
            {
                "kills": count,
                "wrong after a kill": len(killed),
                "damages": done,
                "wrong after damage": len(damaged),
            }
        )
    )
    for one in (*killed, *damaged):
        print(*one)
    return 1 if killed or damaged else 0


if __name__ == "__main__":
    sys.exit(main())
