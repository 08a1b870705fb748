"""How long a thousand equations take, beyond the import of torch.

    python bench/equations.py [COUNT]

The equations are those of the tests (the maths brief, in its seven contexts), taken round and round until
there are COUNT. What is
timed is everything after the imports: making the tensors, parsing, evaluating in three sizes with five seeds
each, comparing.
"""

import sys
import time
from pathlib import Path

# run as a script, this file would stand in the way of tests/equations, whose name it shares
sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def main(count: int = 1000) -> None:
    begun = time.perf_counter()
    import torch

    torch.set_num_threads(1)
    imported = time.perf_counter() - begun

    from equations.brief import by_context, items
    from equations.contexts import context

    from figpress.equations.model import Equation
    from figpress.equations.symbols import results

    grouped = by_context(items())
    total = sum(len(group) for group in grouped.values())
    begun, claims, done, wrong = time.perf_counter(), 0, 0, 0
    for number, (name, group) in enumerate(grouped.items()):
        share = count * len(group) // total if number < len(grouped) - 1 else count - done
        asked = [Equation(group[i % len(group)].tex, "bench", i + 1) for i in range(share)]
        found = results(context(name), asked)
        done, claims, wrong = (
            done + len(found),
            claims + sum(r.claims for r in found),
            wrong + sum(not r.holds and not r.defines for r in found),
        )
    seconds = time.perf_counter() - begun
    print(f"import torch     {imported:6.2f} s")
    print(
        f"{done} equations   {seconds:6.2f} s   {1e3 * seconds / done:.2f} ms each, {claims} relations "
        f"compared, {wrong} wrong"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
