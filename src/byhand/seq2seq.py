"""An encoder–decoder transformer: the encoder reads a source into a memory M, the decoder writes while asking it.

Source: Vaswani et al. 2017, fig. 1, with pre-LN blocks and learned positions. Every decoder block sends a gradient to
the one memory; only their sum goes down into the encoder.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import block, cases, decoderblock, embedding, layernorm, linear, masks, tree


@dataclass(frozen=True)
class Params:
    E: Tensor  # [V, d]: word embeddings, shared by source and target
    P_source: Tensor  # [T, d]: learned positions
    P_target: Tensor  # [T, d]
    encoder: tuple[block.Params, ...]
    gamma_M: Tensor  # [d]: the layer norm that makes the memory
    beta_M: Tensor  # [d]
    decoder: tuple[decoderblock.Params, ...]
    gamma: Tensor  # [d]: the last layer norm
    beta: Tensor  # [d]
    W_U: Tensor  # [d, V]


@dataclass(frozen=True)
class Saved:
    source: embedding.Saved
    target: embedding.Saved
    encoder: tuple[block.Saved, ...]  # encoder[0].attention.A is [B, H, m, m]
    norm_M: layernorm.Saved
    decoder: tuple[decoderblock.Saved, ...]  # decoder[0].cross.A is [B, H, n, m]
    norm: layernorm.Saved
    unembedding: linear.Saved


@dataclass(frozen=True)
class Gradients:
    dparams: Params
    encoder: tuple[block.Gradients, ...]
    decoder: tuple[decoderblock.Gradients, ...]  # decoder[0].dM is what the first block asks of the memory
    dM: Tensor  # [B, m, d]: their sum


def forward(source: Tensor, target: Tensor, params: Params, lengths: Tensor | None = None) -> tuple[Tensor, Saved]:
    """Returns logits Z [B, n, V] for word ids source [B, m] and target [B, n]; row t predicts target word t + 1.

    `lengths` [B] says how many words of each source are no padding; without it all are.
    """
    p = params
    causal = masks.causal(target.shape[-1], target.device)  # [n, n]
    seen = None if lengths is None else masks.padding(lengths, source.shape[-1])  # [B, 1, 1, m]
    X, saved_source = embedding.forward(source, p.E, p.P_source)  # [B, m, d]
    saved_encoder = []
    for layer in p.encoder:
        X, saved = block.forward(X, layer, seen)
        saved_encoder.append(saved)
    M, norm_M = layernorm.forward(X, p.gamma_M, p.beta_M)  # [B, m, d]
    Y, saved_target = embedding.forward(target, p.E, p.P_target)  # [B, n, d]
    saved_decoder = []
    for layer in p.decoder:
        Y, saved = decoderblock.forward(Y, M, layer, causal, seen)
        saved_decoder.append(saved)
    H, norm = layernorm.forward(Y, p.gamma, p.beta)  # [B, n, d]
    Z, unembedding = linear.forward(H, p.W_U)  # [B, n, V]
    return Z, Saved(
        saved_source, saved_target, tuple(saved_encoder), norm_M, tuple(saved_decoder), norm, unembedding
    )  # fmt: skip


def gradients(dZ: Tensor, saved: Saved) -> Gradients:
    """Returns every gradient from dZ [B, n, V] down through the decoder, the memory and the encoder."""
    dH, dW_U, _ = linear.backward(dZ, saved.unembedding)
    dY, dgamma, dbeta = layernorm.backward(dH, saved.norm)
    written, dM = [], torch.zeros_like(saved.norm_M.Xhat)  # [B, m, d]
    for layer in reversed(saved.decoder):
        written.insert(0, decoderblock.gradients(dY, layer))
        dY, dM = written[0].dY, dM + written[0].dM
    dE_target, dP_target = embedding.backward(dY, saved.target)
    dX, dgamma_M, dbeta_M = layernorm.backward(dM, saved.norm_M)
    read = []
    for layer in reversed(saved.encoder):
        read.insert(0, block.gradients(dX, layer))
        dX = read[0].dX
    dE_source, dP_source = embedding.backward(dX, saved.source)
    dparams = Params(
        dE_source + dE_target, dP_source, dP_target, tuple(g.dparams for g in read), dgamma_M, dbeta_M,
        tuple(g.dparams for g in written), dgamma, dbeta, dW_U,
    )  # fmt: skip
    return Gradients(dparams, tuple(read), tuple(written), dM)


def backward(dZ: Tensor, saved: Saved) -> Params:
    """Returns the gradients of all parameters, as a Params of the same form; word ids have none."""
    return gradients(dZ, saved).dparams


def initial(
    words: int = 64, places: int = 22, width: int = 32, heads: int = 4, hidden: int = 128,
    encoder: int = 1, decoder: int = 2, seed: int = 0, device: Any = None, dtype: torch.dtype = torch.float32,
) -> Params:
    """Returns parameters before training, drawn as `model.initial` draws them: biases 0, γ 1."""
    draw = cases.normal(seed, device, dtype)

    def start(name: str, leaf: Tensor) -> Tensor:
        kind = name.rpartition(".")[2]
        if kind.startswith("gamma"):
            return torch.ones_like(leaf)
        if kind.startswith(("b_", "beta")):
            return torch.zeros_like(leaf)
        return draw(*leaf.shape, scale=0.3 if kind[0] in "EP" else 0.7 * leaf.shape[0] ** -0.5)

    form = draw_params(draw, words, places, width, heads, hidden, encoder, decoder)
    started = iter([start(name, leaf) for name, leaf in tree.leaves(form).items()])
    return tree.map(lambda leaf: next(started), form)


def draw_params(
    draw: Any, words: int, places: int, width: int, heads: int, hidden: int, encoder: int, decoder: int
) -> Params:
    """Returns random parameters, none of them zero."""
    read = tuple(block.draw_params(draw, width, hidden, heads) for _ in range(encoder))
    write = tuple(decoderblock.draw_params(draw, width, hidden, heads) for _ in range(decoder))
    return Params(
        draw(words, width, scale=0.3), draw(places, width, scale=0.3), draw(places, width, scale=0.3), read,
        1 + draw(width, scale=0.3), draw(width, scale=0.3), write,
        1 + draw(width, scale=0.3), draw(width, scale=0.3), draw(width, words, scale=width**-0.5),
    )  # fmt: skip


def example(
    tokens: int = 4, sources: int = 6, width: int = 8, heads: int = 2, hidden: int = 16, layers: int = 2,
    words: int = 7, batch: int = 2, seed: int = 0, device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case in which the sources differ in length."""
    draw = cases.normal(seed, device, dtype)
    source = torch.arange(batch * sources, device=device).reshape(batch, sources) * 2 % words
    target = torch.arange(batch * tokens, device=device).reshape(batch, tokens) * 3 % words
    lengths = sources - torch.arange(batch, device=device) % 2
    params = draw_params(draw, words, max(tokens, sources), width, heads, hidden, layers, layers)
    return cases.build(forward, draw, {"params": params}, source=source, target=target, lengths=lengths)
