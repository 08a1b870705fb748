"""Runs benchmarks and writes what they said, word for word, into docs/process/measured-speed.md, or another page.

python bench/_record.py "tracing" "serve 12" "peers/run --rounds 5 --peers DIR" …
python bench/_record.py --page measured-review "claims" "review" "quotations DIR" "bibliographies DIR" "third_job"

Each is written below the first sentence of its own documentation. What was recorded before and is not named
stays as it is.
"""

import ast
import datetime
import os
import platform
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROCESS = ROOT / "docs/process"
FRONT = "---\nsearch:\n  exclude: true\n---\n"
MADE = "What the benchmarks of `bench/` said when they were last run, word for word: this page is written by `bench/_record.py`, not by hand."
HEADS = {
    "measured-speed": f"""{FRONT}
# Measured speed

{MADE} Ratios count. Seconds
belong to the machine that is named, and the load before and after says how quiet it was; both cores are the benchmark's own where it is near 0 before.
""",
    "measured-equations": f"""{FRONT}
# Measured equations that run

{MADE} Which equations run, and how far each
agrees with torch when the site is built, the colophon tells; here an oracle of somebody else's is asked, and the model that they make is trained beside `byhand`.
""",
    "measured-review": f"""{FRONT}
# Measured reviews and sources

{MADE} How references are set
was measured apart: [measured citations](measured-citations.md). DIR stands for a folder with clones of the public repositories that the script names.

| wanted | shown by |
|---|---|
| CSL test-suite: 95 %, every failure listed | [measured citations](measured-citations.md) |
| public bibliographies: no file refused whole, 99.5 % of entries in, no loss untold | `bench/bibliographies.py` |
| 300 sentences: how many of those that want a source are marked, and how many of those marked do | `bench/claims.py` |
| in each of 50 archived documents of three kinds a quotation altered by one word is an error | `bench/quotations.py` (real documents), `bench/third_job.py` (made ones) |
| the sheet of the largest section: 2 s, 1.5 MB, under 8 pages | `bench/review.py` |
| planted changes, approvals, reviewers' files, a review by keyboard and touch, a pull request's comment | `bench/third_job.py` |
""",
    "measured-displays": f"""{FRONT}
# Measured displays of other people

{MADE} DIR stands for a folder with clones of the public repositories that the script names.

| wanted | shown by |
|---|---|
| of 1,000 displays of at least eight public sources 90 % are read, no crash | `bench/equations_elsewhere.py` |
| of those that scripts of ours bind, in ten fields, 75 % come to a right verdict as printed; excused ones count as not decided | `bench/equations_elsewhere.py` |
| 1,000 equations in 2 s of processor, beyond the import of torch | `bench/equations.py`, which tells evaluating from compiling and trying programs |
| no false display believed, no true one called false | `tests/figpress/equations/test_false_displays.py`, whose pairs are counted there |
""",
}


def main() -> None:
    asked = sys.argv[1:]
    name = asked[1] if asked[:1] == ["--page"] else "measured-speed"
    page = PROCESS / f"{name}.md"
    sections = _recorded(page)
    for words in map(shlex.split, asked[2:] if asked[:1] == ["--page"] else asked):
        script = ROOT / "bench" / f"{words[0]}.py"
        purpose = ast.get_docstring(ast.parse(script.read_text("utf-8"))).partition("\n")[0]
        before, started = os.getloadavg()[0], time.time()
        done = subprocess.run(
            [sys.executable, str(script), *words[1:]], cwd=ROOT, capture_output=True, text=True
        )
        said = (done.stdout + (done.stderr if done.returncode else "")).strip("\n")
        shown = " ".join("DIR" if word.startswith("/") else word for word in words[1:])
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
        when = datetime.datetime.fromtimestamp(started, datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
        machine = (
            f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python {platform.python_version()}"
        )
        facts = f"{when}, commit `{commit}`, {machine}, {time.time() - started:.0f} s; load {before:.1f} before, {os.getloadavg()[0]:.1f} after; exit {done.returncode}."
        sections[words[0]] = (
            f"## `bench/{words[0]}.py {shown}".rstrip()
            + f"`\n\n{purpose}\n\n{facts}\n\n```text\n{said}\n```\n"
        )
        print(sections[words[0]], flush=True)
        page.write_text("\n".join([HEADS[name], *(sections[one] for one in sorted(sections))]), "utf-8")


def _recorded(page: Path) -> dict[str, str]:
    if not page.exists():
        return {}
    parts = re.split(r"(?m)^(?=## `bench/)", page.read_text("utf-8"))[1:]
    return {re.match(r"## `bench/([\w/]+)\.py", part)[1]: part.strip() + "\n" for part in parts}


if __name__ == "__main__":
    main()
