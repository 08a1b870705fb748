"""Lighthouse on every page of the post: desktop preset, a server that compresses, the median of five runs.

    npm install --prefix /tmp/lighthouse lighthouse@12
    figpress build && LIGHTHOUSE=/tmp/lighthouse/node_modules/.bin/lighthouse python bench/lighthouse.py
    [SITE] [--runs 5] [PAGE…]

Needs node, lighthouse (on the path, or named by LIGHTHOUSE) and a Chromium; says so and stops where one is
missing. Prints a Markdown
table, and fails where accessibility or best practices are below 95 or performance is below 90. Run it on a
machine that does nothing
else: performance is time, and the desktop preset slows nothing down.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from _site import post, served

CHROME = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
BARS = {"performance": 90, "accessibility": 95, "best-practices": 95}
TIMES = {
    "largest-contentful-paint": "LCP, ms",
    "total-blocking-time": "TBT, ms",
    "cumulative-layout-shift": "CLS",
    "total-byte-weight": "kB",
}


def measured(lighthouse: str, chromium: str, address: str) -> dict:
    """One run: scores, times, and what measured them."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        subprocess.run(
            [lighthouse, address, "--preset=desktop", "--quiet", "--output=json", f"--output-path={out}",
             f"--only-categories={','.join(BARS)}", f"--chrome-flags={CHROME} "
                                                    f"--user-data-dir={folder}/profile"],
            check=True, env={**os.environ, "CHROME_PATH": chromium},
        )  # fmt: skip
        report = json.loads(out.read_text("utf-8"))
    told = {name: 100 * report["categories"][name]["score"] for name in BARS} | {
        name: report["audits"][name]["numericValue"] for name in TIMES
    }
    return told | {
        "with": f"Lighthouse {report['lighthouseVersion']}, "
        f"{report['environment']['hostUserAgent'].split()[-2].replace('Headless', '')}"
    }


def main(arguments: list[str]) -> int:
    runs = int(arguments.pop(arguments.index("--runs") + 1)) if "--runs" in arguments else 5
    site, *pages = [word for word in arguments if word != "--runs"] or ["site"]
    lighthouse = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    chromium = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    missing = [
        what
        for what, there in (
            ("node", shutil.which("node")),
            (
                "lighthouse (npm install --prefix /tmp/lighthouse lighthouse@12, and LIGHTHOUSE=its path)",
                lighthouse and Path(lighthouse).exists(),
            ),
            ("a Chromium", chromium),
            (f"a built site in {site} (figpress build)", (Path(site) / "index.html").is_file()),
        )
        if not there
    ]
    if missing:
        print(f"skipped: there is no {', no '.join(missing)}")
        return 0
    low = []
    print(
        f"| page | performance (all runs) | accessibility | best practices | {' | '.join(TIMES.values())} "
        f"|\n|---|---|---|---|{'---|' * len(TIMES)}"
    )
    with served(Path(site)) as address:
        for page in pages or post(Path(site)):
            seen = [measured(lighthouse, chromium, address + page) for _ in range(runs)]
            medians = {name: statistics.median(run[name] for run in seen) for name in (*BARS, *TIMES)}
            low += [
                f"{page or 'home'}: {name} {medians[name]:.0f}"
                for name, bar in BARS.items()
                if medians[name] < bar
            ]
            each = ", ".join(f"{run['performance']:.0f}" for run in seen)
            cells = [
                f"{medians['performance']:.0f} ({each})",
                f"{medians['accessibility']:.0f}",
                f"{medians['best-practices']:.0f}",
            ]
            cells += [
                f"{medians['largest-contentful-paint']:.0f}",
                f"{medians['total-blocking-time']:.0f}",
                f"{medians['cumulative-layout-shift']:.3f}",
            ]
            print(
                f"| {page.rstrip('/') or 'home'} | {' | '.join(cells)} | "
                f"{medians['total-byte-weight'] / 1000:.0f} |",
                flush=True,
            )
    print(
        f"\n{seen[0]['with']}, {os.cpu_count()} cores, {platform.system()}, {runs} runs a page; load "
        f"{os.getloadavg()[0]:.1f} at the end"
    )
    for line in low:
        print(f"below its bar: {line}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
