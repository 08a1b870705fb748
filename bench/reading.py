"""How long it takes to read code: a script of 10,000 assignments, and one that binds a name 2,000 times.

python bench/reading.py. Seconds of the processor, best of five; how they grow when the script is four times as long (4 is linear); and
how many times Python's own compiling they take, which a busy machine slows as much.
"""

import time

from figpress.freshness.code.units import parse

SCRIPTS = {"assignments": (10_000, "a{i} = {i}", 1.0), "rebindings": (2_000, "x = x + {i}", 0.2)}
GROWTH = 5.0  # of four times as much: noise included


def best(function, *arguments) -> float:
    times = []
    for _ in range(5):
        started = time.process_time()
        function(*arguments)
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    for name, (count, line, bar) in SCRIPTS.items():
        whole = "\n".join(line.format(i=i) for i in range(count))
        quarter = "\n".join(line.format(i=i) for i in range(count // 4))
        seconds, less = best(parse, "a.py", whole), best(parse, "a.py", quarter)
        growth, compiling = seconds / less, best(compile, whole, "a.py", "exec")
        print(
            f"{count:>6} {name:<12} {seconds:5.2f} s, bar {bar} {'met' if seconds <= bar else 'MISSED'};  "
            f"{growth:4.1f} times a quarter of it, bar {GROWTH} {'met' if growth <= GROWTH else 'MISSED'};  "
            f"{seconds / compiling:5.1f} times compiling it"
        )


if __name__ == "__main__":
    main()
