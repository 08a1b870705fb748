"""One step of AdamW as torch's own optimiser takes it, in the middle of a training; and one of plain descent."""

import torch

import figpress

RATE, DECAY, BETAS, EPSILON, STEPS = 3e-3, 0.01, (0.9, 0.98), 1e-8, 7


def forward(draw, k):
    theta, w = draw(k), draw(k)
    loss = (theta**2 * draw.constant(k)).sum() + 3 * torch.sin(theta).sum()
    (gradient,) = torch.autograd.grad(loss, theta, retain_graph=True)
    g = gradient / gradient.norm().clamp(min=1)

    moved = theta.detach().clone().requires_grad_()
    optimiser = torch.optim.AdamW([moved], lr=RATE, betas=BETAS, eps=EPSILON, weight_decay=DECAY)
    m, v = 0.1 * draw(k).detach(), 0.01 * draw(k, positive=True).detach()
    optimiser.state[moved] = {"step": torch.tensor(STEPS - 1.0), "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    moved.grad = g.clone()
    optimiser.step()
    state = optimiser.state[moved]

    down = w.detach().clone().requires_grad_()
    down.grad = g.clone()
    torch.optim.SGD([down], lr=RATE).step()
    return {
        r"\theta": theta, r"\theta^+": moved.detach(), "m": m, "m^+": state["exp_avg"], "v": v, "v^+": state["exp_avg_sq"],
        "w": w, "w^+": down.detach(), r"\beta_1": BETAS[0], r"\beta_2": BETAS[1], r"\eta": RATE, r"\lambda": DECAY,
        r"\epsilon": EPSILON, "t": float(STEPS), "g": g, "L": loss + w.sum(),
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        r"\theta": ("k×1", "all parameters, in one column"),
        r"\theta^+": ("k×1", "the parameters after a step of torch's AdamW"),
        "m": ("k×1", "the running mean of the gradient"),
        "m^+": ("k×1", "the running mean after the step"),
        "v": ("k×1", "the running mean of its square"),
        "v^+": ("k×1", "the running mean square after the step"),
        "w": ("k×1", "parameters that descend plainly"),
        "w^+": ("k×1", "those parameters after a step of torch's SGD"),
        "g": ("k×1", "the gradient, no longer than one"),
        r"\beta_1": ("scalar", "how much of the mean is kept"),
        r"\beta_2": ("scalar", "how much of the mean square is kept"),
        r"\eta": ("scalar", "the learning rate"),
        r"\lambda": ("scalar", "the weight decay"),
        r"\epsilon": ("scalar", "a small number that keeps the quotient finite"),
        "t": ("scalar", "how many steps were taken, this one included"),
        "L": ("scalar", "the loss"),
        "k": ("size", "the number of parameters"),
    },
    entrywise=True,
)
