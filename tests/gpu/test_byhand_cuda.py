"""Every backward on CUDA agrees with the CPU, in float64 closely and in shorter numbers within stated
tolerances.
"""

import importlib
import pkgutil

import pytest
import torch

import byhand
from byhand import check, tree
from byhand.training import checkpoint, language, probe, tasks, tokeniser, train

MODULES = [
    importlib.import_module(f"byhand.{module.name}") for module in pkgutil.iter_modules(byhand.__path__)
]
LAYERS = [m for m in MODULES if all(hasattr(m, name) for name in ("forward", "backward", "example"))]
each = pytest.mark.parametrize("layer", LAYERS, ids=lambda m: m.__name__.removeprefix("byhand."))

# Of the largest entry. One rounding is 1e-16 in float64, 6e-8 in float32 (TF32 is off by default for products
# here) and
# 4e-3 in bfloat16; the examples are up to some twenty roundings deep, the whole models deeper.
TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-4, torch.bfloat16: 0.3}


def worst(found, true):
    largest = max(float(leaf.abs().max()) for leaf in true.values())
    errors = [float((found[name].cpu().double() - leaf.double()).abs().max()) for name, leaf in true.items()]
    return max(errors) / largest


@each
@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
def test_backward_on_cuda_agrees_with_cpu(layer, dtype):
    exact = layer.example()
    there = layer.example(device="cuda", dtype=dtype)
    found = check.by_hand(layer, there)
    assert all(leaf.device.type == "cuda" and leaf.dtype == dtype for leaf in found.values())
    assert worst(found, check.by_hand(layer, exact)) <= TOLERANCE[dtype]


@each
def test_backward_on_cuda_agrees_with_autograd_there(layer):
    report = check.against_autograd(layer, layer.example(device="cuda"))
    assert not report.failures(), str(report)


@pytest.mark.parametrize("task", [tasks.DECODER, tasks.ENCODER_DECODER], ids=lambda t: t.name)
@pytest.mark.parametrize("moment", ["first", "half", "last"])
def test_the_trained_models_have_the_same_gradient_on_cuda(task, moment):
    sentences = language.sample(16, seed=7)
    gradients = []
    for device in (None, "cuda"):
        params = checkpoint.load(moment, device=device, task=task)
        _, dparams = train.gradient(params, *task.batch(sentences, device), task=task)
        gradients.append(tree.leaves(dparams))
    assert worst(gradients[1], gradients[0]) <= 1e-12


def test_training_on_cuda_answers_as_well():
    *_, last = train.run(steps=400, device="cuda")
    assert last.params.E.device.type == "cuda" and probe.accuracy(last.params) > 0.9


def test_a_reading_stays_on_its_device():
    reading = probe.read(checkpoint.load("last", device="cuda"), language.winograd("wide"))
    assert reading.Z.device.type == "cuda" and probe.noun_head(reading.params).layer == 1
    assert tokeniser.decode(reading.Z[0, -1:].argmax(-1)) == ["street"]
