"""Runs benchmarks and writes what they said, word for word, into docs/process/measured-speed.md.

python bench/_record.py "tracing" "serve 12" "peers/run --rounds 5 --peers DIR" …

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
PAGE = ROOT / "docs/process/measured-speed.md"
HEAD = """---
search:
  exclude: true
---

# Measured speed

What the benchmarks of `bench/` said when they were last run, word for word: this page is written by `bench/_record.py`, not by hand. Ratios count. Seconds
belong to the machine that is named, and the load before and after says how quiet it was; both cores are the benchmark's own where it is near 0 before.
"""


def main() -> None:
    sections = _recorded()
    for words in map(shlex.split, sys.argv[1:]):
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
        PAGE.write_text("\n".join([HEAD, *(sections[name] for name in sorted(sections))]), "utf-8")


def _recorded() -> dict[str, str]:
    if not PAGE.exists():
        return {}
    parts = re.split(r"(?m)^(?=## `bench/)", PAGE.read_text("utf-8"))[1:]
    return {re.match(r"## `bench/([\w/]+)\.py", part)[1]: part.strip() + "\n" for part in parts}


if __name__ == "__main__":
    main()
