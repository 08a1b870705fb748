"""A table's columns are compared: names with the code that pages show, shapes with what scripts declare."""

import pytest

from figpress.numbers.tables import declared_shapes, identifiers, table_findings
from figpress.pages.reading import parse_page

CODE = identifiers(["def forward(X, W_Q, c):\n    dX = X @ W_Q * c\n    return dX\n"])
SHAPES = declared_shapes(
    ['figpress.symbols(forward, {"X": ("n×d", "the stream"), "W_Q^h": ("d×d_k, 1≤h≤H", "w")})']
)
HEAD = "| sign | in code | shape | meaning |\n|---|---|---|---|\n"


def told(row: str):
    page = parse_page(f"# Notation\n\n{HEAD}{row}\n", "docs/notation.md", "notation.md")
    return [(f.where.line, f.message) for f in table_findings([page], CODE, SHAPES)]


@pytest.mark.parametrize(
    "row",
    [
        r"| $X$ | `X` | $n\times d$ | the stream |",
        r"| $X$, $W_Q$ | `X`, `W_Q` | $n\times d$, $d\times d_k$ | two |",
        r"| $\bar X$ | `dX` | as $X$ | its gradient |",
        r"| $n$ | | | tokens |",
        r"| $Z$ | | $n\times V$ | nobody declares it |",
    ],
)
def test_a_true_row_is_quiet(row):
    assert told(row) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (r"| $X$ | `x` | $n\times d$ | the stream |", "no code of this site says x"),
        (r"| $W_Q$ | `X` | $d\times d_k$ | weights |", "code calls W_Q W_Q, not X"),
        (r"| $\bar X$ | `dx` | as $X$ | its gradient |", "no code of this site says dx"),
        (r"| $X$ | `X` | $d\times n$ | the stream |", "X is said to be d×n, and scripts declare it as n×d"),
        (r"| $X$, $W_Q$ | `X, W_Q` | $n\times d$, $d_k\times d$ | two |", "W_Q is said to be d_k×d"),
    ],
)
def test_a_stale_row_is_told(row, words):
    found = told(row)
    assert found and found[0][0] == 5 and any(words in message for _, message in found)
