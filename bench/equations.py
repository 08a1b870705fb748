"""How long a thousand equations take, beyond the import of torch.

    python bench/equations.py [COUNT]

The equations are those of the tests (the maths brief, in its seven contexts), taken round and round until
there are COUNT. What is
timed is everything after the imports: making the tensors, parsing, evaluating in three sizes with five seeds
each, comparing; and, apart from that, compiling each to a program and running it on the same tensors. A text that
comes again is parsed once.
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

    from figpress.equations import symbols
    from figpress.equations.model import Equation

    programs = 0.0

    class Timed(symbols.Library):
        def add(self, *given):
            nonlocal programs
            started = time.process_time()
            try:
                return super().add(*given)
            finally:
                programs += time.process_time() - started

    symbols.Library = Timed
    grouped = by_context(items())
    total = sum(len(group) for group in grouped.values())
    begun, claims, done, wrong = time.process_time(), 0, 0, 0
    for number, (name, group) in enumerate(grouped.items()):
        share = count * len(group) // total if number < len(grouped) - 1 else count - done
        asked = [Equation(group[i % len(group)].tex, "bench", i + 1) for i in range(share)]
        found = symbols.results(context(name), asked)
        done, claims, wrong = (
            done + len(found),
            claims + sum(r.claims for r in found),
            wrong + sum(not r.holds and not r.defines for r in found),
        )
    seconds = time.process_time() - begun
    print(f"import torch      {imported:6.2f} s")
    print(
        f"{done} equations    {seconds - programs:6.2f} s of processor   {1e3 * (seconds - programs) / done:.2f} ms each, "
        f"{claims} relations compared, {wrong} wrong"
    )
    print(
        f"their programs    {programs:6.2f} s of processor   {1e3 * programs / done:.2f} ms each, run in every size and seed"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
