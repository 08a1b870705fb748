"""A decoder-only transformer: embeddings, pre-LN blocks, a last layer norm, and a map to one logit per word.

The equations are those of the layers. The top may be any function of the logits: backward
starts from dZ, which the loss gives for training, and which is ±1 at two words for a difference of logits.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import block, cases, embedding, layernorm, linear, masks


@dataclass(frozen=True)
class Params:
    E: Tensor  # [V, d]: word embeddings
    P: Tensor  # [T, d]: learned positions
    blocks: tuple[block.Params, ...]
    gamma: Tensor  # [d]: the last layer norm
    beta: Tensor  # [d]
    W_U: Tensor | None  # [d, V]; None ties the output to E, logits = HEᵀ


@dataclass(frozen=True)
class Saved:
    embedding: embedding.Saved
    blocks: tuple[block.Saved, ...]  # blocks[1].attention.A is [B, H, n, n]
    norm: layernorm.Saved
    unembedding: linear.Saved  # H [B, n, d], the stream after the last layer norm, and W_U
    X: Tensor  # [B, n, d]: the stream after the last block
    tied: bool


@dataclass(frozen=True)
class Gradients:
    dparams: Params
    blocks: tuple[block.Gradients, ...]  # blocks[1].attention.dS is [B, H, n, n]
    dH: Tensor  # [B, n, d]: after the last layer norm
    dX: Tensor  # [B, n, d]: the stream after the last block; its name in Saved is X
    dX_0: Tensor  # [B, n, d]: the embedded sentence


def forward(tokens: Tensor, params: Params, mask: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns the logits Z [B, n, V] for word ids [B, n]; row t predicts word t + 1.

    Attention is causal; a further `mask` (True where a query may look) broadcasts to [B, H, n, n].
    """
    allowed = masks.causal(tokens.shape[-1], tokens.device)  # [n, n]
    allowed = allowed if mask is None else allowed & mask
    X, saved_embedding = embedding.forward(tokens, params.E, params.P)  # [B, n, d]
    saved_blocks = []
    for layer in params.blocks:
        X, saved = block.forward(X, layer, allowed)
        saved_blocks.append(saved)
    H, norm = layernorm.forward(X, params.gamma, params.beta)  # [B, n, d]
    tied = params.W_U is None
    Z, unembedding = linear.forward(H, params.E.mT if tied else params.W_U)  # [B, n, V]
    return Z, Saved(saved_embedding, tuple(saved_blocks), norm, unembedding, X, tied)


def gradients(dZ: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from dZ [B, n, V] down to the parameters, block by block."""
    dH, dW_U, _ = linear.backward(dZ, saved.unembedding)
    dX_top, dgamma, dbeta = layernorm.backward(dH, saved.norm)
    dX, downs = dX_top, []
    for layer in reversed(saved.blocks):
        downs.append(block.gradients(dX, layer))
        dX = downs[-1].dX
    downs.reverse()
    dE, dP = embedding.backward(dX, saved.embedding)
    if saved.tied:
        dE, dW_U = dE + dW_U.mT, None  # E was used twice, so its two gradients add
    dparams = Params(dE, dP, tuple(g.dparams for g in downs), dgamma, dbeta, dW_U)
    return Gradients(dparams, tuple(downs), dH, dX_top, dX)


def backward(dZ: Tensor, saved: Saved) -> Params:
    """Returns the gradients of all parameters, as a Params of the same form; word ids have none."""
    return gradients(dZ, saved).dparams


def initial(
    words: int = 64, places: int = 22, width: int = 32, heads: int = 4, hidden: int = 128, layers: int = 2,
    tied: bool = False, seed: int = 0, device: Any = None, dtype: torch.dtype = torch.float32,
) -> Params:
    """Returns parameters before training: weights normal with deviation 0.7/√rows, embeddings 0.3, biases 0."""
    draw = cases.normal(seed, device, dtype)

    def weight(rows: int, columns: int) -> Tensor:
        return draw(rows, columns, scale=0.7 * rows**-0.5)

    def zeros(size: int) -> Tensor:
        return torch.zeros(size, device=device, dtype=dtype)

    def ones(size: int) -> Tensor:
        return torch.ones(size, device=device, dtype=dtype)

    E, P = draw(words, width, scale=0.3), draw(places, width, scale=0.3)
    blocks = []
    for _ in range(layers):
        pairs = [part for _ in range(4) for part in (weight(width, width), zeros(width))]
        attention = block.selfattention.Params(*pairs, heads)
        feed = weight(width, hidden), zeros(hidden), weight(hidden, width), zeros(width)
        blocks.append(block.Params(ones(width), zeros(width), attention, ones(width), zeros(width), *feed))
    W_U = None if tied else weight(width, words)
    return Params(E, P, tuple(blocks), ones(width), zeros(width), W_U)


def example(
    tokens: int = 6, width: int = 8, heads: int = 2, hidden: int = 16, layers: int = 2, words: int = 7,
    tied: bool = False, batch: int = 2, seed: int = 0, device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case with word ids [batch, tokens] that repeat, and no parameter at zero."""
    draw = cases.normal(seed, device, dtype)
    ids = torch.arange(batch * tokens, device=device).reshape(batch, tokens) * 2 % words
    params = Params(
        draw(words, width), draw(tokens, width),
        tuple(block.draw_params(draw, width, hidden, heads) for _ in range(layers)),
        1 + draw(width, scale=0.3), draw(width), None if tied else draw(width, words, scale=width**-0.5),
    )
    return cases.build(forward, draw, {"params": params}, tokens=ids)
