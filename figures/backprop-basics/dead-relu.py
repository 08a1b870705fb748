"""A step that is too long kills ReLUs: a unit that is negative for every input has a gradient of exactly zero and stays as it is. The share of
64 hidden units that are negative for all of 500 inputs after 200 steps of gradient descent, by learning rate; five seeds.
"""

import figpress
import torch
from plates import lines

RATES, UNITS, INPUTS, WIDTH, STEPS, SEEDS = (0.01, 0.03, 0.05, 0.07, 0.1), 64, 500, 8, 200, range(5)


def trained(rate, seed):
    """The share of dead units before and after, and the largest entry of the gradient at a dead unit's weights and bias."""
    draw = torch.Generator().manual_seed(seed)
    X = torch.randn(INPUTS, WIDTH, generator=draw, dtype=torch.float64)
    target = torch.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2]
    theta = [torch.randn(*shape, generator=draw, dtype=torch.float64) * scale for shape, scale in
             (((WIDTH, UNITS), (2 / WIDTH) ** 0.5), ((UNITS,), 0.0), ((UNITS,), UNITS**-0.5))]  # fmt: skip

    def dead():
        return ((X @ theta[0] + theta[1]) <= 0).all(0)

    before = dead().double().mean()
    for _ in range(STEPS):
        leaves = [t.clone().requires_grad_() for t in theta]
        error = torch.relu(X @ leaves[0] + leaves[1]) @ leaves[2] - target
        down = torch.autograd.grad(error.square().mean(), leaves)
        theta = [t - rate * g for t, g in zip(theta, down)]
    assert all(t.isfinite().all() for t in theta), "it diverged"
    gone = dead()
    leaves = [t.clone().requires_grad_() for t in theta]
    error = torch.relu(X @ leaves[0] + leaves[1]) @ leaves[2] - target
    dW, db, _ = torch.autograd.grad(error.square().mean(), leaves)
    silent = max([0.0, *dW[:, gone].abs().flatten().tolist(), *db[gone].abs().tolist()])
    return float(before), float(gone.double().mean()), silent


found = {rate: [trained(rate, seed) for seed in SEEDS] for rate in RATES}
assert max(row[2] for rows in found.values() for row in rows) == 0.0
figpress.value("dead_gradient", max(row[2] for rows in found.values() for row in rows))
figpress.sample("dead_at_start", {f"seed {seed}": found[RATES[0]][seed][0] > 0 for seed in SEEDS}, over=5, called="seeds")
for name, rate in (("smallest", RATES[0]), ("largest", RATES[-1])):
    figpress.sample(f"dead_{name}", {f"seed {seed}": found[rate][seed][1] for seed in SEEDS}, over=5, called="seeds")
means = [100 * sum(row[1] for row in rows) / len(rows) for rows in found.values()]
figpress.sample("dead_by_rate", {f"rate {rate}": mean for rate, mean in zip(RATES, means)}, over=len(RATES), called="learning rates")
low, high = ([100 * pick(row[1] for row in rows) for rows in found.values()] for pick in (min, max))
figpress.show(lines({"dead units": (RATES, means)}, bands={"dead units": (low, high)}, x="learning rate", y="dead units (%)", log="x", points=True, height=2.8))
