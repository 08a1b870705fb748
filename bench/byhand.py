"""How fast and how frugal the by-hand backward is, as ratios measured in one run.

    python bench/byhand.py                        the site's model, on one thread
    python bench/byhand.py --device cuda          the same on a GPU, and attention against the fused kernel up
                                                  to 16k
    python bench/byhand.py --write FILE           also write the numbers with device, versions and date

A step is forward, loss and every parameter's gradient, for one batch of the training set. "plain" is
torch.autograd
through the very same operations, "fused" a torch.nn twin with torch's own kernels. Each number is the median
of rounds in
which the three take turns, so that a busy machine slows all of them alike; a ratio below 1 means that by hand
is faster.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import Tensor

# run as a script, this file would stand in the way of the package whose name it shares
sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]

from byhand import attention, blockwise, cases, loss, masks, model, tree, twins
from byhand.training import language, probe, tokeniser, train


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python bench/byhand.py", description=__doc__.partition("\n")[0])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    record = {
        "device": _device_name(chosen.device),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "date": datetime.now(UTC).date().isoformat(),
        "step": step(chosen.device, chosen.rounds),
        "memory": memory(chosen.device),
    }
    if torch.device(chosen.device).type == "cuda":
        record["attention"] = [
            kernel(chosen.device, n, dtype) for dtype in ("bfloat16", "float32") for n in LENGTHS
        ]
        record["limits"] = limits(chosen.device)
    print(json.dumps(record, indent=2))
    if chosen.write:
        beside = chosen.write.with_suffix(".part")
        beside.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        beside.replace(chosen.write)


LENGTHS = (1024, 4096, 8192, 16384)


def step(device: str, rounds: int) -> dict[str, float]:
    """Returns milliseconds of one training step and their ratios."""
    params = model.initial(device=device)
    tokens, targets = tokeniser.batch(language.sample(64, seed=0), device)
    variables = tree.map(lambda leaf: leaf.clone().requires_grad_(), params)
    twin = twins.decoder(params)
    # training measures the held-out accuracy first, and after that the C library no longer returns memory at
    # every step;
    # from a cold start its page faults, half as long again as the step, would be measured instead
    probe.accuracy(params)

    def by_hand() -> object:
        return train.gradient(params, tokens, targets)

    def plain() -> object:
        Z, _ = model.forward(tokens, variables)
        L, _ = loss.forward(Z, targets)
        return float(L.detach()), torch.autograd.grad(L, list(tree.leaves(variables).values()))

    def fused() -> object:
        L = torch.nn.functional.cross_entropy(
            twin(tokens).flatten(0, 1), targets.flatten(), ignore_index=loss.IGNORED
        )
        return float(L.detach()), torch.autograd.grad(L, list(twin.parameters()))

    ms = _alternate({"by_hand_ms": by_hand, "plain_ms": plain, "fused_ms": fused}, rounds, device)
    return ms | {
        "by_hand_over_plain": ms["by_hand_ms"] / ms["plain_ms"],
        "by_hand_over_fused": ms["by_hand_ms"] / ms["fused_ms"],
    }


def memory(device: str) -> dict[str, float]:
    """Returns the bytes that wait for backward: by hand, and in autograd's graph of the same operations."""
    params = model.initial(device=device)
    tokens, targets = tokeniser.batch(language.sample(64, seed=0), device)
    given = (params, tokens, targets)
    Z, saved = model.forward(tokens, params)
    _, saved_loss = loss.forward(Z, targets)
    by_hand = tree.storage_bytes((saved, saved_loss), without=given)
    kept: list[Tensor] = []

    def keep(tensor: Tensor) -> Tensor:
        kept.append(tensor.detach())
        return tensor

    variables = tree.map(lambda leaf: leaf.requires_grad_(), params)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        Z, _ = model.forward(tokens, variables)
        loss.forward(Z, targets)
    plain = tree.storage_bytes(tuple(kept), without=given)
    kept.clear()
    twin = twins.decoder(params)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        Z = twin(tokens)
        torch.nn.functional.cross_entropy(Z.flatten(0, 1), targets.flatten(), ignore_index=loss.IGNORED)
    fused = tree.storage_bytes(tuple(kept), without=(*(p.data for p in twin.parameters()), tokens, targets))
    return {
        "by_hand_bytes": by_hand, "plain_bytes": plain, "fused_bytes": fused,
        "by_hand_over_plain": by_hand / plain, "by_hand_over_fused": by_hand / fused,
    }  # fmt: skip


def kernel(device: str, n: int, dtype: str, heads: int = 4, d_k: int = 64) -> dict[str, float | str]:
    """Returns milliseconds of attention's backward alone, by hand and by F.scaled_dot_product_attention."""
    draw = cases.normal(0, device, getattr(torch, dtype))
    Q, K, V, dO = (draw(1, heads, n, d_k) for _ in range(4))
    _, saved = attention.forward(Q, K, V, masks.causal(n, device))
    _, saved_blocks = blockwise.forward(Q, K, V, causal=True, size=1024)
    variables = [T.clone().requires_grad_() for T in (Q, K, V)]
    out = torch.nn.functional.scaled_dot_product_attention(*variables, is_causal=True)
    ms = _alternate(
        {
            "by_hand_ms": lambda: attention.backward(dO, saved),
            "blockwise_ms": lambda: blockwise.backward(dO, saved_blocks),
            "fused_ms": lambda: torch.autograd.grad(out, variables, dO, retain_graph=True),
        },
        20, device,
    )  # fmt: skip
    products = 4 * 2 * heads * n * n * d_k  # four n × n × d_k products, masked half included
    return {"n": n, "dtype": dtype, **ms, "by_hand_over_fused": ms["by_hand_ms"] / ms["fused_ms"],
            "blockwise_over_fused": ms["blockwise_ms"] / ms["fused_ms"],
            "by_hand_teraflops": products / ms["by_hand_ms"] / 1e9}  # fmt: skip


def limits(device: str) -> dict[str, float]:
    """Returns what the device reaches at best here: one large product, and one large copy."""
    a = torch.randn(8192, 8192, device=device, dtype=torch.bfloat16)
    b = torch.empty_like(a)
    ms = _alternate({"product": lambda: a @ a, "copy": lambda: b.copy_(a)}, 20, device)
    return {
        "bfloat16_teraflops": 2 * 8192**3 / ms["product"] / 1e9,
        "copy_gb_s": 2 * a.nbytes / ms["copy"] / 1e6,
    }


def _alternate(runs: dict[str, Callable[[], object]], rounds: int, device: str) -> dict[str, float]:
    on_gpu = torch.device(device).type == "cuda"
    clock = (
        time.perf_counter if on_gpu else time.process_time
    )  # on one thread: what others do meanwhile does not count
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds + 3):
        for name, run in runs.items():
            began = clock()
            run()
            if on_gpu:
                torch.cuda.synchronize(device)
            if turn >= 3:  # the first rounds warm caches and kernels
                times[name].append((clock() - began) * 1e3)
    return {name: statistics.median(spent) for name, spent in times.items()}


def _device_name(device: str) -> str:
    return (
        torch.cuda.get_device_name(device)
        if torch.device(device).type == "cuda"
        else platform.machine() + " CPU"
    )


if __name__ == "__main__":
    main()
