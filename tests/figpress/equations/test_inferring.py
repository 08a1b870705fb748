"""A symbols script says only what does not follow: shapes, parts of other names, several names at once."""

import pytest
import torch

from figpress.equations.model import Equation, SymbolContext
from figpress.equations.symbols import results, worlds_of
from figpress.equations.world import Wrong


def forward(draw, n, d):
    X, b = draw(n, d), draw(d)
    return {
        "X": X, "b": b, "Y": X + b, "f": torch.tanh, "W^h": [draw(d, d) for _ in range(3)], "c": 0.5,
        "e_1": draw(4), "Z": torch.cat([X, X], 1)[:, : d + 1], "L": (X * b).sum(),
    }  # fmt: skip


def shapes(table, make=forward):
    return {entry.tex: entry.shape for entry in worlds_of(SymbolContext(make, table))[0].entries}


REST = {
    "f": "a bend",
    "W^h": ("1≤h≤3", "weights"),
    "c": "a half",
    "e_1": "",
    "Z": "",
    "L": "the loss",
    "Y": "",
    "X; b": "",
}


def test_shapes_are_those_of_the_tensors():
    found = shapes(REST)
    assert found["X"] == "n×d" and found["b"] == "d×1" and found["Z"] == "n×d+1" and found["e_1"] == "4×1"
    assert found["f"] == "function" and found["c"] == found["L"] == "scalar" and found["W^h"] == "d×d, 1≤h≤3"
    assert found["n"] == found["d"] == "size"


def test_several_names_have_a_meaning_each():
    table = worlds_of(SymbolContext(forward, REST | {"X; b": "the input; the bias"}))[0]
    assert [e.meaning for e in table.entries if e.tex in ("X", "b")] == ["the input", "the bias"]


def test_rows_and_entries_are_made_of_another_name_and_have_its_gradient():
    rows = {"x_i": ("rows of X", "a row"), "a_{ij}": ("entries of X", "an entry")}
    asked = [r"\bar x_i = b", r"\bar a_{ij} = b_j", r"x_i^\top b = \sum_j a_{ij}b_j"]
    found = results(SymbolContext(forward, REST | rows), [Equation(tex, "page.md", 1) for tex in asked])
    assert all(r.holds for r in found), [r.problems for r in found]


@pytest.mark.parametrize(
    "row, told",
    [
        ({"Q": "a name that nobody makes"}, "needs its shape"),
        ({"x_i": ("rows of R", "")}, "is no tensor of the rows above"),
        ({"x": ("rows of X", "")}, "take 1 letter"),
        ({"Y": ("i<n, j<d, k<d", "")}, "say what its letters run over"),
        ({"X; b": ("n×d", "one", "two", "three")}, "a row is"),
    ],
)
def test_what_does_not_follow_is_asked_for(row, told):
    with pytest.raises((ValueError, Wrong), match=told):
        shapes(REST | row)


def test_a_wrong_shape_is_still_an_error_of_the_script():
    with pytest.raises(ValueError, match="is said to be"):
        shapes(REST | {"Y": ("d×n", "")})
