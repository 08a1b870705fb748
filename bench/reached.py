"""A project that reaches its code and data in hundreds of ways, edited round by round, against a full redraw: recall
and precision.

python bench/reached.py [EACH] [STEP] [off]    EACH: only each n-th figure; STEP: only each n-th round; off: without
the kernel's help
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from engine.rounds import IDS, Reached, rounds


def main() -> int:
    words = sys.argv[1:]
    watch = "off" not in words
    each, step, *_ = [*(int(word) for word in words if word.isdigit()), 1, 1]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        reached = Reached(Path(folder), IDS[::each], watch)
        try:
            tally = reached.run(rounds(reached.ids)[::step])
        finally:
            reached.close()
    print(
        f"{len(reached.ids)} figures, {tally.edits} edits in {time.perf_counter() - started:.0f} s; "
        f"opaque: {len(reached.opaque)}"
    )
    print(
        f"recall {tally.recall:.4f}, precision {tally.precision:.4f}, cosmetic edits that drew something: "
        f"{len(tally.cosmetic)}"
    )
    tables = (("called fresh, but changed", tally.missed), ("cosmetic, and drawn", tally.cosmetic))
    for title, names in (*tables, ("drawn in vain", tally.needless)):
        for name in names:
            print(f"  {title}: {name}")
    good = tally.recall == 1 and not tally.cosmetic and (tally.precision >= 0.95 or not watch)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
