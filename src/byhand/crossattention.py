"""Cross-attention: queries come from one sequence, keys and values from another, the memory.

Source: Vaswani et al. 2017, sec. 3.2.3. The gradient that reaches the asking stream Y passes through Q
alone; the memory M collects through K and V, and from every layer of the decoder that asks it.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, heads, linear, selfattention, shapes

Params = selfattention.Params  # the same eight tensors; only what they read differs


@dataclass(frozen=True)
class Saved:
    """What passed by; heads.attention holds Q, K, V, A and O per head."""

    Q: linear.Saved
    K: linear.Saved
    V: linear.Saved
    heads: heads.Saved

    A = property(lambda self: self.heads.attention.A)  # [..., H, n, m]


@dataclass(frozen=True)
class Gradients:
    dY: Tensor  # [..., n, d]
    dM: Tensor  # [..., m, d]: dM_K + dM_V
    dM_K: Tensor  # [..., m, d]
    dM_V: Tensor  # [..., m, d]
    dparams: Params
    heads: heads.Gradients


def forward(Y: Tensor, M: Tensor, params: Params, mask: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns F [..., n, d] for the asking stream Y [..., n, d] and the memory M [..., m, d].

    `mask` broadcasts to [..., H, n, m], True where a query may look; padding of the memory is the usual one.
    """
    shapes.match(Y=(Y, "... n d"), M=(M, "... m d"))
    W_Q, b_Q, W_K, b_K, W_V, b_V = params.projections
    Q, saved_Q = linear.forward(Y, W_Q, b_Q)  # [..., n, d]
    K, saved_K = linear.forward(M, W_K, b_K)  # [..., m, d]
    V, saved_V = linear.forward(M, W_V, b_V)  # [..., m, d]
    F, saved_heads = heads.forward(Q, K, V, params.W_O, params.b_O, params.heads, mask)
    return F, Saved(saved_Q, saved_K, saved_V, saved_heads)


def gradients(dF: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from dF [..., n, d] down to dY, dM and the parameters."""
    down = heads.gradients(dF, saved.heads)
    dY, dW_Q, db_Q = linear.backward(down.dQ, saved.Q)
    dM_K, dW_K, db_K = linear.backward(down.dK, saved.K)
    dM_V, dW_V, db_V = linear.backward(down.dV, saved.V)
    dparams = Params(dW_Q, db_Q, dW_K, db_K, dW_V, db_V, down.dW_O, down.db_O, saved.A.shape[-3])
    return Gradients(dY, dM_K + dM_V, dM_K, dM_V, dparams, down)


def backward(dF: Tensor, saved: Saved) -> tuple[Tensor, Tensor, Params]:
    """Returns dY, dM and the gradients of the parameters, as a Params of the same form."""
    g = gradients(dF, saved)
    return g.dY, g.dM, g.dparams


def example(
    tokens: int = 4, memory: int = 6, width: int = 8, heads: int = 2, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with Y [batch, tokens, width] and M [batch, memory, width], whose last place is padding."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"Y": draw(batch, tokens, width), "M": draw(batch, memory, width)}
    inputs["params"] = selfattention.draw_params(draw, width, heads)
    mask = torch.arange(memory, device=device) < memory - 1
    return cases.build(forward, draw, inputs, mask=mask)
