"""Kills, failing writes and damage: after each, the next build is what a clean one is, and nothing is left behind.

    python bench/faults.py [--kills 200] [--seed 0] [--only kills|writes|disk|damage] [--share 0/4] [--keep]

What it comes to is kept in bench/safety.jsonl with --keep; `python bench/_safety.py` makes a page of that.

A small site changes between two states. A verb is started, and the press is killed (kill -9) at a random moment of it; or its
nth change of the disk is refused; or the disk that it is on is full; or a file of its state was cut short, or has a bit flipped,
at its beginning, its middle, its end or somewhere. Then no figure that is called fresh shows another state, `build` gives the site, the
values and the pictures of a site that was drawn from nothing, and neither a process nor a file of the one that failed is there.

Each verb runs in a fork of this process, which has imported the press already: a round is a second or two. The full disk wants
a machine on which a file system may be mounted; elsewhere that part says that it was not run.
"""

import argparse
import contextlib
import errno
import itertools
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

sys.dont_write_bytecode = True

from _ground import STATES, Ground, differing, gone, state
from _safety import keep

from figpress.running.processes import tree


def kills(ground, count, chance):
    """Kill -9 at random moments."""
    wrong, ended = [], Counter()
    ground.lengths()
    verbs = [("render", "build", "publish", "serve")[number % 4] for number in range(count)]
    chance.shuffle(verbs)
    for number in range(count):
        verb, k = verbs[number], STATES[number % 2]
        ground.edit(k)
        press = ground.start(ground.site, ground.words(verb))
        at = chance.uniform(0, 1.05 * ground.lasts[verb])
        time.sleep(at)
        ours = tree(press)
        with contextlib.suppress(ProcessLookupError):
            os.kill(press, signal.SIGKILL)
        _, status = os.waitpid(press, 0)
        ended[f"{verb} {'killed' if os.WIFSIGNALED(status) else 'had ended'}"] += 1
        deadline = time.monotonic() + 120  # what is left ends itself, when the machine lets it
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
    """What is wrong with what stands where a publication goes: it is whole, the last one or the new one."""
    if not ground.out.exists():
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


def refusing(nth, root, counted):
    """An audit hook that refuses the nth change of what lies below a folder, and keeps how many came to it."""
    made, press = 0, os.getpid()
    out = os.open(counted, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def hook(event, arguments):
        nonlocal made
        if event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            path = arguments[0]
        elif event in CHANGES:
            path = arguments[CHANGES[event]]
        else:
            return
        if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(root) and os.getpid() == press:
            made += 1
            os.pwrite(out, b"%9d" % made, 0)
            if made == nth:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(path))

    sys.addaudithook(hook)


def writes(ground, share=(0, 1), verbs=("build", "publish")):
    """Each change of the disk by the press, refused in turn; or the share of them that is asked for."""
    wrong, rounds = [], {}
    counted, root = ground.temporary.parent / "counted", str(ground.folder)
    assert ground.run(ground.site, ground.words("publish")) == 0, ground.said()
    for verb in verbs:
        for number, nth in enumerate(itertools.count(1 + share[0], share[1])):
            k = STATES[number % 2]
            ground.edit(k)
            status = ground.run(ground.site, ground.words(verb), lambda nth=nth: refusing(nth, root, counted))
            if int(counted.read_text()) < nth:
                break
            told = [] if status in (0, 1) and "Traceback" not in ground.said() else [said(ground, status)]
            told += published(ground)
            told += ground.wrong(k)
            rounds[verb] = number + 1
            if told:
                wrong.append((f"{verb}, change {nth}", told))
                print(*wrong[-1], flush=True)
    return sum(rounds.values()), wrong, rounds


def said(ground, status):
    return f"ends with {status}: {ground.said()[-800:]}"


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
            done += 1
            told = [] if status in (0, 1) and "Traceback" not in ground.said() else [said(ground, status)]
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


def damage(ground, chance, share=(0, 1)):
    """Each file of the state cut short, and with a bit flipped, at its beginning, its middle, its end and somewhere."""
    wrong, done, kinds = [], 0, Counter()
    ground.edit(1)
    assert ground.run(ground.site, ["build"]) == 0, ground.said()
    private, cache = ground.site.private, ground.folder / "cache"
    good = {
        path: path.read_bytes()
        for path in (*private.rglob("*"), *cache.rglob("*"), ground.site.lock)
        if path.is_file() and not path.is_symlink() and path.stat().st_size and "locks" not in path.parts
    }
    for path, content in [*good.items()][share[0] :: share[1]]:
        for at in sorted({0, len(content) // 2, len(content) - 1, chance.randrange(len(content))}):
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
                told = []
                if "Traceback" in ground.said() or status not in (0, 1):
                    told.append(said(ground, status))
                elif path == ground.site.lock and status:
                    told += [] if "figures.lock" in ground.said() else [said(ground, status)]
                elif status or (found := state(ground.site.root)) != ground.clean[1]:
                    told.append(said(ground, status) if status else differing(found, ground.clean[1]))
                if told:
                    wrong.append((path.relative_to(ground.folder), at, len(bad) == at, told))
                    print(*wrong[-1], flush=True)
    return done, wrong, dict(sorted(kinds.items()))


def main():
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--only", choices=["kills", "writes", "disk", "damage"])
    words.add_argument("--share", default="0/1", help="of writes and damage: 0/4, 1/4 … in four runs")
    words.add_argument("--keep", action="store_true", help="into bench/safety.jsonl")
    asked = words.parse_args()
    share = tuple(map(int, asked.share.split("/")))
    parts = {
        "kills": lambda ground: kills(ground, asked.kills, random.Random(asked.seed)),
        "writes": lambda ground: writes(ground, share),
        "disk": disk,
        "damage": lambda ground: damage(ground, random.Random(asked.seed), share),
    }
    bad = 0
    for name in [asked.only] if asked.only else parts:
        with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
            began = time.monotonic()
            done, wrong, kinds = parts[name](Ground(Path(folder).resolve()))
        os.environ.pop("TMPDIR")
        tempfile.tempdir = None
        told = {
            "script": "faults",
            "part": name,
            "seed": asked.seed,
            "share": asked.share,
            "rounds": done,
            "wrong": len(wrong),
            "of": kinds,
            "seconds": round(time.monotonic() - began),
        }
        print(json.dumps(told), flush=True)
        keep(told) if asked.keep else None
        bad += len(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
