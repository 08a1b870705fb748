"""A pre-LN transformer block: X_mid = X + Attention(LN(X)), then Y = X_mid + MLP(LN(X_mid)).

Source: Xiong et al. 2020. The stream itself passes no norm, so dX is dY plus what two sublayers add to it.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, layernorm, masks, mlp, residual, selfattention


@dataclass(frozen=True)
class Params:
    gamma_1: Tensor  # [d], layer norm before attention
    beta_1: Tensor  # [d]
    attention: selfattention.Params
    gamma_2: Tensor  # [d], layer norm before the feed-forward sublayer
    beta_2: Tensor  # [d]
    W_1: Tensor  # [d, f]
    b_1: Tensor  # [f]
    W_2: Tensor  # [f, d]
    b_2: Tensor  # [d]

    @property
    def mlp(self) -> tuple[Tensor, ...]:
        return self.W_1, self.b_1, self.W_2, self.b_2


@dataclass(frozen=True)
class Saved:
    X: Tensor  # [..., n, d]: the stream as it came in,
    X_mid: Tensor  # [..., n, d]: and between the sublayers
    norm_1: layernorm.Saved
    attention: selfattention.Saved
    norm_2: layernorm.Saved
    mlp: mlp.Saved


@dataclass(frozen=True)
class Gradients:
    dX: Tensor  # [..., n, d]
    dparams: Params
    dX_mid: Tensor  # [..., n, d]: also what the residual connection carries past the attention sublayer
    dY: Tensor  # [..., n, d]: also what the residual connection carries past the feed-forward sublayer
    dU_2: Tensor  # [..., n, d]: at the input of the feed-forward sublayer, behind its layer norm
    attention: selfattention.Gradients  # dU at the input of attention, behind its layer norm; dS, dQ and so on


def forward(X: Tensor, params: Params, mask: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns Y [..., n, d] for X [..., n, d]; `mask` broadcasts to [..., H, n, n], True where a query may look."""
    U_1, norm_1 = layernorm.forward(X, params.gamma_1, params.beta_1)
    F_1, saved_attention = selfattention.forward(U_1, params.attention, mask)
    X_mid, _ = residual.forward(X, F_1)
    U_2, norm_2 = layernorm.forward(X_mid, params.gamma_2, params.beta_2)
    F_2, saved_mlp = mlp.forward(U_2, *params.mlp)
    Y, _ = residual.forward(X_mid, F_2)
    return Y, Saved(X, X_mid, norm_1, saved_attention, norm_2, saved_mlp)


def gradients(dY: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from dY [..., n, d] down to dX and the parameters."""
    past, dF_2 = residual.backward(dY)
    dU_2, *dmlp = mlp.backward(dF_2, saved.mlp)
    through, dgamma_2, dbeta_2 = layernorm.backward(dU_2, saved.norm_2)
    dX_mid = past + through  # [..., n, d]
    past, dF_1 = residual.backward(dX_mid)
    down = selfattention.gradients(dF_1, saved.attention)
    through, dgamma_1, dbeta_1 = layernorm.backward(down.dU, saved.norm_1)
    dX = past + through  # [..., n, d]
    dparams = Params(dgamma_1, dbeta_1, down.dparams, dgamma_2, dbeta_2, *dmlp)
    return Gradients(dX, dparams, dX_mid, dY, dU_2, down)


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Params]:
    """Returns dX and the gradients of the parameters, as a Params of the same form."""
    g = gradients(dY, saved)
    return g.dX, g.dparams


def input_paths(down: Gradients, saved: Saved) -> dict[str, Tensor]:
    """Returns the four parts of dX, each [..., n, d]: past attention, and through its Q, K and V.

    Layer norm's backward is linear, so the parts sum to dX; their norms do not.
    """
    parts = {"residual": down.dX_mid}
    for name in ("Q", "K", "V"):
        parts[name] = layernorm.vjp(getattr(down.attention.qkv, f"dU_{name}"), saved.norm_1)
    return parts


def draw_params(draw: Any, width: int, hidden: int, heads: int) -> Params:
    """Returns random parameters, every bias included, so that no gradient is zero by chance."""
    return Params(
        1 + draw(width, scale=0.3), draw(width, scale=0.3), selfattention.draw_params(draw, width, heads),
        1 + draw(width, scale=0.3), draw(width, scale=0.3),
        draw(width, hidden, scale=width**-0.5), draw(hidden), draw(hidden, width, scale=hidden**-0.5), draw(width),
    )


def example(
    tokens: int = 6, width: int = 8, heads: int = 2, hidden: int = 16, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a causal case with X [batch, tokens, width]."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"X": draw(batch, tokens, width), "params": draw_params(draw, width, hidden, heads)}
    return cases.build(forward, draw, inputs, mask=masks.causal(tokens, device))
