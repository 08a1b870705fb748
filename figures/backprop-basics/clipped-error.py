"""Clip the gradient, and large errors are corrected slowly; clip the error, and they are never corrected. The slope of the loss
over the error: of half the squared error with its gradient clipped (the Huber loss), and of half the square of the clipped error.
"""

import figpress
import torch
from plates import lines

START, STEPS, RATE = 10.0, 100, 0.2


def huber(e):
    return torch.where(e.abs() <= 1, e.square() / 2, e.abs() - 0.5)


def clipped(e):
    return e.clamp(-1, 1).square() / 2


def slope(loss, e):
    leaf = e.clone().requires_grad_()
    return torch.autograd.grad(loss(leaf).sum(), leaf)[0]


def walk(loss):
    """What is left of an error after some steps of descent."""
    e = torch.tensor([START], dtype=torch.float64)
    for _ in range(STEPS):
        e = e - RATE * slope(loss, e)
    return float(e)


errors = torch.linspace(-4, 4, 401, dtype=torch.float64)
beyond = errors.abs() > 1
assert (slope(clipped, errors)[beyond] == 0).all() and torch.equal(slope(huber, errors)[beyond], errors[beyond].sign())
figpress.value("start", START)
figpress.value("steps", STEPS)
figpress.value("huber_end", abs(walk(huber)))
figpress.value("clipped_end", walk(clipped))
figpress.show(lines({"gradient clipped": (errors, slope(huber, errors)), "error clipped": (errors, slope(clipped, errors))},
                    x="error", y="slope of the loss", points=False, height=2.8))  # fmt: skip
