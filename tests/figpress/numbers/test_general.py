"""A sentence that generalises from one case is a warning; sets, equations, works and {.single} stand behind others."""

import pytest

from figpress.base.places import Place
from figpress.numbers.general import general_findings, value_lines
from figpress.pages.reading import parse_page

VALUES = {
    "a/one": {
        "x": 3.0, "ours": 2.0, "ours over this sentence": 1, "counted": 7, "counted of": 9,
        "share": 0.5, "share over norms": 2, "share @ a": 0.4, "share @ b": 0.6,
    }
}  # fmt: skip


def told(sentence: str):
    page = parse_page(f"---\ntitle: A\nstatus: draft\n---\n\n# A\n\n{sentence}\n", "docs/a.md", "a.md", 1)
    return list(general_findings([page], VALUES.get, lambda id, name: Place(f"figures/{id}.py", 7)))


@pytest.mark.parametrize(
    "sentence",
    [
        "Every head learns [3](val:a/one#x) times as fast.",
        "The norm never takes more than [3](val:a/one#x).",
        "Most rows stop: [3](val:a/one#x) of them do.",
        "In general it is [3](val:a/one#x).",
        "No head looks there, at [3](val:a/one#x).",
    ],
)
def test_a_general_sentence_from_one_case_is_told(sentence):
    (found,) = told(sentence)
    assert (found.rule, found.severity, found.where) == ("general-sentence", "warning", Place("docs/a.md", 8))
    assert "figures/a/one.py:7" in found.message and "{.single}" in found.hint


@pytest.mark.parametrize(
    "sentence",
    [
        "It learns [3](val:a/one#x) times as fast.",
        "In our sentence every head learns [3](val:a/one#x) times as fast.",
        "Every norm takes [50 %](val:a/one#share).",
        "[Every](val:a/one#share) norm, [3](val:a/one#x).",
        "Every head learns [3](val:a/one#x){.single} times as fast.",
        "Every row sums to [3](val:a/one#x), by [](eq:sum).",
        "Every head learns [3](val:a/one#x) times as fast [@a2020, p. 3].",
        "It takes at most [3](val:a/one#x). Every head is a head.",
        "Every row of $A$ sums to one.",
        "It closes one head after another, and [3](val:a/one#x) are left.",
        "Most of them do, [7 of 9](val:a/one#counted).",
        "“Every head learns” is what one reads; it is [3](val:a/one#x).",
    ],
)
def test_what_leans_on_a_set_or_says_its_case_is_not(sentence):
    assert told(sentence) == []


def test_a_value_that_names_its_case_offers_it():
    (found,) = told("Every head hears [2](val:a/one#ours).")
    assert "say “in this sentence”" in found.hint


def test_the_line_of_a_value_is_found_in_its_script():
    text = 'import figpress\n\nfigpress.value("x", 3)\nfigpress.sample("share", {})\nfigpress.value(f"pencil_{k}", 1)\n'
    lines = value_lines(text, "figures/a.py")
    assert (lines["x"].line, lines["share"].line) == (3, 4)
