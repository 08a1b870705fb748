"""The toy language, the optimiser against torch's, and the training run behind the committed checkpoints."""

import dataclasses
import functools
import json
import subprocess
import sys

import pytest
import torch

from byhand import loss, model, seq2seq, tree
from byhand.training import adamw, checkpoint, language, probe, schedule, seeds, tasks, tokeniser, train


def test_the_vocabulary_has_64_words_and_no_word_twice():
    assert len(language.WORDS) == len(set(language.WORDS)) == 64


def test_one_adjective_decides():
    tired, wide = language.winograd("tired"), language.winograd("wide")
    assert [a for a, b in zip(tired.words, wide.words) if a != b] == ["tired", "animal"]
    assert tired.words[tired.good] == "animal" and wide.words[wide.good] == "street"
    assert tired.words[tired.bad] == "street" and tired.words[tired.adjective] == "tired"
    assert tired.prompt[-1] == "the" and len(tired.prompt) == 17 and tired.words[tired.answer + 1] == "animal"


def test_held_out_pairs_never_occur_in_training():
    kept = {(s.words[s.subject], s.words[s.object]) for s in language.sample(3000, seed=1)}
    held = {(s.words[s.subject], s.words[s.object]) for s in language.held_out()}
    assert not kept & held and kept | held == set(language.pairs())
    assert all(language.is_held_out(*pair) for pair in held)


def test_sentences_know_where_their_parts_stand():
    for one in language.sample(300, seed=2):
        assert len(one.words) <= language.LONGEST
        assert one.words[one.answer] == "the" and one.words[one.answer + 2] == "eos"
        assert one.words[one.good] == one.words[one.answer + 1] != one.words[one.bad]
        assert one.words[one.adjective - 1] == "too"


def test_words_that_do_not_go_together_are_refused():
    with pytest.raises(ValueError, match="animal.*box"):
        language.sentence("animal", "box", "tired")
    with pytest.raises(ValueError, match="aardvark"):
        tokeniser.encode(["the", "aardvark"])


def test_a_batch_predicts_every_next_word_and_nothing_after_eos():
    sentences = language.sample(40, seed=3)
    tokens, targets = tokeniser.batch(sentences)
    assert tokens.shape == targets.shape == (40, 21)
    for row, one in enumerate(sentences):
        n = len(one.words) - 1
        assert tokeniser.decode(tokens[row, :n]) == list(one.words[:-1])
        assert tokeniser.decode(targets[row, :n]) == list(one.words[1:])
        assert targets[row, n:].eq(loss.IGNORED).all()


def test_adamw_is_torchs():
    generator = torch.Generator().manual_seed(0)
    theta = torch.randn(50, generator=generator, dtype=torch.float64)
    variable = theta.clone().requires_grad_()
    theirs = torch.optim.AdamW([variable], lr=3e-3, betas=(0.9, 0.98), weight_decay=0.01)
    state = adamw.start(theta)
    for _ in range(20):
        variable.grad = torch.randn(50, generator=generator, dtype=torch.float64)
        theta, state = adamw.step(theta, variable.grad, state, 3e-3)
        theirs.step()
    assert float((theta - variable).detach().abs().max()) < 1e-14


def test_clipping_shortens_what_is_too_long_only():
    assert adamw.clip(torch.tensor([3.0, 4.0])).norm() == pytest.approx(1.0)
    assert torch.equal(adamw.clip(torch.tensor([0.3, 0.4])), torch.tensor([0.3, 0.4]))


def test_the_schedule_rises_then_falls():
    rates = [schedule.rate(step, 2000) for step in range(2000)]
    assert rates.index(max(rates)) in (99, 100) and max(rates) == 3e-3 and 0 <= rates[-1] < 1e-8
    assert all(a < b for a, b in zip(rates[:99], rates[1:100]))
    assert all(a > b for a, b in zip(rates[100:], rates[101:]))


def test_the_committed_model_answers_and_its_record_is_true():
    record = checkpoint.provenance()
    accuracies = {}
    for name in ("first", "half", "last"):
        accuracies[name] = probe.accuracy(checkpoint.load(name, dtype=torch.float32))
        assert accuracies[name] == pytest.approx(record["checkpoints"][name]["held_out_accuracy"], abs=0.01)
    assert accuracies["first"] < 0.1 and 0.5 <= accuracies["half"] < 0.95 and accuracies["last"] >= 0.99
    assert checkpoint.step("first") == 0 and checkpoint.step("last") == 2000
    assert {"code", "versions", "date", "device", "seed", "threads"} <= set(record)


def test_the_start_of_training_comes_back():
    """The committed start is the seed's start, and training from there lowers the loss as the record says."""
    run = train.run(steps=2000)
    start = next(run)
    committed = checkpoint.load("first", dtype=torch.float32)
    assert torch.allclose(tree.flatten(start.params), tree.flatten(committed), atol=1e-6)
    assert start.loss == pytest.approx(checkpoint.provenance()["checkpoints"]["first"]["loss"], abs=1e-3)
    losses = [moment.loss for moment, _ in zip(run, range(60))]
    assert losses[-1] < 0.6 * start.loss


def test_training_again_gives_the_same_bits():
    def after(steps):
        return [tree.flatten(moment.params) for moment in train.run(steps)][-1]

    assert torch.equal(after(12), after(12))


def test_the_training_gradient_is_autograds():
    params = checkpoint.load("half")
    tokens, targets = tokeniser.batch(language.sample(8, seed=5))
    _, dparams = train.gradient(params, tokens, targets)
    variables = tree.map(lambda leaf: leaf.clone().requires_grad_(), params)
    L, _ = loss.forward(model.forward(tokens, variables)[0], targets)
    true = torch.autograd.grad(L, list(tree.leaves(variables).values()))
    for found, target in zip(tree.leaves(dparams).values(), true):
        assert float((found - target).abs().max()) < 1e-12


@pytest.mark.parametrize("adjective", ["tired", "wide"])
def test_the_noun_head_fetches_the_answer(adjective):
    params = checkpoint.load("last")
    head = probe.noun_head(params)
    reading = probe.read(params, language.winograd(adjective))
    A = reading.saved.blocks[head.layer].attention.A[0, head.head, reading.sentence.answer]
    assert int(A.argmax()) == reading.sentence.good
    difference, dZ = probe.logit_difference(reading)
    assert difference > 3 and float((dZ * reading.Z).sum()) == pytest.approx(difference, abs=1e-12)
    assert float(dZ.abs().sum()) == 2
    cost, dZ = probe.answer_loss(reading)
    assert cost < 0.1 and float(dZ.sum().abs()) < 1e-12


def contents(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_command_writes_only_where_it_is_told(tmp_path):
    before = contents(checkpoint.FOLDER)
    command = [sys.executable, "-m", "byhand.training", "--steps", "40", "--out", str(tmp_path)]
    # forty steps answer nothing, so there are two moments, and "half" is missing from the record
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "held-out accuracy" in done.stdout
    record = json.loads((tmp_path / "provenance.json").read_text())
    assert set(record["checkpoints"]) == {"first", "last"} and record["steps"] == 40
    assert contents(checkpoint.FOLDER) == before
    again = checkpoint.load("first", dtype=torch.float32, folder=tmp_path)
    committed = checkpoint.load("first", dtype=torch.float32)
    assert torch.allclose(tree.flatten(again), tree.flatten(committed), atol=1e-6)


def test_the_encoder_decoder_answers():
    accuracies = [
        tasks.written_accuracy(checkpoint.load(m, task=tasks.ENCODER_DECODER))
        for m in ("first", "half", "last")
    ]
    assert accuracies[0] < 0.1 and 0.5 <= accuracies[1] < 0.95 and accuracies[2] >= 0.99


def test_a_question_and_its_answer():
    source, target, lengths, targets = tokeniser.question_and_answer([language.winograd("wide")])
    assert " ".join(tokeniser.decode(source[0, : lengths[0]])) == (
        "the animal did not cross the street because it was too wide ."
    )
    assert tokeniser.decode(target) == ["bos", "it", "means", "the", "street"]
    assert tokeniser.decode(targets) == ["it", "means", "the", "street", "eos"]


def test_three_seeds_and_more_were_compared():
    record = seeds.recorded()
    assert len(record["seeds"]) >= 3 and {"code", "versions", "date", "threads"} <= set(record)
    site = next(entry for entry in record["seeds"] if entry["seed"] == train.SEED)
    assert site["last_accuracy"] >= 0.99 and site["half_step"] == checkpoint.step("half")
    # what the site's seed was chosen for: one head fetches the noun in both sentences
    heads = {site["noun_head"], *(reading["head"] for reading in site["sentences"].values())}
    assert heads == {str(probe.noun_head(checkpoint.load("last")))}


def test_a_seed_can_be_measured():
    entry = seeds.measure(seed=2, steps=3)
    assert (
        entry["half_step"] is None
        and 0 <= entry["last_accuracy"] < 0.5
        and set(entry["sentences"]) == {"tired", "wide"}
    )


def test_an_unknown_moment_is_named():
    with pytest.raises(KeyError, match="middle"):
        checkpoint.load("middle")


@pytest.mark.parametrize(
    "task, initial", [(tasks.DECODER, model.initial), (tasks.ENCODER_DECODER, seq2seq.initial)]
)
def test_weights_keep_the_sizes_that_were_trained(task, initial):
    """Shapes do not tell the number of heads: a default of today must not cut old weights into other heads."""
    changed = dataclasses.replace(task, initial=functools.partial(initial, heads=2, hidden=16))
    ours, theirs = checkpoint.load(task=task), checkpoint.load(task=changed)
    assert repr(tree.map(lambda leaf: leaf.shape, theirs)) == repr(tree.map(lambda leaf: leaf.shape, ours))
    assert "heads=4" in repr(theirs)


def test_the_five_seeds_were_measured_by_the_code_of_today():
    assert seeds.recorded()["code"] == checkpoint.fingerprint(), (
        "measure again: python -m byhand.training.seeds --write"
    )
