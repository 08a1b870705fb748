"""Additive attention scores a query and a memory with a small network: s_ij = tanh(q_i W_Q + m_j W_M) · w.

Source: Bahdanau, Cho and Bengio 2015, the attention that recurrent networks had. The context is C = softmax(S)M, so
the memory is key and value at once and receives two gradients.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes, softmax


@dataclass(frozen=True)
class Saved:
    Q: Tensor  # [..., n, d]
    M: Tensor  # [..., m, e]
    W_Q: Tensor  # [d, a]
    W_M: Tensor  # [e, a]
    w: Tensor  # [a]
    T: Tensor  # [..., n, m, a]: the tanh of every pair
    A: Tensor  # [..., n, m]


def forward(
    Q: Tensor, M: Tensor, W_Q: Tensor, W_M: Tensor, w: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Saved]:
    """Returns the contexts C [..., n, e] for queries Q [..., n, d] and memory M [..., m, e].

    `mask` broadcasts to [..., n, m], True where a query may look.
    """
    sizes = shapes.match(Q=(Q, "... n d"), M=(M, "... m e"), W_Q=(W_Q, "d a"), W_M=(W_M, "e a"), w=(w, "a"))
    T = ((Q @ W_Q).unsqueeze(-2) + (M @ W_M).unsqueeze(-3)).tanh()  # [..., n, m, a]
    S = T @ w  # [..., n, m]
    if mask is not None:
        shapes.broadcast("mask", mask, (*sizes["..."], sizes["n"], sizes["m"]), "... n m")
        S = S.masked_fill(~mask, -torch.inf)
    A, _ = softmax.forward(S)  # [..., n, m]
    return A @ M, Saved(Q, M, W_Q, W_M, w, T, A)


def backward(dC: Tensor, saved: Saved) -> tuple[Tensor, ...]:
    """Returns dQ, dM, dW_Q, dW_M, dw."""
    Q, M, T, A = saved.Q, saved.M, saved.T, saved.A
    d, a = saved.W_Q.shape
    dS = softmax.backward(dC @ M.mT, softmax.Saved(A))  # [..., n, m]
    dw = T.reshape(-1, a).mT @ dS.reshape(-1)  # [a]
    dZ = dS.unsqueeze(-1) * saved.w * (1 - T.square())  # [..., n, m, a], before the tanh
    from_queries, from_memory = dZ.sum(-2), dZ.sum(-3)  # [..., n, a] and [..., m, a]: each was used by all others
    dW_Q = Q.reshape(-1, d).mT @ from_queries.reshape(-1, a)  # [d, a]
    dW_M = M.reshape(-1, M.shape[-1]).mT @ from_memory.reshape(-1, a)  # [e, a]
    dM = A.mT @ dC + from_memory @ saved.W_M.mT  # [..., m, e]: as value, and as key
    return from_queries @ saved.W_Q.mT, dM, dW_Q, dW_M, dw


def example(
    tokens: int = 4, memory: int = 6, width: int = 8, inner: int = 5, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with Q [batch, tokens, width] and M [batch, memory, width], whose last place is padding."""
    draw = cases.normal(seed, device, dtype)
    inputs = {
        "Q": draw(batch, tokens, width), "M": draw(batch, memory, width),
        "W_Q": draw(width, inner, scale=width**-0.5), "W_M": draw(width, inner, scale=width**-0.5), "w": draw(inner),
    }
    return cases.build(forward, draw, inputs, mask=torch.arange(memory, device=device) < memory - 1)
