"""The mean cross-entropy of a sequence, over the positions that count."""

import torch

import figpress


def forward(draw, n, V):
    Z, targets, counted = draw(n, V), draw.integers(V, n), list(range(1, n))
    p = torch.softmax(Z, 1)
    loss = -torch.stack([p[t, targets[t]].log() for t in counted]).mean()
    return {"Z": Z, "p": p, "y_t": targets, "e_k": torch.eye(V, dtype=torch.float64), r"\mathcal T": counted, "N": len(counted), "L": loss}


figpress.symbols(
    forward,
    {
        "Z": ("n×V", "the logits, one row a position"),
        "p": ("n×V", "the predicted probabilities, one row a position"),
        "y_t": ("index, t<n", "the word that came at position t"),
        "e_k": ("1×V, k<V", "one at place k, zero elsewhere"),
        r"\mathcal T": ("set", "the positions that count"),
        "N": ("size", "how many positions count"),
        "L": ("scalar", "the loss: the mean cross-entropy"),
        "n": ("size", "the number of positions"),
        "V": ("size", "the size of the vocabulary"),
    },
)
