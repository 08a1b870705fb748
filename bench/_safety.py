"""What the campaigns of attack came to: a line each in bench/safety.jsonl, and a page of them.

    python bench/faults.py --keep; python bench/fuzz.py 3600 --keep; python bench/fuzz.py 0 --growth --keep
    python bench/_safety.py --tests     runs the tests that SECURITY.md names, keeps how they ended, and writes the page
    python bench/_safety.py             writes the page

Campaigns add up over their seeds and shares; of growth and tests the last line of its kind counts.
"""

import argparse
import datetime
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "bench/safety.jsonl"
PAGE = ROOT / "docs/process/measured-safety.md"
BAD_SCRIPTS = "tests/figpress/test_worse_days.py"
HEAD = """---
search:
  exclude: true
---

# Measured safety

What the attacks on the press came to: this page is written by `bench/_safety.py` from `bench/safety.jsonl`, not by hand. What is promised, and which test holds it,
says SECURITY.md. The campaigns are `bench/faults.py` and `bench/fuzz.py`.

Counted are runs on code in which what earlier ones had found was mended, each by a test of its own: a file that a kill left beside a table of code and that no start swept; a full disk that ended
a publication in a traceback of shutil's; a turned bit in a kept page, a compiled file or a record, which was believed; filters of git with an equals sign in their name, those of a submodule, and the
program that a partial clone names for what it lacks; a bare repository in a folder, which hid that `.figpress` was tracked; lists of attributes in a reviewer's words, a mark ended by his name, a comment
or a backtick; a line of a script, escape sequences and all, repeated by Python's own warnings; a half copied release, a link beside the published one and the records of a revision, left by a refused write
where no later run looked; a turned bit in a kept font, which readers were sent; a month of five thousand digits, and a day that was a raised two, in a bibliography; headings full of opening brackets, a
brace full of number signs, a bibliography full of at signs and a page full of dollars, each of which cost the square of its length.

A broken-off run of an earlier day (seeds 202 and 302, a load of 14) had met a process that was still there after 15 s, and was gone when it was looked for again: both seeds were run again, a hundred kills each.
"""


def keep(told: dict) -> None:
    """Puts one campaign's figures behind those that are kept, with its day and the commit that it was run on."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    when = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
    with KEPT.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**told, "when": when, "commit": commit.stdout.strip()}) + "\n")


def named() -> list[str]:
    """The test files that SECURITY.md names behind its promises, and those of the bad scripts."""
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    return sorted({BAD_SCRIPTS, *re.findall(r"`(tests/[^`]+\.py)`", text)})


def tested(path: str) -> None:
    """Runs a test file, and keeps how many tests there were and how many did not pass."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", path]
        subprocess.run(words, cwd=ROOT, check=False)
        suite = ElementTree.parse(report).getroot().find("testsuite").attrib
    wrong = int(suite["failures"]) + int(suite["errors"])
    told = {"rounds": int(suite["tests"]), "wrong": wrong, "skipped": int(suite["skipped"])}
    keep({"script": "tests", "part": path, **told, "seconds": round(float(suite["time"]))})


def planted() -> int:
    """Files of the hostile clone that leave a mark when they are executed, imported or unpickled."""
    sys.path.append(str(ROOT / "tests"))
    from strangers.clone import plant

    with tempfile.TemporaryDirectory() as folder:
        marks = Path(folder, "marks")
        marks.mkdir()
        plant(Path(folder, "clone"), marks)
        evil = (str(marks).encode(), b"evil")
        files = [
            path for path in Path(folder, "clone").rglob("*") if path.is_file() and not path.is_symlink()
        ]
        return sum(any(word in path.read_bytes() for word in evil) for path in files)


def hostile() -> int:
    sys.path.append(str(ROOT / "tests"))
    from strangers.payloads import DRAWINGS, NAMES, PAYLOADS, TABLES

    return len(PAYLOADS) + len(DRAWINGS) + len(TABLES) + len(NAMES)


class Kept:
    """The lines that count."""

    def __init__(self):
        self.lines = [json.loads(line) for line in KEPT.read_text("utf-8").splitlines()]

    def of(self, script: str, part: str = "") -> list[dict]:
        return [one for one in self.lines if one["script"] == script and part in ("", one["part"])]

    def last(self, script: str) -> dict[str, dict]:
        return {one["part"]: one for one in self.of(script)}


def page() -> str:
    kept = Kept()
    return "\n".join([HEAD, *bars(kept), *faults(kept), *parsers(kept), *tests(kept)]) + "\n"


def bars(kept: Kept) -> list[str]:
    tests, campaign, kills = kept.last("tests"), kept.of("faults"), kept.of("faults", "kills")
    fuzz, growth = kept.of("fuzz"), kept.last("growth")

    def passed(*paths):
        told = [tests[path] for path in paths if path in tests]
        if not told:
            return "not run on this code"
        return f"{sum(one['rounds'] - one['wrong'] - one['skipped'] for one in told)} of {sum(one['rounds'] for one in told)} tests pass"

    rows = [
        ("0 canaries fire", f"{planted()} files of a hostile clone would leave a mark; {passed('tests/figpress/test_strangers.py')}"),
        ("200 kills", f"{sum(one['rounds'] for one in kills)} kills, {sum(one['wrong'] for one in kills)} wrong"),
        ("0 wrong pictures, 0 stale called fresh, each next build equal to a clean one, nothing left", f"{sum(one['rounds'] for one in campaign)} rounds, {sum(one['wrong'] for one in campaign)} wrong"),
        ("one hour of fuzzing without a traceback", f"{sum(one['seconds'] for one in fuzz) / 60:.0f} minutes ({sum(one['processor'] for one in fuzz) / 60:.0f} of processor), {sum(one['rounds'] for one in fuzz):,} inputs, {sum(one['wrong'] for one in fuzz)} found"),
        ("no more than linear time", f"{sum(one['wrong'] for one in fuzz)} fuzzed inputs that took more than sevenfold for four times as much, in {len(kept.last('fuzz'))} parsers; " + (f"steepest exponent of {len(growth)} parsers: {max(one['exponent'] for one in growth.values()):.2f}" if growth else "growth by piece is not measured")),
        ("60 hostile inputs: no script, no request on page, feed, sheet, preview", f"{hostile()} inputs, in Chromium; {passed('tests/browser/test_hostile.py')}"),
        ("a daemonising, an endless, a printing and a memory-eating script end with one line each", passed(BAD_SCRIPTS, "tests/figpress/running/test_limits.py")),
        ("SECURITY.md is true", f"of {len(tests)} test files that it names, {sum(not one['wrong'] for one in tests.values())} pass"),
    ]  # fmt: skip
    return ["## Bars", "", *table(("bar", "measured"), rows)]


def faults(kept: Kept) -> list[str]:
    rows = []
    for part in dict.fromkeys(one["part"] for one in kept.of("faults")):
        lines = kept.of("faults", part)
        of: Counter = Counter()
        for one in lines:
            of.update({name: count for name, count in one["of"].items() if isinstance(count, int)})
        said = ", ".join(f"{name} {count}" for name, count in sorted(of.items()))
        share = sum(1 / int(one.get("share", "0/1").partition("/")[2]) for one in lines)
        run = f"{min(share, 1):.0%}" if part in ("writes", "damage") else f"{len(lines)} seeds"
        sums = (sum(one[name] for one in lines) for name in ("rounds", "wrong"))
        rows.append((part, run, *sums, said, commits(lines)))
    head = ("part", "of it run", "rounds", "wrong", "of these", "commit")
    return ["## Kills, failing writes, a full disk, damage: `bench/faults.py`", "", *table(head, rows)]


def parsers(kept: Kept) -> list[str]:
    growth = kept.last("growth")
    rows = []
    for part in sorted({*kept.last("fuzz"), *growth}):
        lines, grown = kept.of("fuzz", part), growth.get(part)
        spent = [
            f"{sum(one[name] for one in lines):,}" for name in ("rounds", "seconds", "processor", "wrong")
        ]
        steep = (
            ["not measured"] * 3
            if grown is None
            else [f"{grown['exponent']:.2f}", f"`{grown['piece']}`".replace("|", "\\|"), f"{grown['bytes']:,} bytes: {grown['milliseconds']} ms"]
            if grown["exponent"]
            else ["", "", "every piece: brief at 2 MB"]
        )  # fmt: skip
        rows.append((part, *spent, *steep))
    head = ("parser", "inputs", "seconds", "of processor", "found", "exponent", "of", "at")
    return [
        "## Parsers: `bench/fuzz.py`",
        "",
        "Inputs are mutations and pumps. Each piece that a parser knows is put in again and again, up to what takes 0.2 s or is 2 MB; the time is said to grow with "
        "the size to the power of the exponent, of the worst piece. 1 is linear.",
        "",
        *table(head, rows),
    ]


def tests(kept: Kept) -> list[str]:
    rows = [
        (f"`{path}`", one["rounds"], one["wrong"], one["skipped"], one["commit"])
        for path, one in kept.last("tests").items()
    ]
    return [
        "## Tests that SECURITY.md names",
        "",
        *table(("file", "tests", "failed", "skipped", "commit"), rows),
    ]


def commits(lines: list[dict]) -> str:
    return ", ".join(f"`{commit}`" for commit in dict.fromkeys(one["commit"] for one in lines))


def table(head: tuple, rows: list[tuple]) -> list[str]:
    def line(cells):
        return f"| {' | '.join(map(str, cells))} |"

    return [line(head), line(["---"] * len(head)), *map(line, rows), ""]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--tests", action="store_true")
    if words.parse_args().tests:
        for path in named():
            tested(path)
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
