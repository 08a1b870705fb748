"""A claim with nothing to lean on is flagged; a calculation, a figure or a citation beside it is enough."""

import pytest

from figpress.pages.page import Page
from figpress.sheets.uncited import paragraphs


def flags(body):
    return [(p.place.line, p.flag) for p in paragraphs(Page("docs/a.md", "a.md", "A", None, body))]


@pytest.mark.parametrize(
    "claim",
    [
        "Pre-norm was shown to train without warm-up.",
        "The paper reports a gain.",
        "Layer norm doubles the speed.",
        "It is 30 % faster than before.",
        "“Residual connections are all that matters”, he said.",
        "Everyone uses it since 2017.",
        "It is state-of-the-art, and has been since the 1990s.",
    ],
)
def test_claims(claim):
    assert flags(claim) == [(1, "claim")]
    assert flags(claim + " [@xiong2020, sec. 3]") == [(1, "")]
    assert flags(claim + " See [](fig:a/b).") == [(1, "claim" if "The paper" in claim else "")]


def test_prose_without_a_claim_is_only_marked_plain():
    assert flags("Take the second factor and transpose it.") == [(1, "plain")]


@pytest.mark.parametrize(
    "sentence, flag",
    [
        ("On paper it cancels.", "plain"),
        ("The two have much in common with a third.", "plain"),
        ("Then the method would report that nothing changed.", "plain"),
        ("The method reports that nothing changed.", "claim"),
        ("Euler's theorem gives the rest.", "claim"),
        ("In BERT-2, words are masked.", "claim"),
        ("In ReLU, what is negative is cut.", "plain"),
    ],
)
def test_the_same_word_in_another_use(sentence, flag):
    assert flags(sentence) == [(1, flag)]


def test_what_is_no_prose_is_left_alone():
    body = "# The best title\n\n| best | worst |\n|---|---|\n\n$$\nbest = worst\n$$\n\n```\nfaster\n```\n\n![the best](fig:a/b)\n\n- faster\n- [@a]\n"
    assert flags(body) == [(16, "claim"), (17, "")]


@pytest.mark.parametrize(
    "directive", ['--8<-- "parts/the-best.md"', '{% include "parts/the-best.md" %}', "::: the.best.module"]
)
def test_a_directive_claims_nothing(directive):
    assert flags(directive) == []


def test_a_claim_is_told_with_its_sentence_and_without_marks():
    body = "First **this**. It is *commonly* said of `x_i` and $\\sigma_{ij}$, [as here](b.md) too. Then 3 \\* 4 is more.\n"
    (paragraph,) = paragraphs(Page("docs/a.md", "a.md", "A", None, body))
    assert (paragraph.claim, paragraph.sentence) == (
        "commonly",
        "It is commonly said of x_i and $\\sigma_{ij}$, as here too.",
    )
    (plain,) = paragraphs(Page("docs/a.md", "a.md", "A", None, "So 3 \\* 4 is **more**.\n"))
    assert plain.sentence == "So 3 * 4 is more."


@pytest.mark.parametrize(
    "body, flag",
    [
        ("We draw it in [](fig:a/b). Take a step. Then another. In practice everyone does this.", "claim"),
        ("We draw it in [](fig:a/b). In practice everyone does this.", ""),
        ("According to the literature it is so, as [](fig:a/b) shows.", "claim"),
        ("According to the literature [@ito2020] it is so, as [](fig:a/b) shows.", ""),
        ("It was introduced by somebody; ours takes [3](val:a/b#c) steps.", "claim"),
        ("One sentence [@ito2020]. A second. A third is faster.", "claim"),
        ("See [](fig:a/b). Take the second factor. Transpose it.", ""),
    ],
)
def test_each_sentence_wants_its_own_support(body, flag):
    """FIELD E2: any link in a paragraph switched the flag off."""
    assert flags(body) == [(1, flag)]
