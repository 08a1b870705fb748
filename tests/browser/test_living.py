"""The figure at the head of the post, alive in Chromium: its worker, its numbers against torch, keyboard, states."""

import re

import pytest
import torch

from byhand.training import checkpoint, language, probe, tokeniser

pytestmark = pytest.mark.slow


def expected(theta):
    """Attention and push by the post's own hand-written backward, from the very weights that are shipped."""
    from byhand import model, tree

    params = tree.unflatten(torch.from_numpy(theta.copy()).double(), checkpoint.load("half"))
    read = probe.read(params, language.winograd("wide"))
    L, dZ = probe.answer_loss(read)
    down, at = model.gradients(dZ, read.saved), read.sentence.answer
    return read.saved.blocks[1].attention.A[0, 0, at], -down.blocks[1].attention.dS[0, 0, at], L


@pytest.fixture(scope="module")
def page(chromium, living):
    address, own = living
    shown = chromium.new_page(viewport={"width": 1280, "height": 900})
    shown.wrong = []
    shown.on("pageerror", lambda error: shown.wrong.append(str(error)))
    shown.goto(address)
    shown.wait_for_selector("body[data-live=yes]", timeout=120_000)
    shown.truth = expected(own["rounded"]("half"))
    yield shown
    shown.close()


def number(text):
    return float(text.replace("−", "-").replace("+", ""))


def test_what_it_draws_is_what_torch_says(page):
    rows = page.eval_on_selector_all(
        ".fp-how tbody tr", "rows => rows.map(r => [...r.children].map(c => c.textContent))"
    )
    A, push, _ = page.truth
    assert [row[0] for row in rows] == list(language.winograd("wide").prompt)
    for (_, attention, _, pushed), a, p in zip(rows, A.tolist(), push.tolist()):
        assert (
            abs(number(attention.removesuffix(" %")) / 100 - a) <= 0.0051
            and abs(number(pushed) - p) <= 0.0051
        )
    said = page.text_content(".fp-how [role=status]")
    assert re.search(r"Step 200: .*the score of “street” is pushed up", said) and "times" in said


def test_by_keyboard_through_training_and_the_wave(page):
    page.focus("[aria-label='Training step']")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.fp-how output').textContent === 'step 220'")
    page.get_by_text("Send the gradient back").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.fp-how [role=status]').textContent.includes('Station')", timeout=60_000
    )
    page.focus("[aria-label^='How far the gradient']")
    page.keyboard.press("Home")
    page.wait_for_function(
        "!document.querySelector('.fp-how [role=status]').textContent.includes('Station')", timeout=60_000
    )
    assert not page.wrong


def test_a_sentence_of_ones_own_and_words_that_it_has_never_met(page):
    box = page.get_by_label("Your own sentence")
    box.fill("the cat did not cross")
    box.press("Enter")
    page.wait_for_function("document.querySelector('.fp-how [role=status]').textContent.includes('“cat”')")
    box.fill("the lamp did not fit in the drawer because it was too narrow . it means the")
    box.press("Enter")
    page.wait_for_function(
        "document.querySelector('.fp-how select[aria-label^=\"Word 2\"]').value === 'lamp'", timeout=60_000
    )
    assert page.get_by_label("The right answer").input_value() == "drawer"
    assert language.is_held_out("lamp", "drawer") == (
        "never shown" in page.text_content(".fp-how [role=status]")
    )
    assert tokeniser.encode(["lamp"]).shape == (1, 1) and not page.wrong


def test_it_trains_in_the_page(page):
    before = page.text_content(".fp-how output")
    page.get_by_text("Train 20 steps").click()
    page.wait_for_function(
        f"document.querySelector('.fp-how button').disabled === false && document.querySelector('.fp-how output').textContent !== '{before}'",
        timeout=240_000,
    )
    assert not page.wrong
