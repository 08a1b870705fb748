"""The whole mutation suite: every edit of the generated project against a full redraw. Prints recall and
precision.

python bench/mutations.py [EVERY]    EVERY: only each n-th edit
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from engine.edits import edits
from engine.suite import Suite


def main() -> int:
    chosen = edits()[:: int(sys.argv[1]) if len(sys.argv) > 1 else 1]
    with tempfile.TemporaryDirectory() as folder:
        suite = Suite(Path(folder))
        started = time.perf_counter()
        try:
            tally = suite.run(chosen)
        finally:
            suite.close()
    cosmetic = sum(e.cosmetic for e in chosen)
    print(f"{tally.edits} edits ({cosmetic} cosmetic) in {time.perf_counter() - started:.0f} s")
    print(
        f"recall {tally.recall:.4f}, precision {tally.precision:.4f}, cosmetic edits that drew something: "
        f"{len(tally.cosmetic)}"
    )
    for title, table in (("called fresh, but changed", tally.missed), ("drawn in vain", tally.needless)):
        for name, ids in table.items():
            print(f"  {title}: {name}: {', '.join(sorted(ids)) if len(ids) < 7 else len(ids)}")
    return 0 if tally.recall == 1 and tally.precision >= 0.95 and not tally.cosmetic else 1


if __name__ == "__main__":
    sys.exit(main())
