"""Both whole models: every parameter tensor at every checkpoint, and the forward against torch.nn."""

import pytest
import torch

from byhand import cases, check, loss, model, postblock, seq2seq, tree, twins
from byhand.training import checkpoint, language, probe, tasks, tokeniser

MOMENTS = ("first", "half", "last")


class WithLoss:
    """A model and its loss as one layer, from parameters to a scalar."""

    def __init__(self, task):
        self.task = task

    def forward(self, params, batch):
        *inputs, targets = batch
        Z, saved = self.task.forward(params, *inputs)
        L, saved_loss = loss.forward(Z, targets)
        return L, (saved, saved_loss)

    def backward(self, dL, saved):
        return self.task.backward(loss.backward(dL, saved[1]), saved[0])


def trained(task, moment, sentences=16):
    """The model with its loss, as a layer and a case."""
    layer, params = WithLoss(task), checkpoint.load(moment, task=task)
    batch = task.batch(language.sample(sentences, seed=7))
    L, saved = layer.forward(params, batch)
    return layer, cases.Case({"params": params}, L, saved, torch.ones_like(L), {"batch": batch})


both = pytest.mark.parametrize("task", [tasks.DECODER, tasks.ENCODER_DECODER], ids=lambda t: t.name)


@pytest.fixture(scope="module")
def batch():
    return tokeniser.batch(language.sample(16, seed=7))


def test_the_decoder_has_37_tensors_and_30272_parameters():
    params = checkpoint.load("last")
    assert len(tree.leaves(params)) == 37 and tree.size(params) == 30_272


@both
@pytest.mark.parametrize("moment", MOMENTS)
def test_every_parameter_of_a_trained_model(task, moment):
    layer, case = trained(task, moment)
    report = check.against_autograd(layer, case)
    assert len(report.errors) == len(tree.leaves(case.inputs)) and not report.failures(), str(report)


@both
def test_a_trained_model_against_central_differences(task):
    layer, case = trained(task, "half", sentences=2)
    report = check.against_differences(layer, case, step=1e-4, entries=2)
    assert not report.failures(absolute=1e-8, relative=1e-6), str(report)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_torch_nn_twin_says_and_learns_the_same(moment, batch):
    tokens, targets = batch
    params = checkpoint.load(moment)
    twin = twins.decoder(params)
    theirs = twin(tokens)
    Z, saved = model.forward(tokens, params)
    assert float((Z - theirs).detach().abs().max()) < 1e-12
    L = torch.nn.functional.cross_entropy(theirs.flatten(0, 1), targets.flatten(), ignore_index=loss.IGNORED)
    L.backward()
    _, saved_loss = loss.forward(Z, targets)
    ours = model.backward(loss.backward(1.0, saved_loss), saved)
    for found, weight in (
        (ours.E, twin.E), (ours.P, twin.P), (ours.W_U, twin.W_U), (ours.gamma, twin.norm.weight),
        (ours.blocks[0].W_1.mT, twin.blocks[0].linear1.weight),
        (ours.blocks[1].attention.W_O.mT, twin.blocks[1].self_attn.out_proj.weight),
        (_in_proj(ours.blocks[0].attention), twin.blocks[0].self_attn.in_proj_weight),
    ):  # fmt: skip
        assert float((found - weight.grad).abs().max()) < 1e-12


def _in_proj(p):
    return torch.cat((p.W_Q.mT, p.W_K.mT, p.W_V.mT))


def test_the_encoder_decoder_agrees_with_its_twin():
    case = seq2seq.example()
    twin = twins.encoder_decoder(case.inputs["params"])
    Z = twin(case.options["source"], case.options["target"], case.options["lengths"])
    assert float((Z - case.out).detach().abs().max()) < 1e-12
    Z.backward(case.dout)
    ours = seq2seq.backward(case.dout, case.saved)
    cross = ours.decoder[1].cross
    for found, weight in (
        (ours.E, twin.E), (ours.P_source, twin.P_source), (ours.P_target, twin.P_target),
        (_in_proj(cross), twin.decoder[1].multihead_attn.in_proj_weight),
        (_in_proj(ours.encoder[0].attention), twin.encoder[0].self_attn.in_proj_weight),
    ):  # fmt: skip
        assert float((found - weight.grad).abs().max()) < 1e-12


def test_post_ln_agrees_with_torch_nn():
    case = postblock.example()
    twin = twins.encoder_layer(case.inputs["params"], norm_first=False)
    out = twin(case.inputs["X"], src_mask=~case.options["mask"])
    assert float((out - case.out).detach().abs().max()) < 1e-12


def test_the_memory_collects_from_every_decoder_layer():
    case = seq2seq.example(layers=3)
    down = seq2seq.gradients(case.dout, case.saved)
    total = sum(g.dM for g in down.decoder)
    assert float((down.dM - total).abs().max()) < 1e-12
    assert all(float(g.dM.norm()) > 1e-3 for g in down.decoder)


def test_what_passes_by_agrees_with_autograd():
    """Not only the parameters: S, A, Q, K, V, O and the stream of every block, for a scalar of one's own
    choice.
    """
    params = tree.map(lambda leaf: leaf.requires_grad_(), checkpoint.load("half"))
    sentence = language.winograd("wide")
    reading = probe.read(params, sentence)
    _, dZ = probe.logit_difference(reading)
    down = model.gradients(dZ, reading.saved)
    for kept, found in zip(reading.saved.blocks, down.blocks):
        inside = (
            kept.X,
            kept.attention.A,
            kept.attention.Q,
            kept.attention.K,
            kept.attention.V,
            kept.attention.O,
        )
        true = torch.autograd.grad((reading.Z * dZ).sum(), inside, retain_graph=True)
        ours = (found.dX, *(getattr(found.attention, name) for name in ("dA", "dQ", "dK", "dV", "dO")))
        for a, b in zip(true, ours):
            assert float((a - b).detach().abs().max()) < 1e-12
    true = torch.autograd.grad((reading.Z * dZ).sum(), (reading.saved.X, reading.saved.unembedding.X))
    assert (
        float((true[0] - down.dX).detach().abs().max()) < 1e-12
        and float((true[1] - down.dH).detach().abs().max()) < 1e-12
    )


@both
@pytest.mark.parametrize("moment", MOMENTS)
def test_no_key_bias_learns_anything(task, moment):
    layer, case = trained(task, moment)
    found = tree.leaves(layer.backward(case.dout, case.saved))
    biases = {name: leaf for name, leaf in found.items() if name.endswith("b_K")}
    assert len(biases) == (2 if task is tasks.DECODER else 5)
    for name, leaf in biases.items():
        assert float(leaf.abs().max()) < 1e-12 * max(float(other.abs().max()) for other in found.values())
