"""A chain of residual connections is a sum over paths: X_{l+1} = X_l + f_l(X_l) gives ∏(I + J_l) = Σ_P ∏_{l∈P} J_l.

Source: the unravelled view of Veit, Wilber and Belongie 2016. A path is the set of sublayers that it goes
through; past the others it takes the skip. Here f_l(X) = tanh(XW_l); `sublayers` takes a trained model apart likewise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, layernorm, mlp, model, selfattention, shapes

VJP = Callable[[Tensor], Tensor]  # from the gradient of f_l's output to that of its input, both [..., n, d]


@dataclass(frozen=True)
class Saved:
    X: tuple[Tensor, ...]  # the stream in front of every sublayer, [..., n, d]
    F: tuple[Tensor, ...]  # what every sublayer added, [..., n, d]
    W: tuple[Tensor, ...]  # [d, d]


def forward(X: Tensor, W: tuple[Tensor, ...]) -> tuple[Tensor, Saved]:
    """Returns X_L [..., n, d] for X_0 [..., n, d] and one matrix [d, d] a sublayer."""
    stream, added = [], []
    for W_l in W:
        shapes.match(X=(X, "... d"), W=(W_l, "d d"))
        stream.append(X)
        added.append((X @ W_l).tanh())
        X = X + added[-1]
    return X, Saved(tuple(stream), tuple(added), W)


def backward(dX: Tensor, saved: Saved) -> tuple[Tensor, tuple[Tensor, ...]]:
    """Returns dX_0 and the gradients of the matrices."""
    dW = []
    for X, F, W in reversed(list(zip(saved.X, saved.F, saved.W))):
        dZ = dX * (1 - F.square())  # [..., n, d]
        d = W.shape[0]
        dW.append(X.reshape(-1, d).mT @ dZ.reshape(-1, d))
        dX = dX + dZ @ W.mT  # past the sublayer, and through it
    return dX, tuple(reversed(dW))


def chain(saved: Saved) -> list[VJP]:
    """Returns J_lᵀ for every tanh sublayer, the lowest first."""
    return [lambda dF, F=F, W=W: (dF * (1 - F.square())) @ W.mT for F, W in zip(saved.F, saved.W)]


def sublayers(saved: model.Saved) -> list[VJP]:
    """Returns J_lᵀ for every sublayer of a model, layer norm included: attention and feed-forward in turn."""
    found: list[VJP] = []
    for layer in saved.blocks:
        found.append(lambda dF, s=layer: layernorm.vjp(selfattention.backward(dF, s.attention)[0], s.norm_1))
        found.append(lambda dF, s=layer: layernorm.vjp(mlp.backward(dF, s.mlp)[0], s.norm_2))
    return found


def decompose(dX: Tensor, chain: Sequence[VJP]) -> dict[tuple[int, ...], Tensor]:
    """Returns, for each of the 2^L paths, what it carries from dX_L down to X_0; together they are dX_0.

    A path is named by its sublayers, lowest first; () is the skip all the way.
    """
    carried = {(): dX}
    for index in reversed(range(len(chain))):
        through = {(index, *path): chain[index](gradient) for path, gradient in carried.items()}
        carried |= through
    return carried


def by_length(dX: Tensor, chain: Sequence[VJP]) -> list[Tensor]:
    """Returns the sum over all paths of each length 0, 1, …, L, without walking the 2^L paths.

    All paths of one length share one recursion from sublayer to sublayer, so L²/2 products do.
    """
    sums = [dX]
    for vjp in reversed(chain):
        through = [vjp(gradient) for gradient in sums]
        sums = [sums[0], *(a + b for a, b in zip(sums[1:], through)), through[-1]]
    return sums


def telescope(dX: Tensor, chain: Sequence[VJP]) -> list[Tensor]:
    """Returns J_lᵀ dX_{l+1}, what each sublayer adds on the way down, lowest first: dX_0 = dX_L + their sum."""
    added = []
    for vjp in reversed(chain):
        added.append(vjp(dX))
        dX = dX + added[-1]
    return added[::-1]


def contributions(saved: model.Saved) -> list[Tensor]:
    """Returns what every sublayer of a model adds to the stream going forward: X_L = X_0 + their sum."""
    stream = [X for layer in saved.blocks for X in (layer.X, layer.X_mid)] + [saved.X]
    return [after - before for before, after in zip(stream, stream[1:])]


def example(
    tokens: int = 6, width: int = 8, layers: int = 4, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a chain of tanh sublayers on X [batch, tokens, width]."""
    draw = cases.normal(seed, device, dtype)
    W = tuple(draw(width, width, scale=width**-0.5) for _ in range(layers))
    return cases.build(forward, draw, {"X": draw(batch, tokens, width), "W": W})
