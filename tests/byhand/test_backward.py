"""Every layer, found by existing: its backward against autograd and against central differences."""

import importlib
import pkgutil

import pytest
import torch

import byhand
from byhand import check, tree


def layers() -> list:
    """Every module of byhand that has forward, backward and example."""
    found = [
        importlib.import_module(f"byhand.{module.name}") for module in pkgutil.iter_modules(byhand.__path__)
    ]
    return [m for m in found if all(hasattr(m, name) for name in ("forward", "backward", "example"))]


LAYERS = layers()
each = pytest.mark.parametrize("layer", LAYERS, ids=lambda m: m.__name__.removeprefix("byhand."))


def test_the_layers_are_found():
    names = {layer.__name__.removeprefix("byhand.") for layer in LAYERS}
    assert {
        "linear",
        "softmax",
        "attention",
        "heads",
        "qkv",
        "layernorm",
        "mlp",
        "loss",
        "block",
        "model",
    } <= names


@each
def test_backward_agrees_with_autograd(layer):
    report = check.against_autograd(layer, layer.example())
    assert not report.failures(), str(report)


@each
def test_backward_agrees_with_central_differences(layer):
    report = check.against_differences(layer, layer.example(), entries=12)
    assert not report.failures(absolute=1e-8, relative=1e-7), str(report)


@each
def test_a_wrong_gradient_is_noticed(layer):
    """The oracle can fail: a gradient that is one per mille too large does not pass."""

    def wrong(dout, saved):
        return tree.map(lambda leaf: leaf * 1.001, layer.backward(dout, saved))

    assert check.against_autograd(layer, layer.example(), backward=wrong).failures()


@each
def test_gradients_have_the_shapes_of_their_variables(layer):
    case = layer.example()
    found = check.by_hand(layer, case)
    assert {k: v.shape for k, v in found.items()} == {k: v.shape for k, v in tree.leaves(case.inputs).items()}


@each
@pytest.mark.parametrize("batch", [0, 1, 3])
def test_any_batch_size(layer, batch):
    report = check.against_autograd(layer, layer.example(batch=batch))
    assert not report.failures(), str(report)


@each
def test_nothing_names_a_device(layer):
    """Meta tensors mix with no others, so a tensor made on a fixed device would raise here."""
    case = layer.example(device="meta")
    found = check.by_hand(layer, case)
    assert all(leaf.device.type == "meta" for leaf in found.values())
    assert all(leaf.device.type == "meta" for leaf in tree.leaves(case.out).values())


@each
def test_one_seed_gives_the_same_bits_twice(layer):
    first, again = layer.example(seed=3), layer.example(seed=3)
    pairs = zip(tree.leaves(first.out).values(), tree.leaves(again.out).values())
    assert all(torch.equal(a, b) for a, b in pairs)


@each
def test_forward_and_backward_leave_their_arguments_alone(layer):
    case = layer.example()
    before = tree.map(torch.clone, (case.inputs, case.dout))
    check.by_hand(layer, case)
    layer.forward(**case.inputs, **case.options)
    after = tree.leaves((case.inputs, case.dout))
    assert all(torch.equal(after[name], leaf) for name, leaf in tree.leaves(before).items())
