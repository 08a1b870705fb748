"""Draws gallery scripts that nobody here wrote, unedited, by plain Python and by the press, and compares the pictures.

    python bench/gallery.py FOLDER… [--take 60] [--seed 0] [--out report.json]

FOLDER holds a gallery's scripts (matplotlib's `galleries/`, networkx' `examples/`, …), brought there by whoever runs
this. By plain Python a script runs in a copy of its folder, with Agg, and what it would leave somebody to look at is
counted: figures that are open when it shows or ends, and files that it saves and does not show. The press draws the
same script in a site of its own. Then every picture of the press is drawn as readers see it, and compared with a PNG of
the same figure from the plain run.

Verdicts: right · refused (with the press's reason, and plain Python's) · failed (plain Python draws it, the press does not) · wrong (another number of
pictures, or one that is less alike than the press's own bar, and nothing said).
"""

import argparse
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLAIN = """
import atexit, os, runpy, sys
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib import animation
script, out = sys.argv[1], sys.argv[2]
count, saved, moving = [0], {}, []
def note(figure, name=None):
    count[0] += 1
    figure.savefig(os.path.join(out, f"{count[0]}.png"), dpi=100)
def show(*a, block=None, **k):
    if block is False or (block is None and plt.isinteractive()):
        return
    for n in plt.get_fignums():
        f = plt.figure(n)
        saved.pop(id(f), None)
        note(f)
    plt.close("all")
plt.show = show
plt.pause = lambda s: None
began = animation.Animation.__init__
def init(self, *a, **k):
    began(self, *a, **k)
    moving.append(self)
animation.Animation.__init__ = init
import random, numpy
random.seed(0); numpy.random.seed(0)
sys.argv = [script]
sys.path.insert(0, os.path.dirname(script))
try:
    runpy.run_path(script, run_name="__main__")
except SystemExit as error:
    if error.code not in (None, 0):
        raise
show()
print("MOVING", len(moving))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--take", type=int, default=60)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("gallery.json"))
    parser.add_argument("--keep", type=Path, help="leave the sites and pictures here")
    parser.add_argument("--only", help="scripts whose path has this in it")
    arguments = parser.parse_args()
    scripts = sorted(
        path
        for folder in arguments.folders
        for path in folder.rglob("*.py")
        if not path.name.startswith("_") and path.name not in ("conf.py", "conftest.py")
    )
    random.Random(arguments.seed).shuffle(scripts)
    if arguments.only:
        scripts = [s for s in scripts if arguments.only in str(s)]
    chosen = scripts[arguments.skip : arguments.skip + arguments.take]
    work = arguments.keep or Path(tempfile.mkdtemp())
    results = []
    for number, script in enumerate(chosen, 1):
        result = tried(script, work / f"{number:03d}")
        results.append(result)
        print(f"{number:3d} {result['verdict']:8s} {result['why']:.150s}  {script}", flush=True)
        arguments.out.write_text(json.dumps(results, indent=1))
    counts: dict[str, int] = {}
    for result in results:
        counts[result["verdict"]] = counts.get(result["verdict"], 0) + 1
    print(counts, f"of {len(results)}")


def tried(script: Path, folder: Path) -> dict:
    """Both runs of one script, and the verdict."""
    shutil.rmtree(folder, ignore_errors=True)
    plain, site = folder / "plain", folder / "site"
    by_hand = _plain(script, plain)
    by_press = _press(script, site)
    verdict, why = _verdict(by_hand, by_press, plain)
    return {"script": str(script), "verdict": verdict, "why": why, "plain": by_hand, "press": by_press}


def _copied(script: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for beside in script.parent.iterdir():  # its data, and the modules that it imports
        if beside.is_file() and (
            beside.suffix != ".py" or beside == script or beside.stem in script.read_text("utf-8")
        ):
            shutil.copy(beside, folder)
    return folder / script.name


def _plain(script: Path, folder: Path) -> dict:
    copy, out = _copied(script, folder / "run"), folder / "out"
    out.mkdir()
    environment = {
        **os.environ,
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "SOURCE_DATE_EPOCH": "0",
    }
    started = time.perf_counter()
    try:
        run = subprocess.run(
            [sys.executable, "-c", PLAIN, str(copy), str(out)], cwd=copy.parent, env=environment, capture_output=True,
            text=True, timeout=240, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"ok": False, "why": "took over 240 s", "pictures": 0, "seconds": 240.0}
    lines = run.stderr.strip().splitlines() or [""]
    moving = next((int(line.split()[1]) for line in run.stdout.splitlines() if line.startswith("MOVING")), 0)
    return {
        "ok": run.returncode == 0,
        "why": "" if run.returncode == 0 else lines[-1],
        "pictures": len(list(out.glob("*.png"))),
        "written": sorted(p.name for p in copy.parent.iterdir() if p.suffix in (".png", ".svg", ".gif") and p.stat().st_mtime > copy.stat().st_mtime),
        "moving": moving,
        "seconds": round(time.perf_counter() - started, 2),
    }  # fmt: skip


def _press(script: Path, site: Path) -> dict:
    _copied(script, site / "figures" / "g")
    for other in (site / "figures" / "g").glob("*.py"):
        if other.name != script.name:
            other.rename(other.with_name(other.name))  # what it imports is found beside it, and drawn, too
    (site / "docs").mkdir()
    (site / "docs" / "index.md").write_text("# Gallery\n")
    (site / "mkdocs.yml").write_text("site_name: Gallery\n")
    started = time.perf_counter()
    id = f"g/{script.stem}"
    run = subprocess.run(
        [sys.executable, "-m", "figpress", "render", id, "--json", "-C", str(site)], capture_output=True, text=True, timeout=700
    )  # fmt: skip
    seconds = round(time.perf_counter() - started, 2)
    if run.stderr.strip().startswith("Traceback"):
        return {
            "ok": False,
            "why": "DEFECT " + run.stderr.strip().splitlines()[-1],
            "seconds": seconds,
            "pictures": [],
        }
    from figpress.base.configuration import open_site
    from figpress.freshness.records import Records

    record = Records(open_site(site)).read(id)
    if record is None or record.failure:
        why = (
            f"{record.failure.where}: {record.failure.message}"
            if record and record.failure
            else run.stderr[-300:]
        )
        return {"ok": False, "why": why, "seconds": seconds, "pictures": []}
    return {
        "ok": True,
        "why": "",
        "pictures": [str(a.path) for a in record.artifacts if a.role == "image"],
        "moving": sum(a.role == "motion" for a in record.artifacts),
        "tables": sum(a.role == "table" for a in record.artifacts),
        "findings": [f"{f.rule} {f}" for f in record.findings],
        "seconds": seconds,
    }


def _verdict(plain: dict, press: dict, folder: Path) -> tuple[str, str]:
    if not press["ok"]:
        if not plain["ok"]:
            return "refused", f"{press['why']} | plain: {plain['why']}"
        if plain["pictures"] == 0 and not plain["written"]:
            return "refused", f"{press['why']} | plain Python draws nothing either"
        return "failed", press["why"]
    if not plain["ok"]:
        return "more", f"plain: {plain['why']}"
    n = len(press["pictures"])
    if n < plain["pictures"] or (n > plain["pictures"] and n > plain["pictures"] + len(plain["written"])):
        return "wrong", f"{n} pictures, plain {plain['pictures']} and files {plain['written']}"
    if plain["moving"] and not press["moving"]:
        return "wrong", "it does not move"
    if n != plain["pictures"] or plain["moving"]:
        return (
            "right",
            f"{n} pictures, plain {plain['pictures']} and files {plain['written']}, moving {press['moving']}",
        )
    scores = [
        _alike(Path(path), folder / "out" / f"{at}.png") for at, path in enumerate(press["pictures"], 1)
    ]
    worst = min(scores, default=1.0)
    from figpress.running.looking.pixels import LEAST

    return ("right" if worst >= LEAST else "unlike"), f"least alike {worst:.3f}"


def _alike(drawn: Path, own: Path) -> float:
    from figpress.running.looking import pixels

    content = drawn.read_bytes()
    if content.startswith(b"\x89PNG"):
        from PIL import Image

        with Image.open(own) as image:
            size = image.size
        out = io.BytesIO()
        pixels.on(content).resize(size, 4).save(out, format="png")
        return pixels.likeness(out.getvalue(), own.read_bytes())
    return pixels.likeness(pixels.shown(content), own.read_bytes())


if __name__ == "__main__":
    main()
