"""The trace is complete on CUDA, where autograd runs backward passes on threads of its own."""

from engine.sites import figure, tiny

from figpress.freshness.records import Records
from figpress.running.render import render

LIBRARY = """
import torch


class Bend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return from_backward(g)


def from_backward(g):
    return g * 3


def from_hook(g):
    return g + 1


def run(device):
    x = torch.ones(2, requires_grad=True, device=device)
    x.register_hook(from_hook)
    Bend.apply(x).sum().backward()
    return float(x.grad.sum())
"""


def test_functions_called_by_cuda_threads(tmp_path):
    site = tiny(
        tmp_path, {"src/lib.py": LIBRARY, "figures/a.py": figure("lib.run(figpress.device())", "import lib")}
    )
    assert not render(site).failed
    record = Records(site).read("a")
    assert record.provenance["device"] == "cuda" and record.values == {"x": 8.0}
    assert {"lib:Bend.backward", "lib:Bend.forward", "lib:from_backward", "lib:from_hook", "lib:run"} <= set(
        record.trace.functions
    )
