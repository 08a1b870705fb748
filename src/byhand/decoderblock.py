"""A decoder block of an encoder–decoder: self-attention, then cross-attention to the memory, then feed-forward.

Source: Vaswani et al. 2017, sec. 3.1, with the norms in front of the sublayers (pre-LN).
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, crossattention, layernorm, masks, mlp, residual, selfattention


@dataclass(frozen=True)
class Params:
    gamma_1: Tensor  # [d], layer norm before self-attention
    beta_1: Tensor  # [d]
    attention: selfattention.Params
    gamma_2: Tensor  # [d], layer norm before cross-attention
    beta_2: Tensor  # [d]
    cross: crossattention.Params
    gamma_3: Tensor  # [d], layer norm before the feed-forward sublayer
    beta_3: Tensor  # [d]
    W_1: Tensor  # [d, f]
    b_1: Tensor  # [f]
    W_2: Tensor  # [f, d]
    b_2: Tensor  # [d]

    @property
    def mlp(self) -> tuple[Tensor, ...]:
        return self.W_1, self.b_1, self.W_2, self.b_2


@dataclass(frozen=True)
class Saved:
    norm_1: layernorm.Saved
    attention: selfattention.Saved
    norm_2: layernorm.Saved
    cross: crossattention.Saved
    norm_3: layernorm.Saved
    mlp: mlp.Saved


@dataclass(frozen=True)
class Gradients:
    dY: Tensor  # [..., n, d]: the stream as it came in,
    dY_1: Tensor  # [..., n, d]: after self-attention,
    dY_2: Tensor  # [..., n, d]: and after cross-attention
    dM: Tensor  # [..., m, d]: what this block asks of the memory
    dparams: Params
    attention: selfattention.Gradients
    cross: crossattention.Gradients


def forward(
    Y: Tensor, M: Tensor, params: Params, mask: Tensor | None = None, memory_mask: Tensor | None = None
) -> tuple[Tensor, Saved]:
    """Returns the stream [..., n, d] for Y [..., n, d] and the memory M [..., m, d].

    `mask` broadcasts to [..., H, n, n] and `memory_mask` to [..., H, n, m], True where a query may look.
    """
    p = params
    U, norm_1 = layernorm.forward(Y, p.gamma_1, p.beta_1)
    F, saved_attention = selfattention.forward(U, p.attention, mask)
    Y, _ = residual.forward(Y, F)
    U, norm_2 = layernorm.forward(Y, p.gamma_2, p.beta_2)
    F, saved_cross = crossattention.forward(U, M, p.cross, memory_mask)
    Y, _ = residual.forward(Y, F)
    U, norm_3 = layernorm.forward(Y, p.gamma_3, p.beta_3)
    F, saved_mlp = mlp.forward(U, *p.mlp)
    Y, _ = residual.forward(Y, F)
    return Y, Saved(norm_1, saved_attention, norm_2, saved_cross, norm_3, saved_mlp)


def gradients(dY: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from the stream's dY [..., n, d] down to its input, the memory and the parameters."""
    past, dF = residual.backward(dY)
    dU, *dmlp = mlp.backward(dF, saved.mlp)
    through, dgamma_3, dbeta_3 = layernorm.backward(dU, saved.norm_3)
    dY_2 = past + through
    past, dF = residual.backward(dY_2)
    asked = crossattention.gradients(dF, saved.cross)
    through, dgamma_2, dbeta_2 = layernorm.backward(asked.dY, saved.norm_2)
    dY_1 = past + through
    past, dF = residual.backward(dY_1)
    down = selfattention.gradients(dF, saved.attention)
    through, dgamma_1, dbeta_1 = layernorm.backward(down.dU, saved.norm_1)
    dparams = Params(
        dgamma_1, dbeta_1, down.dparams, dgamma_2, dbeta_2, asked.dparams, dgamma_3, dbeta_3, *dmlp
    )  # fmt: skip
    return Gradients(past + through, dY_1, dY_2, asked.dM, dparams, down, asked)


def backward(dY: Tensor, saved: Saved) -> tuple[Tensor, Tensor, Params]:
    """Returns dY, dM and the gradients of the parameters, as a Params of the same form."""
    g = gradients(dY, saved)
    return g.dY, g.dM, g.dparams


def draw_params(draw: Any, width: int, hidden: int, heads: int) -> Params:
    """Returns random parameters, every bias included, so that no gradient is zero by chance."""

    def norm() -> tuple[Tensor, Tensor]:
        return 1 + draw(width, scale=0.3), draw(width, scale=0.3)

    def attention() -> selfattention.Params:
        return selfattention.draw_params(draw, width, heads)

    feed = draw(width, hidden, scale=width**-0.5), draw(hidden), draw(hidden, width, scale=hidden**-0.5), draw(width)
    return Params(*norm(), attention(), *norm(), attention(), *norm(), *feed)


def example(
    tokens: int = 4, memory: int = 6, width: int = 8, heads: int = 2, hidden: int = 16, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a causal case with Y [batch, tokens, width] and M [batch, memory, width]."""
    draw = cases.normal(seed, device, dtype)
    inputs = {"Y": draw(batch, tokens, width), "M": draw(batch, memory, width)}
    inputs["params"] = draw_params(draw, width, hidden, heads)
    return cases.build(forward, draw, inputs, mask=masks.causal(tokens, device))
