"""Gradient descent keeps the balance of W_Q and W_K up to an error that shrinks with the step; Adam does not keep it.
One small head without biases, trained from one start for the same time, learning rate times steps, at five rates.
"""

import figpress
import numpy
import torch
from byhand import attention, loss
from byhand.training import adamw
from plates import Guide, lines

N, D, D_K, WORDS, TIME = 12, 8, 4, 5, 1.0
RATES = (0.04, 0.02, 0.01, 0.005, 0.0025)


def start():
    generator = torch.Generator().manual_seed(figpress.seed(0))

    def draw(*shape, scale):
        return scale * torch.randn(*shape, generator=generator, dtype=torch.float64)

    U = draw(N, D, scale=1.0)
    weights = [draw(D, D_K, scale=0.5), draw(D, D_K, scale=0.5), draw(D, D_K, scale=0.5), draw(D_K, WORDS, scale=0.5)]
    return U, weights, torch.arange(N) % WORDS


def gradient(U, weights, targets):
    """One head without biases and a softmax on top, by hand."""
    W_Q, W_K, W_V, W_O = weights
    O, saved = attention.forward(U @ W_Q, U @ W_K, U @ W_V)
    _, saved_loss = loss.forward(O @ W_O, targets)
    dY = loss.backward(1.0, saved_loss)
    dQ, dK, dV = attention.backward(dY @ W_O.T, saved)
    return [U.T @ dQ, U.T @ dK, U.T @ dV, O.T @ dY]


def fit(U, weights, targets):
    """The loss."""
    W_Q, W_K, W_V, W_O = weights
    O, _ = attention.forward(U @ W_Q, U @ W_K, U @ W_V)
    return float(loss.forward(O @ W_O, targets)[0])


def drift(rate, adam, until=None):
    """The drift after a fixed time, or when the loss first is no higher than `until`; and the loss there."""
    U, weights, targets = start()
    before = weights[0].T @ weights[0] - weights[1].T @ weights[1]
    state = None
    for _ in range(round(TIME / rate)):
        if until is not None and fit(U, weights, targets) <= until:
            break
        down = gradient(U, weights, targets)
        if adam:
            theta, dtheta = torch.cat([w.flatten() for w in weights]), torch.cat([g.flatten() for g in down])
            state = state or adamw.start(theta)
            theta, state = adamw.step(theta, dtheta, state, rate)
            weights = [part.view_as(w) for part, w in zip(theta.split([w.numel() for w in weights]), weights)]
        else:
            weights = [w - rate * g for w, g in zip(weights, down)]
    after = weights[0].T @ weights[0] - weights[1].T @ weights[1]
    return float((after - before).norm()), fit(U, weights, targets)


# the balance itself, at one point: W_Qᵀ dW_Q equals the transpose of W_Kᵀ dW_K
U, weights, targets = start()
down = gradient(U, weights, targets)
imbalance = float((weights[0].T @ down[0] - (weights[1].T @ down[1]).T).abs().max())
assert imbalance < 1e-14

descent, adam = [drift(r, False)[0] for r in RATES], [drift(r, True)[0] for r in RATES]
still, reached = drift(RATES[-1], False)
at_equal_loss = {f"rate {r}": drift(r, True, until=drift(r, False)[1])[0] / drift(r, False)[0] for r in RATES}
figpress.sample("adam_over_gd_equal_loss", at_equal_loss, over=len(RATES), called="learning rates")
slope = numpy.polyfit(numpy.log(RATES), numpy.log(descent), 1)[0]
assert abs(slope - 1) < 0.3
figpress.value("slope", slope)
figpress.value("adam_over_gd", adam[-1] / descent[-1])
figpress.value("imbalance", imbalance)
figpress.show(
    lines(
        {"gradient descent": (RATES, descent), "Adam": (RATES, adam)}, x="learning rate", y="drift of W_QᵀW_Q − W_KᵀW_K", log="xy",
        guides=[Guide(1, (RATES[2], descent[2] / 2), "slope 1")],
    )
)
