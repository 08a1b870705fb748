"""Words about a set are true of its members or they are findings; each checked word can fall."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpress.numbers.compared import Claim, compared, looked_up, shown
from figpress.numbers.counterfactual import can_fall
from figpress.numbers.printed import parse
from figpress.numbers.quantifiers import quantifier
from figpress.numbers.said import judge
from figpress.numbers.sample import Sample, published, sample, slug


def a_set(*numbers, called="norms", names=None):
    names = names or [f"member {at}" for at in range(len(numbers))]
    return Sample("x", called, len(numbers), tuple(zip(names, numbers)))


TRUE = (1, 1, 1, 0)
SHARES = (0.03, 0.3, 0.65)


@pytest.mark.parametrize(
    ("text", "numbers", "true"),
    [
        ("in every seed", (1, 1, 1), True),
        ("in every seed", TRUE, False),
        ("in all four seeds", (1, 1, 1, 1), True),
        ("in all five seeds", (1, 1, 1, 1), False),
        ("not in every seed", TRUE, True),
        ("not in every seed", (1, 1), False),
        ("most", TRUE, True),
        ("most", (1, 1, 0, 0), False),
        ("most of them", (1, 0, 0), False),
        ("none", (0, 0), True),
        ("never", (0, 1), False),
        ("in no seed", (0, 0, 0), True),
        ("half", (1, 0), True),
        ("about half", (1, 1, 1, 0), False),
        ("few", (1, 0, 0, 0, 0, 0), True),
        ("few", TRUE, False),
        ("both", (1, 1), True),
        ("both", (1, 1, 1), False),
        ("neither", (0, 0), True),
        ("only one", (1, 0, 0), True),
        ("only", (1, 1, 0), False),
        ("nearly all", (1,) * 19 + (0,), True),
        ("nearly all", TRUE, False),
        ("hardly any", (0,) * 19 + (1,), True),
        ("3 of 4", TRUE, True),
        ("three of four", TRUE, True),
        ("2 of 4", TRUE, False),
        ("3 of 5", TRUE, False),
        ("3 to 65 %", SHARES, True),
        ("3 to 64 %", SHARES, False),
        ("between 0.03 and 0.65", SHARES, True),
        ("30 to 65 %", SHARES, False),
        ("a median of 30 %", SHARES, True),
        ("a median of 33 %", SHARES, False),
        ("33 % on average", SHARES, True),
        ("below 0.7 in every norm", SHARES, True),
        ("below 0.5 in every norm", SHARES, False),
        ("below 0.5 in most", SHARES, True),
        ("at least 3 %", SHARES, True),
        ("at least 4 %", SHARES, False),
        ("at most 65 % in all three", SHARES, True),
        ("below 0.01 in none", SHARES, True),
        ("rises", SHARES, True),
        ("falls", SHARES, False),
        ("does not fall", SHARES, True),
        ("falls", (0.5, 0.6, 0.1), False),
        ("level", (1.0, 0.97), True),
        ("level", SHARES, False),
        ("at once", (0.0, 0.9, 1.0), True),
        ("at once", (0.0, 0.1, 1.0), False),
        ("more than twice", (2.5, 3.0), True),
        ("more than twice", (2.5, 1.9), False),
        ("more than 3 times in most", (4.0, 5.0, 1.0), True),
        ("negative in every seed", (-1.0, -2.0), True),
        ("negative in every seed", (-1.0, 2.0), False),
    ],
)
def test_a_word_is_true_or_false_of_the_members(text, numbers, true):
    of = a_set(*numbers)
    found = judge(text, of)
    assert found.agrees == true, found.message
    assert true == (not found.message)
    if true:
        assert can_fall(text, of)


@pytest.mark.parametrize(
    ("text", "name", "true"),
    [
        ("largest", "c", True),
        ("the largest", "b", False),
        ("smallest", "a", True),
        ("not the largest", "a", True),
        ("more than twice", "c", True),
        ("more than 3 times", "c", False),
        ("65 %", "c", True),
        ("66 %", "c", False),
    ],
)
def test_a_member_is_held_against_the_others(text, name, true):
    of = a_set(*SHARES, names=["a", "b", "c"])
    claim = Claim(dict(of.members)[name], None, of, name)
    assert compared(text, claim).agrees == true


def test_only_means_that_member_alone():
    names = ["a", "b", "c"]
    assert judge("only", a_set(0, 1, 0, names=names), "b").agrees
    assert not judge("only", a_set(1, 1, 0, names=names), "b").agrees


@pytest.mark.parametrize("text", ["at most 100 %", "at least 0 of them", "below 3"])
def test_what_cannot_be_false_is_refused(text):
    of = a_set(*SHARES)
    assert not compared(text, Claim(None, None, of)).agrees


def test_words_about_numbers_without_a_relation_are_no_claim():
    found = judge("in every seed", a_set(*SHARES))
    assert found.rule == "word-unreadable" and "above 0.5 in most" in found.message


def test_a_headline_stands_beside_its_members():
    values = {"x": 0.3, **published("x", {"a": 0.03, "b": 0.3, "c": 0.65}, None, "norms", None)}
    claim = looked_up(values, "x")
    assert compared("30 %", claim).agrees and compared("3 to 65 %", claim).agrees
    assert compared("65 %", looked_up(values, "x@c")).agrees and looked_up(values, "x@d") is None
    assert shown(claim) == "3 norms: a 0.03, b 0.3, c 0.65"


def test_a_member_is_measured_or_excused():
    whole = ["a", "b", "c"]
    with pytest.raises(ValueError, match="leaves out c"):
        published("x", {"a": 1, "b": 2}, whole, "norms", None)
    with pytest.raises(ValueError, match="a set of 3"):
        published("x", {"a": 1, "b": 2}, 3, "norms", None)
    with pytest.raises(ValueError, match="not of the set"):
        published("x", {"a": 1, "z": 2}, whole, "norms", {"b": "why", "c": "why"})
    with pytest.raises(ValueError, match="gives no reason"):
        published("x", {"a": 1, "b": 2}, whole, "norms", {"c": ""})
    with pytest.raises(TypeError):
        published("x", {"a": "one"}, None, "norms", None)
    with pytest.raises(ValueError, match="no members"):
        published("x", {}, None, "norms", None)
    values = published("x", {"a": 1, "b": 2}, whole, "norms", {"c": "it has no input"})
    assert sample(values, "x").without == (("c", "it has no input"),) and sample(values, "x").missing == 0


def test_the_order_of_a_set_is_that_of_its_names_numbers_read_as_numbers():
    steps = {f"step {at}": float(at) for at in (140, 20, 3)}
    values = dict(sorted(published("x", steps, None, "steps", None).items()))
    assert [name for name, _ in sample(values, "x").members] == ["step 3", "step 20", "step 140"]


@given(
    st.dictionaries(
        st.text("abc 0123.", min_size=1).map(str.strip).filter(bool), st.floats(-9, 9), min_size=1
    )
)
def test_a_set_comes_back_as_it_went(members):
    found = sample(published("x", members, None, "heads", None), "x")
    assert dict(found.members) == members and found.missing == 0


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_quantifiers_agree_with_counting(truths, random: random.Random):
    size, true = len(truths), sum(truths)
    random.shuffle(truths)
    of = a_set(*map(int, truths))
    assert judge("every one", of).agrees == all(truths)
    assert judge("none", of).agrees == (not any(truths))
    assert judge("not every one", of).agrees == (not all(truths))
    assert judge("most", of).agrees == (true > size - true)
    assert judge(f"{true} of {size}", of).agrees
    assert not judge(f"{true + 1} of {size}", of).agrees
    assert judge("some", of).agrees == any(truths)


def test_superlatives_and_bounds_are_no_quantifiers():
    assert quantifier("at most 3") is None and quantifier("the most") is None
    assert quantifier("most of the 96").word == "most"


def test_one_sign_of_percent_is_of_both_ends():
    first, last = parse("3 to 65 %").numerals
    assert (float(first.number), float(last.number)) == (0.03, 0.65)
    assert slug("before attention 2") == "before-attention-2"
