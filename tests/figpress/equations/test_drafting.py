"""A drafted symbols script is a script: it runs, its table is one, and lengths that must agree have one name."""

import ast

import pytest
from equations.contexts import ROOT

from figpress.base.configuration import open_site
from figpress.equations.drafting import draft
from figpress.equations.rows import read
from figpress.pages.displays import displays
from figpress.pages.reading import read_pages

LAYER = [
    r"Y = XW + \mathbf 1 b^\top",
    r"\bar X = \bar Y W^\top, \quad \bar W = X^\top\bar Y",
    r"A = \operatorname{softmax}(Y)",
    r"h_i = \phi(W^\top x_i + c\,b)",
    r"X \in \mathbb R^{n\times d}",
]
PAGES = [
    page
    for page in read_pages(open_site(ROOT))
    if any(not d.unchecked for d in displays(page.body, page.path))
]


def table(script):
    """The rows of a drafted script."""
    call = next(
        n
        for n in ast.walk(ast.parse(script))
        if isinstance(n, ast.Call) and ast.unparse(n.func) == "figpress.symbols"
    )
    return ast.literal_eval(call.args[1])


def made(script):
    function = next(n for n in ast.walk(ast.parse(script)) if isinstance(n, ast.FunctionDef))
    return {
        key.value: ast.unparse(value)
        for key, value in zip(function.body[0].value.keys, function.body[0].value.values)
    }


def test_lengths_that_must_agree_have_one_name():
    rows = table(draft(LAYER))
    shapes = {name: row[0] for name, row in rows.items()}
    assert shapes["X"] == "n×d"
    inner, outer = shapes["W"].split("×")
    assert inner == "d" and shapes["Y"] == shapes["A"] == f"n×{outer}" and shapes["b"] == f"{outer}×1"
    assert shapes["c"] == "scalar" and shapes["\\phi"] == "function" and shapes["x_i"].startswith("d×1, i<")


def test_what_a_display_defines_is_not_made():
    assert set(made(draft(LAYER))) == {"X", "W", "b", "\\phi", "x_i", "c", "L"}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.source)
def test_the_draft_of_every_page_of_the_post_is_a_table(page):
    rows = table(draft(d.printed for d in displays(page.body, page.path) if not d.unchecked))
    assert read(rows).names()
