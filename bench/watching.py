"""What watching the files of a run costs: one torch and matplotlib figure, drawn with and without the kernel's help, in turns.

Run: python bench/watching.py [ROUNDS]. The imports are warm, as in every render of more than one figure. `seconds` is the run's own time.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from figpress.base.configuration import open_site
from figpress.freshness.records import Records
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render

SCRIPT = '''
"""The loss falls."""
import matplotlib.pyplot as plt
import torch

w = torch.randn(96, 96, requires_grad=True)
losses = []
for _ in range(120):
    x = torch.randn(64, 96)
    for _ in range(12):
        x = torch.tanh(x @ w)
    loss = x.square().sum()
    losses.append(loss.item())
    loss.backward()
table = [line.split(",") for line in open("data.csv")]
fig, ax = plt.subplots()
ax.plot(losses, label=f"{len(table)} lines")
ax.legend()
'''
BAR = 1.05


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "figures").mkdir()
        (root / "docs").mkdir()
        (root / "mkdocs.yml").write_text("site_name: Bench\n")
        (root / "docs/index.md").write_text("# Bench\n")
        (root / "figures/a.py").write_text(SCRIPT.lstrip())
        (root / "figures/data.csv").write_text("1,2\n" * 1000)
        site = open_site(root)
        packages = ("torch", "matplotlib.pyplot")
        executors = {
            "plain": LocalExecutor(site, packages, watch=False),
            "watched": LocalExecutor(site, packages, watch=True),
        }
        times: dict[str, list[float]] = {name: [] for name in executors}
        try:
            for turn in range(rounds + 1):
                for name, executor in executors.items():
                    report = render(site, force=True, executor=executor)
                    assert not report.failed, report.failed
                    if turn:  # the first waits for the imports
                        times[name].append(Records(site).read("a").seconds)
        finally:
            for executor in executors.values():
                executor.close()
    best = {name: min(t) for name, t in times.items()}
    ratio = best["watched"] / best["plain"]
    print(
        f"torch figure  plain {best['plain'] * 1e3:.0f} ms  watched {best['watched'] * 1e3:.0f} ms  best ratio {ratio:.3f}  "
        f"medians {statistics.median(times['plain']) * 1e3:.0f} and {statistics.median(times['watched']) * 1e3:.0f} ms  "
        f"bar {BAR}  {'met' if ratio <= BAR else 'MISSED'}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
