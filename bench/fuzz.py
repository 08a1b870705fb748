"""Fuzzes every parser that reads what somebody else wrote: no traceback, and no more than linear time in what is long.

    python bench/fuzz.py [SECONDS] [--seed N] [PARSER …]     the seconds in all, shared among the parsers
    python bench/fuzz.py SECONDS --led PARSER                by coverage, where atheris is installed
    python bench/fuzz.py 0 --growth [PARSER …]               how the time of each grows with each piece that is put in again and again

Half of the time seeds are mutated; in the other half they are pumped: a piece is put in a thousand times, and four thousand
times, at one place, which finds what reads on for each beginning that it meets. What is found is printed as bytes: it belongs
into FOUND in tests/figpress/test_fuzzed.py. With --keep, what it came to is kept in bench/safety.jsonl.
"""

import argparse
import math
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
        from strangers.parsers import PARSERS, PIECES, mutated, pumped
else:
    from strangers.parsers import PARSERS, PIECES, mutated, pumped

from _safety import keep

SMALL, LARGE = 4_000, 16_000  # bytes
STEEP = 1.3  # an exponent: n log n is below 1.2 here
LINEAR = 7.0  # times as long for four times as much: n log n is below 5, n² is 16
BRIEF = 0.05  # seconds: what is faster cannot be told from noise
ENOUGH, LARGEST = (
    0.2,
    2_000_000,
)  # seconds and bytes: growth is measured up to what takes so long, or is so large


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


def growth(parser, chance):
    """How the time grows with what is put in again and again, for each piece: the worst one's exponent, the piece, the
    size and the seconds; and how many pieces were tried. An exponent of one is linear.

    What the parser takes for its seed alone is no growth, and is taken off.
    """
    seed, pieces = parser.seeds[0], dict.fromkeys((*PIECES, *parser.words))
    nothing, worst = _least(parser, seed), (0.0, b"", 0, 0.0)
    for piece in pieces:
        at, size = chance.choice((len(seed) // 2, len(seed), chance.randrange(len(seed) + 1))), SMALL

        def took(size, at=at, piece=piece):
            return max(_least(parser, seed[:at] + piece * (size // len(piece)) + seed[at:]) - nothing, 1e-5)

        before, after = took(size), took(4 * size)
        while after < ENOUGH and 4 * size < LARGEST:
            size, before = 4 * size, after
            after = took(4 * size)
        if after < ENOUGH:
            continue
        exponents = [math.log(after / before, 4)]
        while (
            exponents[-1] > STEEP and len(exponents) < 3
        ):  # a busy machine is no growth: the least of several
            exponents.append(math.log(took(4 * size) / took(size), 4))
        worst = max(worst, (min(exponents), piece, 4 * size, after))
    return len(pieces), worst


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
    words.add_argument("--growth", action="store_true")
    words.add_argument("--keep", action="store_true", help="into bench/safety.jsonl")
    asked = words.parse_intermixed_args()
    if asked.led:
        return led(asked.led, asked.seconds)
    if asked.growth:
        return grown([asked.parsers, list(PARSERS)][not asked.parsers], asked)
    names, wrong = asked.parsers or list(PARSERS), 0
    print(f"seed {asked.seed}, {asked.seconds:.0f} s for {len(names)} parsers", flush=True)
    for name in names:
        parser, chance = PARSERS[name], random.Random(f"{asked.seed} {name}")
        began, processor = time.monotonic(), time.process_time()
        crash(parser, parser.seeds[0])  # what a first call loads is no growth
        tries, crashes = blindly(parser, asked.seconds / len(names) / 2, chance)
        pumps, worst, found = pumping(parser, asked.seconds / len(names) / 2, chance)
        print(
            f"{name:14} {tries:8} mutations {pumps:6} pumps  {len(crashes) + len(found)} found  worst growth {worst:.1f}  {time.process_time():6.0f} s of processor",
            flush=True,
        )
        for content, told in (*crashes.values(), *found.values()):
            print(f"  {content!r}\n{told}", flush=True)
        told = {
            "script": "fuzz",
            "part": name,
            "seed": asked.seed,
            "rounds": tries + pumps,
            "wrong": len(crashes) + len(found),
        }
        spent = {
            "seconds": round(time.monotonic() - began),
            "processor": round(time.process_time() - processor),
        }
        keep({**told, **spent}) if asked.keep else None
        wrong += told["wrong"]
    return 1 if wrong else 0


def grown(names, asked):
    """Prints the worst growth of each parser."""
    steep = 0
    for name in names:
        parser = PARSERS[name]
        crash(parser, parser.seeds[0])
        tried, (exponent, piece, size, seconds) = growth(parser, random.Random(f"{asked.seed} {name}"))
        told = {
            "script": "growth",
            "part": name,
            "seed": asked.seed,
            "rounds": tried,
            "wrong": int(exponent > STEEP),
        }
        worst = {
            "exponent": round(exponent, 2),
            "piece": repr(piece)[2:-1],
            "bytes": size,
            "milliseconds": round(seconds * 1000),
        }
        print(told | worst, flush=True)
        keep({**told, **worst}) if asked.keep else None
        steep += told["wrong"]
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
