"""Fuzzes every parser that reads what somebody else wrote: no traceback, and no more than linear time in what is long.

    python bench/fuzz.py [SECONDS] [--seed N] [PARSER …]     the seconds in all, shared among the parsers
    python bench/fuzz.py SECONDS --led PARSER                by coverage, where atheris is installed

Half of the time seeds are mutated; in the other half they are pumped: a piece is put in a thousand times, and four thousand
times, at one place, which finds what reads on for each beginning that it meets. What is found is printed as bytes: it belongs
into FOUND in tests/figpress/test_fuzzed.py.
"""

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.dont_write_bytecode = True

if "--led" in sys.argv:
    import atheris

    with atheris.instrument_imports(include=["figpress"]):
        from strangers.parsers import PARSERS, mutated, pumped
else:
    from strangers.parsers import PARSERS, mutated, pumped

SMALL, LARGE = 4_000, 16_000  # bytes
LINEAR = 7.0  # times as long for four times as much: n log n is below 5, n² is 16
BRIEF = 0.05  # seconds: what is faster cannot be told from noise


def crash(parser, content):
    """The traceback that some bytes end in, or None."""
    try:
        parser.read(content)
    except parser.refuses:
        return None
    except Exception:
        return traceback.format_exc()
    return None


def blindly(parser, seconds, chance):
    """Mutates seeds for a while: the number of tries, and the first crash of each place."""
    tries, found = 0, {}
    pool, end = list(parser.seeds), time.monotonic() + seconds
    while time.monotonic() < end:
        content = mutated(chance.choice(pool), parser.words, lambda n: chance.randrange(n))[:4000]
        tries += 1
        if told := crash(parser, content):
            found.setdefault(_place(told), (content, told))
        elif chance.random() < 0.05:
            pool = [*parser.seeds, *pool[-200:], content]
    return tries, found


def pumping(parser, seconds, chance):
    """Pumps seeds for a while: the number of tries, the worst growth, and what grew more than in proportion, or crashed."""
    tries, worst, found, end = 0, 0.0, {}, time.monotonic() + seconds
    while time.monotonic() < end:
        seed = chance.randrange(1 << 60)
        content = [pumped(parser, size, random.Random(seed).randrange) for size in (SMALL, LARGE)]
        tries += 1
        if told := crash(parser, content[1]):
            found.setdefault(_place(told), (content[1][:300], told))
            continue
        if _seconds(parser, content[1]) < BRIEF:
            continue
        for _ in range(3):  # a machine that is busy with something else is no growth: the least of several
            factor = _least(parser, content[1]) / max(_least(parser, content[0]), 1e-4)
            if factor < LINEAR:
                break
        else:
            found.setdefault(
                content[0][:60], (content[0][:300], f"four times as much: {factor:.1f} times as long")
            )
        worst = max(worst, factor)
    return tries, worst, found


def _place(told):
    return "\n".join(told.strip().splitlines()[-3:-1])


def _seconds(parser, content):
    began = time.process_time()
    crash(parser, content)
    return time.process_time() - began


def _least(parser, content):
    return min(_seconds(parser, content) for _ in range(3))


def led(name, seconds):
    """The same under atheris, which looks at coverage; it ends the process at the first crash."""
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
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("seconds", type=float, nargs="?", default=3600.0)
    words.add_argument("parsers", nargs="*")
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--led", metavar="PARSER")
    asked = words.parse_args()
    if asked.led:
        return led(asked.led, asked.seconds)
    names, wrong = asked.parsers or list(PARSERS), 0
    print(f"seed {asked.seed}, {asked.seconds:.0f} s for {len(names)} parsers", flush=True)
    for name in names:
        parser, chance = PARSERS[name], random.Random(f"{asked.seed} {name}")
        crash(parser, parser.seeds[0])  # what a first call loads is no growth
        tries, crashes = blindly(parser, asked.seconds / len(names) / 2, chance)
        pumps, worst, grown = pumping(parser, asked.seconds / len(names) / 2, chance)
        print(
            f"{name:14} {tries:8} mutations {pumps:6} pumps  {len(crashes) + len(grown)} found  worst growth {worst:.1f}  {time.process_time():6.0f} s of processor",
            flush=True,
        )
        for content, told in (*crashes.values(), *grown.values()):
            print(f"  {content!r}\n{told}", flush=True)
        wrong += len(crashes) + len(grown)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
