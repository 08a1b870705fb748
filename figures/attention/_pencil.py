"""One row of attention over three tokens, small enough for a pencil, and what descent does to it step by step."""

import torch

VALUES = torch.tensor([4.0, 0.0, 2.0], dtype=torch.float64)  # the loss is the head's output, so slopes are values
STARTS = {
    "the pencil's row": torch.tensor([0.5, 0.25, 0.25], dtype=torch.float64),
    "nearly blind": torch.tensor([0.99, 0.005, 0.005], dtype=torch.float64),
}
STEPS = 40


def walk(attention, steps=STEPS):
    """Returns the attention before and after each of these steps of descent of size one, by autograd, [steps + 1, 3]."""
    scores, seen = attention.log(), [attention]
    for _ in range(steps):
        leaf = scores.clone().requires_grad_()
        (slope,) = torch.autograd.grad(torch.softmax(leaf, 0) @ VALUES, leaf)
        scores = scores - slope
        seen.append(torch.softmax(scores, 0))
    return seen
