"""Fuzzes every parser that reads what somebody else wrote: no traceback, and no more than linear time in what is long.

    python bench/fuzz.py [SECONDS] [PARSER …]     one hour in all, shared among the parsers

With atheris installed (`pip install atheris`) it is led by coverage; without it seeds are mutated blindly. What is found is
printed as bytes: it belongs into FOUND in tests/figpress/test_fuzzed.py.
"""

import random
import statistics
import sys
import time
import traceback
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.dont_write_bytecode = True

from strangers.parsers import PARSERS, mutated


def crash(parser, content):
    """The traceback that some bytes end in, or None."""
    try:
        parser.read(content)
    except parser.refuses:
        return None
    except Exception:
        return traceback.format_exc()
    return None


def blindly(name, seconds, chance):
    """Mutates seeds, and what came of them, for a while: the number of tries, and the first crash of each place."""
    parser, tries, found = PARSERS[name], 0, {}
    pool, end = list(parser.seeds), time.monotonic() + seconds
    while time.monotonic() < end:
        content = mutated(chance.choice(pool), parser.words, lambda n: chance.randrange(n))[:4000]
        tries += 1
        if told := crash(parser, content):
            found.setdefault(told.strip().splitlines()[-3], (content, told))
        elif chance.random() < 0.05:
            pool = [*parser.seeds, *pool[-200:], content]
    return tries, found


def growth(name):
    """How much longer four times as much takes, per byte: the worst of the parser's words and seeds, over and over."""
    parser, worst = PARSERS[name], 0.0
    for piece in (*parser.seeds, *parser.words):
        times = []
        for size in (8_000, 32_000):
            content = piece * max(1, size // len(piece))
            runs = []
            for _ in range(3):
                began = time.process_time()
                crash(parser, content)
                runs.append(time.process_time() - began)
            times.append(statistics.median(runs))
        if times[1] > 0.02:
            worst = max(worst, times[1] / max(times[0], 1e-4) / 4)
    return worst


def led(name, seconds):
    """The same under atheris, which looks at coverage; it ends the process at the first crash."""
    import atheris

    parser = PARSERS[name]
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds:.0f}", "-max_len=4000"],
        lambda content: _raise(parser, content),
    )
    atheris.Fuzz()


def _raise(parser, content):
    if told := crash(parser, content):
        raise RuntimeError(told)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3600.0
    names = sys.argv[2:] or list(PARSERS)
    if "--led" in names:
        names.remove("--led")
        led(names[0], seconds)
        return 0
    chance, wrong = random.Random(0), 0
    for name in names:
        tries, found = blindly(name, seconds / len(names), chance)
        factor = growth(name)
        print(
            f"{name:14} {tries:8} tries  {len(found)} crashes  four times as much takes {4 * factor:.1f} times as long",
            flush=True,
        )
        for content, told in found.values():
            print(f"  {content!r}\n{told}")
        wrong += len(found) + (factor > 3)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
