"""What recording costs: a torch workload and 1e5 calls of a project function, plain and instrumented, in one
run.
"""

import builtins
import statistics
import time

from figpress.running.instrument import AT, HIT, instrument

SOURCE = """
import torch


def layer(x, w):
    return torch.tanh(x @ w)


def loss(x, w):
    for _ in range(12):
        x = layer(x, w)
    return x.square().sum()


def torch_figure():
    torch.manual_seed(0)
    w = torch.randn(96, 96, requires_grad=True)
    for _ in range(20):
        loss(torch.randn(64, 96), w).backward()
    return w.grad


def small(x):
    return x + 1


def many_calls():
    x = 0
    for _ in range(100_000):
        x = small(x)
    return x
"""


def main() -> None:
    import torch

    torch.set_num_threads(1)
    hits: set[str] = set()
    setattr(builtins, HIT, hits.add)
    setattr(builtins, AT, lambda name: None)
    plain: dict = {}
    traced: dict = {}
    exec(compile(SOURCE, "workload.py", "exec"), plain)
    exec(instrument(SOURCE, "workload.py", "workload", announce=True), traced)
    for name, bar in (("torch_figure", 1.05), ("many_calls", 2.0)):
        times = {"plain": [], "traced": []}
        for _ in range(15):  # in turns, so that whatever else the machine does falls on both
            for kind, space in (("plain", plain), ("traced", traced)):
                started = time.perf_counter()
                space[name]()
                times[kind].append(time.perf_counter() - started)
        best = {kind: min(t) for kind, t in times.items()}
        middle = {kind: statistics.median(t) for kind, t in times.items()}
        ratio = best["traced"] / best["plain"]
        print(
            f"{name:<13} plain {middle['plain'] * 1e3:7.1f} ms  traced {middle['traced'] * 1e3:7.1f} ms  "
            f"best ratio {ratio:.2f}  bar {bar}  {'met' if ratio <= bar else 'MISSED'}"
        )
    assert "workload:small" in hits


if __name__ == "__main__":
    main()
