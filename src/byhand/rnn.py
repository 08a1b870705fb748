"""A recurrent network reads one word at a time into one state: h_t = tanh(x_t W_x + h_{t−1} W_h + b).

Source: backprop through time, Werbos 1990. Between two words the gradient crosses one tanh and one W_hᵀ
per step, so what it keeps over a distance is a product of that many factors.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    X: Tensor  # [B, n, d]
    h_0: Tensor  # [B, h]
    W_x: Tensor  # [d, h]
    W_h: Tensor  # [h, h]
    H: Tensor  # [B, n, h]: every state


@dataclass(frozen=True)
class Gradients:
    dX: Tensor  # [B, n, d]
    dh_0: Tensor  # [B, h]
    dW_x: Tensor  # [d, h]
    dW_h: Tensor  # [h, h]
    db: Tensor  # [h]
    dh: Tensor  # [B, n, h]: the whole gradient of every state, what later states sent back included


def forward(X: Tensor, h_0: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor) -> tuple[Tensor, Saved]:
    """Returns all states H [B, n, h] for X [B, n, d], h_0 [B, h], W_x [d, h], W_h [h, h], b [h]."""
    shapes.match(X=(X, "B n d"), h_0=(h_0, "B h"), W_x=(W_x, "d h"), W_h=(W_h, "h h"), b=(b, "h"))
    h, states = h_0, []
    for t in range(X.shape[1]):
        h = (X[:, t] @ W_x + h @ W_h + b).tanh()  # [B, h]; cannot start before the word before is done
        states.append(h)
    H = torch.stack(states, 1) if states else X.new_zeros(*X.shape[:2], W_h.shape[0])  # [B, n, h]
    return H, Saved(X, h_0, W_x, W_h, H)


def gradients(dH: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient for dH [B, n, h], walking back through time."""
    X, H, W_x, W_h = saved.X, saved.H, saved.W_x, saved.W_h
    d, h = W_x.shape
    from_later = torch.zeros_like(saved.h_0)  # [B, h]: what state t + 1 sends back
    dZ, totals = [], []
    for t in reversed(range(X.shape[1])):
        dh_t = dH[:, t] + from_later  # [B, h]
        dz_t = dh_t * (1 - H[:, t].square())  # [B, h], through tanh
        from_later = dz_t @ W_h.mT  # [B, h], through W_h
        dZ.append(dz_t)
        totals.append(dh_t)
    dZ = torch.stack(dZ[::-1], 1) if dZ else torch.zeros_like(H)  # [B, n, h]
    before = torch.cat((saved.h_0[:, None], H[:, :-1]), 1)[:, : X.shape[1]]  # [B, n, h]: h_{t−1}
    dW_x = X.reshape(-1, d).mT @ dZ.reshape(-1, h)  # the same weights at every step, so a sum over time
    dW_h = before.reshape(-1, h).mT @ dZ.reshape(-1, h)
    dh = torch.stack(totals[::-1], 1) if totals else torch.zeros_like(H)
    return Gradients(dZ @ W_x.mT, from_later, dW_x, dW_h, dZ.reshape(-1, h).sum(0), dh)


def backward(dH: Tensor, saved: Saved) -> tuple[Tensor, ...]:
    """Returns dX, dh_0, dW_x, dW_h, db."""
    g = gradients(dH, saved)
    return g.dX, g.dh_0, g.dW_x, g.dW_h, g.db


def example(
    tokens: int = 6, width: int = 8, states: int = 5, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X [batch, tokens, width] and states of the given size."""
    draw = cases.normal(seed, device, dtype)
    inputs = {
        "X": draw(batch, tokens, width), "h_0": draw(batch, states),
        "W_x": draw(width, states, scale=width**-0.5), "W_h": draw(states, states, scale=states**-0.5),
        "b": draw(states),
    }
    return cases.build(forward, draw, inputs)
