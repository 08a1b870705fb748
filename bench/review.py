"""How long the sheet of the largest section takes when nothing has to be redrawn, beside the start of Python
and of the command alone.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5


def best(*command: str) -> float:
    """Seconds of the quickest of several runs."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    press = (sys.executable, "-m", "figpress")
    subprocess.run([*press, "render", "--quiet"], cwd=ROOT, check=True)
    sections = [page for page in ROOT.glob("docs/*.md") if "\nstatus:" in page.read_text("utf-8")[:2000]]
    largest = max(sections, key=lambda page: page.stat().st_size).stem
    python, start = best(sys.executable, "-c", "pass"), best(*press, "--version")
    sheet = best(*press, "review", largest)
    print(
        f"python {python:.2f} s, figpress --version {start:.2f} s, review {largest} {sheet:.2f} s (bar: 2 "
        f"s): {sheet / python:.0f} times the start of Python"
    )


if __name__ == "__main__":
    main()
