"""Symbols are marked where a formula mentions them, whole, and nothing else changes."""

import re

import pytest

from figpress.equations.symbol_marks import Symbol, marked

PAGE = [
    Symbol("Q"),
    Symbol("W_Q"),
    Symbol("s_{ij}", indexed=True),
    Symbol(r"\hat x"),
    Symbol("d"),
    Symbol(r"\sigma"),
    Symbol("x_i", indexed=True),
    Symbol("X"),
]


def marks(tex: str) -> list[tuple[int, bool, str]]:
    """(place, has a bar, what is marked) of each mark."""
    found = re.finditer(
        r"\\htmlClass\{fp-sym fp-sym-(\d+)( fp-bar)?\}\{((?:[^{}]|\{[^{}]*\})*)\}", marked(tex, PAGE)
    )
    return [(int(m[1]), bool(m[2]), m[3]) for m in found]


def unmarked(tex: str) -> str:
    return re.sub(r"\\htmlClass\{[^}]*\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", r"\1", marked(tex, PAGE))


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("Q", [(0, False, "Q")]),
        (r"\bar Q", [(0, True, r"\bar Q")]),
        (r"\bar{Q}^\top K", [(0, True, r"\bar{Q}^\top")]),
        (r"W_Q^\top + W_{Q}", [(1, False, r"W_Q^\top"), (1, False, "W_{Q}")]),
        (r"\bar W_Q", [(1, True, r"\bar W_Q")]),
        ("W_K", []),
        (r"s_{ij} - s_{ik}", [(2, False, "s_{ij}"), (2, False, "s_{ik}")]),
        (r"\hat x + x_i", [(3, False, r"\hat x"), (6, False, "x_i")]),
        (r"dQ", [(0, False, "Q")]),
        (r"n \times d", [(4, False, "d")]),
        (r"\frac{\partial L}{\partial Q}", [(0, False, "Q")]),
        (r"\operatorname{diag}(Q)", [(0, False, "Q")]),
        (r"\sqrt Q + \sigma(X_t)", [(5, False, r"\sigma"), (7, False, "X_t")]),
        (r"A^Q", []),
    ],
)
def test_what_is_marked(tex, expected):
    assert marks(tex) == expected


@pytest.mark.parametrize(
    "tex",
    [
        r"\sum_{i \le j} a_{ij}\,\bar Q_{i} \text{ for all } Q",
        r"\begin{aligned} Q &= X W_Q \\ &< d \end{aligned}",
        r"\tfrac12 Q'",
    ],
)
def test_nothing_else_changes(tex):
    assert re.sub(r"\s+", "", unmarked(tex)) == re.sub(r"\s+", "", tex)


def test_a_page_without_symbols_is_left_alone():
    assert marked(r"\bar Q", []) == r"\bar Q"
