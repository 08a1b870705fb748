"""Every planted mistake is caught, in the tensors that it should reach and in no others."""

import pytest

from byhand import check, model, mutations, seq2seq
from byhand.training import checkpoint, language, probe

OUTCOMES = mutations.table()


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda o: o.mutation.name)
def test_a_small_model_catches_it(outcome):
    assert outcome.caught and outcome.report.worst > 1e-3


def test_the_mistakes_are_gone_afterwards():
    assert not check.against_autograd(model, model.example()).failures()


@pytest.mark.parametrize("moment", ["first", "half", "last"])
def test_the_trained_model_catches_every_mistake(moment):
    reading = probe.read(checkpoint.load(moment), language.winograd("wide"))
    case = probe.case(reading, probe.logit_difference(reading)[1])
    assert not check.against_autograd(model, case).failures()
    missed = [outcome.mutation.name for outcome in mutations.table(case) if not outcome.caught]
    assert missed == (["layer norm without γ"] if moment == "first" else [])  # γ is 1 before training


def test_the_encoder_decoder_catches_every_mistake():
    case = seq2seq.example(tokens=6, sources=6)  # where lengths differ, the shapes betray a wrong transpose
    assert all(outcome.caught for outcome in mutations.table(case, layer=seq2seq))


def broken(name):
    return next(outcome.broken for outcome in OUTCOMES if outcome.mutation.name == name)


def test_a_mistake_reaches_only_what_lies_below_it():
    for name in ("forget the baseline D", "forget the scale c", "wrong transpose of dS"):
        inside = [key for key in broken(name) if "blocks.1" in key]
        assert {"params.blocks.1.attention.dW_Q", "params.blocks.1.attention.dW_K"} & set(inside)
        assert (
            "params.blocks.1.attention.dW_V" not in inside and "params.blocks.1.attention.dW_O" not in inside
        )
        assert not any("blocks.1.dW" in key or key in ("params.dW_U", "params.dgamma") for key in inside)


def test_forgetting_the_baseline_gives_the_key_bias_a_gradient():
    """The one tensor that must not learn is the loudest sign of the commonest mistake."""
    assert "params.blocks.1.attention.db_K" in broken("forget the baseline D")
    assert "params.blocks.1.attention.db_K" not in broken("forget the scale c")
