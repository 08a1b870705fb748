"""An embedding looks each word up in a table and adds a vector for its place: X_t = E[w_t] + P[t].

By the trace rule, a row of E collects from every place where its word stands, a row of P from every sentence.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import cases, shapes


@dataclass(frozen=True)
class Saved:
    tokens: Tensor  # [..., n]: word ids
    words: int  # V, the rows of E
    places: int  # T, the rows of P


def forward(tokens: Tensor, E: Tensor, P: Tensor) -> tuple[Tensor, Saved]:
    """Returns X [..., n, d] for word ids [..., n], E [V, d] and P [T, d] with n ≤ T.

    Raises ShapeError where E and P differ in width or the sentence is longer than P.
    """
    shapes.match(E=(E, "V d"), P=(P, "T d"))
    n = tokens.shape[-1]
    if n > P.shape[0]:
        raise shapes.ShapeError(f"tokens: expected [..., n] with n ≤ {P.shape[0]}, got {list(tokens.shape)}")
    return E[tokens] + P[:n], Saved(tokens, E.shape[0], P.shape[0])


def backward(dX: Tensor, saved: Saved) -> tuple[Tensor, Tensor]:
    """Returns dE [V, d] and dP [T, d]; a word or place that does not occur has a row of zeros."""
    n, d = dX.shape[-2:]
    rows = dX.reshape(-1, d)  # [N, d], every token of every sentence
    dE = dX.new_zeros(saved.words, d).index_add(0, saved.tokens.reshape(-1), rows)
    dP = dX.new_zeros(saved.places, d)
    dP[:n] = dX.reshape(-1, n, d).sum(0) if n else 0.0
    return dE, dP


def example(
    tokens: int = 6, width: int = 8, words: int = 5, batch: int = 2, seed: int = 0,
    device: Any = None, dtype: torch.dtype = torch.float64,
) -> cases.Case:
    """Returns a case whose sentences repeat words, and whose last word never occurs."""
    draw = cases.normal(seed, device, dtype)
    ids = torch.arange(batch * tokens, device=device).reshape(batch, tokens) % (words - 1)
    return cases.build(forward, draw, {"E": draw(words, width), "P": draw(tokens + 1, width)}, tokens=ids)
