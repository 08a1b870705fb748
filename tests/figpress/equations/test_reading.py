"""How a display is read back: everything bracketed, sums spelt out, shapes under the terms."""

import pytest
from equations.false_displays import PLAIN, pairs

from figpress.equations import evaluator, reading, terms
from figpress.equations.binding import bind
from figpress.equations.compare import reading as read
from figpress.equations.faults import Fault
from figpress.equations.reading import read_back
from figpress.equations.statements import statements
from figpress.equations.symbols import worlds_of
from figpress.equations.syntax import Unreadable

TABLE, WORLDS = worlds_of(PLAIN)


def told(tex):
    (statement,) = statements(tex)
    return read_back(bind(statement, TABLE, WORLDS[0].sizes))


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"a + b c = -a", "(a + (b · c))  =  (−a)"),
        (r"\log 2ab = c", "log((2 · a · b))  =  c"),
        (r"\sqrt[3]{a} = b", "root(a, 3)  =  b"),
        (r"\bar S = S^\top", "grad(S)  =  Sᵀ"),
        (r"\sum_{i=1}^{n} q_i = a", "(sum over i from 1 to n of q[i])  =  a"),
        (r"\frac{\partial}{\partial a}(a^2) = b", "derivative of (a^2) by a  =  b"),
        (r"p(j) < 1", "p[j]  <  1"),
        (r"x^{(1)} = x", "x[1]  =  x"),
        (r"\|x\|_1 = \frac{a}{b}", "1-norm(x)  =  (a / b)"),
        (r"\mathbb E_{j\sim r}[z_j] = a", "(mean over j with weights r of z[j])  =  a"),
        (r"\text{softmax}(S) = A", "softmax(S)  =  A"),
        (r"\int_0^1 \tau\,d\tau = a", "(integral over τ from 0 to 1 of τ)  =  a".replace("τ", "\\tau")),
    ],
)
def test_what_is_said(tex, text):
    assert told(tex) == text


def test_shapes_stand_under_their_terms():
    (statement,) = statements(r"XW\mathbf 1 = Xu")
    above, below = read(statement, WORLDS[0]).splitlines()
    for name, shape in (("X", "n×m"), ("W", "m×k"), ("u", "m×1")):
        at = above.index(name)
        assert below[at:].split()[0] == shape
    assert " @ " in above and " · " not in above


def test_a_product_with_a_number_scales():
    (statement,) = statements(r"aS = S")
    assert read(statement, WORLDS[0]).startswith("(a · S")


def test_every_kind_of_term_is_read_and_evaluated():
    """Whoever adds a kind of term must say what it reads as and what it comes to."""
    assert set(terms.KINDS) <= set(reading._READERS)
    sets = {terms.IndexSet, terms.Listed, terms.Joined}  # have members, not a value
    assert set(terms.KINDS) - sets <= set(evaluator._KINDS)


def test_two_displays_that_read_alike_are_alike():
    """Of all pairs of a false display and its true counterpart, none reads the same."""
    alike = []
    for pair in pairs()["plain"]:
        try:
            texts = [[told_of(s) for s in statements(tex)] for tex in (pair.false, pair.true)]
        except (Fault, Unreadable):
            continue
        if texts[0] == texts[1]:
            alike.append(pair)
    assert alike == []


def told_of(statement):
    return read_back(bind(statement, TABLE, WORLDS[0].sizes))
