"""A recurrent encoder–decoder with additive attention: s_t = tanh(y_t W_y + s_{t−1} W_s + c_t W_c + b).

The context c_t is a weighted mean of all encoder states h_j, weighted by what s_{t−1} asks for. Source: Bahdanau, Cho and Bengio 2015, with plain tanh units and one reading direction. Backprop through time runs
twice, through the decoder and then through the encoder; attention gives each encoder state a short way as well.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import additive, cases, rnn


@dataclass(frozen=True)
class Params:
    W_x: Tensor  # [d, h], encoder
    W_h: Tensor  # [h, h]
    b_h: Tensor  # [h]
    W_Q: Tensor  # [h, a], attention
    W_M: Tensor  # [h, a]
    w: Tensor  # [a]
    W_y: Tensor  # [d, h], decoder
    W_s: Tensor  # [h, h]
    W_c: Tensor  # [h, h]
    b_s: Tensor  # [h]


@dataclass(frozen=True)
class Saved:
    encoder: rnn.Saved  # encoder.H [B, m, h], the memory
    looks: tuple[additive.Saved, ...]  # looks[t].A [B, 1, m]
    contexts: tuple[Tensor, ...]  # c_t [B, h]
    Y: Tensor  # [B, n, d]
    S: Tensor  # [B, n + 1, h]: the decoder's states, s_0 included
    params: Params


def forward(X: Tensor, Y: Tensor, params: Params) -> tuple[Tensor, Saved]:
    """Returns the decoder's states [B, n, h] for sources X [B, m, d] and what the decoder is fed, Y [B, n, d]."""
    p = params
    h_0 = X.new_zeros(X.shape[0], p.W_h.shape[0])
    H, encoder = rnn.forward(X, h_0, p.W_x, p.W_h, p.b_h)  # [B, m, h]
    s = H[:, -1]  # [B, h]: the decoder starts where the encoder ended
    states, looks, contexts = [s], [], []
    for t in range(Y.shape[1]):
        C, look = additive.forward(s[:, None], H, p.W_Q, p.W_M, p.w)  # [B, 1, h]
        s = (Y[:, t] @ p.W_y + s @ p.W_s + C[:, 0] @ p.W_c + p.b_s).tanh()  # [B, h]
        states.append(s)
        looks.append(look)
        contexts.append(C[:, 0])
    S = torch.stack(states, 1)  # [B, n + 1, h]
    return S[:, 1:], Saved(encoder, tuple(looks), tuple(contexts), Y, S, p)


def backward(dS: Tensor, saved: Saved) -> tuple[Tensor, Tensor, Params]:
    """Returns dX, dY and the gradients of the parameters, as a Params of the same form."""
    p, S, Y = saved.params, saved.S, saved.Y
    dH = torch.zeros_like(saved.encoder.H)  # [B, m, h], collects from every step of the decoder
    ds = torch.zeros_like(S[:, 0])  # [B, h]: what step t + 1 sends back
    dZ, attended = [], []
    for t in reversed(range(Y.shape[1])):
        dz = (ds + dS[:, t]) * (1 - S[:, t + 1].square())  # [B, h], through tanh
        dC = (dz @ p.W_c.mT)[:, None]  # [B, 1, h]
        dq, dM, *dlook = additive.backward(dC, saved.looks[t])
        ds = dz @ p.W_s.mT + dq[:, 0]  # the state before was used twice: carried on, and asked with
        dH = dH + dM
        dZ.append(dz)
        attended.append(dlook)
    dZ = torch.stack(dZ[::-1], 1)  # [B, n, h]
    dW_Q, dW_M, dw = (sum(parts) for parts in zip(*attended))  # shared by all steps, so sums over time
    dW_y, dW_s, dW_c = (_rows(T).mT @ _rows(dZ) for T in (Y, S[:, :-1], torch.stack(saved.contexts, 1)))
    dH[:, -1] += ds  # s_0 was the encoder's last state
    dX, _, dW_x, dW_h, db_h = rnn.backward(dH, saved.encoder)
    dparams = Params(dW_x, dW_h, db_h, dW_Q, dW_M, dw, dW_y, dW_s, dW_c, _rows(dZ).sum(0))
    return dX, dZ @ p.W_y.mT, dparams


def _rows(T: Tensor) -> Tensor:
    return T.reshape(-1, T.shape[-1])  # [B·n, …]: every step of every sentence


def example(
    tokens: int = 4, sources: int = 6, width: int = 8, states: int = 5, inner: int = 3, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with X [batch, sources, width] and Y [batch, tokens, width]."""
    draw = cases.normal(seed, device, dtype)
    sizes = [
        (width, states), (states, states), (states,), (states, inner), (states, inner), (inner,),
        (width, states), (states, states), (states, states), (states,),
    ]  # fmt: skip
    params = Params(*(draw(*size, scale=size[0] ** -0.5) for size in sizes))
    return cases.build(
        forward, draw, {"X": draw(batch, sources, width), "Y": draw(batch, tokens, width), "params": params}
    )
