"""The same models out of torch.nn, with the same weights: a second oracle, written by others.

They check the forward as well, which autograd through our own operations cannot. torch.nn keeps a weight as [out, in],
so every matrix is transposed on the way, and one layer holds W_Q, W_K and W_V together.
"""

import torch
from torch import Tensor, nn

from byhand import block, decoderblock, model, selfattention, seq2seq


class Decoder(nn.Module):
    """The decoder-only model; forward maps word ids [B, n] to logits [B, n, V]."""

    def __init__(self, params: model.Params) -> None:
        super().__init__()
        self.E, self.P = nn.Parameter(params.E.clone()), nn.Parameter(params.P.clone())
        self.blocks = nn.ModuleList(encoder_layer(p) for p in params.blocks)
        self.norm = layer_norm(params.gamma, params.beta)
        self.W_U = None if params.W_U is None else nn.Parameter(params.W_U.clone())

    def forward(self, tokens: Tensor) -> Tensor:
        n = tokens.shape[-1]
        hidden = nn.Transformer.generate_square_subsequent_mask(n, device=tokens.device, dtype=self.E.dtype)
        X = nn.functional.embedding(tokens, self.E) + self.P[:n]
        for layer in self.blocks:
            X = layer(X, src_mask=hidden, is_causal=True)
        return self.norm(X) @ (self.E.mT if self.W_U is None else self.W_U)


class EncoderDecoder(nn.Module):
    """The encoder–decoder; forward maps source [B, m], target [B, n] and lengths [B] to logits [B, n, V]."""

    def __init__(self, params: seq2seq.Params) -> None:
        super().__init__()
        self.E = nn.Parameter(params.E.clone())
        self.P_source, self.P_target = nn.Parameter(params.P_source.clone()), nn.Parameter(params.P_target.clone())
        self.encoder = nn.ModuleList(encoder_layer(p) for p in params.encoder)
        self.norm_M = layer_norm(params.gamma_M, params.beta_M)
        self.decoder = nn.ModuleList(decoder_layer(p) for p in params.decoder)
        self.norm = layer_norm(params.gamma, params.beta)
        self.W_U = nn.Parameter(params.W_U.clone())

    def forward(self, source: Tensor, target: Tensor, lengths: Tensor) -> Tensor:
        m, n = source.shape[-1], target.shape[-1]
        padded = torch.arange(m, device=source.device) >= lengths[:, None]  # torch's masks are True where hidden
        later = torch.ones(n, n, dtype=torch.bool, device=source.device).triu(1)
        M = nn.functional.embedding(source, self.E) + self.P_source[:m]
        for layer in self.encoder:
            M = layer(M, src_key_padding_mask=padded)
        M = self.norm_M(M)
        Y = nn.functional.embedding(target, self.E) + self.P_target[:n]
        for layer in self.decoder:
            Y = layer(Y, M, tgt_mask=later, memory_key_padding_mask=padded)
        return self.norm(Y) @ self.W_U


def decoder(params: model.Params) -> Decoder:
    """Returns the torch.nn twin of a decoder-only model."""
    return Decoder(params)


def encoder_decoder(params: seq2seq.Params) -> EncoderDecoder:
    """Returns the torch.nn twin of an encoder–decoder."""
    return EncoderDecoder(params)


def encoder_layer(p: block.Params, norm_first: bool = True) -> nn.TransformerEncoderLayer:
    """Returns the twin of a block; with norm_first=False, of a post-LN block."""
    d, f = p.W_1.shape
    layer = nn.TransformerEncoderLayer(
        d, p.attention.heads, f, dropout=0.0, activation="gelu", batch_first=True, norm_first=norm_first,
        device=p.W_1.device, dtype=p.W_1.dtype,
    )  # fmt: skip
    load_attention(layer.self_attn, p.attention)
    for name, tensor in (
        ("norm1.weight", p.gamma_1), ("norm1.bias", p.beta_1), ("norm2.weight", p.gamma_2), ("norm2.bias", p.beta_2),
        ("linear1.weight", p.W_1.mT), ("linear1.bias", p.b_1), ("linear2.weight", p.W_2.mT), ("linear2.bias", p.b_2),
    ):  # fmt: skip
        layer.get_parameter(name).data.copy_(tensor)
    return layer


def decoder_layer(p: decoderblock.Params) -> nn.TransformerDecoderLayer:
    """Returns the twin of a decoder block."""
    d, f = p.W_1.shape
    layer = nn.TransformerDecoderLayer(
        d, p.attention.heads, f, dropout=0.0, activation="gelu", batch_first=True, norm_first=True,
        device=p.W_1.device, dtype=p.W_1.dtype,
    )  # fmt: skip
    load_attention(layer.self_attn, p.attention)
    load_attention(layer.multihead_attn, p.cross)
    for name, tensor in (
        ("norm1.weight", p.gamma_1), ("norm1.bias", p.beta_1), ("norm2.weight", p.gamma_2), ("norm2.bias", p.beta_2),
        ("norm3.weight", p.gamma_3), ("norm3.bias", p.beta_3),
        ("linear1.weight", p.W_1.mT), ("linear1.bias", p.b_1), ("linear2.weight", p.W_2.mT), ("linear2.bias", p.b_2),
    ):  # fmt: skip
        layer.get_parameter(name).data.copy_(tensor)
    return layer


def load_attention(layer: nn.MultiheadAttention, p: selfattention.Params) -> None:
    """Copies our projections into torch's fused one."""
    layer.in_proj_weight.data.copy_(torch.cat((p.W_Q.mT, p.W_K.mT, p.W_V.mT)))
    layer.in_proj_bias.data.copy_(torch.cat((p.b_Q, p.b_K, p.b_V)))
    layer.out_proj.weight.data.copy_(p.W_O.mT)
    layer.out_proj.bias.data.copy_(p.b_O)


def layer_norm(gamma: Tensor, beta: Tensor) -> nn.LayerNorm:
    """Returns the twin of a layer norm."""
    layer = nn.LayerNorm(gamma.shape[0], device=gamma.device, dtype=gamma.dtype)
    layer.weight.data.copy_(gamma)
    layer.bias.data.copy_(beta)
    return layer
