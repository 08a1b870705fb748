"""Means over samples: exact where they follow from the samples, undecided within what samples can tell."""

import torch

from figpress.equations.model import Equation, SymbolContext
from figpress.equations.symbols import results


def forward(draw):
    x, y = draw(256), draw(256)
    return {"x": x, "y": y, "z": x * 3 + 1, "m": torch.zeros((), dtype=torch.float64)}


CONTEXT = SymbolContext(
    forward, {"x; y": ("random", "independent draws"), "z": ("random", "made of x"), "m": "the true mean"}
)


def told(tex):
    (found,) = results(CONTEXT, [Equation(tex, "page.md", 1)])
    rules = {p.rule for p in found.problems}
    return "holds" if found.holds else next(iter(rules)), "\n".join([*found.undecided, *found.reading])


def test_what_follows_from_the_samples_holds():
    for tex in (r"E[z] = 3E[x] + 1", r"\mathrm{Var}[z] = 9\mathrm{Var}[x]", r"z - E[z] = 3(x - E[x])"):
        assert told(tex)[0] == "holds"


def test_what_samples_cannot_tell_apart_is_undecided_with_its_bound():
    for tex in ("E[x] = m", "E[xy] = E[x]E[y]", r"\mathrm{Var}[x] = 1"):
        said, words = told(tex)
        assert said == "equation-undecided" and "256 samples tell sides apart by" in words


def test_what_differs_by_more_is_false():
    for tex in (r"E[x] = m + 1", r"\mathrm{Var}[z] = 3\mathrm{Var}[x]", "E[x^2] = E[x]", "x = E[x]"):
        assert told(tex)[0] == "equation-false"
