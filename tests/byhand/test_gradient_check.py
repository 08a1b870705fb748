"""The check itself: it must see wrong shapes, what is no number, and errors in small gradients beside large
ones.
"""

import math

import pytest
import torch

from byhand import attention, cases, check, layernorm, linear, tree


def spoiled(change):
    case = linear.example(width=5, out=5)  # square, so that a transpose keeps the shape of W

    def backward(dY, saved):
        return change(*linear.backward(dY, saved))

    return check.against_autograd(linear, case, backward)


def test_the_right_one_passes_and_names_its_gradients():
    report = spoiled(lambda *right: right)
    assert list(report.errors) == ["dX", "dW", "db"] and not report.failures() and report.worst < 1e-12
    assert "dW" in str(report) and report.largest["dW"] > 0 and report.rms > 0


@pytest.mark.parametrize(
    "change, wrong",
    [
        (lambda dX, dW, db: (dX, dW.mT, db), "dW"),
        (lambda dX, dW, db: (dX, dW, db.sum()), "db"),
        (lambda dX, dW, db: (dX, dW, db[None]), "db"),  # the right numbers, and they would broadcast
        (lambda dX, dW, db: (dX[:1], dW, db), "dX"),
        (lambda dX, dW, db: (dX, dW, db + 1e-6), "db"),
        (lambda dX, dW, db: (dX * math.nan, dW, db), "dX"),
        (lambda dX, dW, db: (dX, dW * math.inf, db), "dW"),
    ],
)
def test_a_spoiled_gradient_fails_alone(change, wrong):
    report = spoiled(change)
    assert list(report.failures()) == [wrong] and report.worst > 1e-7


def test_what_is_not_a_number_is_the_worst_of_all():
    report = spoiled(lambda dX, dW, db: (dX, dW, db * math.nan))
    assert report.worst == math.inf


def test_a_missing_gradient_is_refused():
    with pytest.raises(ValueError):
        spoiled(lambda dX, dW, db: (dX, dW))


def test_central_differences_see_what_autograd_cannot():
    """Autograd follows the forward it is given; only differences notice that a detach cut it."""

    class Cut:
        backward = staticmethod(lambda dY, saved: torch.zeros_like(dY))
        forward = staticmethod(lambda X: (X.detach() ** 2 + 0 * X, None))

    draw = cases.normal(0)
    case = cases.build(Cut.forward, draw, {"X": draw(3)})
    assert not check.against_autograd(Cut, case).failures()
    assert check.against_differences(Cut, case).failures(absolute=1e-6)


def test_differences_are_best_near_a_middling_step():
    case = layernorm.example(batch=1)
    errors = [check.against_differences(layernorm, case, step=h).worst for h in (1e-1, 1e-5, 1e-12)]
    assert errors[1] < 1e-3 * errors[0] and errors[1] < 1e-2 * errors[2]


def test_differences_put_everything_back():
    case = attention.example()
    before = tree.map(torch.clone, dict(case.inputs))
    check.against_differences(attention, case)
    assert all(torch.equal(before[name], case.inputs[name]) for name in before)


def test_a_tree_goes_to_a_vector_and_back():
    params = linear.example().inputs
    back = tree.unflatten(tree.flatten(params), params)
    assert all(torch.equal(back[name], params[name]) for name in params)
    assert tree.size(params) == tree.flatten(params).numel()


def test_shared_storage_is_counted_once():
    x = torch.zeros(10, dtype=torch.float64)
    assert tree.storage_bytes((x, x[:5], x.view(2, 5))) == 80
    assert tree.storage_bytes({"x": x, "y": torch.zeros(1)}, without=(x,)) == 4
