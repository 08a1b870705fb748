"""Drawing this whole post from nothing, against what its scripts themselves need: four numbers, and their
ratio.

python bench/cold.py

    cold     `figpress render` of a copy with no .figpress/, whole process
    scripts  the sum of the scripts' own seconds in a warm process, from a second, forced render; shared
             results and their
             makers once, as they took in the cold one
    cores    processors that this process may use
    imports  torch and matplotlib.pyplot in one fresh process

The bar: cold ≤ 1.25 × (scripts / cores + imports).
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figpress.base.configuration import open_site
from figpress.freshness.assessment import Assessment
from figpress.running.executors.local import cores

ROOT = Path(__file__).parents[1]
BAR = 1.25
LEFT = shutil.ignore_patterns(".git", ".venv", ".figpress", "site", "*.egg-info", "__pycache__")


def seconds(*words: str) -> float:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - started


def recorded(root: Path) -> dict[str, float]:
    """The seconds of every target's last run, shared results included."""
    assessment = Assessment(open_site(root))
    records = [r for t in assessment.targets if not t.skip and (r := assessment.records.read(t.id))]
    return {r.id: r.seconds for r in (*records, *assessment.records.computed())}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "post"
        shutil.copytree(ROOT, root, ignore=LEFT)
        imports = min(seconds("-c", "import torch, matplotlib.pyplot") for _ in range(3))
        cold = seconds("-m", "figpress", "render", "--quiet", "-C", str(root))
        first = recorded(root)
        seconds("-m", "figpress", "render", "--quiet", "--force", "-C", str(root))
        own = {**recorded(root), **{id: s for id, s in first.items() if id.startswith("computed:")}}
    scripts, count = sum(own.values()), cores()
    needed = scripts / count + imports
    longest = sorted(own, key=lambda id: -own[id])[:3]
    print(
        f"{len(own)} targets: cold {cold:.1f} s; scripts {scripts:.1f} s on {count} cores, imports "
        f"{imports:.1f} s: needed {needed:.1f} s"
    )
    print("longest: " + ", ".join(f"{re.sub(':[0-9a-f]+$', '', id)} {own[id]:.1f} s" for id in longest))
    print(f"cold / needed = {cold / needed:.2f}, bar {BAR}: {'met' if cold / needed <= BAR else 'MISSED'}")
    return 0 if cold / needed <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
