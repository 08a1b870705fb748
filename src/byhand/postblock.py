"""A post-LN transformer block, as first published: X_mid = LN(X + Attention(X)), then Y = LN(X_mid + MLP(X_mid)).

Source: Vaswani et al. 2017, sec. 3.1. The layer norm stands on the stream, so whatever the residual
connection carries back is projected and divided by σ once per sublayer: no path is clean.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import block, cases, layernorm, masks, mlp, residual, selfattention

Params = block.Params  # the same parameters; only the place of the norms differs
draw_params = block.draw_params


@dataclass(frozen=True)
class Saved:
    X: Tensor  # [..., n, d]: the stream as it came in,
    X_mid: Tensor  # [..., n, d]: and between the sublayers
    attention: selfattention.Saved
    norm_1: layernorm.Saved
    mlp: mlp.Saved
    norm_2: layernorm.Saved


@dataclass(frozen=True)
class Gradients:
    dX: Tensor  # [..., n, d]
    dparams: Params
    dX_mid: Tensor  # [..., n, d]
    dY: Tensor  # [..., n, d]
    past_1: Tensor  # [..., n, d]: what the residual connection carries past attention, behind norm 1
    past_2: Tensor  # [..., n, d]: the same past the feed-forward sublayer, behind norm 2
    attention: selfattention.Gradients


def forward(X: Tensor, params: Params, mask: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for X [..., n, d]; `mask` broadcasts to [..., H, n, n], True where a query may look."""
    F_1, saved_attention = selfattention.forward(X, params.attention, mask)
    sum_1, _ = residual.forward(X, F_1)
    X_mid, norm_1 = layernorm.forward(sum_1, params.gamma_1, params.beta_1)
    F_2, saved_mlp = mlp.forward(X_mid, *params.mlp)
    sum_2, _ = residual.forward(X_mid, F_2)
    Y, norm_2 = layernorm.forward(sum_2, params.gamma_2, params.beta_2)
    return Y, Saved(X, X_mid, saved_attention, norm_1, saved_mlp, norm_2)


def gradients(dY: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from dY [..., n, d] down to dX and the parameters."""
    dsum_2, dgamma_2, dbeta_2 = layernorm.backward(dY, saved.norm_2)
    past_2, dF_2 = residual.backward(dsum_2)
    through, *dmlp = mlp.backward(dF_2, saved.mlp)
    dX_mid = past_2 + through  # [..., n, d]
    dsum_1, dgamma_1, dbeta_1 = layernorm.backward(dX_mid, saved.norm_1)
    past_1, dF_1 = residual.backward(dsum_1)
    down = selfattention.gradients(dF_1, saved.attention)
    dX = past_1 + down.dU  # [..., n, d]
    dparams = Params(dgamma_1, dbeta_1, down.dparams, dgamma_2, dbeta_2, *dmlp)
    return Gradients(dX, dparams, dX_mid, dY, past_1, past_2, down)


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Params]:
    """Returns dX and the gradients of the parameters, as a Params of the same form."""
    g = gradients(dY, saved)
    return g.dX, g.dparams


def example(
    tokens: int = 6, width: int = 8, heads: int = 2, hidden: int = 16, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a causal case with X [batch, tokens, width]."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"X": draw(batch, tokens, width), "params": draw_params(draw, width, hidden, heads)}
    return cases.build(forward, draw, inputs, mask=masks.causal(tokens, device))
