"""Whatever is written between dollars is answered with a statement or with words, never with a traceback."""

import pytest
from equations.brief import by_context, items
from equations.contexts import context
from hypothesis import given, settings
from hypothesis import strategies as st

from figpress.equations import compare as claims
from figpress.equations.faults import Fault, OutOfRange
from figpress.equations.statements import statements
from figpress.equations.symbols import worlds_of
from figpress.equations.syntax import Unreadable

PIECES = [
    "A", "\\bar A", "V", "s", "a", "o_i", "v_j", "a_{ij}", "x_i", "c", "n", "d", "D", "J", "2", "12", "0",
    "1", "\\mathbf 1", "I", "\\delta_{ij}", "^\\top", "^2", "^{-1}", "_i", "_{ij}",
    "_{\\max}", "=", "=", "\\le", "<", "\\approx", "\\in\\mathbb R^{n\\times "
                                                   "d}", "+", "-", "\\odot", "\\cdot", "/", "\\,", "(", ")",
                                                   "(", ")", "\\big(", "[", "]", "{", "}", "|", "\\|",
                                                   "\\langle", ",", "\\rangle",
    "\\frac{1}{d}", "\\frac", "\\tfrac12", "\\sqrt{d}", "\\sum_j", "\\sum_{j=1}^{n}", "\\sum_{i\\ge j}",
    "\\prod_i", "\\sum", "\\operatorname{tr}", "\\mathrm{softmax}", "\\operatorname{mean}", "\\max", "\\log",
    "\\partial", "\\frac{\\partial o_i}{\\partial "
                 "x_j}", "\\mathrm dA", "dX", "\\begin{cases}", "\\end{cases}", "&", "\\\\", "\\text{for }",
                 "\\text{otherwise}", "\\quad", "\\Rightarrow", "\\dots", "\\mathcal T",
    "\\{1..n\\}", "\\underbrace{A}_{\\text{x}}", "\\mathrm{Cov}_{j\\sim a_i}(v_j, "
                                                 "u_{ij})", "\\nabla_X L", "'", ":", ".", "\\int_0^1", "\\nabla_", "\\begin{bmatrix}", "\\end{bmatrix}", "\\mathbb E_{j\\sim a}", "\\leftarrow", "\\left.",
    "\\right|_{c=0}", "\\{", "\\}", "\\cup", "\\sqrt[3]", "(x)", "\\text{foo}", "\\binom", "!", "\\foo", "é",
                                                 "%x\n", "\\label{eq:a}", "^", "_",
]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_nonsense_is_refused_in_words(pieces):
    tex = " ".join(pieces)
    try:
        statements(tex)
    except Unreadable as error:
        assert error.message
        assert 0 <= error.span[0] <= error.span[1] <= len(tex) + 1


TABLE, WORLDS = worlds_of(context("attention/symbols"))
MEMBERS = [item.tex for item in by_context(items())["attention/symbols"]]


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=7),
    st.sampled_from(["A", "o_i", "a_{ij}", "c", "\\bar Q"]),
)
def test_nonsense_with_a_value_is_refused_in_words(pieces, left):
    try:
        found = statements(f"{left} = {' '.join(pieces)}")
    except Unreadable:
        return
    for statement in found:
        try:
            claims.check(statement, WORLDS[:1])
        except (Fault, OutOfRange) as error:
            assert str(error)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(MEMBERS), st.data())
def test_a_cut_or_doubled_piece_of_an_equation_is_answered(tex, data):
    start = data.draw(st.integers(0, len(tex) - 1))
    end = data.draw(st.integers(start, len(tex)))
    broken = tex[:start] + tex[end:] if data.draw(st.booleans()) else tex[:end] + tex[start:]
    try:
        for statement in statements(broken):
            claims.check(statement, WORLDS[:1])
    except (Unreadable, Fault, OutOfRange) as error:
        assert str(error)


@pytest.mark.parametrize(
    "tex",
    [
        "A = " + "(" * 3000 + "A" + ")" * 3000,
        r"A = \sum_{j=1}^{999999999} A",
        r"A = \sum_{P\subseteq\{1..60\}} A",
        r"a_{ij}+a_{kl}+a_{bh}+a_{rt} = a_{st}+a_{ju}",
        r"A = A^{999999999}",
        "A" * 20000 + " = A",
    ],
)
def test_what_would_take_for_ever_is_refused_at_once(tex):
    with pytest.raises((Unreadable, Fault)):
        for statement in statements(tex):
            claims.check(statement, WORLDS[:1])
