"""Planning at scale: sites of 1,000, 3,000 and 10,000 figures, four on a page: whole processes, and how they
grow.

python bench/scale.py [FIGURES...]

`list` and a no-op `render`, and `list` after an edit of one constant of the library. Growth is what a
command takes beyond what it takes for four figures: as many times as there are more figures is linear.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from engine.sites import figure, tiny, write

from figpress.freshness.lock import Lock
from figpress.freshness.lockfile import write_lock
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import Rendering, Silent, entry_of

LIBRARY = "\n\n".join(f"def f{i}(x):\n    return x * {i} + K{i}\n\n\nK{i} = {i}.5" for i in range(20))


def site_of(folder: Path, count: int):
    """A site whose every figure calls two functions of one library. One is drawn in earnest, the others'
    records are made from its.
    """
    scripts = {
        f"figures/s{i // 4:04d}/f{i % 4}.py": figure(
            f"lib.f{i % 20}(2.0) + lib.f{(i + 7) % 20}({i})", "import torch\nimport lib"
        )
        for i in range(count)
    }
    pages = {
        f"docs/p{p:04d}.md": f"# Page {p}\n" + "\n".join(f"![f](fig:s{p:04d}/f{k})" for k in range(4))
        for p in range(count // 4)
    }
    site = tiny(folder, {"src/lib.py": LIBRARY, **scripts, **pages})
    rendering = Rendering(site, Silent(), LocalExecutor(site, ("torch",)))
    assessment = rendering.assessment
    first = assessment.targets[0]
    rendering._draw((first,), False)
    rendering.executor.close()
    model = assessment.records.read(first.id)
    entries = {}
    for i, target in enumerate(assessment.targets):
        index = int(target.id[1:5]) * 4 + int(target.id[-1])
        functions = tuple(
            sorted(
                {
                    *(f for f in model.trace.functions if not f.startswith("lib:")),
                    f"lib:f{index % 20}",
                    f"lib:f{(index + 7) % 20}",
                }
            )
        )
        trace = replace(model.trace, functions=functions)
        prints = assessment.prints(target, trace)
        record = replace(
            model,
            id=target.id,
            path=target.path,
            trace=trace,
            prints=prints,
            fingerprint=rendering_print(prints),
        )
        assessment.records.write(record)
        entries[target.id] = entry_of(record)
    write_lock(site, Lock(entries))
    return site


def rendering_print(prints):
    from figpress.freshness.plan import fingerprint

    return fingerprint(prints)


def measure(site, *words):
    """Seconds, processor seconds and megabytes of a command; the best of three."""
    best = (1e9, 0.0, 0.0)
    for _ in range(3):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", RUN, *words, "-C", str(site.root)],
            capture_output=True,
            text=True,
            check=True,
        )
        processor, kilobytes = done.stderr.split()[-2:]
        best = min(best, (time.perf_counter() - started, float(processor), int(kilobytes) / 1024))
    return (*best, done.stdout.splitlines()[-1])


RUN = """
import resource, sys
from figpress.cli.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stderr.write(f"\\n{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
"""


COMMANDS = {"list": ("list",), "render": ("render",), "edited": ("list", "--json")}


def main() -> None:
    counts = [int(a) for a in sys.argv[1:]] or [1000, 3000, 10_000]
    found: dict[tuple[str, int], tuple[float, float]] = {}
    for count in (4, *counts):
        with tempfile.TemporaryDirectory() as folder:
            site = site_of(Path(folder), count)
            time.sleep(2.1)  # files changed a moment ago are read again: see freshness/code/sourcetree.py
            subprocess.run(
                [sys.executable, "-m", "figpress", "list", "-C", str(site.root)],
                capture_output=True,
                check=True,
            )
            for name, words in COMMANDS.items():
                if name == "edited":
                    write(site.root, {"src/lib.py": LIBRARY.replace("K3 = 3.5", "K3 = 4.5")})
                seconds, processor, megabytes, last = measure(site, *words)
                found[name, count] = processor, megabytes
                print(
                    f"{count:>6} figures  {name:<7} {seconds:6.2f} s ({processor:5.2f} of the processor)  "
                    f"{megabytes:5.0f} MB   {last if name != 'edited' else ''}",
                    flush=True,
                )
    for name in COMMANDS:
        (s0, m0), (s1, m1) = found[name, 4], found[name, counts[0]]
        for count in counts[1:]:
            s, m = found[name, count]
            step = count / counts[0]
            print(
                f"{name:<7} {counts[0]} → {count} ({step:.1f} x the figures): {(s - s0) / (s1 - s0):5.1f} "
                f"x the processor's seconds, {(m - m0) / (m1 - m0):5.1f} x the memory"
            )


if __name__ == "__main__":
    main()
