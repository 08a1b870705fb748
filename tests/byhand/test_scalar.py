"""The scalar engine against torch, number by number."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from byhand.scalar import Number, backward, order

small = st.floats(-3, 3, allow_nan=False).filter(lambda x: abs(x) > 1e-3)


@given(small, small, small)
def test_an_expression_of_everything_agrees_with_torch(a, b, c):
    def expression(a, b, c):
        inner = (a * b + c).tanh() - 2.0 / (b * b + 1.5)
        return (inner.exp() + 1.0).log() * c**3 + (1.0 - a).sigmoid() * inner.relu() + a * a / 0.7 + -b

    ours = [Number(v) for v in (a, b, c)]
    theirs = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (a, b, c)]
    end, true = expression(*ours), expression(*theirs)
    backward(end)
    true.backward()
    assert end.value == pytest.approx(true.item(), abs=1e-12)
    for number, variable in zip(ours, theirs):
        assert number.grad == pytest.approx(variable.grad.item(), abs=1e-9, rel=1e-9)


def test_a_number_used_twice_is_blamed_twice():
    a = Number(3.0)
    backward(a * a + a)
    assert a.grad == 7.0


def test_backward_twice_gives_the_same_answer():
    a = Number(3.0)
    end = a * a
    backward(end)
    backward(end)
    assert a.grad == 6.0


def test_every_number_comes_after_its_parents_and_once():
    a = Number(1.0)
    b = a + a
    end = b * b + a
    ordered = order(end)
    assert len(ordered) == len(set(map(id, ordered)))
    places = {id(number): i for i, number in enumerate(ordered)}
    assert all(places[id(p)] < places[id(n)] for n in ordered for p in n.parents)


def test_a_deep_graph_needs_no_recursion():
    end = start = Number(1.0)
    for _ in range(20_000):
        end = end + 0.0
    backward(end)
    assert start.grad == 1.0


def test_a_neuron_learns():
    w, b = Number(0.1), Number(0.0)
    for _ in range(200):
        p = (w * 2.0 + b).sigmoid()
        cost = -(p.log())
        backward(cost)
        assert w.grad == pytest.approx((p.value - 1) * 2.0)  # p − y, times the input
        w, b = Number(w.value - 0.1 * w.grad), Number(b.value - 0.1 * b.grad)
    assert cost.value < 0.05 and math.isfinite(w.value)
