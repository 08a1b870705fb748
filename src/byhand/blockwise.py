"""Attention without keeping A: backward computes it again, some rows at a time, from one number saved per query.

Source: the memory-saving half of FlashAttention (Dao et al. 2022); the other half, moving less between the memories of
a GPU, needs a kernel. With ℓ_i = log Σ_j exp(s_ij) saved, A = exp(S − ℓ) needs no second softmax, and the row sum
D = rowsum(dO ⊙ O) no A at all, so what waits for backward grows with n instead of n².
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    Q: Tensor  # [..., n, d_k]
    K: Tensor  # [..., m, d_k]
    V: Tensor  # [..., m, d_v]
    O: Tensor  # [..., n, d_v]
    lse: Tensor  # [..., n, 1]: ℓ, the logarithm of each row's sum
    causal: bool
    size: int


def forward(Q: Tensor, K: Tensor, V: Tensor, causal: bool = False, size: int = 128) -> tuple[Tensor, Saved]:
    """Returns O [..., n, d_v], the same as `attention.forward`, looking at `size` queries at a time.

    With `causal`, n = m and the keys that no query of a block may see are left out of its products altogether.
    """
    shapes.match(Q=(Q, "... n d_k"), K=(K, "... m d_k"), V=(V, "... m d_v"))
    if causal:
        shapes.match(Q=(Q, "... n d_k"), K=(K, "... n d_k"))
    outs, sums = [], []
    for rows, seen in _blocks(Q.shape[-2], K.shape[-2], causal, size):
        S = _scores(Q[..., rows, :], K[..., :seen, :], rows, causal)  # [..., b, seen]
        peak = S.amax(-1, keepdim=True).detach()
        E = (S - peak).exp()
        total = E.sum(-1, keepdim=True)  # [..., b, 1]
        outs.append((E / total) @ V[..., :seen, :])  # [..., b, d_v]
        sums.append(peak + total.log())
    O, lse = torch.cat(outs, -2), torch.cat(sums, -2)
    return O, Saved(Q, K, V, O, lse, causal, size)


def backward(dO: Tensor, saved: Saved) -> tuple[Tensor, Tensor, Tensor]:
    """Returns dQ, dK, dV; at no time is there more than one block of A, dA and dS."""
    Q, K, V = saved.Q, saved.K, saved.V
    c = Q.shape[-1] ** -0.5
    D = (dO * saved.O).sum(-1, keepdim=True)  # [..., n, 1]
    dQ, dK, dV = torch.zeros_like(Q), torch.zeros_like(K), torch.zeros_like(V)
    for rows, seen in _blocks(Q.shape[-2], K.shape[-2], saved.causal, saved.size):
        Q_b, dO_b, K_b, V_b = Q[..., rows, :], dO[..., rows, :], K[..., :seen, :], V[..., :seen, :]
        A = (_scores(Q_b, K_b, rows, saved.causal) - saved.lse[..., rows, :]).exp()  # [..., b, seen], once more
        dS = A * (dO_b @ V_b.mT - D[..., rows, :])  # [..., b, seen]
        dQ[..., rows, :] = dS @ K_b * c
        dK[..., :seen, :] += dS.mT @ Q_b * c  # a key hears from every block that saw it
        dV[..., :seen, :] += A.mT @ dO_b
    return dQ, dK, dV


def _blocks(n: int, m: int, causal: bool, size: int) -> list[tuple[slice, int]]:
    ends = [(start, min(start + size, n)) for start in range(0, n, size)]
    return [(slice(start, end), end if causal else m) for start, end in ends]


def _scores(Q: Tensor, K: Tensor, rows: slice, causal: bool) -> Tensor:
    S = Q.shape[-1] ** -0.5 * Q @ K.mT  # [..., b, seen]
    if not causal:
        return S
    i = torch.arange(rows.start, rows.stop, device=Q.device)[:, None]
    return S.masked_fill(torch.arange(K.shape[-2], device=Q.device) > i, -torch.inf)


def example(
    tokens: int = 6, width: int = 8, batch: int = 2, causal: bool = True, size: int = 4, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case whose last block is a short one."""
    draw = cases.normal(seed, device, dtype)
    inputs = {name: draw(batch, tokens, width) for name in ("Q", "K", "V")}
    return cases.build(forward, draw, inputs, causal=causal, size=size)
