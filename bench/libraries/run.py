"""Real libraries as project code: random edits against a full redraw, and what a large library costs.

    python bench/libraries/run.py networkx LIBRARY EXAMPLES [--edits 100] [--take 26] [--seed 0] [--keep DIR]
    python bench/libraries/run.py plotnine LIBRARY bench/libraries/plots

LIBRARY is the package's own folder, unpacked from PyPI by whoever runs this, EXAMPLES a folder of scripts (of
networkx, the one in its source distribution). Scripts that plain Python draws, the same twice and in under two
seconds, are the figures. The truth is plain Python's: see truth.py. Bars: recall 1.000, precision 0.8, no
cosmetic edit redraws; `list` with nothing changed one second of the processor; 20 kB of figures.lock a figure;
a first render one and a half times what the scripts take as plain Python, and reading the library once.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from figpress.base.configuration import open_site
from figpress.base.site import Site
from figpress.freshness.assessment import Assessment, Standing
from figpress.freshness.code.closure import VERSION
from figpress.freshness.code.units import parse
from figpress.freshness.trace import is_call
from libraries.edits import Edit, chosen
from libraries.truth import Shown, Truth

SLOW = 2.0  # seconds of the processor: such an example is left out
BARS = {"recall": 1.0, "precision": 0.8, "list": 1.0, "lock": 20.0, "first": 1.5}
PACKAGES = {
    "networkx": ["matplotlib.pyplot", "scipy.sparse", "scipy.spatial", "PIL.Image"],
    "plotnine": ["matplotlib.pyplot", "pandas", "scipy.stats", "statsmodels.api", "mizani.palettes"],
}


class Kept:
    """What plain Python drew, by the edit's text: it depends on nothing of the press. In a file, so that a
    campaign can be gone on with, and judged again.
    """

    def __init__(self, path: Path):
        self.path = path
        self.known: dict[str, dict] = json.loads(path.read_text()) if path.exists() else {}

    def get(self, name: str, make: Callable[[], dict]) -> dict:
        if name not in self.known:
            self.known[name] = make()
            self.path.write_text(json.dumps(self.known))
        return self.known[name]


def lay(root: Path, library: str, code: Path, examples: Path) -> Site:
    """A site with the library under src/, without its tests, and every example as a figure."""
    shutil.copytree(code, root / "src" / library, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    shutil.copytree(examples, root / "figures", ignore=shutil.ignore_patterns("__pycache__", "__init__.py"))
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text(f"# {library}\n")
    (root / "mkdocs.yml").write_text(f"site_name: {library}\nplugins:\n  - figpress\n")
    return open_site(root)


def figures(truth: Truth, root: Path, take: int) -> tuple[Shown, dict[str, float]]:
    """What the examples show that are to be figures, and the seconds that each may take; the others are removed."""
    scripts = sorted(p.relative_to(root).as_posix() for p in root.rglob("*.py"))
    first, seconds = truth.shown(scripts, dict.fromkeys(scripts, SLOW))
    good = [s for s in scripts if not first[s].startswith("failed") and first[s] and seconds[s] < SLOW]
    again, _ = truth.shown(good, {})
    good = [s for s in good if again[s] == first[s]][:take]
    for script in set(scripts) - set(good):
        (root / script).unlink()
    return {s: first[s] for s in good}, {s: 5 * seconds[s] + 2 for s in good}


def processor(*words: str, cwd: Path) -> tuple[float, float, str]:
    """Seconds of the processor and of the clock that a command takes with all that it starts, and what it said."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *words], cwd=cwd, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - started, done.stdout + done.stderr


def costs(site: Site, scripts: list[str]) -> dict[str, float]:
    """The first render against the plain scripts, `list` when nothing has changed, the lock's size."""
    for _ in range(2):  # plain scripts find compiled code: not the first time
        plain = 0.0
        for script in scripts:
            where = site.root / "figures" / script
            run = "import runpy,sys; sys.path[:0]=[sys.argv[1],'.']; import random,numpy; random.seed(0); numpy.random.seed(0); m=runpy.run_path(sys.argv[2], run_name='__main__'); import matplotlib.pyplot as p; [p.figure(n).savefig('/dev/null', format='svg') for n in p.get_fignums()]"
            plain += processor("-c", run, str(site.root / "src"), where.name, cwd=where.parent)[0]
    parsing = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    for path in sorted((site.root / "src").rglob("*.py")):
        parse(path.as_posix(), path.read_text("utf-8"))
    parsing = resource.getrusage(resource.RUSAGE_SELF).ru_utime - parsing
    first, clock, said = processor("-m", "figpress", "render", "-C", str(site.root), cwd=site.root)
    print(said.splitlines()[-1], flush=True)
    time.sleep(2.1)  # files changed a moment ago are read again: see freshness/code/sourcetree.py
    processor("-m", "figpress", "list", "-C", str(site.root), cwd=site.root)
    listed = min(
        processor("-m", "figpress", "list", "-C", str(site.root), cwd=site.root)[0] for _ in range(3)
    )
    lock = site.lock.stat().st_size / 1000
    print(
        f"first render {first:.1f} s of the processor ({clock:.1f} s by the clock); plain scripts {plain:.1f} s; reading the library {parsing:.1f} s"
    )
    return {
        "list": listed,
        "lock": lock / len(scripts),
        "first": (first - parsing) / plain,
        "figures.lock": lock,
    }


@dataclass
class Tally:
    right: int = 0
    missed: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    ran: int = 0  # of those, where all that the verdict names was executed
    cosmetic: int = 0


def draw(
    truth: Truth, kept: Kept, plain: Path, base: Shown, limits: dict[str, float], edits: list[Edit]
) -> None:
    """Have plain Python draw what each edit makes of the scripts, in a copy of the library of its own."""
    for number, edit in enumerate(edits):
        if not edit.cosmetic and edit.key not in kept.known:
            path = plain / edit.path
            before = path.read_text("utf-8")
            put(path, edit.text, number)
            shown = kept.get(edit.key, lambda: truth.shown(list(base), limits)[0])
            put(path, before, number + 0.5)
            changed = sum(shown[s] != base[s] for s in base)
            print(f"{number + 1:>4} {edit.where}: {changed} changed", file=sys.stderr, flush=True)


def compare(site: Site, kept: Kept, base: Shown, edits: list[Edit]) -> Tally:
    """Every edit: what is called stale, and what plain Python draws otherwise."""
    tally = Tally()
    for number, edit in enumerate(edits):
        path = site.root / "src" / edit.path
        before = path.read_text("utf-8")
        put(path, edit.text, number)
        now = Assessment(site)
        standings = {t.path.removeprefix("figures/"): now.standing(t) for t in now.targets if not t.skip}
        put(path, before, number + 0.5)
        stale = {s for s, standing in standings.items() if standing.verdict.state != "fresh"}
        shown = base if edit.cosmetic else kept.known[edit.key]
        changed = {s for s in base if shown[s] != base[s]}
        tally.right += len(stale & changed)
        tally.cosmetic += len(stale) if edit.cosmetic else 0
        tally.missed += [f"MISSED    {edit.where}  {s}" for s in sorted(changed - stale)]
        for script in sorted(stale - changed):
            met = executed(standings[script])
            tally.ran += met
            reasons = "; ".join(standings[script].verdict.reasons[:3])
            tally.needless.append(f"needless{' (ran it)' if met else ''}  {edit.where}  {script}  {reasons}")
        print(
            f"{number + 1:>4} {edit.where}: {len(changed)} changed, {len(stale)} stale",
            file=sys.stderr,
            flush=True,
        )
    return tally


def put(path: Path, text: str, number: float) -> None:
    """Write, with a time of its own: compiled code is known by the second."""
    path.write_text(text, "utf-8")
    when = 1_800_000_000 + 10 * number
    os.utime(path, (when, when))


def executed(standing: Standing) -> bool:
    """True when all that the verdict names ran: the picture came out the same for all that."""
    record, now = standing.record, standing.now
    if record is None or now is None:
        return False
    units = [k for k in {*record.prints.code, *now.code} if record.prints.code.get(k) != now.code.get(k)]
    ran = {*record.trace.functions, *(hit for hits in record.trace.at_import.values() for hit in hits)}
    return bool(units) and {VERSION.sub("", unit).removesuffix("()") for unit in units} <= ran


def ran(site: Site) -> set[tuple[str, str]]:
    """The functions that some figure ran: their files below src/, and their qualified names."""
    found = set()
    assessment = Assessment(site)
    for target in assessment.targets:
        record = assessment.records.read(target.id)
        for name in record.trace.functions if record else ():
            module, _, function = name.partition(":")
            path = record.trace.modules.get(module, "") if record else ""
            if is_call(name) and path.startswith("src/"):
                found.add((path.removeprefix("src/"), re.sub(r"#\d+", "", function)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library")
    parser.add_argument("code", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--take", type=int, default=26)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--do", default="costs draw compare", help="only some of these")
    parser.add_argument(
        "--keep", type=Path, help="a folder for the site and what plain Python drew, to go on with"
    )
    given = parser.parse_args()
    os.environ.update(MPLBACKEND="agg", OMP_NUM_THREADS="1")  # a library may go through all variables
    folder = (given.keep or Path(tempfile.mkdtemp())).resolve()
    root, plain, kept = folder / "site", folder / "plain", Kept(folder / "plain.json")
    if (root / "mkdocs.yml").exists():
        site = open_site(root)
    else:
        site = lay(root, given.library, given.code, given.examples)
        shutil.copytree(root / "src", plain)
    truth = Truth(plain, given.library, root / "figures", PACKAGES.get(given.library, ["matplotlib.pyplot"]))
    base, limits = kept.get("figures", lambda: figures(truth, root / "figures", given.take))
    modules = sorted(p.relative_to(plain) for p in plain.rglob("*.py"))
    print(f"{given.library}: {len(modules)} modules, {len(base)} figures", flush=True)
    told = costs(site, list(base)) if "costs" in given.do else {}
    records = Assessment(site).records
    failed = [t.id for t in Assessment(site).targets if not (r := records.read(t.id)) or r.failure]
    print(f"figures that the press could not draw: {', '.join(failed) or 'none'}")
    picked = kept.get(
        "edits", lambda: [e.as_json() for e in chosen(plain, modules, ran(site), given.edits, given.seed)]
    )
    edits = [Edit.from_json(data) for data in picked]
    if "draw" in given.do:
        draw(truth, kept, plain, base, limits, edits)
    truth.close()
    tally = Tally()
    if "compare" in given.do:
        tally = compare(site, kept, base, edits)
        told |= {
            "recall": tally.right / max(tally.right + len(tally.missed), 1),
            "precision": tally.right / max(tally.right + len(tally.needless), 1),
        }
        for line in (*tally.missed, *tally.needless):
            print(line)
        print(
            f"{len(edits)} edits: {tally.right} rightly called stale, {len(tally.missed)} missed, "
            f"{len(tally.needless)} needless, of which {tally.ran} ran what was edited; {tally.cosmetic} by "
            "cosmetic edits"
        )
    met = [_said(name, told[name]) for name in BARS if name in told]
    return 0 if all(met) and not tally.cosmetic else 1


def _said(name: str, value: float) -> bool:
    words = {
        "recall": "recall",
        "precision": "precision",
        "list": "list, seconds of the processor",
        "lock": "kB of figures.lock a figure",
        "first": "first render, times the plain scripts",
    }
    good = value >= BARS[name] if name in ("recall", "precision") else value <= BARS[name]
    print(f"{words[name]:<38} {value:7.3f}  bar {BARS[name]:<5} {'met' if good else 'MISSED'}")
    return good


if __name__ == "__main__":
    sys.exit(main())
